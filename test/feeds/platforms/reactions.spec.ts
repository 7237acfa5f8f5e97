import { activitypub } from '../../../src/feeds/platforms/activitypub.js';
import { bluesky } from '../../../src/feeds/platforms/bluesky.js';
import { discourse } from '../../../src/feeds/platforms/discourse.js';
import { disqus } from '../../../src/feeds/platforms/disqus.js';
import { flickr } from '../../../src/feeds/platforms/flickr.js';
import { hackernews } from '../../../src/feeds/platforms/hackernews.js';
import { lemmy } from '../../../src/feeds/platforms/lemmy.js';
import { lobsters } from '../../../src/feeds/platforms/lobsters.js';
import { mastodon } from '../../../src/feeds/platforms/mastodon.js';
import { reddit } from '../../../src/feeds/platforms/reddit.js';
import { twitter } from '../../../src/feeds/platforms/twitter.js';
import { youtube } from '../../../src/feeds/platforms/youtube.js';
import type { Platform } from '../../../src/feeds/platform.js';
import { toPosts } from '../../../src/feeds/posts.js';
import { readDocument } from '../../../src/feeds/read-feed.js';
import type { Reactions } from '../../../src/feeds/types.js';
import { discussionIn } from './documents.js';

const status = (more: object) => ({
  id: '1',
  uri: 'https://town.example/users/ada/statuses/1',
  url: 'https://town.example/@ada/1',
  content: '<p>Words.</p>',
  in_reply_to_id: null,
  ...more,
});
const account = (more: object) => ({ acct: 'ada', url: 'https://town.example/@ada', ...more });
const skeet = (more: object) => ({
  posts: [{ uri: 'at://did:plc:ada/app.bsky.feed.post/3k1', record: { text: 'Words.' }, author: { did: 'did:plc:ada' }, ...more }],
});
const topic = (more: object) => ({
  id: 4,
  views: 90,
  post_stream: { posts: [{ id: 9, post_number: 1, cooked: '<p>Words.</p>', ...more }] },
});
const vote = (counts: object) => ({
  comments: [{ comment: { id: 3, path: '0.3', content: 'Words.', ap_id: 'https://town.example/comment/3' }, post: { id: 8 }, counts }],
});
const thing = (more: object) => ({
  kind: 't1',
  data: { id: 'c1', subreddit: 'fords', link_id: 't3_a', parent_id: 't3_a', author: 'ada', body: 'W', ...more },
});
const video = (more: object) => ({
  kind: 'youtube#commentListResponse',
  items: [{ kind: 'youtube#comment', id: 'UgA', snippet: { textDisplay: 'W', ...more } }],
});
const photo = (more: object) => ({ photo: { id: '44', owner: { nsid: '1' }, dates: { posted: '1' }, title: 'W', ...more } });
const remark = (more: object) => ({ response: [{ id: '1', parent: null, thread: '9', message: 'W', ...more }] });
const story = (more: object) => ({ id: 7, type: 'story', author: 'ada', title: 'W', children: [], ...more });
const submission = (more: object) => ({ short_id: 'a', title: 'W', comments: [], ...more });
const note = (more: object) => ({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id: 'https://town.example/n/1',
  type: 'Note',
  content: 'W',
  attributedTo: 'https://town.example/u/ada',
  ...more,
});
const tweet = (more: object) => ({ data: [{ id: '2', text: 'W', author_id: '1', ...more }] });

test.each<[string, Platform, unknown, Reactions | undefined]>([
  ['mastodon', mastodon, status({ account: account({}), favourites_count: 4, reblogs_count: 0 }), of(4, 0)],
  ['mastodon without counts', mastodon, status({ account: account({}) }), undefined],
  ['bluesky', bluesky, skeet({ likeCount: 7, repostCount: 2 }), of(7, 2)],
  ['bluesky without counts', bluesky, skeet({}), undefined],
  ['X', twitter, tweet({ public_metrics: { like_count: 3, retweet_count: 1, impression_count: 900 } }), of(3, 1, 900)],
  [
    'the first generation of Twitter',
    twitter,
    [{ id_str: '2', text: 'W', user: { screen_name: 'ada' }, favorite_count: 5, retweet_count: 6 }],
    of(5, 6),
  ],
  ['X without counts', twitter, tweet({}), undefined],
  ['hacker news', hackernews, story({ points: 12 }), of(12)],
  ['hacker news, official', hackernews, { id: 7, type: 'story', by: 'ada', title: 'W', score: 3 }, of(3)],
  ['discourse', discourse, topic({ actions_summary: [{ id: 2, count: 3 }] }), of(3, null, 90)],
  ['discourse, not liked', discourse, topic({ actions_summary: [] }), of(0, null, 90)],
  ['discourse, not said', discourse, topic({}), of(null, null, 90)],
  ['lemmy', lemmy, vote({ upvotes: 5, downvotes: 3 }), of(5)],
  ['lemmy without votes', lemmy, vote({}), undefined],
  ['reddit', reddit, thing({ score: 8 }), of(8)],
  ['reddit, hidden', reddit, thing({ score: 1, score_hidden: true }), undefined],
  ['reddit, disliked', reddit, thing({ score: -2 }), undefined],
  ['lobsters', lobsters, submission({ score: 2 }), of(2)],
  ['youtube', youtube, video({ likeCount: 2 }), of(2)],
  ['flickr', flickr, photo({ views: '31' }), of(null, null, 31)],
  ['activitypub', activitypub, note({ likes: { totalItems: 2 }, shares: { totalItems: 1 } }), of(2, 1)],
  ['activitypub that only names its likes', activitypub, note({ likes: 'https://town.example/n/1/likes' }), undefined],
  ['disqus', disqus, remark({ likes: 4 }), of(4)],
  ['numbers that are none', mastodon, status({ account: account({}), favourites_count: 'many', reblogs_count: -1 }), undefined],
])('%s', (_, platform, json, expected) => {
  const { post, comments } = discussionIn(platform, json);
  expect((post ?? comments[0])?.reactions).toEqual(expected);
});

test('how many follow the author stands on the message, or on the account', () => {
  expect(discussionIn(mastodon, status({ account: account({ followers_count: 1204 }) })).post?.followers).toBe(1204);
  expect(discussionIn(mastodon, status({ account: account({}) })).post).not.toHaveProperty('followers');
  expect(discussionIn(mastodon, { id: '7', acct: 'ada', statuses_count: 3, followers_count: 0 }).followers).toBe(0);
  const users = [{ id: '1', username: 'ada', public_metrics: { followers_count: 9 } }];
  expect(discussionIn(twitter, { ...tweet({}), includes: { users } }).post?.followers).toBe(9);
});

describe('the feed of a channel', () => {
  const feed = (community: string, title = 'A film') =>
    Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Films</title><entry><id>yt:video:a</id>
      <title>${title}</title><link href="https://www.youtube.com/watch?v=a"/><media:group><media:community>${community}</media:community></media:group></entry></feed>`);
  const read = (community: string, title?: string) => readDocument(feed(community, title), { url: null, contentType: null });
  const LIKED = '<media:starRating count="52" average="5.00" min="1" max="5"/><media:statistics views="1200"/>';

  test.each<[string, string, Reactions | undefined]>([
    ['all ratings give the most there is', LIKED, of(52, null, 1200)],
    ['nobody rated', '<media:starRating count="0" average="0.00" min="1" max="5"/>', of(0)],
    ['ratings differ: how many liked it, nobody says', '<media:starRating count="5" average="3.1" max="5"/>', undefined],
    ['favourites', '<media:statistics views="5" favorites="2"/>', of(2, null, 5)],
    ['neither', '<media:tags>fords</media:tags>', undefined],
  ])('%s', async (_, community, expected) => {
    expect(toPosts(await read(community), { url: null }).posts[0]?.reactions).toEqual(expected);
  });

  test('an entry that more people looked at is known as it is, and its counts come all the same', async () => {
    const before = toPosts(await read(LIKED), { url: null });
    const known = new Set(before.window.hashes);
    const after = toPosts(await read(LIKED.replace('1200', '1300')), { url: null, known });
    expect(after).toMatchObject({ posts: [], known: 1, counted: [{ guid: 'yt:video:a', reactions: of(52, null, 1300) }] });
    expect(toPosts(await read(LIKED, 'Another film'), { url: null, known }).posts).toHaveLength(1);
    expect(toPosts(await read(''), { url: null, known })).toMatchObject({ known: 1, counted: [] });
  });
});

function of(likes: number | null, shares: number | null = null, views: number | null = null): Reactions {
  return { likes, shares, views };
}
