import { bluesky } from '../../../src/feeds/platforms/bluesky.js';
import { discussionIn, documentOf, hasShared, refined, savedJson, sharedDiscussions, treeOf } from './documents.js';

const thread = savedJson('bluesky.json');
const uri = (who: string, key: string): string => `at://did:plc:${who}/app.bsky.feed.post/${key}`;

describe('a thread', () => {
  const discussion = discussionIn(bluesky, thread);

  test('from its root down, each post with its parent; what is blocked says nothing', () => {
    expect(discussion.post?.guid).toBe(uri('warden', '3k1'));
    expect(treeOf(discussion)).toEqual({ [uri('ada', '3k2')]: uri('warden', '3k1'), [uri('bob', '3k3')]: uri('ada', '3k2') });
    expect(discussion.comments.every(({ replyBasis }) => replyBasis === 'explicit')).toBe(true);
  });

  test('links are where their bytes are, and only on whole characters', () => {
    expect(discussion.post?.text).toBe('Fähre 🚢 statt Furt: ford.example/plan\n\nAsk @ada.example');
    expect(discussion.post?.links.map(({ url, text }) => [url, text])).toEqual([
      ['https://ford.example/plan?a=1&b=2', 'ford.example/plan'],
      ['https://bsky.app/profile/did:plc:ada', '@ada.example'],
    ]);
  });

  test('a quote is a link, and no parent', () => {
    expect(discussion.comments[1]?.links.map(({ url }) => url)).toEqual(['https://bsky.app/profile/did:plc:old/post/3a1']);
  });

  test('an author without a valid handle is known by the account', () => {
    expect(discussion.comments[0]?.author).toEqual({ name: null, url: 'https://bsky.app/profile/did:plc:ada' });
    expect(discussion.post?.author).toEqual({ name: 'Ford Warden', url: 'https://bsky.app/profile/ford.example' });
    expect(discussion.post?.aliases).toEqual(['https://bsky.app/profile/did:plc:warden/post/3k1']);
  });

  test('asks for the branch that was cut', () => {
    expect(discussion.more.map(({ url }) => url)).toEqual([
      'https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at%3A%2F%2Fdid%3Aplc%3Abob%2Fapp.bsky.feed.post%2F3k3&depth=1000&parentHeight=1000',
    ]);
  });
});

test("a thread as a list, and an account's posts", () => {
  const view = (who: string, key: string, parent: string | null): unknown => ({
    uri: uri(who, key),
    author: { did: `did:plc:${who}`, handle: `${who}.example` },
    record: { text: key, createdAt: '2024-11-02T08:00:00Z', ...(parent ? { reply: { parent: { uri: parent } } } : {}) },
  });
  const items = [view('warden', '3k1', null), view('ada', '3k2', uri('warden', '3k1'))].map((post, depth) => ({ depth, value: { post } }));
  const list = discussionIn(bluesky, { thread: [...items, { depth: 1, value: { $type: 'app.bsky.unspecced.defs#threadItemBlocked' } }] });
  expect([list.post?.guid, treeOf(list)]).toEqual([uri('warden', '3k1'), { [uri('ada', '3k2')]: uri('warden', '3k1') }]);

  const feed = discussionIn(bluesky, {
    feed: [
      { post: view('ada', '3k5', null) },
      { post: view('ada', '3k2', uri('warden', '3k1')), reply: { parent: view('warden', '3k1', null) } },
      { post: view('bob', '3k7', null), reason: { $type: 'app.bsky.feed.defs#reasonRepost' } },
    ],
  });
  expect(feed.post).toBeNull();
  expect(feed.comments.map(({ guid, kind }) => [guid, kind])).toEqual([
    [uri('ada', '3k5'), 'post'],
    [uri('ada', '3k2'), 'comment'],
  ]);

  const url = 'https://public.api.bsky.app/xrpc/app.bsky.feed.getQuotes?uri=x&limit=100';
  const quotes = discussionIn(bluesky, { uri: uri('warden', '3k1'), cursor: 'c2', posts: [view('eve', '3k8', null)] }, url);
  expect(quotes).toMatchObject({
    post: null,
    comments: [],
    references: [{ url: 'https://bsky.app/profile/eve.example/post/3k8', excerpt: '3k8' }],
  });
  expect(quotes.more[0]?.url).toBe(`${url}&cursor=c2`);
});

test('10,000 posts below one another', () => {
  let node: Record<string, unknown> = {};
  for (let key = 10_000; key >= 0; key--) {
    const record = {
      text: 'And?',
      createdAt: '2024-11-02T08:00:00Z',
      ...(key > 0 ? { reply: { parent: { uri: uri('ada', String(key - 1)) } } } : {}),
    };
    node = { post: { uri: uri('ada', String(key)), author: { did: 'did:plc:ada' }, record }, replies: key === 10_000 ? [] : [node] };
  }
  expect(discussionIn(bluesky, { thread: node }).comments).toHaveLength(10_000);
});

test('a post of a feed has its author from its address, and not the title of the site', async () => {
  const [post] = await refined(
    bluesky,
    `<rss version="2.0"><channel><title>@bob.example - Bob</title><link>https://bsky.app/profile/bob.example</link><item><title>@bob.example post</title>
     <link>https://bsky.app/profile/bob.example/post/3k3</link><description>March.</description><pubDate>2024-11-02T09:10:00.000Z</pubDate>
     <guid>${uri('bob', '3k3')}</guid></item></channel></rss>`,
  );
  expect(post).toMatchObject({
    guid: uri('bob', '3k3'),
    title: null,
    author: { name: 'bob.example', url: 'https://bsky.app/profile/bob.example' },
  });
  expect(post?.urlKey).toBe(discussionIn(bluesky, thread).comments[1]?.urlKey);
});

test('is asked by either kind of address', () => {
  const facts = {
    guid: 'x',
    url: 'https://bsky.app/profile/bob.example/post/3k3',
    commentsUrl: null,
    commentsFeedUrl: null,
    commentCount: null,
  };
  expect(bluesky.asks(facts).map(({ url }) => url.replace(/\?.*$/, '').split('.').at(-1))).toEqual(['getPostThread', 'getQuotes']);
  expect(bluesky.asks({ ...facts, guid: uri('bob', '3k3') })[0]?.url).toContain('uri=at%3A%2F%2Fdid%3Aplc%3Abob');
  expect(bluesky.recognise({ url: facts.url, document: null })).toBe(1);
  expect(bluesky.recognise({ url: null, document: documentOf(thread) })).toBe(1);
  expect(bluesky.recognise({ url: null, document: documentOf({ thread: [] }) })).toBe(0);
});

(hasShared ? test : test.skip)('real threads (shared fixtures): every reply says what it answers', () => {
  const read = sharedDiscussions(bluesky, 'bluesky').filter(({ file }) => file.includes('thread'));
  expect(read.length).toBeGreaterThan(1);
  for (const { discussion } of read) expect(discussion.comments.every(({ inReplyTo }) => inReplyTo?.ref)).toBe(true);
});

test('an account is followed with its replies, and with those who follow it', () => {
  const feed = 'https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=ada.example&filter=posts_with_replies&limit=100';
  for (const url of ['https://bsky.app/profile/ada.example', 'https://bsky.app/profile/ada.example/rss', feed])
    expect(bluesky.follow?.(url)).toEqual([
      { url: feed, accept: 'json', credential: null },
      { url: 'https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=ada.example', accept: 'json', credential: null },
    ]);
  const profile = discussionIn(bluesky, { did: 'did:plc:ada', handle: 'ada.example', followersCount: 1204 });
  expect([profile.followers, profile.comments]).toEqual([1204, []]);
  expect(bluesky.recognise({ url: 'https://bsky.app/profile/ada.example', document: null })).toBe(1);
  for (const url of ['https://bsky.app/', 'https://bsky.app/profile/a%E0%A4%A/x', 'https://town.example/profile/ada'])
    expect(bluesky.follow?.(url)).toEqual([]);
});
