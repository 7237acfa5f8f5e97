/**
 * npm run bench:poll [-- --feeds 1000 --hosts 250 --latency 0 --comments 0 --modes 500=3 --on sqlite,postgres]
 *
 * Polls a farm of feeds on loopback three times (first, unchanged, three new entries a feed), beside the ceiling, which is a fetch, a parse and an insert with no
 * feature at all, and beside the naive loop, which keeps no validators. Prints seconds, CPU seconds, peak memory, event-loop delay and database size, and the ratios,
 * from one run. The farm and both others are those of the folder named by FEEDFARM (default ../shared/feedfarm).
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { startFarm } from './farm.mjs';
import { ceiling, naive, ours, workFolder } from './polls.mjs';

const { values } = parseArgs({
  options: {
    ...DATABASE_OPTIONS,
    feeds: { type: 'string', default: '1000' },
    entries: { type: 'string', default: '25' },
    hosts: { type: 'string', default: '250' },
    latency: { type: 'string', default: '0' },
    comments: { type: 'string', default: '0' },
    modes: { type: 'string', default: '' },
  },
});
const ROUNDS = ['first', 'unchanged', '3 new a feed'];
const NEW_ENTRIES = 3;

const { feeds, entries, hosts, latency, comments, modes } = values;
const list = join(workFolder, 'urls.txt');
rmSync(workFolder, { recursive: true, force: true });
mkdirSync(workFolder, { recursive: true });

const faults = modes ? `, faults ${modes}` : '';
print(
  `${feeds} feeds of ${entries} entries on ${hosts} hosts, latency ${latency} ms, comment feeds ${comments}${faults}; load ${loadavg()[0].toFixed(1)}\n`,
);
print('| poll | | wall s | CPU s | to the ceiling: wall | CPU | peak MB | loop p99 ms | new | failed | database MB | to the ceiling |');
print('|---|---|---|---|---|---|---|---|---|---|---|---|');
await onEach('poll', values, measure);

/** Each database has a farm of its own, and the others run beside it: what is compared was measured within the same minutes. */
async function measure(name, address, size) {
  const farm = await startFarm({ feeds, entries, hosts, latency, comments, ...(modes ? { modes } : {}) });
  try {
    writeFileSync(list, await farm.urls());
    const [least, plain] = [`ceiling-${name}`, `naive-${name}`].map((file) => join(workFolder, `${file}.sqlite`));
    for (const round of ROUNDS) {
      if (round !== 'first' && round !== 'unchanged') await farm.tick(NEW_ENTRIES);
      const bound = modes ? null : { ...(await ceiling(least, list)), bytes: statSync(least).size };
      if (bound) show(round, 'ceiling', bound, null);
      if (!modes) show(round, 'naive loop', { ...(await naive(plain, list)), bytes: statSync(plain).size }, bound);
      show(round, `ours, ${name}`, { ...(await ours(address, list)), bytes: await size() }, bound);
    }
  } finally {
    await farm.stop();
  }
}

function show(round, who, took, bound) {
  const ratio = (key) => (bound === null ? '' : (took[key] / bound[key]).toFixed(2));
  const cells = [
    round,
    who,
    took.wall.toFixed(2),
    took.cpu.toFixed(2),
    ratio('wall'),
    ratio('cpu'),
    took.maxRssMb ?? '',
    took.loopP99Ms?.toFixed(1) ?? '',
    took.added ?? took.new,
    took.failed ?? '',
    (took.bytes / 1e6).toFixed(1),
    ratio('bytes'),
  ];
  print(`| ${cells.join(' | ')} |`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
