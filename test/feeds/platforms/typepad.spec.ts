import { typepad } from '../../../src/feeds/platforms/typepad.js';
import { documentOf, textDocument } from './documents.js';

const PAGE = 'http://town.typepad.com/news/2008/04/ford.html';
const comment = (id: string, foot: string) =>
  `<div class="comment" id="comment-${id}"><div class="comment-content"><p>Words.</p></div><p class="comment-footer">${foot}</p></div>`;
const page = (comments: string) => `<html><body><div class="comments-content">${comments}</div>
  <div class="comment-preview"><div class="comment-content" id="comment-preview-content"></div><p class="comment-footer">Posted by: <span></span> | <span></span></p></div></body></html>`;
const read = (comments: string) => typepad.read({ ...textDocument(page(comments), PAGE), timezone: 'Europe/London' });

test('a comment has both its ids, and the address that its writer gave and not the redirect to it', () => {
  const foot = `Posted by: <a title="http://ada.example" href="http://www.typepad.com/t/comments?id=1">Ada | A</a> | <a href="${PAGE}?cid=106570101#comment-6a00e5501">April 03, 2008 at 01:40 PM</a>`;
  const discussion = read(comment('106570101', foot));
  expect(discussion?.comments).toHaveLength(1);
  expect(discussion?.comments[0]).toMatchObject({
    guid: 'https://town.typepad.com/news/2008/04/ford.html#comment-6a00e5501',
    aliases: ['typepad:town.typepad.com/comment/106570101', 'typepad:town.typepad.com/comment/6a00e5501'],
    author: { name: 'Ada | A', url: 'http://ada.example/' },
    publishedAt: new Date('2008-04-03T12:40:00Z'),
  });
});

test('a later page says whom a comment answers', () => {
  const said = (name: string, more: string) => `${name} said${more} | <a href="#">April 03, 2010 at 01:40 PM</a>`;
  const discussion = read(
    comment('6a00e5501', said('Ada', '')) + comment('6a00e5502', said('Bob', ' in reply to <a href="#comment-6a00e5501">Ada</a>')),
  );
  expect(discussion?.comments.map(({ inReplyTo }) => inReplyTo?.ref)).toEqual([discussion?.post?.guid, discussion?.comments[0]?.guid]);
});

test('trackbacks are links between sites', () => {
  const trackback =
    '<div class="trackback"><div class="trackback-content"><p>&raquo; <a href="https://elsewhere.example/p">Ford</a> from Elsewhere: So it goes</p></div></div>';
  const discussion = read(trackback + comment('106570101', 'Posted by: Ada | April 03, 2008 at 01:40 PM'));
  expect(discussion?.references).toMatchObject([{ url: 'https://elsewhere.example/p', title: 'Ford' }]);
  expect(discussion?.comments).toHaveLength(1);
});

test('the page is what to ask for', () => {
  const facts = { guid: 'tag:typepad.com,2003:post-6a00', commentsUrl: null, commentsFeedUrl: null, commentCount: 3 };
  expect(typepad.asks({ ...facts, url: `${PAGE}#more` })).toEqual([{ url: PAGE, accept: 'html', credential: null }]);
});

test('a page without comments, a feed and JSON are nothing to it', () => {
  expect(read('')).toBeNull();
  expect(typepad.read(textDocument('<?xml version="1.0"?><feed id="comment-1"/>'))).toBeNull();
  expect(typepad.read(documentOf({}))).toBeNull();
});
