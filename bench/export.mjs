/**
 * Exports of a million posts, among them a thread of a hundred thousand comments that answer each other: how many posts a second, and how much memory
 * at most. The command runs in a process of its own, as anybody runs it.
 *
 *   npm run bench:export -- [--posts 1000000] [--thread 100000] [--filed 100000] [--on sqlite,postgres] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * The newest `--filed` posts are filed for the search, and exported by a query, too.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { SearchIndex } from '../dist/modules/search/search-index.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { insertPosts, insertSources, posts } from './search-corpus.mjs';

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    thread: { type: 'string', default: '100000' },
    filed: { type: 'string', default: '100000' },
    ...DATABASE_OPTIONS,
  },
});
const [count, threadSize, filed] = [Number(values.posts), Number(values.thread), Number(values.filed)];
const ROWS_AT_ONCE = 500;
const PEAK = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))';

const hashes = (await onEach('export', values, measure)).flat();
const distinct = new Set(hashes.map(({ what, sha256 }) => `${what} ${sha256}`));
const kinds = new Set(hashes.map(({ what }) => what));
print(`\nThe same bytes on each database: ${distinct.size === kinds.size ? 'yes' : 'NO'}.`);

async function measure(name, url) {
  await fill(url);
  print(`\n### ${name}, ${count.toLocaleString('en')} posts, ${threadSize.toLocaleString('en')} of them in one thread\n`);
  print('| export | posts | MB | s | posts/s | peak RSS MB |\n|---|---|---|---|---|---|');
  const runs = [
    ['all, NDJSON', []],
    ['all, CSV', ['--format', 'csv']],
    ['`--query is:comment`', ['--query', 'is:comment']],
  ];
  const hashes = [];
  for (const [what, options] of runs) hashes.push({ what, sha256: await run(what, url, options) });
  return hashes;
}

async function fill(url) {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: url }), 'none'), {
    logger: ['error', 'fatal'],
  });
  const database = app.get(Database);
  const index = app.get(SearchIndex);
  await database.write(insertSources);
  let part = [];
  const flush = async () => {
    const rows = part;
    part = [];
    await database.write(async (manager) => {
      await insertPosts(manager, database.isPostgres, rows);
      const ids = rows.flatMap(({ id }) => (id > count - filed ? [id] : []));
      if (ids.length > 0) await index.file(manager, ids);
    });
  };
  for (const post of inOneThread(posts(count))) {
    part.push(post);
    if (part.length === ROWS_AT_ONCE) await flush();
  }
  if (part.length > 0) await flush();
  await database.source.query(database.isPostgres ? 'VACUUM ANALYZE' : 'ANALYZE');
  await app.close();
}

/** Every few posts, one is a comment of the great thread, and answers the one before it in that thread. */
function* inOneThread(all) {
  const every = Math.max(2, Math.floor(count / threadSize));
  let [size, last] = [0, 1];
  for (const post of all) {
    if (post.id % every === 0 && size < threadSize) {
      yield { ...post, sourceId: 1, kind: 'comment', title: null, rootId: 1, parentId: size % 100 === 0 ? 1 : last };
      last = post.id;
      size++;
    } else yield { ...post, parentId: post.rootId };
  }
}

async function run(what, url, options) {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-export-'));
  const file = join(folder, 'export');
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK, 'bin/hustings.js', 'export', '--output', file, ...options], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const code = await new Promise((done) => child.on('close', done));
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`${what}: ${said}`);
  const { rows, bytes, sha256 } = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'));
  const peakMb = Number(/^peak (\d+)$/m.exec(said)?.[1]) / 1024;
  print(
    `| ${what} | ${rows.toLocaleString('en')} | ${(bytes / 1e6).toFixed(0)} | ${seconds.toFixed(0)} | ${(rows / seconds).toFixed(0)} | ${peakMb.toFixed(0)} |`,
  );
  rmSync(folder, { recursive: true });
  return sha256;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
