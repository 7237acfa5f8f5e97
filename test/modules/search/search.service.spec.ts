import fc from 'fast-check';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import type { Database } from '../../../src/modules/database/database.js';
import { CopiesQuery } from '../../../src/modules/posts/copies.query.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { planOf } from '../../../src/modules/search/conditions.js';
import { FiledLanguages } from '../../../src/modules/search/filed-languages.js';
import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { printQuery } from '../../../src/modules/search/query-printer.js';
import type { Query } from '../../../src/modules/search/query.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { SearchEntity } from '../../../src/modules/search/search.entity.js';
import { SearchIndex } from '../../../src/modules/search/search-index.js';
import { SearchReader } from '../../../src/modules/search/search-reader.js';
import { type Cursor, type Order, SearchService } from '../../../src/modules/search/search.service.js';
import { type Found, statementOf } from '../../../src/modules/search/statement.js';
import { Rows } from '../../support/conversation.js';
import { openTestDatabase } from '../../support/database.js';
import { ENTITIES, queries, SLUGS, TAGS, WORDS } from './support/queries.js';
import { matches, type Told } from './support/reference.js';

let database: Database;
let close: () => Promise<void>;
let service: SearchService;
let reader: SearchReader;
let rows: Rows;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  reader = new SearchReader(database, readConfig({ DATABASE_URL: 'sqlite::memory:' }));
  service = new SearchService(database, reader, new FiledLanguages(reader, new Clock()), new CopiesQuery(database));
  rows = new Rows(database);
});
afterEach(() => close());

async function file(): Promise<void> {
  await new Reindexer(database, new SearchIndex(new Ingestion()), new InProcessQueue()).run({ again: true });
  // So that PostgreSQL knows what is rare.
  await database.manager.query('ANALYZE');
}

async function ask(query: Query, cursor: Cursor, rowsMax = 1000) {
  const searched = await service.search(query, cursor, rowsMax);
  if (!searched.ok) throw new Error(searched.error.sentence);
  return searched.answer;
}

async function find(text: string, order: Order = 'date'): Promise<number[]> {
  const parsed = parseQuery(text, 'Europe/London');
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  const { found } = await ask(parsed.query, first(order));
  return found.map(({ postId }) => postId);
}

function first(order: Order): Cursor {
  return order === 'date' ? { order, beforePlace: null } : { order, skip: 0, throughId: null };
}

/** 200 random posts and comments out of few words, on three sources. */
async function corpus(seed: number): Promise<Told[]> {
  const sources: (Told['source'] & { id: number })[] = [];
  for (const [index, slug] of SLUGS.entries()) {
    const facts = {
      slug,
      platform: index === 0 ? 'web' : 'wordpress',
    };
    sources.push({ ...facts, id: await rows.source(slug, 'unknown', facts) });
  }
  const word = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
    fc.constantFrom('Ada', 'Tax', 'RISE!', 'lock', 'boat', 'tariff', 'ribbon', 'réponse'),
  );
  const posts = fc.record({
    source: fc.nat(2),
    title: fc.option(fc.array(word, { maxLength: 4 }).map((each) => each.join(' '))),
    text: fc.array(word, { maxLength: 9 }).map((each) => each.join(' ')),
    authorName: fc.constantFrom(null, 'Ada Example', 'Bob', 'Example Ada', 'Tax Ada'),
    language: fc.constantFrom('en', 'fr', 'cy', 'und'),
    minute: fc.nat(5000),
    parent: fc.option(fc.nat(200)),
    isGone: fc.constantFrom(false, false, true),
    revisionCount: fc.constantFrom(0, 0, 1),
    // A source that changed hands, and its authors, have several.
    voice: fc.constantFrom('civil-service' as const, 'party' as const, 'minister' as const),
    isOwnReply: fc.constantFrom(true, false, false),
    entities: fc.subarray(ENTITIES),
    hasLinks: fc.boolean(),
  });
  const told: Told[] = [];
  const [said] = fc.sample(fc.array(posts, { minLength: 200, maxLength: 200 }), { seed, numRuns: 1 });
  for (const { source, minute, parent, isGone, voice, isOwnReply, entities, hasLinks, ...words } of said ?? []) {
    const above = parent === null ? undefined : told[parent];
    const sortAt = new Date(Date.parse('2008-04-02T00:00:00Z') + minute * 60_000);
    const at = above
      ? { kind: 'comment' as const, rootId: above.rootId ?? above.id, parentId: above.id }
      : { kind: 'post' as const, rootId: null, parentId: null };
    const from = sources[above ? SLUGS.indexOf(above.source.slug) : source];
    if (!from) throw new Error('No such source');
    const row = { ...words, ...at, sortAt, goneAt: isGone ? sortAt : null, voice: above && !isOwnReply ? null : voice };
    const id = await rows.post(from.id, sortAt.toISOString(), row);
    if (hasLinks) await rows.link(id, 'https://elsewhere.example/', 'there');
    const tags = TAGS.filter((_, index) => (minute >> index) % 2 === 1);
    told.push({ ...row, id, source: from, entities, tags, hasLinks });
  }
  await mention(told);
  await code(told);
  await file();
  // Those that say nothing have the language that was guessed.
  const filed = await database.manager.find(SearchEntity);
  const languages = new Map(filed.map(({ postId, language }) => [postId, language]));
  return told.map((post) => ({ ...post, language: languages.get(post.id) ?? null }));
}

/** Whom posts mention, as the module of mentions stores it. */
async function mention(told: readonly Told[]): Promise<void> {
  await database.write(async (manager) => {
    for (const [index, slug] of ENTITIES.entries())
      await manager.sql`INSERT INTO entity (id, slug, name, created_at, updated_at) VALUES (${index + 1}, ${slug}, ${slug}, 0, 0)`;
    for (const { id, entities } of told)
      for (const slug of entities)
        await manager.sql`
          INSERT INTO mention (post_id, entity_id, field, position, start_index, end_index, role, alias)
          VALUES (${id}, ${ENTITIES.indexOf(slug) + 1}, 'text', 0, 0, 1, 'discussed', ${slug})`;
  });
}

/** What coders gave to posts, as the module of coding stores it; one of them once gave everything, and took it back. */
async function code(told: readonly Told[]): Promise<void> {
  await database.write(async (manager) => {
    for (const [index, slug] of TAGS.entries())
      await manager.sql`INSERT INTO code (id, slug, label, position, created_at) VALUES (${index + 1}, ${slug}, ${slug}, ${index}, 0)`;
    for (const { id, tags } of told)
      for (const [coder, given, supersededAt] of [[0, TAGS, 1] as const, [0, tags, null] as const, [1, [], null] as const]) {
        const coding = 10 * id + coder + (supersededAt ?? 5);
        await manager.sql`
          INSERT INTO coding (id, post_id, coder_key, coder_name, coded_at, superseded_at)
          VALUES (${coding}, ${id}, ${`coder ${coder}`}, 'Coder', 0, ${supersededAt})`;
        for (const slug of given)
          await manager.sql`INSERT INTO coding_code (coding_id, code_id) VALUES (${coding}, ${TAGS.indexOf(slug) + 1})`;
      }
  });
}

test('random queries on random posts: the database finds what a slow and obvious reader finds, in the order of time', async () => {
  const told = await corpus(2008);
  const inOrder = [...told].sort((a, b) => b.sortAt.getTime() - a.sortAt.getTime() || b.id - a.id);
  let findings = 0;
  await fc.assert(
    fc.asyncProperty(queries(), async (query) => {
      const expected = inOrder.filter((post) => matches(query, post, told)).map(({ id }) => id);
      const { found } = await ask(query, first('date'));
      if (found.map(({ postId }) => postId).join() !== expected.join())
        throw new Error(`${printQuery(query)}: ${found.map(({ postId }) => postId).join()} instead of ${expected.join()}`);
      if (expected.length > 0 && expected.length < told.length) findings += 1;
      const ranked = await ask(query, first('relevance'));
      expect(ranked.found.map(({ postId }) => postId).sort()).toEqual([...expected].sort());
    }),
    { numRuns: 400, endOnFailure: true },
  );
  expect(findings).toBeGreaterThan(100);
}, 180_000);

test('what is collected, and from whatever place on, is what is found by going through all', async () => {
  await corpus(1968);
  const filed = await database.manager.find(SearchEntity, { order: { place: 'ASC' } });
  const dialect = database.isPostgres ? 'postgres' : 'sqlite';
  const wanted = { beforePlace: null, throughId: null, isScored: true, among: null, rowsMax: 1000 };
  await fc.assert(
    fc.asyncProperty(queries(), fc.nat(filed.length - 1), async (query, index) => {
      const plan = planOf(query, dialect, { sourcesOf: () => [1, 3], languages: ['en', 'fr', 'cy'] });
      const fromPlace = filed[index]?.place ?? 0;
      const read = (isRare: boolean, from: number | null) =>
        reader.read<Found>(statementOf(plan, dialect, { ...wanted, isRare, fromPlace: from }));
      const all = await read(false, null);
      expect(await read(true, null)).toEqual(all);
      expect(await read(true, fromPlace)).toEqual(all.filter(({ place }) => place >= fromPlace));
      expect(await read(false, fromPlace)).toEqual(all.filter(({ place }) => place >= fromPlace));
    }),
    { numRuns: 100, endOnFailure: true },
  );
}, 180_000);

test('paging gives each result once, in either order, while posts arrive', async () => {
  const told = await corpus(1834);
  const parsed = parseQuery('tax OR answer', 'Europe/London');
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  for (const order of ['date', 'relevance'] as const) {
    const whole = (await ask(parsed.query, first(order))).found.map(({ postId }) => postId);
    const paged: number[] = [];
    let cursor: Cursor | null = first(order);
    while (cursor) {
      const { found, next } = await ask(parsed.query, cursor, 7);
      paged.push(...found.map(({ postId }) => postId));
      cursor = next;
      await rows.post(1, '2009-01-01T00:00:00Z', { text: 'tax tax tax', title: 'Tax' });
      await new Reindexer(database, new SearchIndex(new Ingestion()), new InProcessQueue()).run({ again: true });
    }
    expect(new Set(paged).size).toBe(paged.length);
    if (order === 'date') expect(paged).toEqual(whole);
    else expect([...paged].sort()).toEqual([...whole].sort());
  }
  expect(told).toHaveLength(200);
}, 180_000);

test('relevance: the title before the text, the whole before a part, the rarer use before the passing one', async () => {
  const source = await rows.source('A blog');
  const filler = 'There is much to say about other things that happened here today. '.repeat(5);
  const passing = await rows.post(source, '2008-04-05T00:00:00Z', { title: 'Elsewhere', text: `${filler} Dredging. ${filler}` });
  const about = await rows.post(source, '2008-04-01T00:00:00Z', { title: 'Dredging', text: `Dredging starts. ${filler}` });
  await file();
  expect(await find('dredging', 'relevance')).toEqual([about, passing]);
  expect(await find('dredging', 'date')).toEqual([passing, about]);
});

test('other forms of a word are found in the language of the post; quoted words as they stand', async () => {
  const source = await rows.source('A blog');
  const english = await rows.post(source, '2008-04-01T00:00:00Z', {
    title: null,
    language: 'en',
    text: 'Two consultations, and not one answer.',
  });
  const french = await rows.post(source, '2008-04-02T00:00:00Z', { title: null, language: 'fr', text: 'Les réponses ont été publiées.' });
  const spanish = await rows.post(source, '2008-04-03T00:00:00Z', { title: null, language: 'es', text: 'Las notas del ministro.' });
  await file();
  expect(await find('consulting')).toEqual([english]);
  expect(await find('"consultation"')).toEqual([]);
  expect(await find('reponse')).toEqual([french]);
  expect(await find('publiée')).toEqual([french]);
  expect(await find('nota')).toEqual([spanish]);
  // The Spanish stem of notes is not: that is no reason to find the English word.
  expect(await find('notes')).toEqual([spanish]);
  expect(await find('consult* OR minis*')).toEqual([spanish, english]);
});

test('words of a title and of the text below it are not next to each other', async () => {
  const source = await rows.source('A blog');
  await rows.post(source, '2008-04-01T00:00:00Z', { title: 'Fuel', text: 'duty rises', authorName: 'Ada' });
  await file();
  expect(await find('fuel duty ada')).toHaveLength(1);
  expect(await find('"fuel duty"')).toEqual([]);
  expect(await find('fuel NEAR/30 duty')).toEqual([]);
  expect(await find('author:duty')).toEqual([]);
});

test.each([
  ['tax source:harbour', 'harbour', 'There is no source “harbour”. Did you mean harbour-light?'],
  ['-platform:word', 'word', 'No source is on a platform “word”. Did you mean wordpress?'],
  ['tag:question', 'question', 'There is no code “question”.'],
  ['(tax OR entity:nobody)', 'nobody', 'Nobody watches an entity “nobody”.'],
])('%s: what is named and not there is said', async (text, place, sentence) => {
  await rows.source('Harbour Light', 'civil-service', { platform: 'wordpress' });
  const parsed = parseQuery(text, 'Europe/London');
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  const searched = await service.search(parsed.query, first('date'), 10);
  if (searched.ok) throw new Error('was answered');
  expect(searched.error.sentence).toBe(sentence);
  expect(text.slice(searched.error.offset, searched.error.offset + searched.error.length)).toBe(place);
});

test('a source of very many is asked for in the same way', async () => {
  for (let number = 0; number < 60; number++)
    await rows.post(await rows.source(`Blog ${number}`, 'unknown', { platform: 'wordpress' }), '2008-04-01T00:00:00Z', { text: 'tax' });
  await rows.post(await rows.source('Other'), '2008-04-01T00:00:00Z', { text: 'tax' });
  await file();
  expect(await find('tax platform:wordpress')).toHaveLength(60);
  expect(await find('tax -platform:wordpress')).toHaveLength(1);
});

test('what readers type is never part of a statement', async () => {
  const source = await rows.source('A blog');
  const id = await rows.post(source, '2008-04-01T00:00:00Z', { text: 'plain words', title: 'x' });
  await file();
  for (const text of [
    `plain' | 'x`,
    `plain:*`,
    `plain\\`,
    `{title}:plain`,
    `plain"*`,
    `plain;DROP TABLE post`,
    `^plain`,
    `plain+words`,
    `a~b =all`,
  ]) {
    const parsed = parseQuery(text, 'Europe/London');
    if (parsed.ok) await ask(parsed.query, first('relevance'));
  }
  expect(await find('plain')).toEqual([id]);
});
