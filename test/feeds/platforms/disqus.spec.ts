import { disqus } from '../../../src/feeds/platforms/disqus.js';
import { discussionIn, documentOf, textDocument, treeOf } from './documents.js';

const PAGE = 'https://town.example/ford/';
const post = (id: number, parent: number | null, more: object = {}) => ({
  id: String(id),
  parent,
  thread: '9',
  message: `<p>Words ${id}.</p>`,
  createdAt: '2011-08-31T15:16:29',
  author: { name: 'Ada', profileUrl: 'https://disqus.com/by/ada/' },
  isDeleted: false,
  isSpam: false,
  ...more,
});
const TREE = { 'disqus:1': PAGE, 'disqus:2': 'disqus:1', 'disqus:4': 'disqus:3' };
const POSTS = [post(1, null), post(2, 1), post(3, 1, { isDeleted: true }), post(4, 3)];

test('the thread in its own page', () => {
  const data = { cursor: { hasNext: false }, response: { posts: POSTS, thread: { link: PAGE, posts: 4 } } };
  const discussion = disqus.read(
    textDocument(`<html><script type="text/json" id="disqus-threadData">${JSON.stringify(data)}</script></html>`),
  );
  expect(discussion && treeOf(discussion)).toEqual(TREE);
  expect(discussion).toMatchObject({
    count: 4,
    comments: [
      {
        author: { name: 'Ada', url: 'https://disqus.com/by/ada/' },
        url: `${PAGE}#comment-1`,
        publishedAt: new Date('2011-08-31T15:16:29Z'),
      },
      {},
      {},
    ],
  });
});

test('the API is asked with a key, page by page; the key is not repeated', () => {
  const facts = { guid: 'x', url: PAGE, commentsUrl: null, commentCount: null };
  const [ask] = disqus.asks({ ...facts, commentsFeedUrl: 'https://town.disqus.com/ford/latest.rss' });
  expect(ask).toMatchObject({
    url: `https://disqus.com/api/3.0/threads/listPosts.json?forum=town&thread=${encodeURIComponent(`link:${PAGE}`)}&limit=100&order=asc`,
    credential: { parameter: 'api_key' },
  });
  expect(disqus.asks({ ...facts, commentsFeedUrl: null })).toEqual([]);
  const { more } = discussionIn(disqus, { cursor: { hasNext: true, next: '5:0:0' }, response: POSTS }, `${ask?.url}&api_key=SECRET`);
  expect(more).toHaveLength(1);
  expect(more[0]?.url).toContain('cursor=5%3A0%3A0');
  expect(more[0]?.url).not.toContain('SECRET');
});

test('an export: threads are the posts of the pages, and what was deleted keeps its answers', () => {
  const thread = (id: number) =>
    `<thread dsq:id="${id}"><id/><link>${PAGE}${id}</link><title>Ford ${id}</title><createdAt>2011-03-07T20:46:25Z</createdAt></thread>`;
  const one = (id: number, on: number, parent?: number, isDeleted = false) =>
    `<post dsq:id="${id}"><id/><message><![CDATA[<p>Words ${id}.</p>]]></message><createdAt>2011-08-31T15:16:29Z</createdAt><isDeleted>${isDeleted}</isDeleted><isSpam>false</isSpam>
     <author><email>ada@example.org</email><name>Ada</name></author><ipAddress>192.0.2.7</ipAddress><thread dsq:id="${on}"/>${parent ? `<parent dsq:id="${parent}"/>` : ''}</post>`;
  const xml = (posts: string) =>
    `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">${thread(7)}${thread(8)}${thread(9)}${posts}</disqus>`;
  const single = disqus.read(textDocument(xml(one(1, 7) + one(2, 7, 1) + one(3, 7, 1, true) + one(4, 7, 3))));
  expect(single && treeOf(single)).toEqual({ ...TREE, 'disqus:1': `${PAGE}7` });
  expect(single?.post).toMatchObject({ title: 'Ford 7', url: `${PAGE}7` });
  expect(JSON.stringify(single)).not.toMatch(/ada@|192\.0/);
  const several = disqus.read(textDocument(xml(one(1, 7) + one(2, 9))));
  expect([several?.post, several?.posts?.map(({ url }) => url)]).toEqual([null, [`${PAGE}7`, `${PAGE}9`]]);
});

test('anything else is none of its documents', () => {
  for (const json of [null, {}, [], { response: [] }, { response: { posts: 'x' } }]) expect(disqus.read(documentOf(json))).toBeNull();
  expect(disqus.read(textDocument('<script id="disqus-threadData">{"response"'))).toBeNull();
});
