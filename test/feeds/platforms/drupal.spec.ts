import { drupal } from '../../../src/feeds/platforms/drupal.js';
import { textDocument } from './documents.js';

const PAGE = 'https://town.example/node/5';
const read = (html: string) => {
  const discussion = drupal.read(textDocument(html, PAGE));
  if (!discussion) throw new Error('no comments');
  const number = (guid: string | null | undefined) => (guid === discussion.post?.guid ? 'post' : guid?.replace(/^.*#comment-/, ''));
  return { ...discussion, tree: discussion.comments.map(({ guid, inReplyTo }) => `${number(guid)}>${number(inReplyTo?.ref)}`).join(' ') };
};

test('version 7: the indentation says who answers whom', () => {
  const comment = (id: number) =>
    `<a id="comment-${id}"></a><div class="comment clearfix"><h3><a href="/comment/${id}#comment-${id}">Subject</a></h3><div class="submitted">Submitted by <span class="username">P${id}</span> on Thu, 04/03/2008 - 13:40.</div>
     <div class="content"><div class="field field-name-comment-body"><p>Words ${id}.</p></div></div></div>`;
  const { tree, comments } = read(
    `<div id="comments">${comment(1)}<div class="indented">${comment(2)}<div class="indented">${comment(3)}</div></div>${comment(4)}</div>`,
  );
  expect(tree).toBe('1>post 2>1 3>2 4>post');
  expect(comments[1]).toMatchObject({
    author: { name: 'P2' },
    publishedAt: new Date('2008-04-03T13:40:00Z'),
    text: 'Words 2.',
    aliases: ['drupal:town.example/comment/2'],
    replyBasis: 'markup',
  });
});

test('version 8 and later: the words for those who cannot see the indentation say it too', () => {
  const comment = (id: number, parent?: number) =>
    `<article id="comment-${id}" class="comment js-comment"><mark class="hidden" data-comment-timestamp="1207226400"></mark><footer class="comment__meta"><p class="comment__submitted"><span class="username">P${id}</span></p>
     ${parent ? `<p class="parent visually-hidden">In reply to <a href="/comment/${parent}#comment-${parent}">Subject</a> by P${parent}</p>` : ''}<a href="/comment/${id}#comment-${id}">Permalink</a></footer><div class="content"><p>Words ${id}.</p></div></article>`;
  const { tree, comments } = read(`<section>${comment(1)}${comment(2, 1)}${comment(3)}</section>`);
  expect(tree).toBe('1>post 2>1 3>post');
  expect(comments[0]).toMatchObject({ author: { name: 'P1' }, publishedAt: new Date(1207226400_000), text: 'Words 1.' });
});

test('is recognised by what every version leaves in its pages', () => {
  const recognise = (text: string) => drupal.recognise({ url: null, document: textDocument(text) });
  expect(
    [
      '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">',
      '<script>jQuery.extend(Drupal.settings, {})</script>',
      '<img src="/sites/default/files/x.png">',
      '<p>',
    ].map(recognise),
  ).toEqual([1, 1, 0.8, 0]);
});
