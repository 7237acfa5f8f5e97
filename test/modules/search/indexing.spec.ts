import fc from 'fast-check';
import { Affiliations } from '../../../src/modules/affiliations/affiliations.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { LinkEntity } from '../../../src/modules/posts/link.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Revoicer } from '../../../src/modules/posts/revoicer.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { SearchEntity } from '../../../src/modules/search/search.entity.js';
import { SearchIndex } from '../../../src/modules/search/search-index.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Rows } from '../../support/conversation.js';
import { onPostgres, openTestDatabase } from '../../support/database.js';
import { aComment, aPost, aSource } from '../../support/make.js';

const now = new Date('2008-04-03T12:00:00Z');

let database: Database;
let close: () => Promise<void>;
let ingestion: Ingestion;
let index: SearchIndex;
let sourceId: number;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  ingestion = new Ingestion();
  index = new SearchIndex(ingestion);
  sourceId = await aSource(database);
});
afterEach(() => close());

function store(...posts: ReturnType<typeof aPost>[]) {
  return database.write((manager) => ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [] }, now));
}

/** The posts that are filed under a word, in the order in which they came. */
async function filedUnder(word: string): Promise<number[]> {
  const sql = onPostgres
    ? `SELECT s.post_id FROM search_index i JOIN search s ON s.place = i.place WHERE i.words @@ $1::tsquery ORDER BY s.post_id`
    : `SELECT s.post_id FROM search_index i JOIN search s ON s.place = i.rowid WHERE search_index MATCH ? ORDER BY s.post_id`;
  const rows = await database.manager.query<{ post_id: number }[]>(sql, [onPostgres ? `'${word}'` : `"${word}"`]);
  return rows.map((row) => row.post_id);
}

async function indexRows(): Promise<number> {
  const [row] = await database.manager.query<{ count: number | string }[]>('SELECT COUNT(*) AS count FROM search_index');
  return Number(row?.count);
}

(onPostgres ? test.skip : test)('what one write files is one part of the index, though feeds name the latest first', async () => {
  const days = [3, 2, 1];
  await store(...days.map((day) => aPost({ guid: `day-${day}`, publishedAt: new Date(`2008-04-0${day}T09:00:00Z`) })));
  // The number of a part stands above the 37 bits of its pages; rows up to 10 are about the whole.
  const sql = 'SELECT COUNT(DISTINCT id >> 37) AS parts FROM search_index_data WHERE id > 10';
  expect(await database.manager.query(sql)).toEqual([{ parts: 1 }]);
  expect(await indexRows()).toBe(days.length);
});

test('a post is filed in the write that stores it, and filed anew when it says something else', async () => {
  await store(aPost({ guid: 'a', text: 'Dredging starts.' }), aComment({ guid: 'b', text: 'Not before June, surely?' }));
  expect(await filedUnder('dredging')).toEqual([1]);
  expect(await filedUnder('=kcomment')).toEqual([2]);
  await store(aPost({ guid: 'a', text: 'Answers come.' }));
  expect(await filedUnder('dredging')).toEqual([]);
  expect(await filedUnder('~answer')).toEqual([1]);
  expect(await indexRows()).toBe(2);
});

test('a post is filed under its voice, and anew in the write that gives it another', async () => {
  await store(aPost({ guid: 'a' }), aComment({ guid: 'b' }));
  expect(await filedUnder('=vunknown')).toEqual([1]);
  const revoicer = new Revoicer(database, ingestion, new InProcessQueue());
  const affiliations = new Affiliations(database, new Clock());
  const civil = { source: 'a-blog', affiliation: 'civil-service', author: 'Ada Example', fromAt: null, untilAt: null } as const;
  await affiliations.set({ ...civil, evidenceUrl: null, note: null });
  await revoicer.run();
  expect(await filedUnder('=vunknown')).toEqual([]);
  expect(await filedUnder('=vcivil~service')).toEqual([1]);
  const rows = await database.manager.find(SearchEntity, { order: { postId: 'ASC' } });
  expect(rows.map(({ voice }) => voice)).toEqual(['civil-service', null]);
  // The same words, signed by somebody else.
  await store(aPost({ guid: 'a', entryHash: 'other', author: { name: 'Bert', url: null } }));
  expect(await filedUnder('=vcivil~service')).toEqual([]);
  expect(await filedUnder('bert')).toEqual([1]);
  expect(await indexRows()).toBe(2);
});

test('the language of a post stands with it: as said, as guessed, or not at all', async () => {
  await store(
    aPost({ guid: 'a', title: null, language: 'cy', text: 'x' }),
    aPost({ guid: 'b', title: null, text: 'Le ministère répond enfin aux questions des riverains du canal.' }),
    aPost({ guid: 'c', title: null, text: 'lol' }),
  );
  const rows = await database.manager.find(SearchEntity, { order: { postId: 'ASC' } });
  expect(rows.map(({ language }) => language)).toEqual(['cy', 'fr', null]);
  expect(await filedUnder('=lfr')).toEqual([2]);
});

test('what goes with its source is found no more', async () => {
  const other = await aSource(database, { slug: 'other' });
  await store(aPost({ guid: 'a', text: 'Dredging starts.' }));
  await database.write((manager) =>
    ingestion.store(
      manager,
      { sourceId: other, feedId: null, threadId: null, posts: [aPost({ guid: 'b', text: 'More dredging.' })], deleted: [] },
      now,
    ),
  );
  await database.write((manager) => manager.delete(SourceEntity, { id: sourceId }));
  expect(await filedUnder('dredging')).toEqual([2]);
  expect(await indexRows()).toBe(1);
  await database.write((manager) => manager.query('DELETE FROM post'));
  expect(await indexRows()).toBe(0);
});

test('posts of before the index are filed a few at a time, and the next process goes on where one stopped', async () => {
  const rows = new Rows(database);
  await rows.many(Array.from({ length: 120 }, (_, number) => rows.row(sourceId, now, { text: `Number ${number} waits.` })));
  const first = new Reindexer(database, index, new InProcessQueue());
  expect(await first.step()).toBe(false);
  const done = (await first.progress())?.throughId ?? 0;
  expect(done).toBeGreaterThan(0);
  expect(await filedUnder('waits')).toHaveLength(done);
  await store(aPost({ guid: 'new', text: 'One that waits for nobody.' }));
  const second = new Reindexer(database, index, new InProcessQueue());
  const steps: number[] = [];
  await second.run({ onProgress: ({ throughId }) => steps.push(throughId) });
  expect(steps[0]).toBeGreaterThan(done);
  expect(await filedUnder('waits')).toHaveLength(121);
  expect(await indexRows()).toBe(121);
  expect(await second.step()).toBe(true);
  expect(await new Reindexer(database, index, new InProcessQueue()).step()).toBe(true);
});

test('a tick files all that waits, until the process stops', async () => {
  const rows = new Rows(database);
  await rows.many(Array.from({ length: 180 }, (_, number) => rows.row(sourceId, now, { text: `Number ${number} waits.` })));
  const stopped = new InProcessQueue();
  const interrupted = new Reindexer(database, index, stopped);
  interrupted.onModuleInit();
  const begun = interrupted.tick();
  await stopped.onApplicationShutdown();
  await begun;
  const filed = await indexRows();
  expect(filed).toBeGreaterThan(0);
  expect(filed).toBeLessThan(180);
  const next = new Reindexer(database, index, new InProcessQueue());
  next.onModuleInit();
  await next.tick();
  expect(await indexRows()).toBe(180);
});

test('two workers that file at once file each post once', async () => {
  const rows = new Rows(database);
  await rows.many(Array.from({ length: 150 }, () => rows.row(sourceId, now)));
  await Promise.all([
    new Reindexer(database, index, new InProcessQueue()).run(),
    new Reindexer(database, index, new InProcessQueue()).run(),
  ]);
  expect(await indexRows()).toBe(150);
});

test('law: what is gone, edited, answered, and links somewhere is filed so, whatever comes and goes in whatever order', async () => {
  const guid = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const message = fc.record({ guid, to: fc.option(guid), words: fc.constantFrom('one', 'two'), hasLink: fc.boolean(), markup: fc.nat(3) });
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.array(message, { minLength: 1, maxLength: 3 }).map((messages) => ({ messages, removed: null })) },
    { weight: 1, arbitrary: guid.map((removed) => ({ messages: [], removed })) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 12 }), fc.nat(3), async (actions, deleted) => {
      await database.write((manager) => manager.deleteAll(PostEntity));
      for (const { messages, removed } of actions) {
        const posts = messages.map(({ guid: name, to, words, hasLink, markup }) => {
          const links = hasLink ? [{ url: 'http://x.example/', key: 'https://x.example/', text: 'x' }] : [];
          const said = {
            guid: name,
            text: words,
            html: `<p>${words} ${markup} ${hasLink}</p>`,
            links,
            entryHash: `${words} ${markup} ${hasLink}`,
          };
          return to === null || to === name ? aPost(said) : aComment({ ...said, to });
        });
        const gone = removed === null ? [] : [{ ref: removed, at: null }];
        await database.write((manager) => ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: gone }, now));
      }
      const victim = (await database.manager.find(PostEntity, { order: { id: 'ASC' } }))[deleted];
      if (victim) await database.write((manager) => manager.delete(PostEntity, { id: victim.id }));
      const posts = await database.manager.find(PostEntity);
      const linking = new Set((await database.manager.find(LinkEntity)).map(({ postId }) => postId));
      const expected = posts.map(({ id, goneAt, revisionCount }) => [
        id,
        goneAt === null ? 0 : 1,
        revisionCount > 0 ? 1 : 0,
        posts.some(({ parentId }) => parentId === id) ? 1 : 0,
        linking.has(id) ? 1 : 0,
      ]);
      const filed = await database.manager.find(SearchEntity);
      const found = filed.map(({ postId, isGone, isEdited, hasReplies, hasLinks }) => [postId, isGone, isEdited, hasReplies, hasLinks]);
      const byId = (a: number[], b: number[]) => a[0]! - b[0]!;
      expect(found.sort(byId)).toEqual(expected.sort(byId));
    }),
    { numRuns: 60 },
  );
});

test('what an answer moves away from is no longer filed as answered, and what it moves to is', async () => {
  await store(aPost({ guid: 'a' }), aPost({ guid: 'b' }), aComment({ guid: 'c', to: 'a' }));
  const answered = async () => (await database.manager.findBy(SearchEntity, { hasReplies: 1 })).map(({ postId }) => postId);
  expect(await answered()).toEqual([1]);
  await database.write((manager) => manager.update(PostEntity, 3, { parentId: 2, rootId: 2 }));
  expect(await answered()).toEqual([2]);
  await database.write((manager) => manager.update(PostEntity, 3, { parentId: null, rootId: null }));
  expect(await answered()).toEqual([]);
});

test('a post that only its comments tell of is not filed until it comes', async () => {
  const rows = new Rows(database);
  await rows.post(sourceId, now.toISOString(), { isStub: 1, text: '', title: null });
  await new Reindexer(database, index, new InProcessQueue()).run();
  expect(await indexRows()).toBe(0);
});
