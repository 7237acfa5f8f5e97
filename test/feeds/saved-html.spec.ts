import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readSavedHtml } from '../../src/feeds/saved-page.js';
import type { SavedThread } from '../../src/feeds/saved-thread.js';
import { inProportion } from '../support/cpu.js';

const LONDON = { timezone: 'Europe/London', url: null };
const read = (html: string, page: { timezone: string; url: string | null } = LONDON): SavedThread => {
  const thread = readSavedHtml(html, page);
  if (!thread) throw new Error('no thread');
  return thread;
};
const lines = ({ comments }: SavedThread) =>
  comments.map(({ author, publishedAt, text }) => [author?.name ?? null, publishedAt?.toISOString() ?? null, text]);

const typepadComment = (number: number, body: string, name: string, time: string) =>
  `<a id="c${number}"></a><div class="comment" id="comment-${number}">
     <div class="comment-content" id="comment-${number}-content"><span id="comment-${number}-content">${body}</span></div>
     <p class="comment-footer">Posted by: ${name} | <a href="http://blog.example.org/2008/04/on-air.html?cid=${number}#comment-6a00e55${number}">${time}</a></p></div>`;

describe('a page of TypePad', () => {
  const PAGE = `<html><head><title>Blog: On air</title><meta name="generator" content="http://www.typepad.com/"></head><body>
    <h2 class="date-header">April 03, 2008</h2>
    <div class="entry" id="entry-1"><h3 class="entry-header">On air</h3>
      <div class="entry-content"><div class="entry-body"><p>They answer. <a href="/about">Who?</a></p></div></div>
      <p class="entry-footer"><span class="post-footers">Posted at 11:21 AM in News</span></p></div>
    <div class="comments"><h3>Comments</h3>
      ${typepadComment(106570101, '<p>Posted by: nobody, I think.</p><p>Or are they?</p>', '<a rel="nofollow" href="http://ann.example/">Ann | A</a>', 'April 03, 2008 at 01:40 PM')}
      ${typepadComment(106570102, '<p>Indeed <script>x()</script></p>', 'Bob', 'April 03, 2008 at 02:15 PM')}
    </div>
    <div class="comment"><div class="comment-content" id="comment-preview-content"></div><p class="comment-footer">Posted by: <span></span>&nbsp;|&nbsp;<span></span></p></div>
    </body></html>`;
  const thread = read(PAGE);

  test('gives its comments, and not the preview of its form', () => {
    expect(lines(thread)).toEqual([
      ['Ann | A', '2008-04-03T12:40:00.000Z', 'Posted by: nobody, I think.\n\nOr are they?'],
      ['Bob', '2008-04-03T13:15:00.000Z', 'Indeed'],
    ]);
    expect(thread.comments[0]).toMatchObject({
      author: { url: 'http://ann.example/' },
      url: 'http://blog.example.org/2008/04/on-air.html?cid=106570101#comment-6a00e55106570101',
      guid: 'https://blog.example.org/2008/04/on-air.html#comment-6a00e55106570101',
      kind: 'comment',
      replyBasis: 'feed',
    });
    expect(thread.comments[1]?.author).toEqual({ name: 'Bob', url: null });
  });

  test('gives its post, dated by the day above and the time below', () => {
    expect(thread.post).toMatchObject({
      title: 'On air',
      text: 'They answer. Who?',
      url: 'http://blog.example.org/2008/04/on-air.html',
      publishedAt: new Date('2008-04-03T10:21:00Z'),
      kind: 'post',
    });
    expect(thread.comments.map((comment) => comment.inReplyTo?.ref)).toEqual([thread.post.guid, thread.post.guid]);
  });

  test('reads the same twice', () => {
    expect(read(PAGE)).toEqual(thread);
  });
});

describe('a page of WordPress', () => {
  const comment = (number: number, depth: number, inner = '') =>
    `<li class="comment even depth-${depth}" id="li-comment-${number}"><div id="comment-${number}"><div class="comment-author vcard"><cite class="fn"><a href="http://p${number}.example/" class="url">P${number}</a></cite> <span class="says">says:</span></div>
     <div class="comment-meta"><a href="http://blog.example.org/a/#comment-${number}">April 3, 2008 at 1:4${number} pm</a></div><p>Words ${number}.</p><div class="reply"><a>Reply</a></div></div>${inner}</li>`;
  const page = (list: string) =>
    `<head><link rel="canonical" href="http://blog.example.org/a/"></head><body><article class="hentry"><h1 class="entry-title">A</h1><a rel="author" href="/me">Drew</a><time datetime="2008-04-03T10:00:00+01:00"></time>
     <div class="entry-content"><p>The post.</p></div></article><ol class="commentlist">${list}</ol></body>`;
  const parents = ({ post, comments }: SavedThread) =>
    comments.map(({ text, inReplyTo }) => [text, inReplyTo?.ref === post.guid ? 'post' : inReplyTo?.url?.replace(/^.*#/, '')]);

  test('gives comments under the comments that they answer', () => {
    const thread = read(
      page(
        comment(1, 1, `<ul class="children">${comment(2, 2, `<ul class="children">${comment(3, 3)}</ul>`)}${comment(4, 2)}</ul>`) +
          comment(5, 1),
      ),
    );
    expect(parents(thread)).toEqual([
      ['Words 1.', 'post'],
      ['Words 2.', 'comment-1'],
      ['Words 3.', 'comment-2'],
      ['Words 4.', 'comment-1'],
      ['Words 5.', 'post'],
    ]);
    expect(lines(thread)[1]).toEqual(['P2', '2008-04-03T12:42:00.000Z', 'Words 2.']);
    expect(thread.post).toMatchObject({
      title: 'A',
      text: 'The post.',
      author: { name: 'Drew' },
      publishedAt: new Date('2008-04-03T09:00:00Z'),
    });
  });

  test('also where tags are mangled and left open', () => {
    const mangled = [comment(1, 1), comment(2, 2), comment(3, 1)].map((each) =>
      each
        .replace('<li class="comment even', '<liclass even')
        .replace(/(depth-\d)"/, '$1')
        .replace('</li>', ''),
    );
    expect(parents(read(page(mangled.join(''))))).toEqual([
      ['Words 1.', 'post'],
      ['Words 2.', 'comment-1'],
      ['Words 3.', 'post'],
    ]);
  });

  test('a level without a comment above it hangs on the post', () => {
    expect(parents(read(page(comment(1, 1) + comment(2, 3))))).toEqual([
      ['Words 1.', 'post'],
      ['Words 2.', 'post'],
    ]);
  });

  test('without dates and names says so', () => {
    expect(lines(read('<div id="comment-7"><p>Only words.</p></div>'))).toEqual([[null, null, 'Only words.']]);
  });
});

test('a page that marks no comments is read as text', () => {
  const thread = read('<body><p>The post.</p><h3>Comments</h3><p>First.</p><p>Posted by: Ann | April 03, 2008 at 01:40 PM</p></body>');
  expect(lines(thread)).toEqual([['Ann', '2008-04-03T12:40:00.000Z', 'First.']]);
  expect(thread.post.text).toBe('The post.');
});

test.each(['', 'plain words', '<html><body><p>No comments.</p></body></html>', '<div>'.repeat(100_000), '<'.repeat(200_000)])(
  '%.40s is no thread',
  (html) => {
    expect(readSavedHtml(html, LONDON)).toBeNull();
  },
);

test('time is in proportion to the number of comments', async () => {
  const html = Array.from({ length: 20_000 }, (_, index) =>
    typepadComment(106570000 + index, '<p>x</p>', 'Ann', 'April 03, 2008 at 01:40 PM'),
  ).join('');
  expect((await inProportion(() => read(html))).comments).toHaveLength(20_000);
});

const PAGES = '../shared/fixtures/typepad/iunknown';
(existsSync(PAGES) ? test : test.skip)('real pages give every comment whole (needs ../shared/fixtures)', () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith('.html'));
  for (const name of pages) {
    const html = readFileSync(`${PAGES}/${name}`, 'utf8');
    const comments = readSavedHtml(html, LONDON)?.comments ?? [];
    expect([name, comments.length]).toEqual([name, html.match(/<div class="comment[^"]*" id="comment-\w+"/g)?.length ?? 0]);
    for (const { author, publishedAt, text } of comments)
      expect([name, !!author?.name, !!publishedAt, text !== '']).toEqual([name, true, true, true]);
  }
});
