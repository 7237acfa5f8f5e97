/**
 * How much a database grows by a million posts, on SQLite and on PostgreSQL, when posts come in as they do from feeds: sanitised, with their links, filed for
 * the search, compared with others. Then the older half is purged: how fast, what that leaves, and whether what comes after
 * is written into the room that became free.
 *
 *   npm run bench:growth -- [--posts 100000] [--steps 5] [--on sqlite,postgres] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * After each step it is said what a million would take at the pace of that step alone: only where these agree may the last figure be scaled.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { postFrom } from '../dist/feeds/comment.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { sizeOf } from '../dist/modules/database/size.js';
import { Ingestion } from '../dist/modules/posts/ingestion.js';
import { Purge } from '../dist/modules/retention/purge.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { insertSources, posts as made } from './search-corpus.mjs';

const { values } = parseArgs({
  options: { posts: { type: 'string', default: '100000' }, steps: { type: 'string', default: '5' }, ...DATABASE_OPTIONS },
});
const [count, steps] = [Number(values.posts), Number(values.steps)];
/** What a document brings at once. */
const AT_ONCE = 20;
const MB = 1_000_000;

await onEach('growth', values, measure);

async function measure(name, url) {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: url }), 'none'), {
    logger: ['error', 'fatal'],
  });
  const database = app.get(Database);
  await database.write(insertSources);
  print(`\n### ${name}\n\n| posts | MB | MB for a million, at the pace of this step | posts/s |\n|---|---|---|---|`);
  const numbered = made(2 * count);
  let before = await size(database);
  for (let step = 1; step <= steps; step++) {
    const seconds = await store(app, take(numbered, count / steps));
    const after = await size(database);
    print(
      `| ${number((step * count) / steps)} | ${mb(after.bytes)} | ${number(Math.round((after.bytes - before.bytes) / (count / steps)))} | ${number(Math.round(count / steps / seconds))} |`,
    );
    before = after;
  }
  const [{ at }] = await database.manager.query(`SELECT sort_at AS at FROM post ORDER BY sort_at LIMIT 1 OFFSET ${Math.floor(count / 2)}`);
  const delays = watchLoop();
  const began = performance.now();
  const purged = await app.get(Purge).run({ days: Math.floor((Date.now() - at) / 86_400_000), posts: null, editionDays: null });
  const took = (performance.now() - began) / 1000;
  const longest = delays.stop();
  if (database.isPostgres) await database.source.query('VACUUM');
  const left = await size(database);
  const [{ keys }] = await database.manager.query('SELECT COUNT(*) AS keys FROM tombstone');
  print(
    `\nPurged ${number(purged.posts)} posts in ${took.toFixed(0)} s (${number(Math.round(purged.posts / took))}/s); the event loop waited ${longest.toFixed(0)} ms at the longest.`,
  );
  print(
    `${mb(left.bytes)} MB after that${left.freeBytes === null ? '' : `, of which ${mb(left.freeBytes)} are free`}; ${number(Number(keys))} names of purged posts are kept.`,
  );
  await store(app, take(numbered, purged.posts));
  print(`${mb((await size(database)).bytes)} MB after as many new posts have come in.`);
  await app.close();
}

/** Stores posts, some at once, all of one source. @returns seconds */
async function store(app, said) {
  const began = performance.now();
  const waiting = new Map();
  for (const post of said) {
    const batch = waiting.get(post.sourceId) ?? [];
    waiting.set(post.sourceId, batch);
    batch.push(post);
    if (batch.length < AT_ONCE) continue;
    waiting.delete(post.sourceId);
    await ingest(app, post.sourceId, batch);
  }
  for (const [sourceId, batch] of waiting) await ingest(app, sourceId, batch);
  return (performance.now() - began) / 1000;
}

function ingest(app, sourceId, batch) {
  const ingestion = app.get(Ingestion);
  const document = { sourceId, feedId: null, threadId: null, posts: batch.map(postOf), deleted: [] };
  return app.get(Database).write((manager) => ingestion.store(manager, document, new Date()));
}

function postOf({ id, sourceId, kind, title, text, author, at, rootId }, position) {
  const site = `https://source-${sourceId}.example`;
  const page = `${site}/2008/04/a-post-with-a-name-of-usual-length-${rootId ?? id}/`;
  const link = id % 3 === 0 ? ` <a href="https://www.gov.example/papers/${id % 5000}">a paper</a>` : '';
  return postFrom(
    {
      kind,
      guid: rootId === null ? `${site}/?p=${id}` : `${page}#comment-${id}`,
      url: rootId === null ? page : `${page}#comment-${id}`,
      title,
      markup: { type: 'html', value: `<p>${text}${link}</p>`, base: null },
      aliases: [],
      author: { name: author, url: null },
      publishedAt: new Date(at),
      updatedAt: null,
      inReplyTo: rootId === null ? null : { ref: `${site}/?p=${rootId}`, url: page },
      replyBasis: rootId === null ? null : 'explicit',
    },
    position,
  );
}

async function size(database) {
  // What is still in the log of SQLite is no growth of its own.
  if (!database.isPostgres) await database.source.query('PRAGMA wal_checkpoint(TRUNCATE)');
  return sizeOf(database.source);
}

function* take(generator, most) {
  for (let taken = 0; taken < most; taken++) {
    const { value, done } = generator.next();
    if (done) return;
    yield value;
  }
}

/** How long the event loop lets others wait. */
function watchLoop() {
  let [last, longest] = [performance.now(), 0];
  const timer = globalThis.setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  return { stop: () => (globalThis.clearInterval(timer), longest) };
}

function mb(bytes) {
  return (bytes / MB).toFixed(1);
}

function number(count) {
  return count.toLocaleString('en-GB');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
