import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { KeptDocuments } from '../../../src/modules/fetch/kept-documents.js';
import { Credentials } from '../../../src/modules/sources/credentials.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { FeedFinder } from '../../../src/modules/sources/feed-finder.js';
import { FeedsQuery } from '../../../src/modules/sources/feeds.query.js';
import { Platforms } from '../../../src/modules/sources/platforms.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { openTestDatabase } from '../../support/database.js';
import { type Route, startWeb, type Web } from '../../support/web.js';

const now = new Date('2008-04-03T12:00:00Z');

class StoppedClock extends Clock {
  override now() {
    return now;
  }
}

let database: Database;
let closeDatabase: () => Promise<void>;
let fetcher: Fetcher;
let web: Web;
let sources: SourcesService;
let kept: KeptDocuments;

beforeEach(async () => {
  ({ database, close: closeDatabase } = await openTestDatabase());
  const clock = new StoppedClock();
  fetcher = new Fetcher(readConfig({ ALLOW_ADDRESSES: '127.0.0.0/8' }), clock);
  kept = new KeptDocuments(database, clock);
  const platforms = new Platforms();
  await platforms.onModuleInit();
  const credentials = new Credentials(database, new SecretKey(readConfig({ DATABASE_URL: 'sqlite::memory:' })), clock);
  sources = new SourcesService(database, new FeedFinder(fetcher, platforms), kept, platforms, credentials, clock);
  web = await startWeb();
});

afterEach(async () => {
  await fetcher.onApplicationShutdown();
  await web.close();
  await closeDatabase();
});

const FEED = 'application/rss+xml';

function rss(title: string, ...items: string[]): Route {
  const body = `<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>${title}</title><link>${web.url}/</link><description/>${items.join('')}</channel></rss>`;
  return { headers: { 'content-type': FEED, etag: '"1"' }, body };
}

const post = '<item><title>A post</title><guid>a</guid><slash:comments>1</slash:comments></item>';

function page(...links: string[]): Route {
  const head = links.map((link) => `<link rel="alternate" ${link}>`).join('');
  return {
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><html><head><title>A blog</title>${head}</head><body><p>Words.</p></body></html>`,
  };
}

function paths(): string[] {
  return web.requests.map((request) => request.path);
}

describe('addFeed', () => {
  test('adds a feed and the comment feed that belongs to it, both due now', async () => {
    web.routes['/feed/'] = rss('Number 10 blog', post);
    web.routes['/comments/feed/'] = rss('Comments for Number 10 blog');
    const report = await sources.addFeed({ url: `${web.url}/feed/`, affiliation: 'civil-service', platform: 'wordpress' });
    expect(report).toMatchObject({
      result: 'added',
      source: { slug: 'number-10-blog', title: 'Number 10 blog' },
      alreadyThere: [],
      others: [],
    });
    expect(report.added).toEqual([
      { url: `${web.url}/feed/`, title: 'Number 10 blog', role: 'posts' },
      { url: `${web.url}/comments/feed/`, title: 'Comments for Number 10 blog', role: 'comments' },
    ]);
    expect(report.message).toContain('Added 2 feeds to “Number 10 blog”');
    const feeds = await database.manager.find(FeedEntity, { order: { id: 'ASC' } });
    expect(feeds).toMatchObject([
      { role: 'posts', state: 'active', nextPollAt: now, host: `127.0.0.1:${web.port}`, format: 'rss', polledAt: null },
      { role: 'comments', state: 'active', nextPollAt: now, siteUrl: `${web.url}/` },
    ]);
    expect(await database.manager.find(SourceEntity)).toMatchObject([
      { affiliation: 'civil-service', platform: 'wordpress', siteUrl: `${web.url}/`, createdAt: now },
    ]);
  });

  test('asks every address once, and keeps the answer for the poll', async () => {
    web.routes['/feed/'] = rss('A blog', post);
    web.routes['/comments/feed/'] = rss('Comments');
    await sources.addFeed({ url: `${web.url}/feed/` });
    expect(paths().sort()).toEqual([...new Set(paths())].sort());
    const document = await kept.take(`${web.url}/feed/`);
    expect(document).toMatchObject({ kind: 'modified', etag: '"1"', contentType: FEED });
    expect(document?.bytes.toString()).toContain('A post');
  });

  test('finds the feeds of a page by its links', async () => {
    web.routes['/'] = page(
      'type="application/rss+xml" title="A blog" href="/rss"',
      'type="application/atom+xml" title="A blog (Atom)" href="/atom"',
      'type="application/rss+xml" title="A blog: Comments Feed" href="/comments/feed/"',
    );
    web.routes['/rss'] = rss('A blog');
    web.routes['/atom'] = rss('A blog');
    web.routes['/comments/feed/'] = rss('Comments on a blog');
    const report = await sources.addFeed({ url: web.url });
    expect(report.added.map(({ url, role }) => [url, role])).toEqual([
      [`${web.url}/rss`, 'posts'],
      [`${web.url}/comments/feed/`, 'comments'],
    ]);
    expect(report.others).toEqual([expect.objectContaining({ url: `${web.url}/atom` })]);
    expect(report.message).toContain('/atom');
    expect(paths()).not.toContain('/atom');
  });

  test('finds a feed in the usual places where the page names none', async () => {
    web.routes['/'] = page();
    web.routes['/feed/'] = rss('A silent blog');
    expect(await sources.addFeed({ url: `${web.url}/` })).toMatchObject({ result: 'added', source: { title: 'A silent blog' } });
  });

  test('a link that leads to no feed does not stop the next', async () => {
    web.routes['/'] = page(
      'type="application/rss+xml" title="Broken" href="/broken"',
      'type="application/rss+xml" title="Good" href="/good"',
    );
    web.routes['/broken'] = page();
    web.routes['/good'] = rss('Good');
    const report = await sources.addFeed({ url: `${web.url}/` });
    expect(report.added).toEqual([{ url: `${web.url}/good`, title: 'Good', role: 'posts' }]);
  });

  test('says in words that there is nothing, and asks a bounded number of times', async () => {
    web.routes['/'] = page();
    const report = await sources.addFeed({ url: `${web.url}/` });
    expect(report).toMatchObject({ result: 'nothing-found', source: null, added: [], message: expect.stringContaining(web.url) as string });
    expect(web.requests.length).toBeLessThanOrEqual(6);
    expect(await database.manager.count(SourceEntity)).toBe(0);
  });

  test('stops asking a host that asks for patience', async () => {
    web.routes['/'] = page('type="application/rss+xml" title="A" href="/a"', 'type="application/rss+xml" title="B" href="/b"');
    web.routes['/a'] = { status: 429, headers: { 'retry-after': '60' } };
    expect(await sources.addFeed({ url: `${web.url}/` })).toMatchObject({ result: 'nothing-found' });
    expect(paths()).toEqual(['/', '/a']);
  });

  test.each([
    ['/missing', '404'],
    ['/empty', 'empty'],
  ])('%s ends in a sentence', async (path, word) => {
    web.routes['/empty'] = { headers: { 'content-type': FEED }, body: '' };
    const report = await sources.addFeed({ url: web.url + path });
    expect(['nothing-found', 'not-fetched']).toContain(report.result);
    expect(report.message).toContain(word);
    expect(await database.manager.count(FeedEntity)).toBe(0);
  });

  test.each(['file:///etc/passwd', 'http://10.0.0.1/feed', 'http://user:secret@example.org/', 'not an address at all'])(
    'refuses %s',
    async (url) => {
      const report = await sources.addFeed({ url });
      expect(report).toMatchObject({ result: 'not-fetched', added: [] });
      expect(report.message).not.toContain('secret');
    },
  );

  test('what is there already is not fetched and not added again', async () => {
    web.routes['/feed'] = rss('A blog');
    await sources.addFeed({ url: `${web.url}/feed` });
    web.requests.length = 0;
    const again = await sources.addFeed({ url: `  ${web.url}/feed#top ` });
    expect(again).toMatchObject({
      result: 'already-there',
      added: [],
      alreadyThere: [{ url: `${web.url}/feed` }],
      source: { slug: 'a-blog' },
    });
    expect(web.requests).toEqual([]);
    expect(await database.manager.count(FeedEntity)).toBe(1);
  });

  test('a feed that has moved for good is added at its new address; one lent for now at its old', async () => {
    web.routes['/old'] = { status: 301, headers: { location: '/new' } };
    web.routes['/lent'] = { status: 302, headers: { location: '/elsewhere' } };
    web.routes['/new'] = rss('Moved');
    web.routes['/elsewhere'] = rss('Lent');
    expect((await sources.addFeed({ url: `${web.url}/old` })).added[0]?.url).toBe(`${web.url}/new`);
    expect((await sources.addFeed({ url: `${web.url}/lent` })).added[0]?.url).toBe(`${web.url}/lent`);
    expect(await sources.addFeed({ url: `${web.url}/old` })).toMatchObject({ result: 'already-there' });
  });

  test('a comment feed is known as one, and joins the source of its site', async () => {
    web.routes['/feed/'] = rss('A blog');
    await sources.addFeed({ url: `${web.url}/feed/` });
    web.routes['/comments/feed/'] = rss('Comments');
    const report = await sources.addFeed({ url: `${web.url}/comments/feed/` });
    expect(report).toMatchObject({ result: 'added', source: { slug: 'a-blog' }, added: [{ role: 'comments' }] });
    expect(await database.manager.count(SourceEntity)).toBe(1);
  });

  test('a name given joins the feeds of one publisher', async () => {
    web.routes['/a'] = rss('A');
    web.routes['/b'] = rss('B');
    await sources.addFeed({ url: `${web.url}/a`, sourceTitle: 'Number 10' });
    expect(await sources.addFeed({ url: `${web.url}/b`, sourceTitle: 'Number 10' })).toMatchObject({ source: { slug: 'number-10' } });
    expect(await database.manager.count(SourceEntity)).toBe(1);
  });
});

describe('addKnownFeeds', () => {
  test('adds without a request, once, and says what it refuses', async () => {
    const list = [
      { url: `${web.url}/a#x`, title: 'A', sourceTitle: 'One' },
      { url: `${web.url}/a`, title: 'A again', sourceTitle: 'One' },
      { url: `${web.url}/b`, title: 'B', sourceTitle: 'One', role: 'comments' as const, state: 'paused' as const, leastMinutes: 30 },
      { url: 'javascript:alert(1)' },
      { url: 'nonsense' },
    ];
    expect(await sources.addKnownFeeds(list)).toEqual({
      added: 2,
      alreadyThere: 0,
      refused: [expect.stringContaining('javascript'), expect.stringContaining('nonsense')],
    });
    expect(await sources.addKnownFeeds(list)).toMatchObject({ added: 0, alreadyThere: 2 });
    expect(web.requests).toEqual([]);
    const rows = await new FeedsQuery(database).list();
    expect(rows).toMatchObject([
      { url: `${web.url}/a`, title: 'A', role: 'posts', state: 'active', nextPollAt: now, source: { title: 'One', slug: 'one' } },
      { url: `${web.url}/b`, title: 'B', role: 'comments', state: 'paused', nextPollAt: null, settings: { leastMinutes: 30 } },
    ]);
  });

  test('a thousand bare addresses go in at once', async () => {
    const list = Array.from({ length: 1000 }, (_, index) => ({ url: `http://host-${index % 250}.example/f/${index}` }));
    expect(await sources.addKnownFeeds(list)).toMatchObject({ added: 1000, refused: [] });
    expect(await sources.addKnownFeeds(list)).toMatchObject({ added: 0, alreadyThere: 1000 });
    expect(await database.manager.count(SourceEntity)).toBe(250);
  });
});

describe('the starter list', () => {
  test('is real British government, blogs with their comment feeds, and is added once', async () => {
    expect(await sources.addStarter()).toBeGreaterThan(100);
    expect(await sources.addStarter()).toBe(0);
    const rows = await new FeedsQuery(database).list();
    for (const { url, source } of rows) {
      expect(url).toMatch(/^https:\/\/[\w.-]+\.(gov\.uk|parliament\.uk|youtube\.com|flickr\.com)\//);
      expect(source.affiliation).toMatch(/^(civil-service|parliament)$/);
    }
    const blogs = rows.filter(({ url }) => url.includes('.blog.gov.uk/'));
    const posts = blogs.filter(({ role }) => role === 'posts').map(({ url }) => new URL(url).host);
    const comments = blogs.filter(({ role }) => role === 'comments').map(({ url }) => new URL(url).host);
    expect(posts.length).toBeGreaterThan(40);
    expect(comments).toEqual(posts);
    for (const word of ['youtube.com', 'flickr.com', 'bills.parliament.uk', 'prime-ministers-office', 'news-and-communications'])
      expect(rows.some(({ url }) => url.includes(word))).toBe(true);
  });
});

describe('accounts', () => {
  test('one that only an API shows is added by its page, with what it needs', async () => {
    const report = await sources.addFeed({ url: 'https://x.com/townhall', affiliation: 'local-government' });
    expect(report).toMatchObject({ result: 'added', source: { title: 'townhall (Twitter / X)' } });
    expect(report.message).toMatch(/answers only with a credential: A bearer token .*hustings credentials set twitter/);
    const [feed] = await database.manager.find(FeedEntity, { relations: { source: true } });
    expect(feed).toMatchObject({
      reader: 'twitter',
      role: 'posts',
      host: 'api.x.com',
      source: { platform: 'twitter', affiliation: 'local-government' },
    });
    expect(await sources.addFeed({ url: 'https://twitter.com/townhall' })).toMatchObject({ result: 'already-there' });
  });

  test('one on Mastodon is followed by its server’s API, for its replies; by its feed where that is closed', async () => {
    const feed = rss('Ada', `<item><guid>${web.url}/@ada/109000000000000001</guid><link>${web.url}/@ada/109000000000000001</link></item>`);
    const body = String((feed as { body: string }).body)
      .replace('<description/>', '<generator>Mastodon v4.3.0</generator>')
      .replace(`<link>${web.url}/</link>`, `<link>${web.url}/@ada</link>`);
    web.routes['/@ada'] = page(`type="application/rss+xml" href="${web.url}/@ada.rss"`);
    web.routes['/@ada.rss'] = { headers: { 'content-type': FEED }, body };
    const open = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: '7', acct: 'ada', username: 'ada', statuses_count: 3 }),
    };
    web.routes['/api/v1/accounts/lookup'] = { status: 401 };
    expect(await sources.addFeed({ url: `${web.url}/@ada` })).toMatchObject({ result: 'added', added: [{ url: `${web.url}/@ada.rss` }] });
    await database.write((manager) => manager.deleteAll(SourceEntity));
    web.routes['/api/v1/accounts/lookup'] = open;
    const lookup = `${web.url}/api/v1/accounts/lookup?acct=ada`;
    expect(await sources.addFeed({ url: `${web.url}/@ada` })).toMatchObject({
      added: [{ url: lookup }],
      others: [{ url: `${web.url}/@ada.rss` }],
    });
    expect(await database.manager.find(FeedEntity, { relations: { source: true } })).toMatchObject([
      { reader: 'mastodon', source: { platform: 'mastodon' } },
    ]);
  });
});
