/** Hostile documents, each read in a process of its own with 512 MB of heap; CPU time and peak memory are what the system says of that process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOSTILE } from './hostile-inputs.mjs';

const HEAP_MB = 512;
const SECONDS_MAX = 20;
const OWN_SECONDS_MAX = 2;

/** Prints one row a document, and says whether our own reader stayed within two seconds and 512 MB everywhere. */
export async function runHostile(readers) {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-hostile-'));
  const file = join(folder, 'document');
  const rows = {};
  const over = [];
  try {
    for (const [name, make] of Object.entries(HOSTILE)) {
      writeFileSync(file, make());
      rows[name] = {};
      for (const reader of readers) {
        const result = runOne(reader, file);
        rows[name][reader] = result.summary;
        if (reader === 'hustings' && !(result.seconds <= OWN_SECONDS_MAX && result.megabytes <= HEAP_MB && !result.polluted))
          over.push(name);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(
    `\nHostile documents: CPU seconds, peak memory of the process (about 70 MB before it begins), what came of it; cut off after ${SECONDS_MAX} seconds.`,
  );
  console.table(rows);
  if (readers.includes('hustings'))
    console.log(
      over.length === 0
        ? `hustings: all within ${OWN_SECONDS_MAX} s and ${HEAP_MB} MB.`
        : `hustings: over ${OWN_SECONDS_MAX} s or ${HEAP_MB} MB: ${over.join('; ')}`,
    );
}

function runOne(reader, file) {
  const child = spawnSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, fileURLToPath(import.meta.url), reader, file], {
    encoding: 'utf8',
    timeout: SECONDS_MAX * 1000,
    killSignal: 'SIGKILL',
  });
  if (child.error || child.signal === 'SIGKILL') return { summary: `over ${SECONDS_MAX} s`, seconds: Infinity };
  const line = child.stdout.trim().split('\n').at(-1);
  if (!line?.startsWith('{')) return { summary: 'process died', seconds: Infinity };
  const result = JSON.parse(line);
  return {
    ...result,
    summary: `${result.seconds.toFixed(2)} s ${result.megabytes} MB ${result.outcome}${result.polluted ? ' POLLUTED' : ''}`,
  };
}

async function beTheChild(reader, file) {
  const { READERS } = await import('./readers.mjs');
  const bytes = readFileSync(file);
  const before = process.cpuUsage();
  const outcome = await READERS[reader](bytes, { contentType: '', url: '' }).then(
    (feed) => `${feed.entries.length} entries`,
    (error) => `error: ${error.code ?? error.name}`,
  );
  const used = process.cpuUsage(before);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, megabytes, outcome, polluted: {}.polluted !== undefined }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await beTheChild(process.argv[2], process.argv[3]);
