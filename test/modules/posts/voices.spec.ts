import fc from 'fast-check';
import type { Post } from '../../../src/feeds/types.js';
import { Affiliations } from '../../../src/modules/affiliations/affiliations.js';
import { AffiliationEntity } from '../../../src/modules/affiliations/affiliation.entity.js';
import { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Revoicer } from '../../../src/modules/posts/revoicer.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { newFeed } from '../../../src/modules/sources/new-feed.js';
import { type Affiliation, SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { type PollingApp, startApp } from '../../support/app.js';
import { aComment, aPost, aSource } from '../../support/make.js';

const now = new Date('2011-01-01T12:00:00Z');
const handover = new Date('2010-05-11T00:00:00Z');

let started: PollingApp;
let database: Database;
let revoicer: Revoicer;
let sourceId: number;
let feedIds: Record<'posts' | 'comments', number>;

beforeEach(async () => {
  started = await startApp();
  database = started.app.get(Database);
  revoicer = started.app.get(Revoicer);
  sourceId = await aSource(database, { slug: 'downing-street', affiliation: 'civil-service' });
  feedIds = { posts: await aFeed('posts'), comments: await aFeed('comments') };
});
afterEach(() => started.close());

test('a message speaks in the voice of its source on its day; a reader speaks for nobody', async () => {
  await set('party', { from: handover });
  await store([
    aPost({ guid: 'before', publishedAt: new Date('2010-05-10T23:59:59Z') }),
    aPost({ guid: 'after', publishedAt: handover }),
    aComment({ guid: 'answer', publishedAt: handover }),
  ]);
  await store([aComment({ guid: 'remark', url: 'http://elsewhere.example/page#comment-1' })], 'comments');
  await store([aComment({ guid: 'saved' })], null);
  expect(await voices()).toEqual({
    before: 'civil-service',
    after: 'party',
    answer: 'party',
    remark: null,
    saved: null,
    'http://elsewhere.example/page': null,
  });
});

test('one who signs there may speak for himself; who signs otherwise later has another voice', async () => {
  await set('minister', { author: 'Ada Example' });
  const post = { guid: 'a', entryHash: 'first', contentHash: 'same' };
  await store([aPost(post)]);
  expect(await voices()).toEqual({ a: 'minister' });
  await store([aPost({ ...post, entryHash: 'second', author: { name: 'Bert Example', url: null } })]);
  expect(await voices()).toEqual({ a: 'civil-service' });
  await store([aPost({ ...post, entryHash: 'third', contentHash: 'other', author: { name: 'ada  EXAMPLE', url: null } })]);
  expect(await voices()).toEqual({ a: 'minister' });
});

test('what is stored gets its voice in the background, a page at a time, and is carried on by whoever comes next', async () => {
  Object.assign(revoicer, { readAtOnce: 3, changedAtOnce: 2 });
  await store(['a', 'b', 'c', 'd', 'e'].map((guid) => aPost({ guid })));
  const number = await set('party');
  expect(await revoicer.step()).toBe(2);
  expect(Object.values(await voices()).sort()).toEqual(['civil-service', 'civil-service', 'civil-service', 'party', 'party']);
  const seen: number[] = [];
  expect(await revoicer.run(({ done, of }) => seen.push(done, of))).toEqual({ done: 3, of: 3 });
  expect(seen).toEqual([0, 3, 2, 3, 3, 3]);
  expect(new Set(Object.values(await voices()))).toEqual(new Set(['party']));
  expect(await revoicer.step()).toBeNull();
  await started.app.get(Affiliations).remove(number);
  await revoicer.tick();
  expect(new Set(Object.values(await voices()))).toEqual(new Set(['civil-service']));
});

test('those who follow hear of every post whose voice becomes another one, and of no other', async () => {
  const heard: number[] = [];
  started.app.get(Ingestion).followVoices((_, ids) => Promise.resolve(void heard.push(...ids)));
  await store([aPost({ guid: 'a' }), aPost({ guid: 'b', author: { name: 'Bert Example', url: null } })]);
  const ids = await idsByGuid();
  expect(heard).toEqual([]);
  await set('minister', { author: 'Bert Example' });
  await revoicer.run();
  expect(heard.splice(0)).toEqual([ids.get('b')]);
  await store([aPost({ guid: 'a', entryHash: 'again', author: { name: 'Bert Example', url: null } })]);
  expect(heard.splice(0)).toEqual([ids.get('a')]);
  await store([aPost({ guid: 'a', entryHash: 'once more', author: { name: 'Bert Example', url: null } })]);
  expect(heard).toEqual([]);
});

test('law: whatever comes and changes, in whatever order, each message has the voice that the slow way finds', async () => {
  Object.assign(revoicer, { readAtOnce: 3, changedAtOnce: 2 });
  const author = fc.constantFrom('Ada Example', ' ADA  example', 'Bert Example', null);
  const day = fc.constantFrom('2009-01-01', '2010-05-10', '2010-05-11', '2010-12-31', null);
  const message = fc.record({
    guid: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'http://blog.example/page'),
    kind: fc.constantFrom('post' as const, 'comment' as const),
    onPage: fc.boolean(),
    author,
    day,
    words: fc.constantFrom('first', 'second'),
    feed: fc.constantFrom('posts' as const, 'comments' as const, null),
  });
  const affiliation = fc.constantFrom<Affiliation>('party', 'minister', 'civil-service');
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('store' as const), messages: fc.array(message, { minLength: 1, maxLength: 5 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('set' as const), affiliation, author, from: day, until: day }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), index: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('step' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
      await database.write(async (manager) => {
        await manager.deleteAll(PostEntity);
        await manager.deleteAll(AffiliationEntity);
        await manager.update(SourceEntity, sourceId, { revoiceAfterAt: null, revoiceAfterId: null });
      });
      for (const each of actions) {
        if (each.do === 'store')
          for (const feed of ['posts', 'comments', null] as const)
            await store(each.messages.filter((said) => said.feed === feed).map(written), feed);
        else if (each.do === 'set')
          await set(each.affiliation, { author: each.author, from: instant(each.from), until: instant(each.until) });
        else if (each.do === 'remove') {
          const rows = await database.manager.find(AffiliationEntity, { order: { id: 'ASC' } });
          const row = rows[each.index % Math.max(rows.length, 1)];
          if (row) await started.app.get(Affiliations).remove(row.id);
        } else await revoicer.step();
      }
      await revoicer.run();
      const posts = await database.manager.find(PostEntity, { order: { id: 'ASC' } });
      expect(posts.map(({ id, voice }) => [id, voice])).toEqual(await slowly(posts));
    }),
    { numRuns: 120 },
  );

  function written(said: {
    guid: string;
    kind: 'post' | 'comment';
    onPage: boolean;
    author: string | null;
    day: string | null;
    words: string;
  }): Post {
    const url = said.onPage
      ? `http://blog.example/page${said.kind === 'comment' ? `#comment-${said.guid}` : ''}`
      : `http://blog.example/${said.guid}`;
    const make = said.kind === 'post' ? aPost : aComment;
    return make({
      guid: said.guid,
      url,
      author: said.author === null ? null : { name: said.author, url: null },
      publishedAt: instant(said.day),
      text: said.words,
    });
  }
});

/** By the definition, one message after another. */
async function slowly(posts: PostEntity[]): Promise<[number, Affiliation | null][]> {
  const result: [number, Affiliation | null][] = [];
  for (const post of posts) {
    const source = await database.manager.findOneByOrFail(SourceEntity, { id: post.sourceId });
    const feed = post.feedId === null ? null : await database.manager.findOneByOrFail(FeedEntity, { id: post.feedId });
    const name = post.authorName?.toLowerCase().split(/\s+/).filter(Boolean).join(' ');
    const periods = (await database.manager.findBy(AffiliationEntity, { sourceId: post.sourceId })).filter(
      ({ fromAt, untilAt }) => (fromAt === null || fromAt <= post.sortAt) && (untilAt === null || post.sortAt < untilAt),
    );
    const signed = periods.find(({ authorKey }) => authorKey !== null && authorKey === name);
    const general = periods.find(({ authorKey }) => authorKey === null);
    const isSpoken = post.isStub === 0 && (post.kind === 'post' || feed?.role === 'posts');
    result.push([post.id, isSpoken ? (signed ?? general ?? source).affiliation : null]);
  }
  return result;
}

async function aFeed(role: 'posts' | 'comments'): Promise<number> {
  const row = newFeed({ sourceId, url: `http://blog.example/${role}.xml`, role, reader: null, title: null, siteUrl: null }, now);
  const { identifiers } = await database.write((manager) => manager.insert(FeedEntity, row));
  return (identifiers[0] as { id: number }).id;
}

async function store(posts: Post[], feed: 'posts' | 'comments' | null = 'posts'): Promise<void> {
  const batch = { sourceId, feedId: feed && feedIds[feed], threadId: null, posts, deleted: [] };
  await database.write((manager) => started.app.get(Ingestion).store(manager, batch, now));
}

interface When {
  author?: string | null;
  from?: Date | null;
  until?: Date | null;
}

/** The number of what was set; 0 where it was refused. */
async function set(affiliation: Affiliation, { author = null, from = null, until = null }: When = {}): Promise<number> {
  const wanted = { source: 'downing-street', affiliation, author, fromAt: from, untilAt: until, evidenceUrl: null, note: null };
  const result = await started.app.get(Affiliations).set(wanted);
  return result.result === 'set' ? result.id : 0;
}

async function voices(): Promise<Record<string, Affiliation | null>> {
  const posts = await database.manager.find(PostEntity);
  return Object.fromEntries(posts.map(({ guid, voice }) => [guid, voice]));
}

async function idsByGuid(): Promise<Map<string, number>> {
  return new Map((await database.manager.find(PostEntity)).map(({ guid, id }) => [guid, id]));
}

function instant(day: string | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`);
}
