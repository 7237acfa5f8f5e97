/**
 * How well near-duplicates are told from what only looks like them, and what that costs.
 *
 *   npm run bench:duplicates [-- --misses] [-- --half tuning] [-- --no-speed]
 *
 * The pairs of test/fixtures/duplicates, which we made ourselves, through the whole way of a post: filed under keys, found by them, compared. Then what the wording of
 * a post takes, and what the write takes with and without it.
 */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
/** Where the compiled program is. */
const dist = process.env.DIST ?? '../dist';
const { isComparable, isCopy, keysOf, KEYS_SHARED_MIN } = await import(`${dist}/feeds/copies.js`);
const { wordingOf } = await import(`${dist}/feeds/wording.js`);

const { values } = parseArgs({
  options: { misses: { type: 'boolean' }, half: { type: 'string' }, 'no-speed': { type: 'boolean' } },
});
const pairs = readFileSync(new URL('../test/fixtures/duplicates/pairs.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const POSTS = 10_000;
/** All words of the pairs. */
const WORDS = [...new Set(pairs.flatMap(({ a }) => a.text.split(/\s+/)))];

for (const half of values.half ? [values.half] : ['tuning', 'held-out', 'harder'])
  score(
    pairs.filter((pair) => pair.half === half),
    half,
  );
if (!values['no-speed']) {
  measureWordings();
  await measureWrites();
}

function score(chosen, half) {
  const kinds = new Map();
  const all = { right: 0, found: 0, same: 0, notProposed: 0 };
  for (const pair of chosen) {
    const [a, b] = [pair.a, pair.b].map(({ text, html }) => wordingOf(text, html ?? ''));
    const isProposed = isComparable(a) && isComparable(b) && sharedKeys(a, b) >= KEYS_SHARED_MIN;
    const isFound = isProposed && isCopy(a, b);
    if (pair.same) all.same++;
    if (pair.same && !isProposed) all.notProposed++;
    if (isFound) all.found++;
    if (isFound && pair.same) all.right++;
    const kind = kinds.get(pair.kind) ?? { pairs: 0, same: pair.same, wrong: 0 };
    kinds.set(pair.kind, { ...kind, pairs: kind.pairs + 1, wrong: kind.wrong + (isFound === pair.same ? 0 : 1) });
    if (values.misses && isFound !== pair.same)
      console.log(`${pair.id} (${pair.kind}): ${isFound ? 'folded' : isProposed ? 'not folded' : 'not proposed'}`);
  }
  console.log(`\n${half}: ${chosen.length} pairs, ${all.same} of them copies`);
  console.table(Object.fromEntries(kinds));
  const [precision, recall] = [all.right / all.found, all.right / all.same];
  console.log(`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, copies that no key proposes ${all.notProposed}`);
}

function sharedKeys(a, b) {
  const keys = new Set(keysOf(a));
  return keysOf(b).filter((key) => keys.has(key)).length;
}

/** A press release of some 400 words: four texts in a row. */
function measureWordings() {
  const texts = pairs.filter(({ same }) => same).map(({ a }) => a.text);
  const posts = texts.map((_, index) => [0, 1, 2, 3].map((next) => texts[(index + 7 * next) % texts.length]).join('\n\n'));
  const words = posts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / posts.length;
  const time = (work) => {
    const rounds = 20;
    for (const text of posts) work(text);
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) for (const text of posts) work(text);
    return process.cpuUsage(before).user / rounds / posts.length;
  };
  const wordings = posts.map((text) => wordingOf(text, ''));
  let index = 0;
  console.log(`\nA post of ${words.toFixed(0)} words:`);
  console.table({
    'its wording and keys': { microseconds: Math.round(time((text) => keysOf(wordingOf(text, '')))) },
    'compared with another': {
      microseconds: Math.round(time(() => isCopy(wordings[index++ % wordings.length], wordings[index % wordings.length]))),
    },
  });
}

/** What the write of a post takes with grouping and without; the processor's time, so that a busy machine shows nothing else. */
async function measureWrites() {
  const [without, grouped] = [await write(false), await write(true)];
  console.log(`\n${POSTS.toLocaleString('en-GB')} posts of 400 words stored on SQLite, ${grouped.copies} of them copies: of each`);
  console.table({
    'the write without mentions, search and grouping': { microseconds: Math.round(without.microseconds) },
    grouping: { microseconds: Math.round(grouped.microseconds - without.microseconds) },
  });
}

/** Posts through the store, in documents of 25 from 40 sources. */
async function write(isGrouped) {
  const { openDatabase } = await import(`${dist}/modules/database/data-source.js`);
  const { Database } = await import(`${dist}/modules/database/database.js`);
  const { entities } = await import(`${dist}/entities.js`);
  const { Ingestion } = await import(`${dist}/modules/posts/ingestion.js`);
  const { Duplicates } = await import(`${dist}/modules/duplicates/duplicates.js`);
  const folder = mkdtempSync(join(tmpdir(), 'hustings-duplicates-'));
  const database = new Database(await openDatabase({ type: 'sqlite', location: join(folder, 'posts.sqlite') }, entities));
  try {
    await database.write(async (manager) => {
      for (let id = 1; id <= 40; id++)
        await manager.insert('source', { slug: `s${id}`, title: `S ${id}`, siteUrl: null, createdAt: new Date(0) });
    });
    const ingestion = new Ingestion();
    if (isGrouped) new Duplicates(ingestion);
    const documents = Array.from({ length: POSTS / 25 }, (_, place) => Array.from({ length: 25 }, (_, index) => aPost(25 * place + index)));
    const before = process.cpuUsage();
    for (const [place, posts] of documents.entries()) {
      const batch = { sourceId: 1 + (place % 40), feedId: null, threadId: null, posts, deleted: [] };
      await database.write((manager) => ingestion.store(manager, batch, new Date('2008-04-03T12:00:00Z')));
    }
    const { user, system } = process.cpuUsage(before);
    const [{ copies }] = await database.manager.query('SELECT COUNT(*) AS copies FROM duplicate');
    return { microseconds: (user + system) / POSTS, copies };
  } finally {
    await database.onApplicationShutdown();
    rmSync(folder, { recursive: true });
  }
}

/** Every twentieth is a copy of the one nineteen before it; no other two share more than a phrase. Ten a day. */
function aPost(number) {
  const seed = number % 20 === 19 ? number - 19 : number;
  let state = seed * 2_654_435_761 + 12_345;
  const next = () => (state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0);
  const text = Array.from({ length: 400 }, () => WORDS[next() % WORDS.length]).join(' ');
  const publishedAt = new Date(Date.UTC(2006, 0, 1) + number * 8_640_000);
  return {
    url: `http://blog.example/${number}`,
    urlKey: `http://blog.example/${number}`,
    title: `Post ${number}`,
    author: null,
    publishedAt,
    updatedAt: null,
    html: `<p>${text}</p>`,
    text,
    kind: 'post',
    inReplyTo: null,
    replyBasis: null,
    commentsUrl: null,
    commentsFeedUrl: null,
    commentCount: null,
    categories: [],
    enclosures: [],
    links: [],
    language: null,
    position: 0,
    entryHash: `e${number}`,
    contentHash: `c${number}`,
    guid: `g${number}`,
  };
}
