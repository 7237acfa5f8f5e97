/** Every class of failure that rss-parser was measured to have on real feeds, each with an input of its own, in the order of that list. */
import { Buffer } from 'node:buffer';
import { FeedError } from '../../src/feeds/errors.js';
import { readDocument, readFeed } from '../../src/feeds/read-feed.js';
import { atomEntry, document, rssItem } from './support/documents.js';
import { inProportion } from '../support/cpu.js';

const instant = (text: string) => new Date(text);

test('1. a text of 40,000 unclosed tags takes no time', async () => {
  const text = '&lt;p '.repeat(40_000);
  const entry = await inProportion(() => rssItem(`<description>${text}</description><content:encoded>${text}</content:encoded>`));
  expect(entry.content?.value.length).toBeGreaterThan(100_000);
});

test('2, 3. one bad Atom date costs one date, and a warning', async () => {
  const { entries, warnings } = await document(
    '<feed><entry><id>1</id><updated>nope</updated></entry><entry><updated>2008-04-03</updated></entry></feed>',
  );
  expect(entries.map(({ updatedAt }) => updatedAt)).toEqual([null, instant('2008-04-03')]);
  expect(warnings).toEqual([{ code: 'bad-date', message: 'One date could not be read, for example "nope".' }]);
});

test('4. an Atom link without attributes is its text', async () => {
  expect((await atomEntry('<link>https://x.example/1</link>')).link).toBe('https://x.example/1');
});

test.each([
  ['5. RSS without a version', '<rss><channel><item><title>a</title></item></channel></rss>', 'rss'],
  ['5. RSS of version 1.0', '<rss version="1.0"><channel><item><title>a</title></item></channel></rss>', 'rss'],
  ['6. a prefixed root', '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>a</a:title></a:entry></a:feed>', 'atom'],
  [
    '6. RDF by another prefix',
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><title>a</title></item></r:RDF>',
    'rdf',
  ],
  ['6. upper case', '<RSS><CHANNEL><ITEM><TITLE>a</TITLE></ITEM></CHANNEL></RSS>', 'rss'],
  ['7. CDF', '<CHANNEL><ITEM><TITLE>a</TITLE></ITEM></CHANNEL>', 'cdf'],
  ['7. RSS 1.1', '<Channel xmlns="http://purl.org/net/rss1.1#"><items><item><title>a</title></item></items></Channel>', 'rdf'],
  ['7. a bare entry', '<entry xmlns="http://www.w3.org/2005/Atom"><title>a</title></entry>', 'atom'],
  ['7. a bare item', '<item><title>a</title></item>', 'rss'],
  ['8. JSON Feed', '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"a"}]}', 'json'],
  ['26. items beside the channel', '<rss><channel><title>t</title></channel><item><title>a</title></item></rss>', 'rss'],
  ['26. a second channel', '<rss><channel></channel><channel><item><title>a</title></item></channel></rss>', 'rss'],
  ['26. RDF without a channel', '<rdf:RDF><item><title>a</title></item></rdf:RDF>', 'rdf'],
])('%s is read', async (_name, text, format) => {
  const read = await document(text);
  expect([read.format, read.entries.map(({ title }) => title?.value)]).toEqual([format, ['a']]);
});

test('9. a date without a zone is UTC, a named zone is known, and a bad pubDate hides no good dc:date', async () => {
  expect((await rssItem('<pubDate>2024-01-01 10:00:00</pubDate>')).publishedAt).toEqual(instant('2024-01-01T10:00:00Z'));
  expect((await rssItem('<pubDate>Mon, 01 Jul 2024 10:00:00 CEST</pubDate>')).publishedAt).toEqual(instant('2024-07-01T08:00:00Z'));
  expect((await rssItem('<pubDate>soon</pubDate><dc:date>2024-01-01</dc:date>')).publishedAt).toEqual(instant('2024-01-01'));
});

test('10, 11. charsets: the declaration is read, and windows-1252 keeps its quotation marks', async () => {
  const bytes = Buffer.from(
    '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><title>\x93caf\xe9\x94</title></item></channel></rss>',
    'latin1',
  );
  expect((await readDocument(bytes, { url: null, contentType: 'text/xml' })).entries[0]?.title?.value).toBe('“café”');
});

test('12, 13. mixed content keeps its order, in XHTML and where somebody forgot to escape', async () => {
  const xhtml =
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one <b>two</b> three <i>four</i> five</p></div></content>';
  expect((await atomEntry(xhtml)).content).toMatchObject({ type: 'html', value: '<p>one <b>two</b> three <i>four</i> five</p>' });
  expect((await rssItem('<title>A <b>bold</b> one</title>')).title).toMatchObject({ type: 'html', value: 'A <b>bold</b> one' });
});

test('14. attributes do not turn texts into objects', async () => {
  const entry = await rssItem('<title x="1">a</title><guid isPermaLink="false">g</guid><pubDate x="1">2008-04-03</pubDate>');
  expect(entry).toMatchObject({ id: 'g', idIsPermalink: false, title: { value: 'a' }, publishedAt: instant('2008-04-03') });
});

test('15. replies, self and hub are never the page', async () => {
  expect((await atomEntry('<link rel="replies" href="/r"/><link rel="self" href="/s"/>')).link).toBeNull();
  const { feed } = await document(
    '<feed><link rel="hub" href="https://hub.example/"/><link rel="self" href="/feed"/><link href="/"/></feed>',
  );
  expect(feed).toMatchObject({ siteUrl: 'https://blog.example/', url: 'https://blog.example/feed', hubs: ['https://hub.example/'] });
});

test('16. Atom: every author, category, link and reference', async () => {
  const entry = await atomEntry(`<author><name>Ann</name><uri>/ann</uri></author><author><name>Ben</name></author>
    <category term="a" label="A"/><category term="b"/><published>2008-04-03</published><updated>2008-04-04</updated>
    <link rel="replies" type="application/atom+xml" href="/1/feed" thr:count="4"/><link rel="replies" type="text/html" href="/1#comments"/>
    <link rel="enclosure" href="/a.mp3" type="audio/mpeg" length="12"/><link rel="edit" href="/edit"/>
    <thr:in-reply-to ref="tag:1" href="/0"/><thr:in-reply-to ref="tag:2"/>`);
  expect(entry).toMatchObject({
    authors: [
      { name: 'Ann', url: 'https://blog.example/ann' },
      { name: 'Ben', url: null },
    ],
    categories: ['A', 'b'],
    publishedAt: instant('2008-04-03'),
    updatedAt: instant('2008-04-04'),
    commentsFeedUrl: 'https://blog.example/1/feed',
    commentsUrl: 'https://blog.example/1#comments',
    commentCount: 4,
    enclosures: [{ url: 'https://blog.example/a.mp3', type: 'audio/mpeg', length: 12 }],
    inReplyTo: [
      { ref: 'tag:1', url: 'https://blog.example/0' },
      { ref: 'tag:2', url: null },
    ],
  });
  expect(entry.links.map(({ rel }) => rel)).toEqual(['replies', 'replies', 'enclosure', 'edit']);
});

test('17. RSS: what the extensions say', async () => {
  const entry = await rssItem(`<dc:creator>Ann</dc:creator><dc:creator>Ben</dc:creator><wfw:commentRSS>/1/feed</wfw:commentRSS>
    <slash:comments>7</slash:comments><comments>/1#comments</comments><source url="https://other.example/feed">Other</source>
    <enclosure url="/a.mp3" length="1" type="audio/mpeg"/><enclosure url="/b.mp3"/><media:content url="/c.jpg" fileSize="9" type="image/jpeg"/>
    <atom:link rel="replies" type="text/html" href="/r"/>`);
  expect(entry).toMatchObject({
    authors: [{ name: 'Ann' }, { name: 'Ben' }],
    commentsFeedUrl: 'https://blog.example/1/feed',
    commentCount: 7,
    commentsUrl: 'https://blog.example/1#comments',
    source: { title: 'Other', url: 'https://other.example/feed' },
  });
  expect(entry.enclosures.map(({ url, length }) => [url, length])).toEqual([
    ['https://blog.example/a.mp3', 1],
    ['https://blog.example/b.mp3', null],
    ['https://blog.example/c.jpg', 9],
  ]);
});

test('18. a guid is the link, unless it says that it is not, or another is given', async () => {
  expect((await rssItem('<guid>https://x.example/1</guid>')).link).toBe('https://x.example/1');
  expect((await rssItem('<guid isPermaLink="false">https://x.example/1</guid>')).link).toBeNull();
  expect((await rssItem('<guid>https://x.example/1</guid><link>https://x.example/2</link>')).link).toBe('https://x.example/2');
});

test('19. blanks around values are no part of them', async () => {
  expect(await rssItem('<title>\n a \n</title><link>\n https://x.example/1 \n</link><guid>\t1 </guid>')).toMatchObject({
    title: { value: 'a' },
    link: 'https://x.example/1',
    id: '1',
  });
});

test('20. xml:base holds for what is within', async () => {
  const text =
    '<feed xml:base="https://a.example/x/"><entry xml:base="y/"><link href="1"/><content type="html" xml:base="z/">c</content></entry></feed>';
  const [entry] = (await document(text)).entries;
  expect([entry?.link, entry?.content?.base]).toEqual(['https://a.example/x/y/1', 'https://a.example/x/y/z/']);
});

test('21. base64 is decoded, and content elsewhere is a link', async () => {
  expect(
    (await atomEntry(`<content type="text/html" mode="base64">${Buffer.from('<p>é</p>').toString('base64')}</content>`)).content,
  ).toMatchObject({ type: 'html', value: '<p>é</p>' });
  const entry = await atomEntry('<summary>s</summary><content src="/video" type="video/mp4"/>');
  expect(entry).toMatchObject({
    content: { value: 's' },
    links: [{ rel: 'content', href: 'https://blog.example/video', type: 'video/mp4' }],
  });
});

test('22. the fullest body is the content, and a description beside it the summary', async () => {
  expect(await rssItem('<description>s</description><content:encoded>c</content:encoded>')).toMatchObject({
    content: { value: 'c' },
    summary: { value: 's' },
  });
  expect(await rssItem('<description>s</description>')).toMatchObject({ content: { value: 's' }, summary: null });
  expect(await atomEntry('<summary>s</summary>')).toMatchObject({ content: { value: 's' }, summary: null });
});

test.each([
  ['23. bare ampersands', '<rss><channel><item><title>a & b</title></item></channel></rss>', 'a & b'],
  ['23. truncation', '<rss><channel><item><title>a & b', 'a & b'],
  ['23. words before the root', 'Warning: x in y.php\n<rss><channel><item><title>a</title></item></channel></rss>', 'a'],
  ['24. entities of its own', '<!DOCTYPE rss [<!ENTITY x "y">]><rss><channel><item><title>&x;</title></item></channel></rss>', 'y'],
  ['25. control characters', '<rss><channel><item><title>a\0b\x07</title></item></channel></rss>', 'ab'],
])('%s', async (_name, text, title) => {
  expect((await document(text)).entries[0]?.title?.value).toBe(title);
});

test('27. prefixes mean what their addresses say', async () => {
  const text =
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:t="http://purl.org/syndication/thread/1.0"><entry><t:in-reply-to ref="tag:1"/></entry></feed>';
  expect((await document(text)).entries[0]?.inReplyTo).toEqual([{ ref: 'tag:1', url: null }]);
});

test('28. WordPress says in words what its comments answer', async () => {
  const text = `<rss version="2.0"><channel><title>Comments on: P</title><link>https://blog.example/p/</link><item>
    <title>By: Ann</title><link>https://blog.example/p/#comment-2</link><guid isPermaLink="false">https://blog.example/?p=1#comment-2</guid>
    <description>&lt;p&gt;In reply to &lt;a href="https://blog.example/p/#comment-1"&gt;Ben&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;Yes.&lt;/p&gt;</description></item></channel></rss>`;
  const { posts } = await readFeed(Buffer.from(text), { url: 'https://blog.example/p/feed/', contentType: null });
  expect(posts[0]).toMatchObject({ kind: 'comment', inReplyTo: { url: 'https://blog.example/p/#comment-1' } });
});

test('what the XML parser itself refuses is an error with a code', async () => {
  await expect(document(`<rss>${'<a>'.repeat(400)}`)).rejects.toBeInstanceOf(FeedError);
});
