import { lobsters } from '../../../src/feeds/platforms/lobsters.js';
import { discussionIn, documentOf, refined, savedJson, treeOf } from './documents.js';

const story = savedJson('lobsters.json') as { comments: Record<string, unknown>[] };
const STORY = 'https://lobste.rs/s/fd1aaa';
const comment = (id: string): string => `https://lobste.rs/c/${id}aaaa`;
const TREE = { [comment('c1')]: STORY, [comment('c3')]: comment('c2'), [comment('c4')]: STORY };

test('a story with its comments', () => {
  const discussion = discussionIn(lobsters, story);
  expect(discussion.post).toMatchObject({
    guid: STORY,
    url: 'https://ford.example/news',
    commentsUrl: `${STORY}/ford_closed`,
    commentCount: 4,
    publishedAt: new Date('2024-11-02T13:00:00Z'),
    author: { name: 'warden', url: 'https://lobste.rs/~warden' },
  });
  expect(treeOf(discussion)).toEqual(TREE);
  expect(new Set(discussion.comments.map(({ urlKey }) => urlKey)).size).toBe(3);
  expect(discussion.comments.map(({ updatedAt }) => updatedAt)).toEqual([null, new Date('2024-11-02T14:25:00Z'), null]);
});

test('documents of former years say only how deep a comment stands', () => {
  const comments = story.comments.map(({ depth, parent_comment, commenting_user, ...rest }) => {
    expect(parent_comment).not.toBe(0);
    return { ...rest, indent_level: Number(depth) + 1, commenting_user: { username: commenting_user } };
  });
  const discussion = discussionIn(lobsters, { ...story, comments });
  expect(treeOf(discussion)).toEqual(TREE);
  expect(discussion.comments.map(({ replyBasis, author }) => [replyBasis, author?.name])).toEqual([
    ['explicit', 'ada'],
    ['markup', 'bob'],
    ['explicit', 'eve'],
  ]);
});

test('feeds: a story without the word that leads to its comments, a comment on its story', async () => {
  const [post] = await refined(
    lobsters,
    `<rss version="2.0"><channel><title>Lobsters</title><link>https://lobste.rs/</link><item><title>Ford closed</title><link>https://ford.example/news</link>
     <guid isPermaLink="false">${STORY}</guid><author>warden@users.lobste.rs</author><comments>${STORY}/ford_closed</comments>
     <description>&lt;p&gt;Good.&lt;/p&gt;&lt;p&gt;&lt;a href="${STORY}/ford_closed"&gt;Comments&lt;/a&gt;&lt;/p&gt;</description></item></channel></rss>`,
  );
  expect(post).toMatchObject({ guid: STORY, kind: 'post', text: 'Good.', author: { name: 'warden' } });
  expect(lobsters.asks({ ...post!, commentsUrl: null })).toEqual([{ url: `${STORY}.json`, accept: 'json', credential: null }]);

  const [late] = await refined(
    lobsters,
    `<rss version="2.0"><channel><title>Lobsters: comments</title><link>https://lobste.rs/comments</link><item><title>on Ford closed by ada</title>
     <link>${STORY}/ford_closed#c_c1aaaa</link><guid>${comment('c1')}</guid><description>Until when?</description></item></channel></rss>`,
  );
  expect(late).toMatchObject({
    guid: comment('c1'),
    kind: 'comment',
    url: comment('c1'),
    inReplyTo: { ref: STORY, url: STORY },
    replyBasis: 'feed',
  });
});

test('is recognised by a story with comments', () => {
  expect(lobsters.recognise({ url: null, document: documentOf(story) })).toBe(1);
  expect(lobsters.recognise({ url: `${STORY}/ford_closed`, document: null })).toBe(1);
  expect(lobsters.recognise({ url: null, document: documentOf({ short_id: 'x' }) })).toBe(0);
});
