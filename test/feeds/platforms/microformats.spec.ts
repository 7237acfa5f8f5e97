import { microformats } from '../../../src/feeds/platforms/microformats.js';
import { textDocument, treeOf } from './documents.js';

const PAGE = 'https://town.example/ford';
const cite = (number: number, inner = '', more = '') =>
  `<div class="p-comment h-cite"><a class="p-author h-card" href="https://p${number}.example/"><img class="u-photo" src="/p.png" alt="">P${number}</a> <a class="u-url" href="https://p${number}.example/a"><time class="dt-published" datetime="2024-11-02T08:00:00Z">then</time></a>${more}<p class="e-content">Words <b>${number}</b>.</p>${inner}</div>`;
const page = (rest: string) =>
  `<main class="h-entry"><h1 class="p-name">Ford</h1><a class="u-url" href="/ford"></a><span class="p-author h-card">Drew</span><div class="e-content">Closed.</div>${rest}</main>`;
const read = (html: string) => {
  const discussion = microformats.read(textDocument(html, PAGE));
  if (!discussion) throw new Error('no entry');
  return discussion;
};

test('comments shown with a post, nested or naming what they answer', () => {
  const named = '<a class="u-in-reply-to" href="/ford"></a><a class="u-in-reply-to" href="https://p1.example/a"></a>';
  const discussion = read(page(cite(1, cite(2)) + cite(3) + cite(4, '', named)));
  const key = (number: number) => `https://p${number}.example/a`;
  expect(treeOf(discussion)).toEqual({ [key(1)]: PAGE, [key(2)]: key(1), [key(3)]: PAGE, [key(4)]: key(1) });
  expect(discussion.comments.map(({ replyBasis }) => replyBasis)).toEqual(['markup', 'markup', 'markup', 'explicit']);
  expect(discussion.comments[2]).toMatchObject({
    author: { name: 'P3', url: 'https://p3.example/' },
    publishedAt: new Date('2024-11-02T08:00:00Z'),
    text: 'Words 3.',
    url: key(3),
  });
  expect(discussion.post).toMatchObject({ guid: PAGE, title: 'Ford', text: 'Closed.', author: { name: 'Drew' } });
});

test('likes, reposts and mentions are links between sites', () => {
  const { comments, references } = read(
    page(
      `${cite(1)}<a class="u-like h-cite" href="https://liker.example/1">L</a><div class="u-repost h-cite"><a class="u-url" href="https://fan.example/2">x</a></div>`,
    ),
  );
  expect([comments.length, references.map(({ url }) => url)]).toEqual([1, ['https://liker.example/1', 'https://fan.example/2']]);
});

test.each([
  ['a link', '<a class="u-in-reply-to" href="https://other.example/p">re</a>'],
  ['a citation', '<div class="u-in-reply-to h-cite"><a class="u-url p-name" href="https://other.example/p">Their post</a></div>'],
])('a page that is a reply says to what, by %s', (_, said) => {
  const { post } = read(`<div class="h-entry"><a class="u-url" href="/ford"></a>${said}<p class="p-content">So?</p></div>`);
  expect(post).toMatchObject({ guid: PAGE, inReplyTo: { ref: 'https://other.example/p' }, replyBasis: 'explicit', text: 'So?' });
});

test('an entry that neither answers nor is answered is no discussion', () => {
  expect(microformats.read(textDocument(page(''), PAGE))).toBeNull();
});
