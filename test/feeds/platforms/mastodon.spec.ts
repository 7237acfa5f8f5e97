import { mastodon } from '../../../src/feeds/platforms/mastodon.js';
import { discussionIn, documentOf, hasShared, refined, savedJson, sharedDiscussions } from './documents.js';

const context = savedJson('mastodon.json') as { ancestors: [Record<string, unknown>]; descendants: Record<string, unknown>[] };
const CONTEXT = 'https://town.example/api/v1/statuses/109000000000000003/context';

describe('what stands around a status', () => {
  const { post, comments } = discussionIn(mastodon, context, CONTEXT);

  test('the root is the post, with its warning first, known by its uri', () => {
    expect(post).toMatchObject({
      guid: 'https://away.example/users/warden/statuses/55',
      aliases: ['https://away.example/@warden/55', 'mastodon:town.example/109000000000000001'],
      author: { name: 'Ford Warden', url: 'https://away.example/@warden' },
      text: 'Water & mud\n\nThe ford closes on Monday.',
      updatedAt: new Date('2024-11-02T08:05:00Z'),
      commentCount: 2,
      language: 'en',
    });
  });

  test('replies name their parents by uri, or by number and page where the document does not hold them', () => {
    expect(comments.map(({ inReplyTo, replyBasis }) => [inReplyTo, replyBasis])).toEqual([
      [{ ref: 'https://away.example/users/warden/statuses/55', url: 'https://away.example/@warden/55' }, 'explicit'],
      [{ ref: 'mastodon:town.example/109000000000000004', url: 'https://town.example/@ada/109000000000000004' }, 'explicit'],
    ]);
    expect(comments.map(({ author }) => author?.name)).toEqual(['ada', 'Bob']);
  });

  test('a status of nothing but a picture says what it shows', () => {
    expect(comments[1]?.text).toBe('The ford under water');
  });

  test('a saved file is of the server whose accounts need no host', () => {
    expect(discussionIn(mastodon, context).comments.map(({ aliases }) => aliases?.at(-1))).toEqual([
      'mastodon:town.example/109000000000000003',
      'mastodon:town.example/109000000000000005',
    ]);
  });
});

test('one status: a post, or a reply; a timeline: posts, replies, and no boosts', () => {
  const [root] = context.ancestors;
  expect(discussionIn(mastodon, root)).toMatchObject({ post: { guid: root.uri }, comments: [] });
  expect(discussionIn(mastodon, context.descendants[0])).toMatchObject({ post: null, comments: [{ kind: 'comment' }] });
  const boost = { ...context.descendants[0], id: '109000000000000009', uri: 'https://town.example/x', reblog: root };
  const { post, comments } = discussionIn(mastodon, [root, boost, context.descendants[0]]);
  expect(post).toBeNull();
  expect(comments.map(({ kind }) => kind)).toEqual(['post', 'comment']);
  expect(discussionIn(mastodon, { ancestors: [], descendants: [] }, CONTEXT).comments).toEqual([]);
});

test('is asked at the server of the status, whatever its address looks like', () => {
  const ask = (url: string): string[] =>
    mastodon.asks({ guid: 'x', url, commentsUrl: null, commentsFeedUrl: null, commentCount: null }).map((each) => each.url);
  const api = 'https://town.example/api/v1/statuses/';
  expect(ask('https://town.example/@ada/109000000000000003')).toEqual([`${api}109000000000000003/context`]);
  expect(ask('https://town.example/users/ada/statuses/109000000000000003')[0]).toBe(`${api}109000000000000003/context`);
  expect(ask('https://town.example/@ada/statuses/01HABC')[0]).toBe(`${api}01HABC/context`);
  expect(ask('https://town.example/notice/AbC1')[0]).toBe(`${api}AbC1/context`);
  expect(ask('https://town.example/@ada')).toEqual([]);
});

test('a post of a feed gets its author and its uri from its address', async () => {
  const [post] = await refined(
    mastodon,
    `<rss version="2.0"><channel><title>Ada</title><link>https://town.example/@ada</link><generator>Mastodon v4.3.0</generator><item>
     <guid isPermaLink="true">https://town.example/@ada/109000000000000003</guid><link>https://town.example/@ada/109000000000000003</link>
     <pubDate>Sat, 02 Nov 2024 09:00:00 +0000</pubDate><description>&lt;p&gt;Until when?&lt;/p&gt;</description></item></channel></rss>`,
  );
  const [same] = discussionIn(mastodon, context, CONTEXT).comments;
  expect(post?.author).toEqual({ name: 'ada', url: 'https://town.example/@ada' });
  expect(post?.aliases).toEqual([same?.guid, same?.aliases?.at(-1)]);
  expect(post?.urlKey).toBe(same?.urlKey);
});

test('is recognised by statuses', () => {
  expect(mastodon.recognise({ url: null, document: documentOf(context) })).toBe(1);
  expect(mastodon.recognise({ url: null, document: documentOf({ id: '1', content: 'x' }) })).toBe(0);
});

(hasShared ? test : test.skip)('real statuses (shared fixtures): all have authors and dates, replies have parents', () => {
  const read = sharedDiscussions(mastodon, 'mastodon');
  expect(read.length).toBeGreaterThan(6);
  for (const { discussion } of read) {
    expect([...discussion.comments, discussion.post].every((post) => !post || (post.author?.name && post.publishedAt))).toBe(true);
    expect(discussion.comments.every(({ kind, inReplyTo }) => kind === 'post' || inReplyTo?.ref)).toBe(true);
  }
});

test('an account is followed by its name, which leads to its number, and that to its statuses with their replies', () => {
  const lookup = 'https://town.example/api/v1/accounts/lookup?acct=ada';
  const addresses = ['https://town.example/@ada', 'https://town.example/@ada.rss', 'https://town.example/users/ada', lookup];
  for (const url of addresses) expect(mastodon.follow?.(url).map((ask) => ask.url)).toEqual([lookup]);
  for (const url of ['https://town.example/@ada/109000000000000003', 'https://town.example/', 'words'])
    expect(mastodon.follow?.(url)).toEqual([]);
  const account = { id: '7', acct: 'ada', username: 'ada', statuses_count: 12 };
  expect(discussionIn(mastodon, account, lookup)).toMatchObject({
    comments: [],
    more: [{ url: 'https://town.example/api/v1/accounts/7/statuses?limit=40&exclude_reblogs=true' }],
  });
});
