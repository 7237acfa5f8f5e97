import { livejournal } from '../../../src/feeds/platforms/livejournal.js';
import { discussionIn, textDocument, treeOf } from './documents.js';

const PAGE = 'https://town.livejournal.com/44.html';
const guid = (number: number) => `livejournal:town.livejournal.com/${number}`;
const comment = (dtalkid: number, parent: number, more: object = {}) => ({
  dtalkid,
  parent,
  uname: 'ada',
  dname: 'Ada',
  article: `Words ${dtalkid}.`,
  ctime_ts: 1207226400,
  thread_url: `${PAGE}?thread=${dtalkid}#t${dtalkid}`,
  loaded: 1,
  deleted: 0,
  ...more,
});
const THREAD = {
  replycount: 4,
  comments: [
    comment(100, 0),
    comment(200, 100),
    comment(300, 200, { deleted: 1, article: '' }),
    comment(400, 300),
    comment(500, 0, { loaded: 0, article: '' }),
  ],
};
const TREE = { [guid(100)]: PAGE, [guid(200)]: guid(100), [guid(400)]: guid(300) };

test('a page carries the thread as data; the deleted keep the place of those who answered them', () => {
  const discussion = livejournal.read(
    textDocument(`<html><script>Site.page = ${JSON.stringify(THREAD)};</script></html>`, `${PAGE}?format=light`),
  );
  expect(discussion && treeOf(discussion)).toEqual(TREE);
  expect(discussion?.comments[0]).toMatchObject({
    url: `${PAGE}?thread=100#t100`,
    author: { name: 'Ada' },
    publishedAt: new Date(1207226400_000),
    replyBasis: 'explicit',
  });
  // A folded branch is asked for.
  expect(discussion).toMatchObject({ count: 4, more: [{ url: `${PAGE}?thread=500` }] });
});

test('the same as an answer', () => {
  expect(treeOf(discussionIn(livejournal, THREAD))).toEqual(TREE);
});

test.each([
  ['margins', (level: number) => `style="margin-left: ${25 * level}px"`],
  ['depths', (level: number) => `class="comment-thread comment-depth-${level + 1}"`],
])('a page of styles: %s say who answers whom', (_, said) => {
  const one = (id: number, level: number) =>
    `<div id="cmt${id}" ${said(level)}><div class="poster"><b>P${id}</b></div><div class="comment-content">Words ${id}.</div></div>`;
  const discussion = livejournal.read(
    textDocument(`<div id="comments">${one(100, 0)}${one(200, 1)}${one(300, 2)}${one(400, 1)}${one(500, 0)}</div>`, PAGE),
  );
  expect(discussion && treeOf(discussion)).toEqual({
    [guid(100)]: PAGE,
    [guid(200)]: guid(100),
    [guid(300)]: guid(200),
    [guid(400)]: guid(100),
    [guid(500)]: PAGE,
  });
  expect(discussion?.comments.map(({ author }) => author?.name)).toEqual(['P100', 'P200', 'P300', 'P400', 'P500']);
});

test('asks for the light page', () => {
  const facts = { guid: PAGE, commentsUrl: null, commentsFeedUrl: null, commentCount: null };
  expect(livejournal.asks({ ...facts, url: `${PAGE}?utm_source=x` }).map(({ url }) => url)).toEqual([`${PAGE}?format=light`]);
});

test.each(['<script>Site.page = {"comments":[', '<script>Site.page = {}</script>', '<p>'])('%s holds no thread', (html) => {
  expect(livejournal.read(textDocument(html, PAGE))).toBeNull();
});
