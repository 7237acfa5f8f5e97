import { lemmy } from '../../../src/feeds/platforms/lemmy.js';
import { discussionIn, documentOf, savedJson } from './documents.js';

const LIST = 'https://town.example/api/v3/comment/list?post_id=8&type_=All&sort=Old&limit=3&page=1';
const list = savedJson('lemmy.json') as { comments: { post: object; creator: object }[] };

test('a comment answers the last but one of its path, whether that still stands or not', () => {
  const { post, comments } = discussionIn(lemmy, list, LIST);
  expect(post).toBeNull();
  expect(comments.map(({ guid, inReplyTo, replyBasis }) => [guid, inReplyTo?.ref, replyBasis])).toEqual([
    ['https://town.example/comment/31', 'https://town.example/post/8', 'explicit'],
    // Removed comments say nothing; what answers them still says so.
    ['https://away.example/comment/701', 'https://away.example/comment/700', 'explicit'],
  ]);
  expect(comments[0]).toMatchObject({
    html: expect.stringContaining('<em>asked</em>') as string,
    author: { name: 'Ada L.', url: 'https://town.example/u/ada' },
    links: [{ url: 'https://ford.example/plan' }],
  });
  expect(comments[1]?.aliases).toEqual(['https://town.example/comment/33', 'lemmy:town.example/comment/33']);
});

test('a full page is followed by the next, a short one by none', () => {
  expect(discussionIn(lemmy, list, LIST).more.map(({ url }) => url)).toEqual([LIST.replace('page=1', 'page=2')]);
  expect(discussionIn(lemmy, list, LIST.replace('limit=3', 'limit=50')).more).toEqual([]);
  expect(discussionIn(lemmy, { comments: [] }, LIST)).toMatchObject({ comments: [], more: [] });
});

test('a saved list brings its post along', () => {
  const { post, comments } = discussionIn(lemmy, list);
  expect(post).toMatchObject({
    guid: 'https://town.example/post/8',
    title: 'The ford & the bridge',
    author: { name: 'warden' },
    links: [{ url: 'https://ford.example/news?a=1&b=2' }],
    text: expect.stringContaining('Closed on Monday.') as string,
  });
  expect(comments[0]?.inReplyTo?.ref).toBe(post?.guid);
});

test('a parent that the page does not hold is named as its instance names it', () => {
  const [, , last] = list.comments;
  const [comment] = discussionIn(lemmy, { comments: [last] }, LIST).comments;
  expect(comment?.inReplyTo).toEqual({ ref: 'lemmy:town.example/comment/32', url: 'https://town.example/comment/32' });
});

test('the post itself', () => {
  const view = { post_view: { ...list.comments[0], counts: { comments: 3 } } };
  expect(discussionIn(lemmy, view, 'https://town.example/api/v3/post?id=8')).toMatchObject({
    post: { commentCount: 3 },
    comments: [],
    count: 3,
  });
});

test('asks the instance whose number it is', () => {
  const facts = { guid: 'https://town.example/post/8', url: null, commentsUrl: null, commentsFeedUrl: null, commentCount: null };
  expect(lemmy.asks(facts).map(({ url }) => url)).toEqual([
    'https://town.example/api/v3/comment/list?post_id=8&type_=All&sort=Old&limit=50&page=1',
  ]);
  expect(lemmy.asks({ ...facts, guid: 'urn:x' })).toEqual([]);
});

test('is recognised by its paths', () => {
  expect(lemmy.recognise({ url: null, document: documentOf(list) })).toBe(1);
  expect(lemmy.recognise({ url: null, document: documentOf({ comments: [{ comment: 'x' }] }) })).toBe(0);
});
