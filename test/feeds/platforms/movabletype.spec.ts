import { movabletype } from '../../../src/feeds/platforms/movabletype.js';
import { textDocument } from './documents.js';

const london = (text: string, url: string | null = null) => movabletype.read({ ...textDocument(text, url), timezone: 'Europe/London' });

const entry = (title: string, rest: string) =>
  `AUTHOR: Drew\nTITLE: ${title}\nBASENAME: ${title.toLowerCase()}\nDATE: 04/03/2008 11:21:00 AM\n-----\nBODY:\nThey answer.\n\nDo they?\n-----\n${rest}--------\n`;
const COMMENTS = `COMMENT:\nAUTHOR: Ada\nEMAIL: ada@example.org\nIP: 192.0.2.7\nURL: http://ada.example/\nDATE: 04/03/2008 01:40:00 PM\nFirst line.\nNOTE: not a field.\n-----\n
COMMENT:\nAUTHOR: Bob\nURL: \nDATE: 04/03/2008 01:41:00 PM\n<p>Second.</p>\n-----\nPING:\nTITLE: Ford\nURL: https://elsewhere.example/p\nIP: 192.0.2.8\nBLOG NAME: Elsewhere\nDATE: 04/03/2008 02:00:00 PM\nSo it goes\n-----\n`;

describe('an export', () => {
  test('gives a post with its comments and pings, and no addresses of persons', () => {
    const discussion = london(entry('Ford', COMMENTS));
    expect(discussion?.post).toMatchObject({
      title: 'Ford',
      author: { name: 'Drew' },
      publishedAt: new Date('2008-04-03T10:21:00Z'),
      text: 'They answer.\n\nDo they?',
    });
    expect(
      discussion?.comments.map(({ author, publishedAt, text, inReplyTo }) => [author, publishedAt?.toISOString(), text, inReplyTo?.ref]),
    ).toEqual([
      [{ name: 'Ada', url: 'http://ada.example/' }, '2008-04-03T12:40:00.000Z', 'First line.\nNOTE: not a field.', discussion?.post?.guid],
      [{ name: 'Bob', url: null }, '2008-04-03T12:41:00.000Z', 'Second.', discussion?.post?.guid],
    ]);
    expect(discussion?.references).toEqual([
      {
        url: 'https://elsewhere.example/p',
        title: 'Ford',
        excerpt: 'So it goes',
        publishedAt: new Date('2008-04-03T13:00:00Z'),
        target: discussion?.post?.guid,
      },
    ]);
    expect(JSON.stringify(discussion)).not.toMatch(/ada@|192\.0\.2/);
  });

  test('of several posts keeps them apart, whatever the line ends', () => {
    const discussion = london((entry('Ford', COMMENTS) + entry('Bridge', COMMENTS)).replaceAll('\n', '\r\n'));
    expect(discussion?.post).toBeNull();
    expect(discussion?.posts?.map(({ title }) => title)).toEqual(['Ford', 'Bridge']);
    expect(new Set(discussion?.comments.map(({ guid }) => guid)).size).toBe(4);
    expect(new Set(discussion?.comments.map(({ inReplyTo }) => inReplyTo?.ref))).toEqual(
      new Set(discussion?.posts?.map(({ guid }) => guid)),
    );
  });
});

test('a page of version 4 says whom a comment answers', () => {
  const comment = (number: number, name: string, answered = '') =>
    `<div class="comment" id="comment-${number}"><div class="inner"><div class="comment-header"><div class="asset-meta"><span class="byline"><span class="vcard author"><a href="http://${name}.example/">${name}</a></span>${answered}</span> |
     <a href="http://blog.example.org/ford.html#comment-${number}"><abbr class="published" title="2008-04-03T13:4${number}:00+01:00">now</abbr></a></div></div><div class="comment-content"><p>Words ${number}.</p></div></div></div>`;
  const answers = ' replied to <a href="http://blog.example.org/ford.html#comment-1">comment from Ada</a>';
  const discussion = london(
    `<div class="comments-content">${comment(1, 'Ada')}${comment(2, 'Bob', answers)}${comment(3, 'Cy')}</div>`,
    'http://blog.example.org/ford.html',
  );
  const guids = discussion?.comments.map(({ guid }) => guid);
  expect(discussion?.comments.map(({ inReplyTo }) => inReplyTo?.ref)).toEqual([discussion?.post?.guid, guids?.[0], discussion?.post?.guid]);
  expect(discussion?.comments[1]).toMatchObject({
    author: { name: 'Bob', url: 'http://bob.example/' },
    publishedAt: new Date('2008-04-03T12:42:00Z'),
    text: 'Words 2.',
  });
});

test('a page of version 2, which numbers no comments, is read by their feet', () => {
  const comment = (words: string, name: string) =>
    `<div class="comments-body"><p>${words}</p><span class="comments-post">Posted by: <a href="http://x.example">${name}</a> at April 3, 2008 01:40 PM</span></div>`;
  const discussion = london(
    `<div class="blogbody"><p>They answer.</p></div><h3>Comments</h3>${comment('First.', 'Ada')}${comment('Second.', 'Bob')}`,
  );
  expect(discussion?.comments.map(({ author, text }) => [author?.name, text])).toEqual([
    ['Ada', 'First.'],
    ['Bob', 'Second.'],
  ]);
});

test.each(['', 'TITLE: x', '<p>no comments</p>', `TITLE: ${'-----\n'.repeat(50_000)}`])('%.30s holds no discussion', (text) => {
  expect(london(text)?.comments ?? []).toEqual([]);
});
