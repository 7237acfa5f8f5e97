import { personFrom } from '../../src/feeds/people.js';
import { atomEntry, document, PAGE, rssItem } from './support/documents.js';

describe('Atom', () => {
  test.each([
    ['no type', '<title>a &lt; b</title>', { type: 'text', value: 'a < b' }],
    ['text', '<title type="text">a &amp;lt; b</title>', { type: 'text', value: 'a &lt; b' }],
    ['html', '<title type="html">a &lt;b&gt;b&lt;/b&gt;</title>', { type: 'html', value: 'a <b>b</b>' }],
    [
      'xhtml',
      '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></div></title>',
      { type: 'html', value: 'a <b>b</b>' },
    ],
    [
      'xhtml under a prefix',
      '<title type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">a <h:b>b</h:b></h:div></title>',
      { type: 'html', value: 'a <b>b</b>' },
    ],
    ['0.3 escaped', '<title mode="escaped" type="text/html">a &lt;b&gt;</title>', { type: 'html', value: 'a <b>' }],
    ['0.3 plain', '<title type="text/plain">a</title>', { type: 'text', value: 'a' }],
    ['0.3 xml', '<title mode="xml" type="application/xhtml+xml"><b>a</b></title>', { type: 'html', value: '<b>a</b>' }],
    ['0.3 base64', '<title mode="base64" type="text/plain">YQ==</title>', { type: 'text', value: 'a' }],
  ])('a construct of type %s', async (_name, inner, title) => {
    expect((await atomEntry(inner)).title).toEqual({ ...title, base: PAGE });
  });

  test('an entry without an author is by the author of the feed it came from, else of the feed', async () => {
    const feed = '<author><name>Feed</name></author>';
    expect((await atomEntry('<title>a</title>', feed)).authors).toEqual([{ name: 'Feed', url: null }]);
    expect((await atomEntry('<source><author><name>Origin</name></author></source>', feed)).authors[0]).toEqual({
      name: 'Origin',
      url: null,
    });
    expect((await atomEntry('<author><name>Own</name></author>', feed)).authors).toEqual([{ name: 'Own', url: null }]);
  });

  test('tells where an entry came from, what the feed removed, and its language', async () => {
    const entry = await atomEntry('<source><title>Origin</title><link rel="self" href="https://o.example/feed"/></source>', '');
    expect(entry.source).toEqual({ title: 'Origin', url: 'https://o.example/feed' });
    const read = await document(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xmlns:at="http://purl.org/atompub/tombstones/1.0"><entry xml:lang="cy"/>
       <at:deleted-entry ref="tag:1" when="2008-04-03T12:40:00Z"/><at:deleted-entry when="2008-04-03"/></feed>`,
    );
    expect(read.deleted).toEqual([{ ref: 'tag:1', at: new Date('2008-04-03T12:40:00Z') }]);
    expect([read.feed.language, read.entries[0]?.language]).toEqual(['en-GB', 'cy']);
  });

  test('a link of another type is the page when there is none of HTML, and an id that is an address when there is no link', async () => {
    expect((await atomEntry('<link type="application/pdf" href="/a.pdf"/>')).link).toBe('https://blog.example/a.pdf');
    expect((await atomEntry('<link type="application/pdf" href="/a.pdf"/><link type="text/html" href="/a"/>')).link).toBe(
      'https://blog.example/a',
    );
    expect((await atomEntry('<id>https://x.example/1</id>')).link).toBe('https://x.example/1');
    expect((await atomEntry('<id>tag:x.example,2008:1</id>')).link).toBeNull();
  });

  test.each([
    ['<link rel="replies" href="3308.atom"/>', { commentsFeedUrl: 'https://blog.example/3308.atom', commentsUrl: null }],
    ['<link rel="replies" href="/3308#comments"/>', { commentsFeedUrl: null, commentsUrl: 'https://blog.example/3308#comments' }],
    [
      '<link rel="http://www.iana.org/assignments/relation/replies" type="application/rss+xml" href="/c"/>',
      { commentsFeedUrl: 'https://blog.example/c' },
    ],
  ])('replies: %s', async (inner, urls) => {
    expect(await atomEntry(inner)).toMatchObject(urls);
  });

  test('a total counts before the count of one link, and 0 is a count', async () => {
    expect((await atomEntry('<link rel="replies" thr:count="3" href="/c"/><thr:total>0</thr:total>')).commentCount).toBe(0);
    expect((await atomEntry('<link rel="replies" thr:count="3" href="/c"/>')).commentCount).toBe(3);
    expect((await atomEntry('<thr:total>many</thr:total>')).commentCount).toBeNull();
  });
});

describe('RSS', () => {
  test('a channel says what the feed is, and how often to ask', async () => {
    const { feed } = await document(
      `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>A &amp;amp; B</title><description>d</description><link>https://blog.example/</link>
       <language>en</language><ttl>90</ttl><atom:link rel="self" href="/feed"/><atom:link rel="hub" href="https://hub.example/"/></channel></rss>`,
    );
    expect(feed).toEqual({
      title: 'A & B',
      description: 'd',
      url: 'https://blog.example/feed',
      siteUrl: 'https://blog.example/',
      language: 'en',
      hubs: ['https://hub.example/'],
      rest: { minutes: 90, hours: [], days: [] },
    });
  });

  test.each([
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>', 30],
    ['<sy:updatePeriod> Daily </sy:updatePeriod>', 1440],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>', 60],
    ['<sy:updatePeriod>often</sy:updatePeriod>', null],
    ['<ttl>0</ttl>', null],
    ['', null],
  ])('refresh: %s', async (inner, minutes) => {
    expect((await document(`<rss><channel>${inner}</channel></rss>`)).feed.rest.minutes).toBe(minutes);
  });

  test('hours and days in which not to ask', async () => {
    const inner = `<skipHours><hour>23</hour><hour> 24 </hour><hour>0</hour><hour>25</hour><hour>noon</hour></skipHours>
      <skipDays><day>Saturday</day><day>sunday</day><day>Sunday</day><day>Feastday</day></skipDays>`;
    expect((await document(`<rss><channel>${inner}</channel></rss>`)).feed.rest).toEqual({ minutes: null, hours: [0, 23], days: [0, 6] });
  });

  test('vocabularies stand in for what RSS does not say', async () => {
    expect(
      await rssItem(`<dc:title>t</dc:title><dc:creator>Ann</dc:creator><dc:date>2008-04-03</dc:date><dcterms:modified>2008-04-04</dcterms:modified>
        <dc:description>d</dc:description><dc:subject>s</dc:subject><dc:identifier>i</dc:identifier><dc:language>cy</dc:language>`),
    ).toMatchObject({
      id: 'i',
      title: { value: 't' },
      authors: [{ name: 'Ann' }],
      publishedAt: new Date('2008-04-03'),
      updatedAt: new Date('2008-04-04'),
      content: { value: 'd' },
      categories: ['s'],
      language: 'cy',
    });
    const media = '<media:group><media:title>t</media:title><media:description>d</media:description></media:group>';
    expect(await rssItem(`${media}<itunes:author>Ann</itunes:author>`)).toMatchObject({
      title: { value: 't' },
      content: { value: 'd' },
      authors: [{ name: 'Ann' }],
    });
    expect(await rssItem('<atom:author><atom:name>Ann</atom:name></atom:author><atom:updated>2008-04-03</atom:updated>')).toMatchObject({
      authors: [{ name: 'Ann' }],
      updatedAt: new Date('2008-04-03'),
    });
  });

  test('an address that is none is left out with a warning; javascript is none', async () => {
    const read = await document(
      '<rss><channel><item><link>javascript:alert(1)</link><comments>mailto:a@x.example</comments></item></channel></rss>',
    );
    expect(read.entries[0]).toMatchObject({ link: null, commentsUrl: null });
    expect(read.warnings).toEqual([{ code: 'bad-url', message: expect.stringContaining('javascript:alert(1)') as string }]);
  });

  test('a saved document without an address keeps its relative links as they are written', async () => {
    expect((await rssItem('<link>/2008/04/post.html</link>', null)).link).toBe('/2008/04/post.html');
    expect((await rssItem('<link>2008/04\n/post.html</link>', null)).link).toBe('2008/04/post.html');
  });

  // A browser drops line breaks and tabs within an address, and takes backslashes for slashes.
  test.each([
    'javascript:alert(1)',
    'java&#10;script:alert(1)',
    '&#9;java&#9;script:alert(1)',
    'da&#13;ta:text/html,x',
    '&#92;&#92;elsewhere.example/x',
  ])('a saved document without an address keeps no %s', async (link) =>
    expect((await rssItem(`<link>${link}</link>`, null)).link).toBeNull(),
  );
});

test('RSS 1.0 takes rdf:about for id and, without a link, for the link', async () => {
  const { format, entries } = await document(
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>t</title>
     <items><rdf:Seq><rdf:li rdf:resource="https://x.example/1"/></rdf:Seq></items></channel><item rdf:about="https://x.example/1"><title>a</title></item></rdf:RDF>`,
  );
  expect(format).toBe('rdf');
  expect(entries).toMatchObject([{ id: 'https://x.example/1', link: 'https://x.example/1', title: { value: 'a' } }]);
});

test('CDF', async () => {
  const read = await document(
    '<CHANNEL HREF="https://x.example/"><TITLE>C</TITLE><ITEM HREF="https://x.example/1" LASTMOD="2008-04-03"><TITLE>a</TITLE><ABSTRACT>b</ABSTRACT></ITEM><ITEM TITLE="c"><A HREF="/2"/></ITEM></CHANNEL>',
  );
  expect(read.feed).toMatchObject({ title: 'C', siteUrl: 'https://x.example/' });
  expect(read.entries).toMatchObject([
    { link: 'https://x.example/1', title: { value: 'a' }, content: { value: 'b' }, updatedAt: new Date('2008-04-03') },
    { link: 'https://blog.example/2', title: { value: 'c' } },
  ]);
});

describe('JSON Feed', () => {
  test('is read whole', async () => {
    const read = await document(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'J',
        home_page_url: '/',
        feed_url: '/feed.json',
        language: 'en',
        hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
        authors: [{ name: 'Feed' }],
        items: [
          {
            id: 1,
            url: '/1',
            external_url: 'https://o.example/',
            title: 'a',
            content_html: '<p>x</p>',
            summary: 's',
            date_published: '2008-04-03T12:40:00Z',
            tags: ['t', 2],
          },
          {
            id: 'b',
            content_text: 'plain',
            author: { name: 'Ann', url: '/ann' },
            date_modified: 'nope',
            attachments: [{ url: '/a.mp3', mime_type: 'audio/mpeg', size_in_bytes: 3 }],
          },
          'not an item',
        ],
      }),
    );
    expect(read.feed).toMatchObject({
      title: 'J',
      url: 'https://blog.example/feed.json',
      siteUrl: 'https://blog.example/',
      language: 'en',
      hubs: ['https://hub.example/'],
    });
    expect(read.entries).toMatchObject([
      {
        id: '1',
        link: 'https://blog.example/1',
        content: { type: 'html', value: '<p>x</p>' },
        summary: { value: 's' },
        categories: ['t'],
        authors: [{ name: 'Feed' }],
        links: [{ rel: 'alternate' }, { rel: 'related', href: 'https://o.example/' }],
      },
      {
        id: 'b',
        content: { type: 'text', value: 'plain' },
        authors: [{ name: 'Ann', url: 'https://blog.example/ann' }],
        enclosures: [{ length: 3 }],
        updatedAt: null,
      },
    ]);
    expect(read.warnings).toMatchObject([{ code: 'bad-date' }]);
  });

  test('characters that no text can hold are left out', async () => {
    const text = '{"title":"a\\u0000b\\ud800","items":[{"id":"1","title":"don\\u0092t"}]}';
    const read = await document(text);
    expect([read.feed.title, read.entries[0]?.title?.value]).toEqual(['ab\ufffd', 'don’t']);
  });

  test.each([
    ['{"items":', 'unreadable'],
    ['[1,2]', 'not-a-feed'],
    ['{"statuses":[]}', 'not-a-feed'],
    ['{"items":[]}', 'not-a-feed'],
  ])('%s is %s', async (text, code) => {
    await expect(document(text)).rejects.toMatchObject({ name: 'FeedError', code });
  });
});

test.each([
  ['Ann', 'Ann'],
  ['ann@x.example (Ann Author)', 'Ann Author'],
  ['Ann Author <ann@x.example>', 'Ann Author'],
  ['Ann Author (ann@x.example)', 'Ann Author'],
  ['ann@x.example', 'ann@x.example'],
  ['Ann (the editor)', 'Ann (the editor)'],
])('the person %j is %j', (text, name) => {
  expect(personFrom(text)).toEqual({ name, url: null });
});
