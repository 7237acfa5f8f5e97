import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../src/modules/database/database.js';
import { Poller, type PollSummary } from '../../../src/modules/polling/poller.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { FeedCare } from '../../../src/modules/sources/feed-care.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import type { Web } from '../../support/web.js';

let app: INestApplicationContext;
let web: Web;
let close: () => Promise<void>;

beforeEach(async () => ({ app, web, close } = await startApp()));
afterEach(() => close());

test('a feed, its new entries, and the comment feed that they name, in one poll', async () => {
  web.routes['/feed'] = rss([item('a', `<wfw:commentRss>${web.url}/a/feed</wfw:commentRss><slash:comments>1</slash:comments>`), item('b')]);
  web.routes['/a/feed'] = rss([item('c1', '<dc:creator>Ben</dc:creator>')]);
  await follow('/feed');
  expect(await poll()).toMatchObject({ feeds: 2, fetched: 2, notModified: 0, failed: 0, added: 3 });
  const posts = await allPosts();
  const comment = posts.find(({ guid }) => guid === 'c1');
  expect(comment).toMatchObject({
    kind: 'comment',
    authorName: 'Ben',
    parentId: posts.find(({ guid }) => guid === 'a')?.id,
    replyBasis: 'feed',
  });
});

test('what the server calls unchanged is not fetched again', async () => {
  web.routes['/feed'] = (request) =>
    request.headers['if-none-match'] === '"1"'
      ? { status: 304 }
      : { headers: { etag: '"1"', 'content-type': 'application/rss+xml' }, body: rss([item('a')]) };
  await follow('/feed');
  expect(await poll()).toMatchObject({ fetched: 1, added: 1 });
  expect(await poll({ all: true })).toMatchObject({ feeds: 1, fetched: 0, notModified: 1, added: 0 });
});

test('a server without validators costs no second reading', async () => {
  web.routes['/feed'] = rss([item('a')]);
  await follow('/feed');
  await poll();
  expect(await poll({ all: true })).toMatchObject({ notModified: 1, added: 0, revised: 0 });
});

test('a publisher’s wish to be left alone holds while his document stays as it is', async () => {
  web.routes['/feed'] = rss(['<ttl>45</ttl><skipDays><day>Feastday</day></skipDays>', item('a')]);
  await follow('/feed');
  const minutesAhead = async () => {
    const [feed] = await app.get(Database).manager.find(FeedEntity);
    return ((feed?.nextPollAt?.getTime() ?? 0) - (feed?.polledAt?.getTime() ?? 0)) / 60_000;
  };
  await poll();
  expect(await minutesAhead()).toBeGreaterThanOrEqual(45);
  expect(await poll({ all: true })).toMatchObject({ notModified: 1 });
  expect(await minutesAhead()).toBeGreaterThanOrEqual(45);
});

test('a server that says when to come again is left alone until then, with all its feeds', async () => {
  web.routes['/feed'] = { status: 503, headers: { 'retry-after': '7200' } };
  web.routes['/other'] = rss([item('b')]);
  await follow('/feed', '/other');
  expect(await poll()).toMatchObject({ feeds: 1, failed: 1, added: 0 });
  const feeds = await app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } });
  for (const { nextPollAt } of feeds) expect(nextPollAt?.getTime()).toBeGreaterThan(Date.now() + 7_100_000);
  expect(feeds.map(({ failures, polledAt }) => [failures, polledAt === null])).toEqual([
    [1, false],
    [0, true],
  ]);
});

test('an edit is a revision, and the entries beside it are nothing', async () => {
  web.routes['/feed'] = rss([item('a', '<description>In May.</description>'), item('b')]);
  await follow('/feed');
  await poll();
  web.routes['/feed'] = rss([item('a', '<description>In June.</description>'), item('b')]);
  expect(await poll({ all: true })).toMatchObject({ fetched: 1, added: 0, revised: 1 });
});

test.each([
  ['a page', '<!doctype html><html><head><title>Hello</title></head><body><p>No feed here.</p></body></html>', 'not-a-feed:html'],
  ['nothing', '', 'not-a-feed:empty'],
  ['noise', 'just words', 'not-a-feed:not-a-feed'],
])('%s where a feed was ends on the feed’s row, with a code and a sentence', async (_, body, outcome) => {
  web.routes['/feed'] = body;
  await follow('/feed');
  expect(await poll()).toMatchObject({ feeds: 1, failed: 1, added: 0 });
  const feed = await theFeed();
  expect(feed).toMatchObject({ outcome, failures: 1, state: 'active' });
  expect(feed.outcomeMessage).toMatch(/^[A-Z].{15,}\.$/s);
  expect(feed.nextPollAt!.getTime()).toBeGreaterThan(feed.polledAt!.getTime());
});

test('one bad feed keeps no other waiting', async () => {
  web.routes['/bad'] = `<rss version="2.0"><channel>${'<a>'.repeat(100_000)}`;
  web.routes['/good'] = rss([item('a')]);
  await follow('/bad', '/good');
  expect(await poll()).toMatchObject({ feeds: 2, failed: 1, added: 1 });
});

test('410 is believed: the feed is kept, and not asked again', async () => {
  web.routes['/feed'] = { status: 410, body: 'gone' };
  await follow('/feed');
  expect(await poll()).toMatchObject({ failed: 1 });
  expect(await theFeed()).toMatchObject({ state: 'gone', outcome: 'gone', nextPollAt: null });
  expect(await poll({ all: true })).toMatchObject({ feeds: 0 });
});

test('failures back off, and a success forgives them', async () => {
  web.routes['/feed'] = { status: 500, body: '' };
  await follow('/feed');
  const waits: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    await poll({ all: true });
    const feed = await theFeed();
    waits.push(feed.nextPollAt!.getTime() - feed.polledAt!.getTime());
  }
  expect(waits[6]).toBeGreaterThan(waits[0]! * 3);
  web.routes['/feed'] = rss([item('a')]);
  await poll({ all: true });
  expect(await theFeed()).toMatchObject({ failures: 0, outcome: 'modified' });
});

test('feeds of one host are asked one at a time', async () => {
  let open = 0;
  let most = 0;
  const paths = Array.from({ length: 6 }, (_, index) => `/feed${index}`);
  for (const path of paths) {
    web.routes[path] = async () => {
      most = Math.max(most, ++open);
      await new Promise((done) => setTimeout(done, 20));
      open -= 1;
      return { body: rss([item(path)]) };
    };
  }
  await follow(...paths);
  expect(await poll()).toMatchObject({ feeds: 6, added: 6 });
  expect(most).toBe(1);
});

test('the pause of a host holds between two jobs, too', async () => {
  const at: number[] = [];
  web.routes['/feed'] = () => {
    at.push(performance.now());
    return { body: rss([item('a')]) };
  };
  await follow('/feed');
  await app.get(Database).write((manager) => manager.update(FeedEntity, { role: 'posts' }, { settings: { spacingSeconds: 0.2 } }));
  await poll();
  await poll({ all: true });
  expect(at).toHaveLength(2);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(200);
});

test('nothing due is nothing done', async () => {
  expect(await poll()).toMatchObject({ feeds: 0, added: 0 });
});

function item(guid: string, more = ''): string {
  return `<item><guid isPermaLink="false">${guid}</guid><link>${web.url}/${guid}</link><title>On ${guid}</title><pubDate>${new Date().toUTCString()}</pubDate>${more}</item>`;
}

function rss(items: string[]): string {
  const namespaces =
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/"';
  return `<?xml version="1.0"?><rss version="2.0" ${namespaces}><channel><title>A feed</title><link>${web.url}/</link>${items.join('')}</channel></rss>`;
}

async function follow(...paths: string[]): Promise<void> {
  await app.get(SourcesService).addKnownFeeds(paths.map((path) => ({ url: `${web.url}${path}`, title: path, sourceTitle: 'A blog' })));
}

function poll({ all = false } = {}): Promise<PollSummary> {
  return app.get(Poller).pollOnce(all, () => undefined);
}

function allPosts(): Promise<PostEntity[]> {
  return app.get(Database).manager.find(PostEntity);
}

async function theFeed(): Promise<FeedEntity> {
  return (await app.get(Database).manager.find(FeedEntity))[0]!;
}

test('what was paused or removed while it was being polled stays so, and keeps what the poll brought', async () => {
  for (const [care, state] of [
    ['pause', 'paused'],
    ['remove', 'removed'],
  ] as const) {
    const path = `/${care}`;
    await follow(path);
    const [feed] = (await app.get(Database).manager.findBy(FeedEntity, { url: `${web.url}${path}` })) as [FeedEntity];
    web.routes[path] = async () => {
      await app.get(FeedCare).apply(care, [feed.id]);
      return { body: rss([item(care)]) };
    };
    expect(await poll()).toMatchObject({ feeds: 1, added: 1 });
    expect(await app.get(Database).manager.findOneBy(FeedEntity, { id: feed.id })).toMatchObject({
      state,
      nextPollAt: null,
      outcome: 'modified',
    });
    expect(await poll({ all: true })).toMatchObject({ feeds: 0 });
  }
});
