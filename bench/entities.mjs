/**
 * The pages of entities among a million posts of one year and ten thousand entities, on SQLite and on PostgreSQL, asked for over loopback as a browser does.
 *
 *   npm run bench:entities -- [--posts 1000000] [--entities 10000] [--runs 5] [--on sqlite,postgres] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * Every post mentions one entity, the most popular of them in one of twenty-three. first: the first request, when nothing is kept yet. hold: the longest time for
 * which the event loop of the serving process stood still meanwhile. Nothing is found by words here: mentions are rows, as ingest writes them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configurePages } from '../dist/modules/pages/pages.module.js';
import { randomOf, sources } from './search-corpus.mjs';

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    entities: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    on: { type: 'string', default: 'sqlite,postgres' },
    postgres: { type: 'string', default: 'postgres://root@127.0.0.1:5432/postgres' },
  },
});
const [posts, entities, runs] = [Number(values.posts), Number(values.entities), Number(values.runs)];
const YEAR_MS = 365 * 86_400_000;
const ROWS_AT_ONCE = 1_000;
const TEXT = 'Somebody said something about somebody, at the length at which people do. '.repeat(8);
const ROLES = ['discussed', 'discussed', 'discussed', 'linked', 'quoted', 'addressed'];
const PATHS = ['/entities', '/entities?name=body-99', '/entities/body-1?period=28-days', '/entities/body-1?period=year', '/entities/body-30?period=year', '/entities/body-3000?period=year', '/entities/body-1.atom']; // prettier-ignore

for (const on of values.on.split(',')) await (on === 'postgres' ? onPostgres() : onSqlite());

async function onSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
  try {
    await measure('SQLite', `sqlite:${join(folder, 'entities.sqlite')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres() {
  const name = 'hustings_bench_entities';
  const server = new pg.Client({ connectionString: values.postgres });
  await server.connect();
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(values.postgres);
  url.pathname = `/${name}`;
  try {
    await measure('PostgreSQL', url.href);
  } finally {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  }
}

async function measure(name, url) {
  print(`\n### ${name}, ${posts.toLocaleString('en')} posts, ${entities.toLocaleString('en')} entities\n`);
  const app = await NestFactory.create(AppModule.of(readConfig({ DATABASE_URL: url, PORT: '0' }), 'web'), { logger: ['error', 'fatal'] });
  configurePages(app);
  await app.listen(0, '127.0.0.1');
  try {
    await fill(app.get(Database));
    await ask(await app.getUrl());
  } finally {
    await app.close();
  }
}

async function fill(database) {
  const random = randomOf(2008);
  const end = Date.now();
  const voices = sources().map(({ affiliation }) => affiliation);
  await database.write(async (manager) => {
    for (const { slug, title, platform, affiliation } of sources())
      await manager.sql`INSERT INTO source (slug, title, platform, affiliation, created_at) VALUES (${slug}, ${title}, ${platform}, ${affiliation}, 0)`;
    for (let number = 1; number <= entities; number++)
      await manager.sql`INSERT INTO entity (slug, name, created_at, updated_at) VALUES (${`body-${number}`}, ${`Body ${number}`}, 0, 0)`;
  });
  const roots = [];
  for (let first = 1; first <= posts; first += ROWS_AT_ONCE) {
    const [said, mentions] = [[], []];
    for (let id = first; id < Math.min(first + ROWS_AT_ONCE, posts + 1); id++) {
      const root = id > 10 && random() < 0.8 ? roots[Math.max(0, roots.length - 1 - Math.floor(random() ** 2 * 50))] : null;
      const sourceId = root?.sourceId ?? 1 + Math.floor(random() ** 2 * voices.length);
      if (root === null) roots.push({ id, sourceId });
      const at = end - YEAR_MS + Math.floor((id / posts) * YEAR_MS);
      said.push([id, sourceId, root ? 'comment' : 'post', `urn:${id}`, root ? null : `Title ${id}`, `Reader ${1 + Math.floor(random() ** 3 * 20_000)}`, TEXT, TEXT, at, at, at, root?.id ?? null, root?.id ?? null, 'e', 'c', root ? null : voices[sourceId - 1]]); // prettier-ignore
      mentions.push([id, Math.max(1, Math.round(entities ** random())), 'text', 0, 0, 1, ROLES[id % ROLES.length], 'x']);
    }
    await database.write(async (manager) => {
      await insert(manager, database.isPostgres, 'post', 'id source_id kind guid title author_name html text published_at seen_at sort_at root_id parent_id entry_hash content_hash voice', said); // prettier-ignore
      await insert(manager, database.isPostgres, 'mention', 'post_id entity_id field position start_index end_index role alias', mentions);
    });
  }
  await database.source.query(database.isPostgres ? 'VACUUM ANALYZE' : 'ANALYZE');
}

async function insert(manager, isPostgres, table, columns, rows) {
  let index = 0;
  const marks = rows.map((row) => `(${row.map(() => (isPostgres ? `$${++index}` : '?')).join(', ')})`);
  await manager.query(`INSERT INTO ${table} (${columns.split(' ').join(', ')}) VALUES ${marks.join(', ')}`, rows.flat());
}

async function ask(url) {
  print('| page | first ms | p50 | worst | hold |\n|---|---|---|---|---|');
  for (const path of PATHS) {
    const [times, delay] = [[], monitorEventLoopDelay({ resolution: 1 })];
    delay.enable();
    for (let run = 0; run <= runs; run++) {
      const begun = performance.now();
      const response = await fetch(url + path);
      await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      times.push(performance.now() - begun);
    }
    delay.disable();
    const [first, ...others] = times;
    const sorted = others.sort((a, b) => a - b);
    print(
      `| ${path} | ${first.toFixed(0)} | ${sorted[Math.floor(runs / 2)].toFixed(0)} | ${sorted.at(-1).toFixed(0)} | ${(delay.max / 1e6).toFixed(0)} |`,
    );
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
