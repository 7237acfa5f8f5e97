/**
 * What watches cost the messages that arrive, on SQLite and on PostgreSQL: documents of ten messages are stored by the application's own code, as a poll
 * does it, beside so many watches.
 *
 *   npm run bench:watches -- [--stored 10000] [--documents 40] [--rounds 3] [--on sqlite,postgres] [--postgres postgres://root@127.0.0.1:5432/postgres]
 *
 * ordinary: two or three words, phrases, NEAR, prefixes, some with a field. common: of the twenty commonest words, so that nothing is held back. hostile:
 * 32 common words, each with an OR, behind a NOT. hold: the longest time for which the event loop stood still.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { Ingestion } from '../dist/modules/posts/ingestion.js';
import { Reindexer } from '../dist/modules/search/reindexer.js';
import { WatchRematcher } from '../dist/modules/watches/rematcher.js';
import { DATABASE_OPTIONS, onEach } from './databases.mjs';
import { insertSources, posts, randomOf, SOURCES } from './search-corpus.mjs';

const { values } = parseArgs({
  options: {
    stored: { type: 'string', default: '10000' },
    documents: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '3' },
    ...DATABASE_OPTIONS,
  },
});
const [stored, documents, rounds] = [Number(values.stored), Number(values.documents), Number(values.rounds)];
const POSTS_AT_ONCE = 10;
const random = randomOf(1834);
const ranked = commonest();

const CASES = [
  ['none', 0, () => []],
  ['ordinary', 10, ordinary],
  ['ordinary', 100, ordinary],
  ['ordinary', 1_000, ordinary],
  ['common', 100, common],
  ['common', 1_000, common],
  ['hostile', 500, hostile],
];

await onEach('watches', values, measure);

async function measure(name, url) {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig({ DATABASE_URL: url }), 'none'), { logger: ['error'] });
  try {
    const database = app.get(Database);
    await database.write(insertSources);
    const source = posts(stored + rounds * CASES.length * documents * POSTS_AT_ONCE);
    await store(app, source, stored / POSTS_AT_ONCE);
    await app.get(Reindexer).run();
    print(`\n### ${name}, ${stored.toLocaleString('en')} messages stored\n`);
    print('| watches | | ms a message, median of rounds | all | matches a message | hold ms |\n|---|---|---|---|---|---|');
    const times = CASES.map(() => []);
    const [found, holds] = [CASES.map(() => 0), CASES.map(() => 0)];
    for (let round = 0; round < rounds; round++) {
      for (const [index, [, count, make]] of CASES.entries()) {
        await watch(database, make(count));
        // The first document after a change makes the watches ready.
        await store(app, source, 1);
        const [before] = await database.source.query('SELECT COUNT(*) AS matches FROM watch_match');
        const delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
        const begun = performance.now();
        await store(app, source, documents - 1);
        times[index].push((performance.now() - begun) / ((documents - 1) * POSTS_AT_ONCE));
        delay.disable();
        holds[index] = Math.max(holds[index], delay.max / 1e6);
        const [after] = await database.source.query('SELECT COUNT(*) AS matches FROM watch_match');
        found[index] += (after.matches - before.matches) / ((documents - 1) * POSTS_AT_ONCE * rounds);
      }
    }
    for (const [index, [what, count]] of CASES.entries()) {
      const sorted = times[index].sort((a, b) => a - b);
      const all = sorted.map((each) => each.toFixed(2)).join(', ');
      print(
        `| ${count.toLocaleString('en')} | ${what} | ${sorted[Math.floor(rounds / 2)].toFixed(2)} | ${all} | ${found[index].toFixed(1)} | ${holds[index].toFixed(0)} |`,
      );
    }
    await rematch(app, database);
  } finally {
    await app.close();
  }
}

/** 500 watches at once, each of which looks through all that is stored. */
async function rematch(app, database) {
  await watch(database, ordinary(500));
  await database.source.query('UPDATE saved_search SET rematch_before_place = 9007199254740991');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  await app.get(WatchRematcher).run();
  const seconds = (performance.now() - begun) / 1000;
  delay.disable();
  const [{ matches }] = await database.source.query('SELECT COUNT(*) AS matches FROM watch_match');
  print(
    `\n500 ordinary watches at once looked through all: ${seconds.toFixed(1)} s, ${matches} matches, hold ${(delay.max / 1e6).toFixed(0)} ms.`,
  );
}

async function watch(database, queries) {
  await database.write(async (manager) => {
    await manager.sql`DELETE FROM saved_search`;
    for (const [index, query] of queries.entries())
      await manager.sql`
        INSERT INTO saved_search (slug, name, query, is_watched, created_at, updated_at) VALUES (${`w${index}`}, ${`w${index}`}, ${query}, 1, 0, 0)`;
    await manager.sql`UPDATE meta SET value = CAST(CAST(value AS integer) + 1 AS varchar) WHERE "key" = 'watches-version'`;
  });
}

/** Stores so many documents, each of one source. */
async function store(app, source, count) {
  const [database, ingestion] = [app.get(Database), app.get(Ingestion)];
  for (let document = 0; document < count; document++) {
    const part = Array.from({ length: POSTS_AT_ONCE }, () => aPost(source.next().value));
    const batch = { sourceId: 1 + Math.floor(random() * SOURCES), feedId: null, threadId: null, posts: part, deleted: [] };
    await database.write((manager) => ingestion.store(manager, batch, new Date(part[0].publishedAt)));
  }
}

function aPost({ id, kind, title, text, author, language, at }) {
  const url = `https://site.example/${id}`;
  return {
    guid: `urn:${id}`, url, urlKey: url, title, author: { name: author, url: null }, publishedAt: new Date(at), updatedAt: null, html: `<p>${text}</p>`, text,
    kind, inReplyTo: null, replyBasis: null, commentsUrl: null, commentsFeedUrl: null, commentCount: null, categories: [], enclosures: [], links: [],
    language, position: 0, entryHash: `e${id}`, contentHash: `c${id}`,
  }; // prettier-ignore
}

function commonest() {
  const counts = new Map();
  for (const { text } of posts(5_000)) for (const word of text.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

/** Of the rank 100 to 20,000, as those that somebody watches for are. */
function ordinary(count) {
  const word = () => ranked[Math.min(ranked.length - 1, Math.floor(100 * 200 ** random()))];
  const kinds = [
    () => `${word()} ${word()}`,
    () => `"${word()} ${word()}"`,
    () => `(${word()} OR ${word()}) -${word()}`,
    () => `${word()} NEAR/5 ${word()}`,
    () => `${word().slice(0, 5)}* ${word()}`,
    () => `${word()} affiliation:party`,
    () => `${word()} is:comment after:2009`,
    () => `${word()} source:source-${1 + Math.floor(random() * SOURCES)}`,
  ];
  return Array.from({ length: count }, (_, index) => kinds[index % kinds.length]());
}

function common(count) {
  const word = () => ranked[Math.floor(random() * 20)];
  return Array.from({ length: count }, () => `${word()} "${word()} ${word()}"`);
}

function hostile(count) {
  return Array.from({ length: count }, () => `-(${Array.from({ length: 30 }, () => ranked[Math.floor(random() * 300)]).join(' OR ')})`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
