import { hackernews } from '../../../src/feeds/platforms/hackernews.js';
import { discussionIn, documentOf, refined, savedJson, treeOf } from './documents.js';

const page = (id: number): string => `https://news.ycombinator.com/item?id=${id}`;
const item = savedJson('hackernews.json');

test('a thread: parents by id, by their place where no id is given, and what is gone says nothing', () => {
  const discussion = discussionIn(hackernews, item);
  expect(discussion.post).toMatchObject({
    guid: page(700),
    url: 'https://ford.example/news',
    commentsUrl: page(700),
    title: 'Ford closed & bridge open',
  });
  expect(treeOf(discussion)).toEqual({ [page(701)]: page(700), [page(703)]: page(702), [page(704)]: page(700) });
  expect(discussion.comments[0]).toMatchObject({
    aliases: ['hackernews:701'],
    author: { name: 'ada', url: 'https://news.ycombinator.com/user?id=ada' },
    publishedAt: new Date('2024-11-02T09:00:00Z'),
    text: 'Until when?\n\nSee plan',
    links: [{ url: 'https://ford.example/plan' }],
  });
});

test('an item of the official API: its parent, and its answers to ask for', () => {
  const comment = { by: 'ada', id: 701, kids: [702, 'x', 705], parent: 700, text: 'Until when?', time: 1730538000, type: 'comment' };
  const { post, comments, more } = discussionIn(hackernews, comment);
  expect(post).toBeNull();
  expect(comments).toMatchObject([
    { guid: page(701), inReplyTo: { ref: page(700), url: page(700) }, publishedAt: new Date('2024-11-02T09:00:00Z') },
  ]);
  expect(more.map(({ url }) => url)).toEqual([
    'https://hacker-news.firebaseio.com/v0/item/702.json',
    'https://hacker-news.firebaseio.com/v0/item/705.json',
  ]);
  const gone = discussionIn(hackernews, { id: 702, deleted: true, kids: [703], parent: 701, time: 1730538000, type: 'comment' });
  expect([gone.comments.length, gone.more.length]).toEqual([0, 1]);
});

test('what a search found', () => {
  const hits = [
    {
      objectID: '701',
      _tags: ['comment', 'story_700'],
      author: 'ada',
      comment_text: 'Until when?',
      parent_id: 700,
      story_id: 700,
      created_at_i: 1730538000,
    },
    {
      objectID: '703',
      _tags: ['comment', 'story_700'],
      author: 'bob',
      comment_text: 'March.',
      parent_id: 702,
      story_id: 700,
      created_at_i: 1730538100,
    },
  ];
  expect(treeOf(discussionIn(hackernews, { hits, nbHits: 2 }))).toEqual({ [page(701)]: page(700), [page(703)]: page(702) });
});

test('a story of the feed is known by its item too, and says nothing itself', async () => {
  const [post] = await refined(
    hackernews,
    `<rss version="2.0"><channel><title>Hacker News</title><link>https://news.ycombinator.com/</link><item><title>Ford closed</title>
     <link>https://ford.example/news</link><comments>${page(700)}</comments><description><![CDATA[<a href="${page(700)}">Comments</a>]]></description></item></channel></rss>`,
  );
  expect(post).toMatchObject({
    url: 'https://ford.example/news',
    aliases: [page(700), 'hackernews:700'],
    text: '',
    commentsUrl: page(700),
  });
  const facts = { guid: '', url: post?.url ?? null, commentsUrl: post?.commentsUrl ?? null, commentsFeedUrl: null, commentCount: null };
  expect(hackernews.asks(facts)).toEqual([{ url: 'https://hn.algolia.com/api/v1/items/700', accept: 'json', credential: null }]);
});

test('10,000 answers below one another', () => {
  let children: unknown[] = [];
  for (let id = 11_000; id > 1_000; id--) children = [{ id, type: 'comment', author: 'ada', text: 'And?', parent_id: id - 1, children }];
  const { comments } = discussionIn(hackernews, { id: 1_000, type: 'story', author: 'ada', title: 'Chain', children });
  expect(comments).toHaveLength(10_000);
  expect(comments.at(-1)?.inReplyTo?.ref).toBe(page(10_999));
});

test('is recognised by its items, not by the word "story" alone', () => {
  expect(hackernews.recognise({ url: null, document: documentOf(item) })).toBe(1);
  expect(hackernews.recognise({ url: page(700), document: null })).toBe(1);
  expect(hackernews.recognise({ url: null, document: documentOf({ id: 1, type: 'story' }) })).toBe(0);
});
