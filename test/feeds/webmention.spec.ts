import { readMention, type MentionReading } from '../../src/feeds/webmention.js';
import { inProportion } from '../support/cpu.js';

const TARGET = 'https://hustings.example/threads/5';
const PAGE = 'https://ada.example/notes/12';

function read(text: string, contentType: string | null = 'text/html', url = PAGE): MentionReading | null {
  return readMention({ url, text, contentType, timezone: 'Europe/London' }, (link) => link === TARGET);
}

const REPLY = `<!doctype html><html><head><title>Ada’s notes</title></head><body>
<article class="h-entry"><a class="u-url" href="/notes/12">#</a> <a class="p-author h-card" href="/">Ada Quill</a>
<time class="dt-published" datetime="2008-04-04T10:00:00+01:00">today</time>
<p>In reply to <a class="u-in-reply-to" href="${TARGET}">the ferry times</a>:</p>
<div class="e-content"><p>The <em>early</em> boat never sails. <a href="/log">My log</a></p></div></article></body></html>`;

describe('a reply', () => {
  test('is a comment with its author, its date and its safe words, from the page that it names as its own', () => {
    const reading = read(REPLY);
    expect(reading).toMatchObject({ kind: 'reply', url: PAGE, publishedAt: new Date('2008-04-04T09:00:00Z') });
    expect(reading?.comment).toMatchObject({
      kind: 'comment',
      url: PAGE,
      title: null,
      author: { name: 'Ada Quill', url: 'https://ada.example/' },
      publishedAt: new Date('2008-04-04T09:00:00Z'),
      text: 'The early boat never sails. My log',
    });
    expect(reading?.comment?.links.map(({ url }) => url)).toEqual(['https://ada.example/log']);
  });

  test.each([
    ['a cited page', `<div class="u-in-reply-to h-cite"><a class="u-url p-name" href="${TARGET}">Times</a></div>`],
    ['one of several answers', `<a class="u-in-reply-to" href="https://else.example/1"></a><a class="u-in-reply-to" href="${TARGET}"></a>`],
    ['a link that names its relation', `<a rel="nofollow in-reply-to" href="${TARGET}">up</a>`],
    ['an element of the head’s kind', `<link class="u-in-reply-to" href="${TARGET}">`],
  ])('is known by %s', (_, link) => {
    const reading = read(`<div class="h-entry">${link}<p class="e-content">Never sails.</p></div>`);
    expect(reading).toMatchObject({ kind: 'reply', comment: { text: 'Never sails.' } });
  });

  test('without a content of its own has all of its words', () => {
    expect(read(`<p class="h-entry"><a class="u-in-reply-to" href="${TARGET}">@harbour</a> Never sails.</p>`)?.comment?.text).toBe(
      '@harbour Never sails.',
    );
  });

  test('is signed by its feed, or by the one card of the page, where the entry does not say', () => {
    const entry = `<div class="h-entry"><a class="u-in-reply-to" href="${TARGET}"></a><p class="e-content">No.</p></div>`;
    const author = (html: string) => read(html)?.comment?.author?.name;
    expect(author(`<div class="h-feed"><p class="p-author h-card">Ben Tide</p>${entry}</div>`)).toBe('Ben Tide');
    expect(author(`${entry}<p class="h-card">Cara Mast</p>`)).toBe('Cara Mast');
    expect(author(`${entry}<p class="h-card">Cara Mast</p><p class="h-card">Dan Oar</p>`)).toBeUndefined();
  });

  test('may claim an address of another host for finding doubles, and not for showing', () => {
    const html = REPLY.replace('href="/notes/12"', 'href="https://chirp.example/status/9"');
    expect(read(html)).toMatchObject({ url: PAGE, alsoAt: ['https://chirp.example/status/9'], comment: { url: PAGE } });
  });

  test('of the length of an article is a link', () => {
    const long = REPLY.replace('never sails', 'never sails '.repeat(2000));
    expect(read(long)).toMatchObject({ kind: 'mention', comment: null });
  });

  test('that somebody else wrote under the page is not the page’s', () => {
    const html = `<div class="h-entry"><h1 class="p-name">My page</h1><div class="e-content">Words.</div>
      <div class="p-comment h-entry"><a class="u-in-reply-to" href="${TARGET}">x</a><p class="e-content">Not mine.</p></div></div>`;
    expect(read(html)).toMatchObject({ kind: 'mention', title: 'My page', comment: null });
  });
});

describe('what is no reply', () => {
  test.each([
    ['like', 'u-like-of'],
    ['repost', 'u-repost-of'],
    ['bookmark', 'u-bookmark-of'],
  ])('a %s', (kind, mark) => {
    const reading = read(`<div class="h-entry"><a class="${mark}" href="${TARGET}">this</a><p class="e-content">Good.</p></div>`);
    expect(reading).toMatchObject({ kind, excerpt: 'Good.', comment: null });
  });

  test('a link has the title of its page and the words around it', () => {
    const html = `<title>Tide &amp; time</title><p>Other words.</p><p>The council <a href="${TARGET}">answers</a> at last.</p>`;
    expect(read(html)).toEqual({
      kind: 'mention',
      url: PAGE,
      alsoAt: [],
      title: 'Tide & time',
      excerpt: 'The council answers at last.',
      publishedAt: null,
      comment: null,
    });
  });

  test('without any title is called by its author', () => {
    const html = `<p class="h-entry"><a class="p-author h-card" href="/">Ada Quill</a> <a class="u-like-of" href="${TARGET}">likes</a></p>`;
    expect(read(html)).toMatchObject({ kind: 'like', title: 'Ada Quill' });
  });

  test('words around a link are no more than 500 characters', () => {
    expect(read(`<p>${'long words '.repeat(200)}<a href="${TARGET}">x</a></p>`)?.excerpt?.length).toBeLessThanOrEqual(500);
  });
});

test.each([
  ['a comment in the source', `<!-- <a href="${TARGET}">x</a> --><p>Hello</p>`],
  ['bare words', `<p>${TARGET}</p>`],
  ['a script', `<script>const html = '<a href="${TARGET}">x</a>';</script>`],
  ['a script’s address', `<script src="${TARGET}"></script>`],
  ['a template', `<template><a href="${TARGET}">x</a></template>`],
  ['the head', `<head><link rel="prefetch" href="${TARGET}"></head>`],
  ['another attribute', `<p data-href="${TARGET}" title="${TARGET}">x</p>`],
  ['a longer address', `<a href="${TARGET}0">x</a>`],
  ['what the base makes another', `<base href="https://else.example/"><a href="/threads/5">x</a>`],
  ['more open elements than anyone reads', `${'<b>'.repeat(3000)}<a href="${TARGET}">x</a>`],
])('%s is no link', (_, html) => {
  expect(read(html)).toBeNull();
});

test.each([
  ['an image', `<img src="${TARGET}">`],
  ['a relative link with a base', `<base href="https://hustings.example/x/"><a href="../threads/5">x</a>`],
])('%s is a link', (_, html) => {
  expect(read(html)?.kind).toBe('mention');
});

describe('other documents', () => {
  test('JSON links by a whole value', () => {
    expect(read(JSON.stringify({ name: 'Notes', items: [{ target: TARGET }] }), 'application/activity+json')).toMatchObject({
      kind: 'mention',
      title: 'Notes',
    });
    expect(read(JSON.stringify({ text: `see ${TARGET}` }), 'application/json')).toBeNull();
    expect(read(`{"broken": "${TARGET}"`, 'application/json')).toBeNull();
    expect(read(`${'['.repeat(50_000)}"${TARGET}"${']'.repeat(50_000)}`, 'application/json')?.kind).toBe('mention');
  });

  test('plain text links by an address', () => {
    expect(read(`Notes.\nThe times (${TARGET}).\0 More.`, 'text/plain')?.excerpt).toBe(`Notes. The times (${TARGET}). More.`);
    expect(read(`${TARGET}/old`, 'text/plain')).toBeNull();
  });

  test('what names no type is told by its beginning', () => {
    expect(read(` {"a":"${TARGET}"}`, null)?.kind).toBe('mention');
    expect(read(`<a href="${TARGET}">x</a>`, null)?.kind).toBe('mention');
    expect(read(`see ${TARGET}`, null)?.kind).toBe('mention');
  });
});

test.each([
  ['nested elements', '<div class="h-entry">'.repeat(1900)],
  ['links', `<a href="x" class="u-in-reply-to">`.repeat(1) + '<a href="/x">x</a>'.repeat(50_000)],
  ['properties', `<div class="h-entry">${'<i class="p-author h-card u-url u-in-reply-to"></i>'.repeat(19_000)}`],
  ['an unclosed tag', `<a href="${'x'.repeat(900_000)}`],
])('a megabyte of %s is read in a moment', async (_, html) => {
  await inProportion(() => read(`${html}<a href="${TARGET}">x</a>`));
});
