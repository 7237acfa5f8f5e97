import { IsNull } from 'typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../../../src/modules/clock/clock.js';
import { Database } from '../../../src/modules/database/database.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { Rates } from '../../../src/modules/polling/rates.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Credentials } from '../../../src/modules/sources/credentials.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { FeedsQuery } from '../../../src/modules/sources/feeds.query.js';
import { LinkbackEntity } from '../../../src/modules/posts/linkback.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import type { Web } from '../../support/web.js';

const HOUR_MS = 3_600_000;

let app: INestApplicationContext;
let web: Web;
let close: () => Promise<void>;
/** What the clock shows: it moves only where a test moves it. */
let now: Date;

beforeEach(async () => {
  ({ app, web, close } = await startApp());
  now = new Date('2026-05-04T12:00:00Z');
  app.get(Clock).now = () => now;
});
afterEach(() => close());

describe('WordPress, whose API says who answers whom', () => {
  test('the API is asked when the comment feed has brought a comment, and moves it under its parent', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?'), comment(2, 'Ben', 'In May, they say.')] });
    web.routes['/wp-json/wp/v2/comments'] = json([
      restComment(1, 0, 'Ada', 'Will the bridge open?'),
      restComment(2, 1, 'Ben', 'In May, they say.'),
    ]);
    await follow();
    await poll();
    const [ada, ben] = [await postNamed('#comment-1'), await postNamed('#comment-2')];
    expect(ben).toMatchObject({ parentId: ada.id, replyBasis: 'explicit' });
    expect(await posts()).toHaveLength(3);
    expect(await row('wp-json')).toMatchObject({ state: 'retired', outcome: 'modified', reader: 'wordpress' });
  });

  test('a post that nobody answers costs no request to the API', async () => {
    blog({ comments: [] });
    await follow();
    await poll();
    expect(asked('wp-json')).toEqual([]);
    expect(await row('wp-json')).toMatchObject({ state: 'retired', polledAt: null });
  });

  test('a site that keeps its API closed is told of on the row, keeps its thread, and is not asked at every comment', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?')] });
    web.routes['/wp-json/wp/v2/comments'] = { status: 401, body: '{"code":"rest_cannot_read"}' };
    await follow();
    await poll();
    const closed = await row('wp-json');
    expect(closed).toMatchObject({ state: 'retired', outcome: 'refused:denied' });
    expect(closed.outcomeMessage).toMatch(
      /WordPress: 127\.0\.0\.1:\d+ does not answer strangers \(401\)\. The thread keeps what it has\. .*hustings credentials set 127/,
    );
    expect(await app.get(FeedsQuery).discussions()).toEqual([
      { slug: 'a-blog', reader: null, threads: 1, troubled: 0, message: null },
      { slug: 'a-blog', reader: 'wordpress', threads: 1, troubled: 1, message: closed.outcomeMessage },
    ]);
    expect(await posts()).toHaveLength(2);
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?'), comment(2, 'Ben', 'In May.')] });
    later(HOUR_MS);
    await poll();
    expect(asked('wp-json')).toHaveLength(1);
    expect(await posts()).toHaveLength(3);
  });

  test('where the API is closed, the levels of the page say who answers whom', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?'), comment(2, 'Ben', 'In May.')], api: false });
    web.routes['/bridge/'] = `<!doctype html><title>The bridge</title><ol class="commentlist">
      <li class="comment depth-1" id="comment-1"><cite class="fn">Ada</cite><div class="comment-content"><p>Will the bridge open?</p></div>
      <ul class="children"><li class="comment depth-2" id="comment-2"><cite class="fn">Ben</cite><div class="comment-content"><p>In May.</p></div></li></ul></li></ol>`;
    await follow();
    await poll();
    expect(await postNamed('#comment-2')).toMatchObject({ parentId: (await postNamed('#comment-1')).id, replyBasis: 'markup' });
    expect(await posts()).toHaveLength(3);
    expect(await row('wp-json')).toMatchObject({ outcome: 'modified', failures: 0 });
    expect((await row('wp-json')).outcomeMessage).toMatch(
      /2 messages in 2 requests\. WordPress: .* shows no discussion at this address \(404\)/,
    );
  });

  test('all pages of a long answer are read, from its own host alone, and none twice', async () => {
    blog({ comments: [comment(1, 'Ada', 'First.')] });
    const page = Array.from({ length: 100 }, (_, index) => restComment(index + 1, 0, 'Ada', `Number ${index + 1}.`));
    web.routes['/wp-json/wp/v2/comments'] = (request) =>
      json(request.url?.includes('page=2') ? [restComment(101, 100, 'Ben', 'Last.')] : page);
    await follow();
    await poll();
    expect(asked('wp-json')).toHaveLength(2);
    expect(await posts()).toHaveLength(102);
    expect((await row('wp-json')).outcomeMessage).toBe('WordPress: 101 messages in 2 requests.');
  });
});

test('of a post that only its comments tell of, the API brings the words, and all that was said under it', async () => {
  const comments = [comment(7, 'Ada', 'Two years on, still shut.')];
  web.routes['/comments/feed/'] = rss(comments.map(commentItem).join(''), '<generator>https://wordpress.org/?v=6.5</generator>');
  web.routes['/wp-json/wp/v2/posts'] = json([
    {
      id: 44,
      slug: 'bridge',
      link: `${web.url}/bridge/`,
      guid: { rendered: `${web.url}/?p=44` },
      title: { rendered: 'The bridge' },
      content: { rendered: '<p>It opens soon.</p>' },
      date_gmt: '2024-05-04T08:00:00',
      _links: { replies: [{ href: `${web.url}/wp-json/wp/v2/comments?post=44` }] },
    },
  ]);
  web.routes['/wp-json/wp/v2/comments'] = json([
    restComment(1, 0, 'Ben', 'How soon?'),
    restComment(7, 1, 'Ada', 'Two years on, still shut.'),
  ]);
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/comments/feed/`, sourceTitle: 'A blog', role: 'comments' }]);
  await poll();
  const post = await postNamed('/bridge/');
  expect(post).toMatchObject({ title: 'The bridge', text: 'It opens soon.', isStub: 0, publishedAt: new Date('2024-05-04T08:00:00Z') });
  expect(await postNamed('#comment-7')).toMatchObject({ rootId: post.id, parentId: (await postNamed('#comment-1')).id });
  expect(await posts()).toHaveLength(3);
});

describe('a site of which nobody knows what it runs on', () => {
  const told = (more: string) =>
    rss(
      `<item><title>The bridge</title><link>${web.url}/bridge.html</link><guid>${web.url}/bridge.html</guid><pubDate>${dateOf(0)}</pubDate>${more}</item>`,
    );

  test('is looked at where it tells of comments and has no feed of them, and read as it is marked up', async () => {
    web.routes['/feed/'] = told(`<comments>${web.url}/bridge.html#talk</comments>`);
    web.routes['/bridge.html'] =
      `<!doctype html><title>The bridge</title><article class="h-entry"><h1 class="p-name">The bridge</h1><a class="u-url" href="/bridge.html"></a>
      <div class="e-content">It opens soon.</div>
      <div class="p-comment h-cite"><a class="p-author h-card" href="http://ada.example/">Ada</a> <time class="dt-published" datetime="2026-05-04T09:00:00Z"></time>
      <a class="u-url" href="#c1"></a><p class="p-content">Will it?</p></div></article>`;
    await follow();
    await poll();
    expect(await row('bridge.html')).toMatchObject({ reader: 'page', outcome: 'modified' });
    expect((await posts()).filter(({ kind }) => kind === 'comment')).toMatchObject([{ authorName: 'Ada', rootId: (await posts())[0]!.id }]);
  });

  test('where robots are asked not to read the page, it is not read', async () => {
    web.routes['/robots.txt'] = 'User-agent: *\nDisallow: /bridge';
    web.routes['/feed/'] = told(`<comments>${web.url}/bridge.html#talk</comments>`);
    web.routes['/bridge.html'] = '<!doctype html><title>The bridge</title>';
    await follow();
    await poll();
    expect(await row('bridge.html')).toMatchObject({ state: 'retired', outcome: 'refused:robots' });
    expect(web.requests.map(({ path }) => path)).not.toContain('/bridge.html');
  });

  test('yields nothing where its markup fits nothing, says so, and is left alone', async () => {
    web.routes['/feed/'] = told(`<comments>${web.url}/bridge.html#talk</comments>`);
    web.routes['/bridge.html'] =
      '<!doctype html><title>The bridge</title><p>It opens soon.<p>Preview: Posted by: | <form>Your comment</form>';
    await follow();
    await poll();
    expect(await row('bridge.html')).toMatchObject({ state: 'retired', outcome: 'refused:unmarked' });
    expect((await row('bridge.html')).outcomeMessage).toMatch(/says what on it is a comment, so none was taken/);
    expect(await posts()).toHaveLength(1);
  });

  test('is not looked at where nothing tells of comments', async () => {
    web.routes['/feed/'] = told('');
    await follow();
    await poll();
    expect(asked('bridge')).toEqual([]);
  });
});

test('pingbacks that an API lists are links to the post, and nobody’s words', async () => {
  blog({ comments: [comment(1, 'Ada', 'Will the bridge open?')] });
  web.routes['/wp-json/wp/v2/comments'] = json([
    restComment(1, 0, 'Ada', 'Will the bridge open?'),
    {
      ...restComment(2, 0, 'Another blog', '[&#8230;] as they say of the bridge [&#8230;]'),
      type: 'pingback',
      author_url: 'http://other.example/p',
    },
  ]);
  await follow();
  await poll();
  expect(await app.get(Database).manager.find(LinkbackEntity)).toEqual([
    expect.objectContaining({ kind: 'pingback', url: 'http://other.example/p', postId: (await postNamed('/bridge/')).id }),
  ]);
  expect(await posts()).toHaveLength(2);
});

test('replies to statuses are asked of their own server, in Mastodon’s words', async () => {
  const status = (id: string, parent: string | null, words: string) => ({
    id,
    uri: `${web.url}/users/ada/statuses/${id}`,
    url: `${web.url}/@ada/${id}`,
    in_reply_to_id: parent,
    content: `<p>${words}</p>`,
    created_at: '2026-05-04T09:00:00Z',
    account: { id: '1', acct: 'ada', username: 'ada', display_name: 'Ada', url: `${web.url}/@ada` },
  });
  web.routes['/@ada.rss'] = rss(
    `<item><guid isPermaLink="true">${web.url}/@ada/109000000000000001</guid><link>${web.url}/@ada/109000000000000001</link>
     <pubDate>${dateOf(1)}</pubDate><description>&lt;p&gt;The bridge opens.&lt;/p&gt;</description></item>`,
    '<generator>Mastodon v4.3.0</generator>',
  );
  web.routes['/api/v1/statuses/109000000000000001/context'] = json({
    ancestors: [],
    descendants: [
      status('109000000000000002', '109000000000000001', 'When?'),
      status('109000000000000003', '109000000000000002', 'In May.'),
    ],
  });
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/@ada.rss`, sourceTitle: 'Ada' }]);
  await poll();
  const [root, when, may] = [await postNamed('0001'), await postNamed('0002'), await postNamed('0003')];
  expect(when).toMatchObject({ parentId: root.id, rootId: root.id, replyBasis: 'explicit', kind: 'comment' });
  expect(may).toMatchObject({ parentId: when.id, rootId: root.id });
  expect(await row('/context')).toMatchObject({ reader: 'mastodon', state: 'active', outcome: 'modified' });
});

describe('a platform that has changed, is down, or has had enough', () => {
  test.each([
    ['answers something else', json({ message: 'Welcome to version 9.' }), 'not-understood:not-understood', /may have changed/],
    ['answers a page of its own', '<!doctype html><title>Sorry</title><p>Back soon.', 'not-understood:not-understood', /may have changed/],
    ['has a fault', { status: 500 }, 'unreachable:server-error', /will be asked again later/],
    ['asks for patience', { status: 429, headers: { 'retry-after': '7200' } }, 'throttled', /patience/],
  ])('one that %s: the row says so, and the comments of the feed come all the same', async (_, answer, outcome, sentence) => {
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?')] });
    web.routes['/wp-json/wp/v2/comments'] = answer;
    await follow();
    await poll();
    const failed = await row('wp-json');
    expect(failed).toMatchObject({ outcome, failures: 1, state: 'active' });
    expect(failed.outcomeMessage).toMatch(sentence);
    expect(failed.nextPollAt!.getTime()).toBeGreaterThan(now.getTime());
    if (outcome === 'throttled') expect(failed.nextPollAt!.getTime()).toBeGreaterThanOrEqual(now.getTime() + 2 * HOUR_MS);
    expect(await posts()).toHaveLength(2);
  });
});

test('what a platform allows is not exceeded: the rest waits, and the row says until when', async () => {
  const ask = (id: number) =>
    `<item><title>Topic ${id}</title><link>https://www.reddit.com/r/town/comments/abc${id}/x/</link><guid>t3_abc${id}</guid><pubDate>${dateOf(id)}</pubDate></item>`;
  web.routes['/r.xml'] = rss(Array.from({ length: 2 }, (_, index) => ask(index)).join(''));
  const rates = app.get(Rates, { strict: false });
  for (let request = 0; request < 10; request++)
    await rates.take({ name: 'reddit', rate: { requests: 10, perMs: 60_000 } }, 'www.reddit.com');
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/r.xml`, sourceTitle: 'Town', platform: 'reddit' }]);
  await poll();
  const waiting = await app.get(Database).manager.findBy(FeedEntity, { reader: 'reddit' });
  // The second is not even tried.
  expect(waiting.map(({ outcome }) => outcome ?? 'not asked').sort()).toEqual(['not asked', 'throttled']);
  const asked = waiting.find(({ outcome }) => outcome === 'throttled');
  expect(asked?.outcomeMessage).toMatch(/^What Reddit allows is used up until 2026-05-04T12:0.*thread keeps what it has/);
  for (const { nextPollAt } of waiting) expect(nextPollAt!.getTime()).toBeGreaterThan(now.getTime());
});

describe('credentials', () => {
  test('a server that answers nobody else gets the token that is stored for it, and no other host does', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will the bridge open?')] });
    web.routes['/wp-json/wp/v2/comments'] = (request) =>
      request.headers.authorization === 'Bearer open-sesame' ? json([restComment(1, 0, 'Ada', 'Will the bridge open?')]) : { status: 401 };
    await app.get(Credentials).set(`127.0.0.1:${web.port}`, 'open-sesame');
    await follow();
    await poll();
    expect(await row('wp-json')).toMatchObject({ outcome: 'modified' });
    expect(web.requests.filter(({ path, headers }) => !path.includes('wp-json') && headers.authorization !== undefined)).toEqual([]);
  });

  test('a row whose platform needs a key says which, and where it is to be had', async () => {
    const id = await aPhoto();
    await poll();
    const waiting = await row('api.flickr.com');
    expect(waiting).toMatchObject({ outcome: 'needs-credential', postId: id, state: 'active' });
    expect(waiting.outcomeMessage).toMatch(/Flickr answers only with a credential: An API key from .*hustings credentials set flickr/);
  });
});

describe('what vanishes', () => {
  test('a comment that is no longer where it stood is gone after a second look, since the first, and keeps its words', async () => {
    blog({
      comments: [comment(1, 'Ada', 'Will it open?'), comment(2, 'Cyn', 'You are all fools.'), comment(3, 'Ben', 'In May.')],
      api: false,
    });
    await follow();
    await poll();
    blog({ comments: [comment(1, 'Ada', 'Will it open?'), comment(3, 'Ben', 'In May.')], api: false });
    later(HOUR_MS);
    await poll();
    const firstMissed = now;
    expect(await postNamed('#comment-2')).toMatchObject({ goneAt: null, missingAt: firstMissed });
    later(HOUR_MS);
    expect(await poll()).toMatchObject({ gone: 1 });
    expect(await postNamed('#comment-2')).toMatchObject({ goneAt: firstMissed, missingAt: null, text: 'You are all fools.' });
    expect(await postNamed('#comment-1')).toMatchObject({ goneAt: null });
  });

  test('what is back at the second look was never gone', async () => {
    const all = [comment(1, 'Ada', 'Will it open?'), comment(2, 'Cyn', 'Soon.')];
    blog({ comments: all, api: false });
    await follow();
    await poll();
    blog({ comments: all.slice(0, 1), api: false });
    later(HOUR_MS);
    await poll();
    blog({ comments: all, api: false });
    later(HOUR_MS);
    await poll();
    expect(await postNamed('#comment-2')).toMatchObject({ goneAt: null, missingAt: null });
  });

  test('what only scrolled off the end of its feed is not missing', async () => {
    const all = Array.from({ length: 12 }, (_, index) => comment(index + 1, 'Ada', `Number ${index + 1}.`));
    blog({ comments: all.slice(0, 10), api: false });
    await follow();
    await poll();
    blog({ comments: all.slice(2), api: false });
    for (let look = 0; look < 3; look++) {
      later(HOUR_MS);
      await poll();
    }
    expect((await posts()).filter(({ goneAt, missingAt }) => goneAt !== null || missingAt !== null)).toEqual([]);
    expect(await posts()).toHaveLength(13);
  });

  test('an edit is no removal', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will it open?'), comment(2, 'Ben', 'In May.')], api: false });
    await follow();
    await poll();
    blog({ comments: [comment(1, 'Ada', 'Will it open?'), comment(2, 'Ben', 'In June.')], api: false });
    for (let look = 0; look < 3; look++) {
      later(HOUR_MS);
      await poll();
    }
    expect(await postNamed('#comment-2')).toMatchObject({ goneAt: null, missingAt: null, revisionCount: 1 });
  });

  test('a comment that the API of a whole thread no longer has is gone too', async () => {
    blog({ comments: [comment(1, 'Ada', 'Will it open?'), comment(2, 'Cyn', 'Fools.')] });
    web.routes['/wp-json/wp/v2/comments'] = json([restComment(1, 0, 'Ada', 'Will it open?'), restComment(2, 0, 'Cyn', 'Fools.')]);
    await follow();
    await poll();
    // The comment feed is stale, as behind a cache that never ends; the API is not.
    web.routes['/wp-json/wp/v2/comments'] = json([restComment(1, 0, 'Ada', 'Will it open?')]);
    await app.get(Database).write(async (manager) => {
      await manager.delete(FeedEntity, { role: 'comments', reader: IsNull() });
      await manager.update(FeedEntity, { reader: 'wordpress' }, { state: 'active' });
    });
    for (let look = 0; look < 2; look++) {
      later(HOUR_MS);
      await poll();
    }
    expect((await postNamed('#comment-2')).goneAt).not.toBeNull();
  });

  test('a post that its feed let go of is asked for on its page, and only gone where that is gone', async () => {
    web.routes['/feed/'] = feedOf([entry('kept'), entry('dropped'), entry('withdrawn'), entry('oldest')]);
    await follow();
    await poll();
    web.routes['/feed/'] = feedOf([entry('kept'), entry('oldest')]);
    web.routes['/dropped/'] = '<p>Here I am.';
    web.routes['/withdrawn/'] = { status: 404 };
    for (let look = 0; look < 3; look++) {
      later(HOUR_MS);
      await poll();
    }
    expect(await postNamed('/dropped/')).toMatchObject({ goneAt: null, missingAt: null });
    expect(await postNamed('/withdrawn/')).toMatchObject({ goneAt: new Date('2026-05-04T13:00:00Z') });
    expect(asked('/dropped/')).toHaveLength(1);
  });
});

test('a source is known by the first document of its feed, where nobody said what it runs on', async () => {
  blog({ comments: [] });
  await follow();
  await poll();
  expect(await app.get(Database).manager.findOneByOrFail(SourceEntity, {})).toMatchObject({ platform: 'wordpress' });
});

interface BlogComment {
  id: number;
  author: string;
  text: string;
}

function comment(id: number, author: string, text: string): BlogComment {
  return { id, author, text };
}

/** A post with a comment feed, newest first, as WordPress writes them; its API is open unless `api` is false. */
function blog({ comments, api = true }: { comments: BlogComment[]; api?: boolean }): void {
  const post = `<item><title>The bridge</title><link>${web.url}/bridge/</link><guid isPermaLink="false">${web.url}/?p=44</guid>
    <pubDate>${dateOf(0)}</pubDate><description>It opens soon.</description><wfw:commentRss>${web.url}/bridge/feed/</wfw:commentRss></item>`;
  const items = comments.map(commentItem);
  web.routes['/feed/'] = rss(post, '<generator>https://wordpress.org/?v=6.5</generator>');
  web.routes['/bridge/feed/'] = rss(items.reverse().join(''));
  if (!api) web.routes['/wp-json/wp/v2/comments'] = { status: 404 };
}

function commentItem({ id, author, text }: BlogComment): string {
  return `<item><title>By: ${author}</title><link>${web.url}/bridge/#comment-${id}</link>
    <guid isPermaLink="false">${web.url}/?p=44#comment-${id}</guid><dc:creator>${author}</dc:creator><pubDate>${dateOf(id)}</pubDate>
    <description>${text}</description></item>`;
}

function restComment(id: number, parent: number, author: string, text: string) {
  return {
    id,
    post: 44,
    parent,
    author_name: author,
    author_url: '',
    date_gmt: new Date(Date.parse('2026-05-04T08:00:00Z') + id * 60_000).toISOString().slice(0, 19),
    content: { rendered: `<p>${text}</p>` },
    link: `${web.url}/bridge/#comment-${id}`,
    type: 'comment',
  };
}

function entry(name: string): string {
  const minutes = ['oldest', 'withdrawn', 'dropped', 'kept'].indexOf(name);
  return `<item><title>On ${name}</title><link>${web.url}/${name}/</link><guid>${web.url}/${name}/</guid><pubDate>${dateOf(minutes)}</pubDate></item>`;
}

function feedOf(items: string[]): string {
  return rss(items.join(''));
}

function dateOf(minute: number): string {
  return new Date(Date.parse('2026-05-04T08:00:00Z') + minute * 60_000).toUTCString();
}

function rss(items: string, head = ''): string {
  const namespaces = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"';
  return `<?xml version="1.0"?><rss version="2.0" ${namespaces}><channel><title>A blog</title><link>${web.url}/</link>${head}${items}</channel></rss>`;
}

function json(value: unknown) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** A photo on Flickr, whose comments are on a host that no test can reach. */
async function aPhoto(): Promise<number> {
  web.routes['/photos.xml'] = rss(
    `<item><title>A bridge</title><link>https://www.flickr.com/photos/warden/4400/</link><guid isPermaLink="false">tag:flickr.com,2004:/photo/4400</guid><pubDate>${dateOf(1)}</pubDate></item>`,
  );
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/photos.xml`, sourceTitle: 'Photos', platform: 'flickr' }]);
  await poll();
  return (await posts())[0]!.id;
}

async function follow(): Promise<void> {
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/feed/`, sourceTitle: 'A blog' }]);
}

/** Polls every active row once, and what becomes due by that. */
function poll() {
  return app.get(Poller).pollOnce(true, () => undefined);
}

function later(ms: number): void {
  now = new Date(now.getTime() + ms);
}

function asked(part: string): string[] {
  return web.requests.map(({ path }) => path).filter((path) => path.includes(part));
}

async function posts(): Promise<PostEntity[]> {
  return app.get(Database).manager.find(PostEntity, { order: { id: 'ASC' } });
}

async function postNamed(end: string): Promise<PostEntity> {
  const found = (await posts()).find(({ url }) => url?.endsWith(end));
  if (!found) throw new Error(`There is no post ${end}`);
  return found;
}

async function row(part: string): Promise<FeedEntity> {
  const found = (await app.get(Database).manager.find(FeedEntity)).find(({ url }) => url.includes(part));
  if (!found) throw new Error(`There is no row for ${part}`);
  return found;
}
