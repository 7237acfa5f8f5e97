import fc from 'fast-check';
import { contentHash, entryHash, toPosts } from '../../src/feeds/posts.js';
import type { Entry, FeedDocument, Post } from '../../src/feeds/types.js';
import { document, entry, markup } from './support/entries.js';

const POST = 'http://blog.example.org/2008/04/listening/';
const read = (entries: Entry[], role?: 'posts' | 'comments', feed: Partial<FeedDocument['feed']> = {}): Post[] =>
  toPosts(document(entries, feed), { url: null, ...(role ? { role } : {}) }).posts;
const one = (parts: Partial<Entry>, role?: 'posts' | 'comments'): Post => {
  const [post] = read([entry(parts)], role);
  if (!post) throw new Error('no post');
  return post;
};

describe('a post', () => {
  test('carries what the entry says, cleaned', () => {
    const publishedAt = new Date('2008-04-03T12:40:00Z');
    const post = one({
      id: 'tag:blog.example.org,2008:1',
      link: POST,
      title: markup('Are they <i>listening</i> &amp; answering?'),
      authors: [
        { name: null, url: 'http://a.example/' },
        { name: 'Ann', url: null },
      ],
      publishedAt,
      content: markup('<p onclick="x()">Yes: <a href="/about">see</a></p>'),
      summary: markup('Yes'),
      commentCount: 3,
      categories: ['web', 'web', 'government'],
      language: 'en-GB',
    });
    expect(post).toMatchObject({
      guid: 'tag:blog.example.org,2008:1',
      url: POST,
      urlKey: 'https://blog.example.org/2008/04/listening',
      title: 'Are they listening & answering?',
      author: { name: 'Ann', url: null },
      publishedAt,
      updatedAt: null,
      text: 'Yes: see',
      kind: 'post',
      inReplyTo: null,
      replyBasis: null,
      commentCount: 3,
      categories: ['web', 'government'],
      language: 'en-GB',
      position: 0,
      links: [{ url: 'http://blog.example.org/about', key: 'https://blog.example.org/about', text: 'see' }],
    });
    expect(post.html).not.toContain('onclick');
  });

  test('takes the summary where there is no content, and the address from a permalink id', () => {
    const post = one({ id: POST, idIsPermalink: true, summary: markup('Short') });
    expect(post).toMatchObject({ text: 'Short', url: POST, title: null, author: null });
    expect(one({ id: 'not an address', idIsPermalink: true }).url).toBeNull();
  });

  test('has the language of its feed unless it says another', () => {
    expect(
      read([entry({ id: '1' }), entry({ id: '2', language: 'cy' })], 'posts', { language: 'en' }).map((post) => post.language),
    ).toEqual(['en', 'cy']);
  });
});

describe('identity', () => {
  test('is the id, else the link, else the words', () => {
    const posts = read([
      entry({ id: ' x ', link: POST }),
      entry({ link: POST }),
      entry({ id: 'urn:uuid:', link: `${POST}2` }),
      entry({ title: markup('Only a title') }),
    ]);
    expect(posts.map((post) => post.guid)).toEqual(['x', POST, `${POST}2`, expect.stringMatching(/^hash:/)]);
  });

  test('is told apart where a template prints one id for all, whatever their order', () => {
    const entries = ['a', 'b', 'c'].map((name) => entry({ id: 'same', link: POST + name, content: markup(name) }));
    const guids = (list: Entry[]) => new Map(read(list).map((post) => [post.url, post.guid]));
    const forwards = guids(entries);
    expect(new Set(forwards.values()).size).toBe(3);
    expect(guids([...entries].reverse())).toEqual(forwards);
    expect(toPosts(document(entries), { url: null }).warnings).toEqual([
      { code: 'guid-repeated', message: expect.stringContaining('3 entries') as string },
    ]);
  });

  test('keeps two versions of one entry apart, and knows an exact repetition by the same guid', () => {
    const version = (text: string) => entry({ id: 'same', link: POST, title: markup('T'), content: markup(text) });
    const posts = read([version('one'), version('two'), version('one')]);
    expect(posts.map((post) => post.text)).toEqual(['one', 'two', 'one']);
    expect(posts[2]?.guid).toBe(posts[0]?.guid);
    expect(posts[1]?.guid).not.toBe(posts[0]?.guid);
  });

  test('warns once for all entries without an id', () => {
    const { warnings } = toPosts(document([entry({ link: POST }), entry({ title: markup('T') }), entry({ id: '1' })]), { url: null });
    expect(warnings).toEqual([{ code: 'guid-missing', message: expect.stringMatching(/^2 of 3 entries.*1 of them/) as string }]);
  });

  test('two entries of one document have one guid where they are the same in every field, and only there', () => {
    const anyEntry = fc.record({
      id: fc.constantFrom(null, '', 'a', 'b'),
      link: fc.constantFrom(null, POST, `${POST}#comment-1`),
      title: fc.constantFrom(null, markup('T'), markup('U')),
      content: fc.constantFrom(null, markup('x'), markup('y')),
    });
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 12 }), (parts) => {
        const entries = parts.map((part) => entry(part));
        const posts = read(entries);
        expect(posts).toHaveLength(entries.length);
        expect(new Set(posts.map((post) => post.guid)).size).toBe(new Set(entries.map(entryHash)).size);
      }),
    );
  });
});

test('known entries are counted and not read', () => {
  const entries = [entry({ id: '1', content: markup('one') }), entry({ id: '2', content: markup('two') })];
  const known = new Set([entryHash(entries[0] ?? entry())]);
  const reading = toPosts(document(entries), { url: null, known });
  expect(reading.known).toBe(1);
  expect(reading.posts).toMatchObject([{ guid: '2', position: 1 }]);
});

describe('kind', () => {
  test.each([
    ['answers something', { inReplyTo: [{ ref: 'tag:x', url: null }] }],
    ['has a comment for its link', { link: `${POST}#comment-12` }],
    ['has a comment for its id', { id: 'http://blog.example.org/?p=4#comment-12' }],
    ['is a Reddit comment', { id: 't1_nzlszj8' }],
  ])('an entry is a comment if it %s', (_why, parts) => {
    expect(one(parts).kind).toBe('comment');
  });

  test('words in a title make no comment, nor does the anchor of an old permalink', () => {
    expect(one({ title: markup('Comment on the budget by Ann'), link: POST }).kind).toBe('post');
    expect(one({ link: 'http://old.example/2002_04_01_archive.html#74939' }).kind).toBe('post');
  });

  test('in a feed of comments all are comments, but for the article that it may begin with', () => {
    const comment = (number: number) => entry({ link: `${POST}#comment-${number}` });
    const kinds = (entries: Entry[], feed = {}) => read(entries, 'comments', feed).map((post) => post.kind);
    expect(kinds([entry({ link: POST }), comment(1), comment(2)])).toEqual(['post', 'comment', 'comment']);
    expect(kinds([comment(1), comment(2)])).toEqual(['comment', 'comment']);
    expect(
      kinds([entry({ id: 't3_a', link: 'http://r.example/r/x/a/' }), entry({ id: 't1_b', link: 'http://r.example/r/x/a/b/' })]),
    ).toEqual(['post', 'comment']);
    expect(kinds([entry({ link: POST, title: markup('Listening') })], { siteUrl: POST, title: 'Blog: Listening' })).toEqual(['post']);
    expect(kinds([entry({ link: POST, title: markup('By: Ann') })], { siteUrl: POST, title: 'Comments on: Listening' })).toEqual([
      'comment',
    ]);
    expect(kinds([entry({ link: POST, id: '1' }), entry({ link: POST, id: '2' })])).toEqual(['comment', 'comment']);
    expect(kinds([entry({ link: 'http://blog.example.org/' }), comment(1)])).toEqual(['comment', 'comment']);
  });
});

describe('what a comment answers', () => {
  const comment = { id: 'http://blog.example.org/?p=4#comment-12', link: `${POST}comment-page-2/#comment-12` };

  test('is what the feed names, the comment before the post', () => {
    const onPost = { ref: 'http://blog.example.org/?p=4', url: POST };
    const onComment = { ref: 'http://blog.example.org/?p=4#comment-9', url: `${POST}comment-page-1/#comment-9` };
    expect(one({ ...comment, inReplyTo: [onPost] })).toMatchObject({ inReplyTo: onPost, replyBasis: 'explicit' });
    expect(one({ ...comment, inReplyTo: [onPost, onComment] })).toMatchObject({ inReplyTo: onComment, replyBasis: 'explicit' });
    expect(one({ id: 'tag:a', inReplyTo: [{ ref: 'tag:b', url: null }] })).toMatchObject({
      inReplyTo: { ref: 'tag:b', url: null },
      replyBasis: 'explicit',
    });
    expect(one({ id: 'tag:a', link: 'http://a.example/1', inReplyTo: [{ ref: null, url: 'http://b.example/2' }] }).replyBasis).toBe(
      'explicit',
    );
  });

  test('is not what contradicts its own address', () => {
    const wrong = { ref: 'http://blog.example.org/?p=99', url: 'http://blog.example.org/2009/09/last-post/' };
    expect(one({ ...comment, inReplyTo: [wrong] })).toMatchObject({
      inReplyTo: { ref: 'http://blog.example.org/?p=4', url: POST },
      replyBasis: 'markup',
    });
  });

  test('is not itself', () => {
    expect(one({ ...comment, inReplyTo: [{ ref: comment.id, url: comment.link }] }).inReplyTo).toEqual({
      ref: 'http://blog.example.org/?p=4',
      url: POST,
    });
  });

  test.each([
    ['English', `<p>In reply to <a href="${POST}comment-page-1/#comment-9">Ann &amp; Bob</a>.</p>\n<p>I agree.</p>`],
    ['German', `<p>Als Antwort auf <a href="${POST}#comment-9" rel="nofollow">Ann</a>.</p><p>I agree.</p>`],
    ['Japanese', `<p><a href="${POST}#comment-9">Ann</a> への返信。</p><p>I agree.</p>`],
    ['a feed without paragraphs', `In reply to <a href="${POST}#comment-9">Ann</a>.\n\nI agree.`],
    ['a relative link', '<p>In reply to <a href="/2008/04/listening/#comment-9">Ann</a>.</p><p>I agree.</p>'],
  ])('is what WordPress writes before the text (%s)', (_language, body) => {
    const post = one({ ...comment, content: markup(body) });
    expect(post).toMatchObject({ replyBasis: 'markup', text: 'I agree.', links: [] });
    expect(post.inReplyTo?.url).toMatch(/^http:\/\/blog\.example\.org\/2008\/04\/listening\/.*#comment-9$/);
    expect(post.html).not.toContain('Ann');
    expect(post.contentHash).toBe(one({ ...comment, content: markup('<p>I agree.</p>') }).contentHash);
  });

  test.each([
    ['a link elsewhere', '<p>See <a href="http://other.example/#comment-9">this</a>.</p><p>I agree.</p>'],
    ['a link to the post', `<p>See <a href="${POST}">this</a>.</p><p>I agree.</p>`],
    [
      'a long sentence',
      `<p>${'I have been thinking about what was said here by others, '.repeat(3)}<a href="${POST}#comment-9">Ann</a>.</p><p>I agree.</p>`,
    ],
    ['all that it says', `<p>See <a href="${POST}#comment-9">Ann</a> on this.</p>`],
    ['its own address', `<p>Permalink: <a href="${POST}#comment-12">here</a>.</p><p>I agree.</p>`],
  ])('is not %s', (_what, body) => {
    const post = one({ ...comment, content: markup(body) });
    expect(post.inReplyTo).toBeNull();
    expect(post.links).toHaveLength(1);
  });

  test('may be whom the first words address by a link', () => {
    const post = one({ ...comment, content: markup(`<p><a href="${POST}#comment-9">@Ann</a> I agree.</p>`) });
    expect(post).toMatchObject({ inReplyTo: { url: `${POST}#comment-9` }, replyBasis: 'markup', text: '@Ann I agree.' });
  });

  test('is left to the caller where the entry says nothing', () => {
    expect(one({ link: POST }, 'comments')).toMatchObject({ kind: 'comment', inReplyTo: null, replyBasis: null });
    expect(one(comment)).toMatchObject({ inReplyTo: null, replyBasis: null });
  });
});

describe('what counts as an edit', () => {
  const hashOf = (content: string, title = 'T') => one({ id: '1', title: markup(title), content: markup(content) }).contentHash;

  test('words do, markup and trackers do not', () => {
    const hash = hashOf('<p>One two</p>');
    expect(hashOf('<p class="new">One\n <b>two</b><img src="http://t.example/1.gif" width="1" height="1"></p>')).toBe(hash);
    expect(hashOf('<p>One three</p>')).not.toBe(hash);
    expect(hashOf('<p>One two</p>', 'U')).not.toBe(hash);
  });

  test('a picture without words is what it shows', () => {
    expect(hashOf('<img src="/a.jpg">')).not.toBe(hashOf('<img src="/b.jpg">'));
  });

  test('the title of a comment differs from feed to feed and does not', () => {
    const body = { html: '<p>x</p>', text: 'x' };
    expect(contentHash('comment', 'By: Ann', body)).toBe(contentHash('comment', 'Comment on X by Ann', body));
    expect(contentHash('post', 'A', body)).not.toBe(contentHash('post', 'B', body));
  });
});
