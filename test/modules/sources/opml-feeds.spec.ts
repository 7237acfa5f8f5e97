import fc from 'fast-check';
import { readOpml, writeOpml } from '../../../src/feeds/opml.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { KeptDocuments } from '../../../src/modules/fetch/kept-documents.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import { Credentials } from '../../../src/modules/sources/credentials.js';
import { Platforms } from '../../../src/modules/sources/platforms.js';
import { FeedFinder } from '../../../src/modules/sources/feed-finder.js';
import { FeedsQuery, type FeedRow } from '../../../src/modules/sources/feeds.query.js';
import type { KnownFeed } from '../../../src/modules/sources/known-feed.js';
import { knownFromOpml, opmlOfRows } from '../../../src/modules/sources/opml-feeds.js';
import { AFFILIATIONS, SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { openTestDatabase } from '../../support/database.js';

const createdAt = new Date('2008-04-03T12:00:00Z');

let database: Database;
let close: () => Promise<void>;
let sources: SourcesService;

beforeAll(async () => {
  ({ database, close } = await openTestDatabase());
  const clock = new Clock();
  const platforms = new Platforms();
  const finder = new FeedFinder(new Fetcher(readConfig({}), clock), platforms);
  const credentials = new Credentials(database, new SecretKey(readConfig({ DATABASE_URL: 'sqlite::memory:' })), clock);
  sources = new SourcesService(database, finder, new KeptDocuments(database, clock), platforms, credentials, clock);
});
afterAll(() => close());

/** What comes of a list of feeds where there was nothing. */
async function stored(feeds: readonly KnownFeed[]): Promise<FeedRow[]> {
  await database.write((manager) => manager.createQueryBuilder().delete().from(SourceEntity).execute());
  await sources.addKnownFeeds(feeds);
  return new FeedsQuery(database).list();
}

function throughOpml(rows: FeedRow[]): Promise<FeedRow[]> {
  const { feeds, warnings } = readOpml(writeOpml(opmlOfRows(rows), { title: 'Feeds', createdAt }));
  expect(warnings).toEqual([]);
  return stored(feeds.map(knownFromOpml));
}

/** All that is somebody's choice: everything but when the next poll is. */
function chosen(rows: FeedRow[]) {
  return rows.map(({ url, title, siteUrl, role, state, settings, tags, source }) => {
    const { slug, title: sourceTitle, platform, affiliation } = source;
    return { url, title, siteUrl, role, state, settings, slug, sourceTitle, platform, affiliation, tags };
  });
}

test('out and in again, feeds keep their settings and their sources', async () => {
  const before = await stored([
    {
      url: 'https://a.example/feed',
      title: 'A & <B> "C"',
      siteUrl: 'https://a.example/',
      sourceTitle: 'Number 10',
      platform: 'wordpress',
      affiliation: 'civil-service',
      tags: ['a, b', 'c/d', 'é'],
    },
    {
      url: 'https://a.example/comments/feed/',
      role: 'comments',
      sourceTitle: 'Number 10',
      state: 'paused',
      mostMinutes: 15,
      tags: ['a b', 'c/d', 'é'],
    },
    { url: 'https://c.example/answers', title: 'Odd', role: 'comments', siteUrl: 'https://c.example/', state: 'gone' },
    {
      url: 'https://c.example/comments/feed/',
      title: 'Called comments, and is not',
      role: 'posts',
      siteUrl: 'https://c.example/',
      state: 'retired',
    },
    { url: 'https://d.example/?a=1&b=2' },
  ]);
  expect(before).toHaveLength(5);
  expect(chosen(await throughOpml(before))).toEqual(chosen(before));
});

test('two sources of one title stay two, and a source with feeds of several sites stays one', async () => {
  const before = await stored([
    { url: 'https://a.example/feed', title: 'News', siteUrl: 'https://a.example/' },
    { url: 'https://b.example/feed', title: 'News', siteUrl: 'https://b.example/' },
    { url: 'https://a.example/comments/feed/', title: 'Comments', siteUrl: 'https://a.example/', role: 'comments' },
    { url: 'https://youtube.example/x', title: 'Video', siteUrl: 'https://youtube.example/', sourceTitle: 'Number 10' },
    { url: 'https://flickr.example/x', title: 'Photos', siteUrl: 'https://flickr.example/', sourceTitle: 'Number 10' },
  ]);
  expect(before.map(({ source }) => source.slug)).toEqual(['news', 'news', 'news-2', 'number-10', 'number-10']);
  expect(chosen(await throughOpml(before))).toEqual(chosen(before));
});

test("in anyone's list each feed is its own source, and its folders are tags", async () => {
  const { feeds } = readOpml(
    '<opml version="1.1"><body><outline text="Politics"><outline text="Blogs"><outline text="One" xmlUrl="http://one.example/rss" htmlUrl="http://one.example"/><outline xmlUrl="http://two.example/comments/feed/"/></outline></outline></body></opml>',
  );
  expect(chosen(await stored(feeds.map(knownFromOpml)))).toMatchObject([
    {
      url: 'http://one.example/rss',
      sourceTitle: 'One',
      tags: ['blogs', 'politics'],
      affiliation: 'unknown',
      platform: 'web',
      role: 'posts',
      state: 'active',
      settings: {},
    },
    { url: 'http://two.example/comments/feed/', sourceTitle: 'two.example', role: 'comments' },
  ]);
});

test('an affiliation that nobody knows is not stored', () => {
  const { feeds } = readOpml(
    '<opml xmlns:hustings="https://hustings.example/ns/opml"><body><outline text="X" xmlUrl="http://x.example/" hustings:source="X" hustings:affiliation="martian"/></body></opml>',
  );
  expect(feeds.map(knownFromOpml)).toMatchObject([{ sourceTitle: 'X', affiliation: undefined }]);
});

test('law: whatever is chosen comes back', async () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' }).map((text) => `x${text.replace(/\s+/g, ' ').trim()}`);
  const feed = fc.record({
    title: fc.option(word),
    role: fc.constantFrom('posts' as const, 'comments' as const),
    state: fc.constantFrom('active' as const, 'paused' as const, 'gone' as const, 'retired' as const),
    leastMinutes: fc.option(fc.integer({ min: 1, max: 10_000 })),
    mostMinutes: fc.option(fc.integer({ min: 1, max: 10_000 })),
    sourceTitle: fc.option(word),
    platform: fc.constantFrom('web', 'wordpress', 'flickr'),
    affiliation: fc.constantFrom(...AFFILIATIONS),
    tags: fc.uniqueArray(word, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(feed, { maxLength: 6 }), async (feeds) => {
      const before = await stored(
        feeds.map((each, index) => ({
          ...each,
          url: `https://host-${index % 3}.example/${index}`,
          siteUrl: `https://host-${index % 3}.example/`,
        })),
      );
      expect(chosen(await throughOpml(before))).toEqual(chosen(before));
    }),
    { numRuns: 15 },
  );
});
