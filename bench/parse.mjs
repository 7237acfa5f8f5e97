/**
 * How well feeds are read: every document of a corpus, scored against what a reference parser read in it, beside plain rss-parser and feedsmith; then hostile
 * documents, each in a process of its own with 512 MB of heap.
 *
 *   npm run bench:parse -- [FOLDER] [--reader NAME] [--misses FIELD] [--no-hostile]
 *
 * FOLDER (or PARSERS_ROOT) holds `manifest.json`, `oracle.json` and the documents.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runHostile } from './hostile.mjs';
import { READERS } from './readers.mjs';
import { Score, suiteOf } from './score.mjs';

const SHOWN = [
  'documents',
  'found',
  'count',
  'feedTitle',
  'id',
  'link',
  'title',
  'author',
  'published',
  'html',
  'htmlText',
  'inReplyTo',
  'commentRss',
  'commentCount',
  'comments',
  'replies',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reader: { type: 'string' },
    misses: { type: 'string' },
    suite: { type: 'string' },
    'no-hostile': { type: 'boolean' },
    'no-corpus': { type: 'boolean' },
  },
});

const here = dirname(fileURLToPath(import.meta.url));
const root = positionals[0] ?? process.env.PARSERS_ROOT ?? join(here, '../../shared/corpus');
if (!values['no-corpus']) await scoreCorpus(root);
if (!values['no-hostile']) await runHostile(values.reader ? [values.reader] : Object.keys(READERS));

async function scoreCorpus(folder) {
  const documentsAt = existsSync(join(folder, 'manifest.json')) ? folder : join(folder, 'corpus');
  if (!existsSync(join(documentsAt, 'manifest.json'))) {
    console.log(`No corpus at ${folder}: name a folder with manifest.json and oracle.json, or set PARSERS_ROOT. Skipped.`);
    return;
  }
  const manifest = JSON.parse(readFileSync(join(documentsAt, 'manifest.json'), 'utf8'));
  const oracleFile = [join(documentsAt, 'oracle.json'), join(folder, 'oracle/oracle.json')].find((file) => existsSync(file));
  const oracle = JSON.parse(readFileSync(oracleFile, 'utf8'));
  const documents = manifest.filter(({ id }) => oracle[id].entries.length > 0 || oracle[id].feed?.title);
  console.log(
    `${documents.length} documents of ${folder} in which the oracle finds anything; percent; FIELD* is real + illformed + encoding + threads.`,
  );
  for (const [name, read] of Object.entries(READERS)) {
    if (!values.reader || values.reader === name) await scoreReader(name, read, documents, documentsAt, oracle);
  }
}

async function scoreReader(name, read, documents, folder, oracle) {
  const score = new Score();
  const errors = new Map();
  let [cpuMs, bytes] = [0, 0];
  for (const document of documents) {
    if (values.suite && suiteOf(document, oracle[document.id]) !== values.suite) continue;
    const content = readFileSync(join(folder, document.id));
    const before = process.cpuUsage();
    const got = await read(content, document).catch((error) => ({
      title: null,
      entries: [],
      error: String(error.message).split('\n')[0].slice(0, 100),
    }));
    const used = process.cpuUsage(before);
    cpuMs += (used.user + used.system) / 1000;
    bytes += content.length;
    if (got.error) errors.set(got.error, (errors.get(got.error) ?? 0) + 1);
    score.add(document, oracle[document.id], got);
  }
  console.log(
    `\n${name}: ${(cpuMs / 1000).toFixed(1)} CPU seconds for ${(bytes / 1e6).toFixed(1)} MB; errors in ${[...errors.values()].reduce((sum, count) => sum + count, 0)} documents`,
  );
  console.table(score.table(), SHOWN);
  for (const [message, count] of [...errors].sort((one, other) => other[1] - one[1]).slice(0, values.misses ? 20 : 3))
    console.log(`  ${count} x ${message}`);
  for (const miss of score.misses.filter(({ field }) => field === values.misses)) console.log(JSON.stringify(miss).slice(0, 600));
}
