import { jest } from '@jest/globals';
import fc from 'fast-check';
import { pageKey } from '../../../src/feeds/urls.js';
import type { Post } from '../../../src/feeds/types.js';
import { parsePeriod } from '../../../src/modules/digests/period.js';
import { EditionEntity } from '../../../src/modules/digests/edition.entity.js';
import { Editions } from '../../../src/modules/digests/editions.js';
import { EditionsCloser } from '../../../src/modules/digests/editions-closer.js';
import { CodingEntity } from '../../../src/modules/coding/coding.entity.js';
import { CurationEntity } from '../../../src/modules/digests/curation.entity.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { LinkbackEntity } from '../../../src/modules/posts/linkback.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { TombstoneEntity } from '../../../src/modules/posts/tombstone.entity.js';
import { Purge, type Purged, type Terms } from '../../../src/modules/retention/purge.js';
import { Retention } from '../../../src/modules/retention/retention.js';
import { SearchService } from '../../../src/modules/search/search.service.js';
import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { rowsByTable } from '../../support/filled.js';
import { aComment, aPost, aSource } from '../../support/make.js';
import { startSite, type Site } from '../../support/site.js';

const DAY_MS = 86_400_000;
const START = new Date('2030-01-01T12:00:00Z');

let site: Site;
let sources = 0;
const now = new Date(START);

beforeAll(async () => {
  site = await startSite(now);
});
afterAll(() => site.close());

beforeEach(async () => {
  now.setTime(START.getTime());
  await site.database.write(async (manager) => {
    for (const table of ['source', 'edition', 'curation', 'meta'])
      await manager.query(`DELETE FROM ${table} ${table === 'meta' ? `WHERE "key" IN ('listening-since', 'purged-at')` : ''}`);
  });
});

function newSource(): Promise<number> {
  return aSource(site.database, { slug: `blog-${++sources}` });
}

function store(sourceId: number, posts: Post[], more: { feedId?: number; threadId?: number } = {}) {
  const batch = { sourceId, feedId: null, threadId: null, posts, deleted: [], ...more };
  return site.database.write((manager) => site.app.get(Ingestion).store(manager, batch, new Date(now)));
}

function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

function purge(terms: Partial<Terms>, isDry = false): Promise<Purged> {
  return site.app.get(Purge).run({ days: null, posts: null, editionDays: null, ...terms }, { isDry });
}

async function guids(): Promise<string[]> {
  return (await site.database.manager.find(PostEntity, { where: { isStub: 0 } })).map(({ guid }) => guid).sort();
}

async function aFeed(sourceId: number, more: Partial<FeedEntity> = {}): Promise<number> {
  const row = {
    sourceId,
    url: `http://blog.example/feed/${Math.random()}`,
    host: 'blog.example',
    role: 'posts' as const,
    settings: {},
    createdAt: START,
    ...more,
  };
  const { identifiers } = await site.database.write((manager) => manager.insert(FeedEntity, row));
  return (identifiers[0] as { id: number }).id;
}

test('a thread goes as a whole when its newest post is old, and stays as a whole before', async () => {
  const source = await newSource();
  await store(source, [
    aPost({ guid: 'old', publishedAt: daysAgo(200) }),
    aComment({ guid: 'old#1', to: 'old', publishedAt: daysAgo(101) }),
    aPost({ guid: 'alive', publishedAt: daysAgo(200) }),
    aComment({ guid: 'alive#1', to: 'alive', publishedAt: daysAgo(199) }),
    aComment({ guid: 'alive#2', to: 'alive', publishedAt: daysAgo(99) }),
    aPost({ guid: 'new', publishedAt: daysAgo(1) }),
  ]);
  const before = await rowsByTable(site.database);
  expect(await purge({ days: 100 }, true)).toMatchObject({ threads: 1, posts: 2 });
  expect(await rowsByTable(site.database)).toEqual(before);
  expect(await purge({ days: 100 })).toMatchObject({ threads: 1, posts: 2 });
  expect(await guids()).toEqual(['alive', 'alive#1', 'alive#2', 'new']);
  expect(await purge({ days: 100 })).toMatchObject({ threads: 0, posts: 0 });
});

test('what hangs on a post goes with it, but for what its feed would be known again by', async () => {
  const before = await rowsByTable(site.database);
  const source = await newSource();
  const [id = 0] = (
    await store(source, [
      aPost({ guid: 'old', publishedAt: daysAgo(200), links: [{ url: 'http://a.example/', key: 'a.example', text: 'a' }] }),
    ])
  ).ids;
  await aFeed(source, { postId: id, role: 'comments' });
  await store(source, [aPost({ guid: 'old', text: 'Other words now.', publishedAt: daysAgo(200) })]);
  await purge({ days: 100 });
  const after = await rowsByTable(site.database);
  expect(await site.database.manager.countBy(TombstoneEntity, { sourceId: source })).toBe(1);
  expect({ ...after, source: 0, tombstone: 0, meta: 0 }).toEqual({ ...before, source: 0, tombstone: 0, meta: 0 });
  const words = parseQuery('"Other words now"', 'Europe/London');
  expect(words.ok && (await site.app.get(SearchService).search(words.query, { order: 'date', beforePlace: null }, 10))).toMatchObject({
    answer: { found: [] },
  });
  await site.database.write((manager) => manager.delete(SourceEntity, source));
  expect(await site.database.manager.countBy(TombstoneEntity, { sourceId: source })).toBe(0);
});

test('what was purged is known by each of its names', async () => {
  const source = await newSource();
  const old = aPost({ guid: 'old', publishedAt: daysAgo(200) });
  const comment = aComment({
    guid: 'tag:1',
    to: 'old',
    url: 'http://blog.example/old#comment-1',
    aliases: ['wordpress:blog.example/comment/1'],
    publishedAt: daysAgo(190),
  });
  await store(source, [old, comment]);
  await purge({ days: 100 });
  const again = [
    old,
    { ...old, text: 'Edited, and still the same.', contentHash: 'x', entryHash: 'x' },
    comment,
    { ...comment, guid: 'as the page names it', aliases: [] },
    { ...comment, guid: 'as the API names it', url: null, urlKey: null },
  ];
  for (const post of again) expect(await store(source, [post])).toMatchObject({ added: 0, changes: [], ids: [] });
  // Elsewhere a guid is another's, and a name of the platform is not.
  const other = await newSource();
  expect(await store(other, [{ ...comment, guid: 'another site' }])).toMatchObject({ added: 0 });
  expect(await store(other, [old])).toMatchObject({ added: 1 });
});

test('a new comment on a purged post is kept, and the post stays purged', async () => {
  const source = await newSource();
  const old = aPost({ guid: 'http://blog.example/old', url: 'http://blog.example/old', publishedAt: daysAgo(200) });
  await store(source, [old]);
  await purge({ days: 100 });
  const comment = aComment({ guid: 'c', url: 'http://blog.example/old#comment-7', publishedAt: daysAgo(1) });
  expect(await store(source, [old, comment])).toMatchObject({ added: 1 });
  expect(await store(source, [old])).toMatchObject({ added: 0 });
  expect(await guids()).toEqual(['c']);
});

test('a link from another site does not come again without its post', async () => {
  const source = await newSource();
  const old = aPost({ guid: 'old', publishedAt: daysAgo(200) });
  const pingback = aComment({
    guid: 'ping',
    to: 'old',
    url: `${old.url}#comment-3`,
    text: '[...] a link [...]',
    publishedAt: daysAgo(150),
  });
  await store(source, [old, pingback]);
  expect(await site.database.manager.countBy(LinkbackEntity, { sourceId: source })).toBe(1);
  await purge({ days: 100 });
  await store(source, [pingback]);
  expect(await site.database.manager.countBy(LinkbackEntity, { sourceId: source })).toBe(0);
  expect(pageKey(old.url)).toBe(old.urlKey);
});

test('a feed may have a term of its own, longer or shorter', async () => {
  const source = await newSource();
  const [long, short] = [await aFeed(source, { settings: { keepDays: 300 } }), await aFeed(source, { settings: { keepDays: 50 } })];
  const aged = (name: string) => [60, 120, 320].map((days) => aPost({ guid: `${name}${days}`, publishedAt: daysAgo(days) }));
  await store(source, aged('long'), { feedId: long });
  await store(source, aged('short'), { feedId: short });
  await store(source, aged('usual'));
  await purge({ days: 100 });
  expect(await guids()).toEqual(['long120', 'long60', 'usual60']);
});

test('where posts are too many, the oldest threads go, and none of the last forty days', async () => {
  const source = await newSource();
  const threads = [300, 250, 200, 100, 30, 20].flatMap((days) => [
    aPost({ guid: `p${days}`, publishedAt: daysAgo(days) }),
    aComment({ guid: `c${days}`, to: `p${days}`, publishedAt: daysAgo(days - 1) }),
  ]);
  await store(source, [...threads, aComment({ guid: 'late', to: 'p300', publishedAt: daysAgo(1) })]);
  expect(await purge({ posts: 9 }, true)).toMatchObject({ posts: 4, threads: 2 });
  expect(await purge({ posts: 9 })).toMatchObject({ posts: 4, threads: 2 });
  expect(await guids()).toEqual(['c100', 'c20', 'c30', 'c300', 'late', 'p100', 'p20', 'p30', 'p300'].sort());
  expect(await purge({ posts: 1 })).toMatchObject({ posts: 2, threads: 1 });
  expect(await purge({ posts: 1 })).toMatchObject({ posts: 0 });
});

test('what somebody has worked with stays, thread and all', async () => {
  const source = await newSource();
  const thread = (name: string) => [
    aPost({ guid: name, publishedAt: daysAgo(200) }),
    aComment({ guid: `${name}#1`, to: name, publishedAt: daysAgo(200) }),
  ];
  const { ids } = await store(source, ['coded', 'edited', 'starred', 'free'].flatMap(thread));
  const [, coded = 0, edited = 0, , , starred = 0] = ids;
  await site.database.write(async (manager) => {
    await manager.insert(CodingEntity, { postId: coded, coderKey: 'a', coderName: 'Ada', note: null, codedAt: START, supersededAt: START });
    await manager.insert(CurationEntity, {
      editionKey: '2029-06-15',
      threadId: edited,
      action: 'note',
      text: 'Look.',
      madeBy: 'Ada',
      madeAt: START,
      undoneBy: null,
      undoneAt: null,
    });
    const account = {
      name: 'Ada',
      address: 'ada@example.org',
      addressKey: 'ada@example.org',
      role: 'analyst',
      state: 'active',
      recoveryHashes: '[]',
      createdAt: START,
    };
    const { identifiers } = await manager.insert('account', account);
    await manager.insert('reader_state', [
      { accountId: (identifiers[0] as { id: number }).id, postId: starred, itemRank: 0, isRead: null, isStarred: 1 },
      { accountId: (identifiers[0] as { id: number }).id, postId: ids[6], itemRank: 0, isRead: 1, isStarred: 0 },
    ]);
  });
  expect(await purge({ days: 100 })).toEqual({ isSet: true, threads: 1, posts: 2, held: { coded: 1, edited: 1, starred: 1, shown: 0 } });
  expect(await guids()).toEqual(['coded', 'coded#1', 'edited', 'edited#1', 'starred', 'starred#1']);
  expect((await rowsByTable(site.database)).reader_state).toBe(1);
});

test('what the sample holds stays', async () => {
  const source = await aSource(site.database, { slug: `sample-${++sources}`, isSample: 1 });
  await store(source, [aPost({ guid: 'sample', publishedAt: daysAgo(2000) })]);
  expect(await purge({ days: 100 })).toMatchObject({ posts: 0 });
});

test('every night once, and after a missed night as soon as it can be; written down where something went', async () => {
  const source = await newSource();
  await store(source, [aPost({ guid: 'old', publishedAt: daysAgo(2000) })]);
  const retention = site.app.get(Retention);
  const run = jest.spyOn(site.app.get(Purge), 'run');
  await retention.tick();
  await retention.tick();
  expect(run).toHaveBeenCalledTimes(1);
  now.setTime(new Date('2030-01-02T02:59:00Z').getTime());
  await retention.tick();
  expect(run).toHaveBeenCalledTimes(1);
  now.setTime(new Date('2030-01-02T03:00:00Z').getTime());
  await retention.tick();
  await retention.tick();
  expect(run).toHaveBeenCalledTimes(2);
  now.setTime(new Date('2030-01-05T17:00:00Z').getTime());
  await retention.tick();
  expect(run).toHaveBeenCalledTimes(3);
  // A clock that was ahead for a day is set right.
  now.setTime(new Date('2030-01-06T17:00:00Z').getTime());
  await retention.tick();
  now.setTime(new Date('2030-01-05T18:00:00Z').getTime());
  await retention.tick();
  await retention.tick();
  expect(run).toHaveBeenCalledTimes(5);
  run.mockRestore();
});

/** One thing that happens: days go by, a document is read that holds some of the entries that there are, or the old is purged. */
type Step = { days: number } | { poll: number[] } | { purge: number };

const ENTRIES = 12;
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ days: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ poll: fc.uniqueArray(fc.nat(ENTRIES - 1), { minLength: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ purge: fc.integer({ min: 40, max: 150 }) }) },
);

/** Closed editions of days of which posts are there. */
async function closedDays(): Promise<string[]> {
  const editions = await site.database.manager.find(EditionEntity, { select: { key: true, zone: true } });
  const days: string[] = [];
  for (const { key, zone } of editions) if (key.length === 10 && (await hasPosts(key, zone))) days.push(key);
  return days;
}

async function written(days: readonly string[]): Promise<Record<string, string>> {
  const editions = site.app.get(Editions);
  const pages: Record<string, string> = {};
  for (const day of days)
    for (const format of ['html', 'json'] as const) pages[`${day} ${format}`] = await editions.render(await editions.find(day), format);
  return pages;
}

async function hasPosts(key: string, zone: string): Promise<boolean> {
  const { from, until } = parsePeriod(key, zone)!;
  const [row] = await site.database.manager.sql<
    { count: number }[]
  >`SELECT COUNT(*) AS count FROM post WHERE sort_at >= ${from.getTime()} AND sort_at < ${until.getTime()}`;
  return Number(row?.count) > 0;
}

test('whatever is read and purged in whatever order: nothing comes again, nothing younger is missing, and closed editions stay as they are', async () => {
  const counted = { gone: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), fc.boolean(), async (steps: Step[], keepsEditions: boolean) => {
      now.setTime(START.getTime());
      await site.database.write(async (manager) => {
        for (const table of ['source', 'edition']) await manager.query(`DELETE FROM ${table}`);
        await manager.query(`DELETE FROM meta WHERE "key" = 'listening-since'`);
      });
      const source = await newSource();
      // An entry is published every twelve days, from before we listen on; of each three, two answer the first.
      const entryAt = (place: number) => new Date(START.getTime() + (place * 12 - 66) * DAY_MS);
      const entry = (place: number): Post =>
        place % 3 === 0
          ? aPost({ guid: `e${place}`, publishedAt: entryAt(place) })
          : aComment({ guid: `e${place}`, to: `e${place - (place % 3)}`, publishedAt: entryAt(place) });
      const gone = new Set<string>();
      await store(source, [aPost({ guid: 'first', publishedAt: daysAgo(500) })]);
      for (const said of steps) {
        if ('days' in said) now.setTime(now.getTime() + said.days * DAY_MS);
        if ('poll' in said) await store(source, said.poll.filter((place) => entryAt(place) <= now).map(entry));
        if ('purge' in said) {
          await site.app.get(EditionsCloser).run();
          const days = await closedDays();
          const editions = await written(days);
          const before = await guids();
          await purge({ days: said.purge, editionDays: keepsEditions ? null : said.purge });
          // Also those of which nothing was shown, so that all their posts may go.
          if (keepsEditions) expect(await written(days)).toEqual(editions);
          const after = new Set(await guids());
          for (const guid of before) if (!after.has(guid)) gone.add(guid);
          counted.gone += before.length - after.size;
          for (const guid of before.filter((each) => each !== 'first'))
            if (entryAt(Number(guid.slice(1))) >= daysAgo(said.purge)) expect(after).toContain(guid);
        }
        const there = new Set(await guids());
        for (const guid of gone) expect(there).not.toContain(guid);
        if ('poll' in said)
          for (const place of said.poll) if (entryAt(place) <= now && !gone.has(`e${place}`)) expect(there).toContain(`e${place}`);
      }
    }),
    { numRuns: 8 },
  );
  // Else it would have held of nothing.
  expect(counted.gone).toBeGreaterThan(0);
}, 60_000);

test('what a closed edition shows or lists as late stays as long as editions are to keep it', async () => {
  const source = await newSource();
  await store(source, [aPost({ guid: 'shown', publishedAt: daysAgo(0.01) })]);
  now.setTime(START.getTime() + 3 * DAY_MS);
  await site.app.get(EditionsCloser).run();
  await store(source, [aPost({ guid: 'late', publishedAt: new Date(START.getTime() + DAY_MS) })]);
  now.setTime(START.getTime() + 200 * DAY_MS);
  const editions = async () => site.text(`/digest/2030-01-0${1}`);
  expect(await purge({ days: 100 })).toMatchObject({ posts: 0, held: { shown: 2 } });
  expect(await editions()).toContain('About shown');
  expect(await purge({ days: 100, editionDays: 100 })).toMatchObject({ posts: 2, held: { shown: 0 } });
  expect(await guids()).toEqual([]);
});

test('editions that closed before it was written down what they show keep it as well', async () => {
  const source = await newSource();
  await store(source, [aPost({ guid: 'shown', publishedAt: daysAgo(0.01) })]);
  now.setTime(START.getTime() + 3 * DAY_MS);
  await site.app.get(EditionsCloser).run();
  await site.database.write(async (manager) => {
    await manager.query('DELETE FROM shown_post');
    await manager.query('UPDATE edition SET is_looked_through = 0');
  });
  now.setTime(START.getTime() + 200 * DAY_MS);
  expect(await purge({ days: 100 })).toMatchObject({ posts: 0, held: { shown: 1 } });
});
