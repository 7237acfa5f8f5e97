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
import pg from 'pg';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { SearchIndex } from '../dist/modules/search/search-index.js';
import { posts, sources } from './search-corpus.mjs';

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    thread: { type: 'string', default: '100000' },
    filed: { type: 'string', default: '100000' },
    on: { type: 'string', default: 'sqlite,postgres' },
    postgres: { type: 'string', default: 'postgres://root@127.0.0.1:5432/postgres' },
  },
});
const [count, threadSize, filed] = [Number(values.posts), Number(values.thread), Number(values.filed)];
const ROWS_AT_ONCE = 500;
const PEAK = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))';
const COLUMNS = ['id', 'source_id', 'kind', 'guid', 'title', 'author_name', 'html', 'text', 'language', 'published_at', 'seen_at', 'sort_at', 'root_id', 'parent_id', 'entry_hash', 'content_hash', 'gone_at']; // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'hustings-export-'));
try {
  const hashes = [];
  for (const on of values.on.split(',')) hashes.push(...(await (on === 'sqlite' ? onSqlite() : onPostgres())));
  const distinct = new Set(hashes.map(({ what, sha256 }) => `${what} ${sha256}`));
  const kinds = new Set(hashes.map(({ what }) => what));
  print(`\nThe same bytes on each database: ${distinct.size === kinds.size ? 'yes' : 'NO'}.`);
} finally {
  rmSync(folder, { recursive: true });
}

function onSqlite() {
  return measure('SQLite', `sqlite:${join(folder, 'bench.sqlite')}`);
}

async function onPostgres() {
  const name = 'hustings_bench_export';
  const server = new pg.Client({ connectionString: values.postgres });
  await server.connect();
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(values.postgres);
  url.pathname = `/${name}`;
  try {
    return await measure('PostgreSQL', url.href);
  } finally {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  }
}

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
  await database.write(async (manager) => {
    for (const { slug, title, platform, affiliation } of sources())
      await manager.sql`INSERT INTO source (slug, title, platform, affiliation, created_at) VALUES (${slug}, ${title}, ${platform}, ${affiliation}, 0)`;
  });
  let part = [];
  const flush = async () => {
    const rows = part;
    part = [];
    await database.write(async (manager) => {
      await insert(manager, rows, database.isPostgres);
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

async function insert(manager, rows, isPostgres) {
  const parameters = rows.flatMap((p) => [p.id, p.sourceId, p.kind, `urn:${p.id}`, p.title, p.author, `<p>${p.text}</p>`, p.text, p.language, p.at, p.at, p.at, p.rootId, p.parentId, 'e', 'c', p.goneAt]); // prettier-ignore
  let index = 0;
  const marks = rows.map(() => `(${COLUMNS.map(() => (isPostgres ? `$${++index}` : '?')).join(', ')})`);
  await manager.query(`INSERT INTO post (${COLUMNS.join(', ')}) VALUES ${marks.join(', ')}`, parameters);
}

async function run(what, url, options) {
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
  rmSync(file);
  return sha256;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
