import { reddit } from '../../../src/feeds/platforms/reddit.js';
import { discussionIn, documentOf, hasShared, refined, saved, savedJson, sharedDiscussions, textDocument, treeOf } from './documents.js';

const THREAD = 'https://www.reddit.com/r/fords/comments/fd1/ford_closed/';
const thread = savedJson('reddit.json');

test('a thread: who answers whom, also where nobody is left to be answered', () => {
  const discussion = discussionIn(reddit, thread);
  expect(treeOf(discussion)).toEqual({ t1_c1: 't3_fd1', t1_c3: 't1_c2', t1_c4: 't3_fd1' });
  expect(discussion.comments.every(({ replyBasis }) => replyBasis === 'explicit')).toBe(true);
  expect(discussion.comments[1]?.inReplyTo?.url).toBe(`${THREAD}c2/`);
  expect(discussion.post).toMatchObject({
    guid: 't3_fd1',
    url: THREAD,
    commentCount: 6,
    links: [{ url: 'https://ford.example/news?a=1&b=2' }],
  });
  expect(discussion.comments[0]).toMatchObject({
    author: { name: 'ada', url: 'https://www.reddit.com/user/ada' },
    publishedAt: new Date('2024-11-02T09:00:00Z'),
    updatedAt: new Date('2024-11-02T09:10:00Z'),
  });
  // Who left is nobody; the words stay.
  expect(discussion.comments[2]).toMatchObject({ author: null, text: 'I left, my words did not.' });
});

test('asks for what was left out: named comments by name, a deep branch by its page', () => {
  expect(discussionIn(reddit, thread).more.map(({ url }) => url)).toEqual([
    'https://www.reddit.com/comments/fd1/_/c2.json?limit=500&raw_json=1',
    'https://www.reddit.com/api/morechildren.json?api_type=json&raw_json=1&link_id=t3_fd1&children=c5,c6',
  ]);
});

test('reads the answer about left-out branches', () => {
  const things = [
    {
      kind: 't1',
      data: {
        id: 'c5',
        subreddit: 'fords',
        link_id: 't3_fd1',
        parent_id: 't3_fd1',
        author: 'eve',
        body: 'Late.',
        body_html: '<p>Late.</p>',
      },
    },
    { kind: 't1', data: { id: 'c6', subreddit: 'fords', link_id: 't3_fd1', parent_id: 't1_c5', author: 'ada', body: 'True.' } },
  ];
  expect(treeOf(discussionIn(reddit, { json: { errors: [], data: { things } } }))).toEqual({ t1_c5: 't3_fd1', t1_c6: 't1_c5' });
});

test('reads texts that were escaped once more, and only those', () => {
  const escaped = JSON.parse(JSON.stringify(thread), (key, value: unknown) =>
    typeof value === 'string' && /html|^url$|title/.test(key)
      ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      : value,
  ) as unknown;
  const plain = discussionIn(reddit, thread);
  const read = discussionIn(reddit, escaped);
  expect(read.comments.map(({ contentHash }) => contentHash)).toEqual(plain.comments.map(({ contentHash }) => contentHash));
  expect(read.post?.links).toEqual(plain.post?.links);
});

test('a branch of 10,000 answers, each to the one before', () => {
  let replies: unknown = '';
  for (let number = 10_000; number > 0; number--) {
    const parent_id = number === 1 ? 't3_fd1' : `t1_d${number - 1}`;
    const data = { id: `d${number}`, subreddit: 'fords', link_id: 't3_fd1', parent_id, author: 'ada', body: 'And?', replies };
    replies = { kind: 'Listing', data: { children: [{ kind: 't1', data }] } };
  }
  const { comments } = discussionIn(reddit, replies);
  expect(comments).toHaveLength(10_000);
  expect(comments.at(-1)?.inReplyTo?.ref).toBe('t1_d9999');
});

test('a page of old.reddit.com: the same tree', () => {
  const thing = (name: string, own: string, below = ''): string =>
    `<div class="thing id-${name} ${name.startsWith('t3') ? 'link' : 'comment'}" data-fullname="${name}" data-subreddit="fords"><div class="entry">${own}</div><div class="child">${below}</div></div>`;
  const said = (who: string, words: string): string =>
    `<p class="tagline"><a class="author" href="/user/${who}">${who}</a> <time datetime="2024-11-02T09:00:00+00:00">then</time></p><div class="usertext-body"><div class="md"><p>${words}</p></div></div>`;
  const html = `<html><body>${thing('t3_fd1', `<a class="title" href="/r/fords/comments/fd1/ford_closed/">Ford &amp; bridge</a>${said('warden', 'As of Monday.')}<a class="bylink comments" href="/r/fords/comments/fd1/ford_closed/">2 comments</a>`)}
    <div class="commentarea">${thing('t1_c1', said('ada', 'Until <em>when</em>?'), thing('t1_c2', said('bob', 'March.')))}${thing('t1_c3', '<p class="tagline">[deleted]</p>')}${thing('t1_c4', said('eve', 'Late.'))}</div></body></html>`;
  const discussion = reddit.read(textDocument(html));
  expect(discussion?.post).toMatchObject({
    guid: 't3_fd1',
    url: THREAD,
    title: 'Ford & bridge',
    author: { name: 'warden' },
    text: 'As of Monday.',
    commentCount: 2,
  });
  expect(discussion && treeOf(discussion)).toEqual({ t1_c1: 't3_fd1', t1_c2: 't1_c1', t1_c4: 't3_fd1' });
  expect(discussion?.comments[0]).toMatchObject({
    replyBasis: 'markup',
    author: { name: 'ada' },
    text: 'Until when?',
    publishedAt: new Date('2024-11-02T09:00:00Z'),
  });
  expect(reddit.recognise({ url: null, document: textDocument(html) })).toBeGreaterThan(0.8);
});

test('the feed of a thread: comments on the post, and the post without the words around it', async () => {
  const [post, comment] = await refined(reddit, saved('reddit.atom'));
  expect(post).toMatchObject({ kind: 'post', author: { name: 'warden' }, links: [{ url: 'https://ford.example/news?a=1&b=2' }] });
  expect(post?.text).toMatch(/^As of Monday\.\s+https:\/\/ford\.example\/news\?a=1&b=2$/);
  expect(comment).toMatchObject({
    kind: 'comment',
    title: null,
    author: { name: 'ada' },
    inReplyTo: { ref: 't3_fd1', url: THREAD },
    replyBasis: 'feed',
  });
  const [same] = discussionIn(reddit, thread).comments;
  expect([comment?.guid, comment?.urlKey, comment?.contentHash]).toEqual([same?.guid, same?.urlKey, same?.contentHash]);
});

test('is asked for and recognised by any address of a thread', () => {
  const ask = 'https://www.reddit.com/comments/fd1.json?limit=500&raw_json=1';
  for (const url of [THREAD, 'https://old.reddit.com/r/fords/comments/fd1', 'https://redd.it/fd1', `${THREAD}c1/`]) {
    expect(reddit.asks({ guid: '', url, commentsUrl: null, commentsFeedUrl: null, commentCount: null })[0]?.url).toBe(ask);
    expect(reddit.recognise({ url, document: null })).toBe(1);
  }
  expect(reddit.recognise({ url: 'https://www.reddit.com/r/fords/', document: null })).toBe(0);
  expect(reddit.recognise({ url: null, document: documentOf(thread) })).toBe(1);
  expect(reddit.recognise({ url: null, document: textDocument(saved('reddit.atom')) })).toBeGreaterThan(0.8);
});

(hasShared ? test : test.skip)('real threads (shared fixtures): every comment says what it answers', () => {
  const read = sharedDiscussions(reddit, 'reddit');
  expect(read.length).toBeGreaterThan(6);
  for (const { discussion } of read) expect(discussion.comments.every(({ replyBasis }) => replyBasis === 'explicit')).toBe(true);
});
