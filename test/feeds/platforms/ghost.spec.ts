import { ghost } from '../../../src/feeds/platforms/ghost.js';
import { discussionIn, documentOf, treeOf } from './documents.js';

const id = (number: number) => number.toString(16).padStart(24, '0');
const guid = (number: number) => `ghost:comment/${id(number)}`;
const API = 'https://town.example/members/api/comments';
const comment = (number: number, more: object = {}) => ({
  id: id(number),
  html: `<p>Words ${number}.</p>`,
  status: 'published',
  created_at: '2024-11-02T08:00:00.000Z',
  edited_at: null,
  member: { name: 'Ada' },
  count: { replies: 0 },
  replies: [],
  ...more,
});
const asked = `${API}/post/${id(5)}/?limit=100&page=1`;

test('comments, replies to them, and replies to replies', () => {
  const replies = [comment(2), comment(3, { in_reply_to_id: id(2) })];
  const discussion = discussionIn(
    ghost,
    { comments: [comment(1, { replies, count: { replies: 2 } })], meta: { pagination: { total: 3, next: null } } },
    asked,
  );
  expect(treeOf(discussion)).toEqual({ [guid(1)]: id(5), [guid(2)]: guid(1), [guid(3)]: guid(2) });
  expect(discussion).toMatchObject({
    count: 3,
    more: [],
    comments: [{ author: { name: 'Ada' }, publishedAt: new Date('2024-11-02T08:00:00Z'), replyBasis: 'explicit' }, {}, {}],
  });
});

test('what was hidden keeps its answers, and what was left out is asked for', () => {
  const hidden = comment(1, { status: 'hidden', html: null, member: null, replies: [comment(2)], count: { replies: 9 } });
  const discussion = discussionIn(ghost, { comments: [hidden], meta: { pagination: { next: 2, total: 200 } } }, asked);
  expect(treeOf(discussion)).toEqual({ [guid(2)]: guid(1) });
  expect(discussion.more.map(({ url }) => url)).toEqual([
    `${API}/${id(1)}/replies/?limit=100&page=1`,
    `${API}/post/${id(5)}/?limit=100&page=2`,
  ]);
  // The replies come without the comment that they answer.
  expect(treeOf(discussionIn(ghost, { comments: [comment(7)] }, `${API}/${id(1)}/replies/?limit=100&page=1`))).toEqual({
    [guid(7)]: guid(1),
  });
});

test('is asked by the id that its feed gives the post', () => {
  const facts = { url: 'https://town.example/ford/', commentsUrl: null, commentsFeedUrl: null, commentCount: null };
  expect(ghost.asks({ guid: id(5), ...facts }).map(({ url }) => url)).toEqual([asked]);
  expect(ghost.asks({ guid: 'https://town.example/ford/', ...facts })).toEqual([]);
});

test('anything else is none of its answers', () => {
  for (const json of [null, {}, { comments: null }, { comments: 'x' }, []]) expect(ghost.read(documentOf(json))).toBeNull();
});
