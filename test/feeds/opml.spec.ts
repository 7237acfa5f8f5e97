import fc from 'fast-check';
import { OPML_NAMESPACE, readOpml, writeOpml, type OpmlFeed } from '../../src/feeds/opml.js';

const META = { title: 'Feeds', createdAt: new Date('2008-04-03T12:00:00Z') };
const NO_SOURCE = { title: null, platform: null, affiliation: null };
const feed = (parts: Partial<OpmlFeed>): OpmlFeed => ({
  url: 'http://example.org/feed',
  title: null,
  siteUrl: null,
  folders: [],
  role: 'posts',
  tags: [],
  source: NO_SOURCE,
  state: 'active',
  leastMinutes: null,
  mostMinutes: null,
  ...parts,
});

describe("anyone's list", () => {
  const read = (body: string) =>
    readOpml(`<?xml version="1.0"?><opml version="1.1"><head><title>x</title></head><body>${body}</body></opml>`);

  test('gives feeds with their folders', () => {
    const { feeds, warnings } = read(
      `<outline text="Government"><outline title="Offices"><outline text="A &amp; B" type="rss" xmlUrl="http://a.example/feed" htmlUrl="http://a.example/" category="/uk,press"/></outline></outline>
       <outline text="C" xmlUrl="http://c.example/comments/feed/"/>`,
    );
    expect(warnings).toEqual([]);
    expect(feeds).toEqual([
      feed({
        url: 'http://a.example/feed',
        title: 'A & B',
        siteUrl: 'http://a.example/',
        folders: ['Government', 'Offices'],
        tags: ['uk', 'press'],
      }),
      feed({ url: 'http://c.example/comments/feed/', title: 'C', role: 'comments' }),
    ]);
  });

  test.each([
    ['names in another case', '<OUTLINE TEXT="A" XMLURL="http://a.example/f"/>'],
    ['a bare &', '<outline text="A" note="b & c" xmlUrl="http://a.example/f"/>'],
    ['elements left open', '<outline text="A" xmlUrl="http://a.example/f">'],
    ['a feed scheme', '<outline text="A" xmlUrl="feed://a.example/f"/>'],
    ['a feed scheme before another', '<outline text="A" xmlUrl="feed:http://a.example/f"/>'],
    ['another attribute for the address', '<outline text="A" type="atom" url="http://a.example/f"/>'],
    ['space around', '<outline text=" A\n" xmlUrl=" http://a.example/f "/>'],
    ['unknown elements and attributes', '<x y="z"/><outline text="A" xmlUrl="http://a.example/f" q:r="s" __proto__="t" constructor="u"/>'],
    [
      'settings of ours that make no sense',
      '<outline text="A" xmlUrl="http://a.example/f" hustings:role="x" hustings:state="y" hustings:intervalMinutes="-1"/>',
    ],
  ])('with %s', (_fault, body) => {
    expect(read(body).feeds).toEqual([feed({ url: 'http://a.example/f', title: 'A' })]);
  });

  test('feeds left open do not become folders of each other', () => {
    expect(
      read('<outline text="F"><outline xmlUrl="http://a.example/"><outline xmlUrl="http://b.example/"></outline>').feeds.map(
        (each) => each.folders,
      ),
    ).toEqual([['F'], ['F']]);
  });

  test('says what it leaves out', () => {
    expect(read('<outline text="A" xmlUrl="javascript:x"/><outline text="B" xmlUrl=""/>')).toEqual({
      feeds: [],
      warnings: ['The feed A is left out: javascript:x is no web address.', 'The feed B is left out: it has no address.'],
    });
    expect(readOpml('<html></html>')).toEqual({ feeds: [], warnings: ['This is no OPML document: it has no <opml> element.'] });
    expect(readOpml('').feeds).toEqual([]);
  });

  test('knows our settings by the namespace, whatever its prefix', () => {
    const { feeds } = readOpml(
      `<opml xmlns:h="${OPML_NAMESPACE}"><outline xmlUrl="http://a.example/f" h:role="comments" h:state="paused" h:intervalMinutes="30" h:source="Office" h:tags="a, b"/></opml>`,
    );
    expect(feeds).toEqual([
      feed({
        url: 'http://a.example/f',
        role: 'comments',
        state: 'paused',
        leastMinutes: 30,
        mostMinutes: 30,
        tags: ['a', 'b'],
        source: { ...NO_SOURCE, title: 'Office' },
      }),
    ]);
  });

  test('100,000 outlines within each other do no harm', () => {
    const start = performance.now();
    expect(read('<outline text="a" xmlUrl="http://a.example/">'.repeat(9000)).feeds).toHaveLength(9000);
    const { feeds, warnings } = read('<outline text="a" xmlUrl="http://a.example/">'.repeat(100_000));
    expect([feeds.length, warnings]).toEqual([10_000, ['The list is read no further than here: 10000 of its outlines are left open.']]);
    expect(read(`${'<outline text="a">'.repeat(9000)}<outline xmlUrl="http://a.example/"/>`).feeds[0]?.folders).toHaveLength(20);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('our list', () => {
  test('is OPML that others read, with our settings in our namespace', () => {
    const xml = writeOpml([feed({ title: 'A "b" <c> & d', siteUrl: 'http://example.org/', folders: ['One', 'Two'] })], META);
    expect(xml).toContain('<opml version="2.0" xmlns:hustings="https://hustings.example/ns/opml">');
    expect(xml).toContain('Thu, 03 Apr 2008 12:00:00 GMT');
    expect(xml).toContain(
      'text="A &quot;b&quot; &lt;c&gt; &amp; d" type="rss" xmlUrl="http://example.org/feed" htmlUrl="http://example.org/"',
    );
    expect(writeOpml([], META)).toContain('<opml');
  });

  test('comes back as it was', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map((text) => text.replace(/[\s\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ').trim())
      .filter((text) => text !== '');
    const url = fc.webUrl({ withQueryParameters: true }).map((text) => new URL(text).href);
    const anyFeed: fc.Arbitrary<OpmlFeed> = fc.record({
      url,
      title: fc.option(name),
      siteUrl: fc.option(url),
      folders: fc.array(fc.oneof(name, fc.constantFrom('One', 'Two')), { maxLength: 3 }),
      role: fc.constantFrom('posts' as const, 'comments' as const),
      source: fc.record({
        title: fc.option(name),
        platform: fc.option(name),
        affiliation: fc.option(name),
      }),
      tags: fc.uniqueArray(name, { maxLength: 3 }),
      state: fc.constantFrom('active' as const, 'paused' as const, 'gone' as const, 'retired' as const),
      leastMinutes: fc.option(fc.integer({ min: 1, max: 100_000 })),
      mostMinutes: fc.option(fc.integer({ min: 1, max: 100_000 })),
    });
    fc.assert(
      fc.property(fc.array(anyFeed, { maxLength: 8 }), (feeds) => {
        expect(readOpml(writeOpml(feeds, META))).toEqual({ feeds, warnings: [] });
      }),
      { numRuns: 500 },
    );
  });
});
