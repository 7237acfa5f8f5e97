import { twitter } from '../../../src/feeds/platforms/twitter.js';
import { bridgeMarks, tweetHtml, withoutAccount } from '../../../src/feeds/tweets.js';
import { discussionIn, documentOf, hasShared, refined, savedJson, sharedDiscussions, textDocument, treeOf } from './documents.js';

const tweet = (id: string): string => `https://x.com/i/status/${id}`;
const ROOT = '1852660000000000001';
const found = savedJson('twitter.json') as { data: Record<string, unknown>[]; includes: unknown };
const facts = { guid: 'x', url: `https://twitter.com/ford/status/${ROOT}`, commentsUrl: null, commentsFeedUrl: null, commentCount: null };

describe('an answer of the second generation', () => {
  const [ask] = twitter.asks(facts);
  const discussion = discussionIn(twitter, found, ask?.url);

  test('a conversation from its first tweet, which lies beside the answers', () => {
    expect(discussion.post).toMatchObject({
      guid: tweet(ROOT),
      url: `https://x.com/ford/status/${ROOT}`,
      commentCount: 3,
      author: { name: 'Ford Warden' },
    });
    expect(treeOf(discussion)).toEqual({
      [tweet('1852660000000000002')]: tweet(ROOT),
      [tweet('1852660000000000003')]: tweet('1852660000000000002'),
      // Not to be had, as an error of the answer says, and still the parent.
      [tweet('1852660000000000004')]: tweet('1852660000000000009'),
    });
  });

  test('a quote is a reference, a retweet nothing', () => {
    expect(discussion.references).toEqual([
      {
        url: 'https://x.com/eve/status/1852660000000000005',
        title: null,
        excerpt: expect.stringContaining('See how it is done') as string,
        publishedAt: new Date('2024-11-02T10:00:00Z'),
      },
    ]);
    expect(discussion.comments[1]?.links.map(({ url }) => url)).toEqual([tweet('7')]);
  });

  test('short links lead where they lead, and signs are signs', () => {
    expect(discussion.comments[0]).toMatchObject({
      text: '@ford Until when? ford.example/plan',
      links: [{ url: 'https://ford.example/plan?a=1&b=2' }],
    });
    expect(discussion.comments[1]?.text).toContain('March <hopefully>');
  });

  test('who is not told beside the tweets is known by number', () => {
    expect(discussion.comments[2]?.author).toEqual({ name: null, url: 'https://x.com/i/user/30' });
  });

  test('asks with a bearer token, page by page', () => {
    expect(ask).toMatchObject({
      accept: 'json',
      credential: 'bearer',
      url: expect.stringContaining(`conversation_id%3A${ROOT}%20OR%20quotes_of_tweet_id%3A${ROOT}`) as string,
    });
    expect(discussion.more[0]).toMatchObject({ credential: 'bearer', url: expect.stringContaining('next_token=n2') as string });
  });
});

test('a tweet of a conversation that names no parent stands under the first, as far as is known', () => {
  const [first] = found.data;
  const { comments } = discussionIn(twitter, { data: { ...first, referenced_tweets: undefined } });
  expect(comments).toMatchObject([{ inReplyTo: { ref: tweet(ROOT) }, replyBasis: 'feed' }]);
});

test('the first generation: numbers are read as texts, retweets left out, a name alone is no parent', () => {
  const user = { screen_name: 'ada', name: 'Ada', id: 20 };
  const tweets = [
    {
      id: 1852660000000000256,
      id_str: '1852660000000000002',
      text: 'cut…',
      extended_tweet: { full_text: 'In full' },
      user,
      created_at: 'Sat Nov 02 09:00:00 +0000 2024',
      in_reply_to_status_id: 1852660000000000000,
      in_reply_to_status_id_str: ROOT,
    },
    {
      id: 1001,
      text: '@ford hello',
      user,
      created_at: 'Tue Nov 18 14:28:17 +0000 2008',
      in_reply_to_screen_name: 'ford',
      in_reply_to_status_id: null,
    },
    { id: 1002, text: 'RT @ford: x', user, created_at: 'Tue Nov 18 14:28:17 +0000 2008', retweeted_status: { id: 1 } },
  ];
  const { post, comments } = discussionIn(twitter, tweets);
  expect(post).toBeNull();
  expect(comments.map(({ guid, kind, text, inReplyTo }) => [guid, kind, text, inReplyTo?.ref])).toEqual([
    [tweet('1852660000000000002'), 'comment', 'In full', tweet(ROOT)],
    [tweet('1001'), 'post', '@ford hello', undefined],
  ]);
  expect(comments[1]).toMatchObject({ author: { name: 'Ada', url: 'https://x.com/ada' }, publishedAt: new Date('2008-11-18T14:28:17Z') });
  expect(discussionIn(twitter, tweets[1])).toMatchObject({ post: { guid: tweet('1001') }, comments: [] });
});

describe('feeds', () => {
  const item = (link: string, title: string, description: string, creator = ''): string =>
    `<item><title>${title}</title><link>${link}</link><guid isPermaLink="false">${link}</guid>${creator && `<dc:creator>${creator}</dc:creator>`}
     <description><![CDATA[${description}]]></description><pubDate>Tue, 18 Nov 2008 14:28:17 GMT</pubDate></item>`;
  const feed = (...items: string[]): string =>
    `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Twitter / ada</title><link>http://twitter.com/ada</link>${items.join('')}</channel></rss>`;

  test('of 2008: the name before the words is the author', async () => {
    const text = 'ada: @ford until when?';
    const [post] = await refined(twitter, feed(item('http://twitter.com/ada/statuses/1001', text, text)));
    expect(post).toMatchObject({
      title: null,
      text: '@ford until when?',
      author: { name: 'ada', url: 'https://x.com/ada' },
      urlKey: tweet('1001'),
    });
    expect(post?.aliases).toEqual([tweet('1001'), 'x:1001']);
  });

  test('of bridges: an answer names again whom it speaks to, a retweet is by its author', async () => {
    const link = 'https://nitter.example/ada/status/1003#m';
    const other = 'https://nitter.example/eve/status/1004#m';
    const document = feed(
      item(link, 'R to @ford: Until when?', '<p>Until when?</p>', '@ada'),
      item(other, 'RT by @ada: Look', '<p>Look</p>', '@eve'),
    );
    const [answer, retweet] = await refined(twitter, document);
    expect(answer).toMatchObject({ title: null, text: '@ford Until when?', author: { name: 'ada' } });
    expect(retweet).toMatchObject({ title: null, text: 'Look', author: { name: 'eve', url: 'https://x.com/eve' } });
    expect(twitter.recognise({ url: null, document: textDocument(document) })).toBeGreaterThan(0.8);
  });
});

test('words without what stands before them', () => {
  expect(withoutAccount('Ada: hello', 'ada')).toBe('hello');
  expect(withoutAccount('Note: hello', 'ada')).toBe('Note: hello');
  expect(bridgeMarks('Pinned: R to @ford: hi')).toEqual({ isPinned: true, retweetedBy: null, inReplyTo: 'ford', words: 'hi' });
  expect(bridgeMarks('RT by @ada: R to @ford: hi')).toMatchObject({ retweetedBy: 'ada', inReplyTo: 'ford', words: 'hi' });
  expect(bridgeMarks('R to nobody')).toEqual({ isPinned: false, retweetedBy: null, inReplyTo: null, words: 'R to nobody' });
  expect(tweetHtml('a &amp; b &lt;script&gt;\nc', [])).toBe('<p>a &amp; b &lt;script&gt;<br>c</p>');
});

test('is recognised by tweets', () => {
  expect(twitter.recognise({ url: null, document: documentOf(found) })).toBe(1);
  expect(twitter.recognise({ url: facts.url, document: null })).toBe(1);
  expect(twitter.recognise({ url: null, document: documentOf({ data: [{ id: '1_2', text: 'x' }] }) })).toBe(0);
});

(hasShared ? test : test.skip)('real tweets (shared fixtures): whoever answers says what', () => {
  const read = sharedDiscussions(twitter, 'twitter');
  expect(read.length).toBeGreaterThan(30);
  const comments = read.flatMap(({ discussion }) => discussion.comments).filter(({ kind }) => kind === 'comment');
  expect(comments.length).toBeGreaterThan(40);
  expect(comments.every(({ replyBasis, inReplyTo }) => replyBasis === 'explicit' && inReplyTo?.url)).toBe(true);
});

test('an account is followed by the search, with a token, and pages of the site are none', () => {
  const [ask] = twitter.follow?.('https://x.com/townhall') ?? [];
  expect(ask).toMatchObject({ credential: 'bearer', accept: 'json' });
  expect(ask?.url).toContain('query=from%3Atownhall%20-is%3Aretweet&');
  expect(twitter.follow?.(ask?.url ?? '')).toEqual([ask]);
  expect(twitter.follow?.('https://mobile.twitter.com/@townhall/')).toEqual([ask]);
  for (const url of ['https://x.com/search', 'https://x.com/', 'https://x.com/a/status/1', 'https://example.org/townhall'])
    expect(twitter.follow?.(url)).toEqual([]);
});
