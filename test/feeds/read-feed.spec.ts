import { Buffer } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import fc from 'fast-check';
import { FeedError } from '../../src/feeds/errors.js';
import { readFeed } from '../../src/feeds/read-feed.js';
import type { FeedReading } from '../../src/feeds/types.js';
import { inProportion } from '../support/cpu.js';

const read = (text: string | Uint8Array, contentType: string | null = null) =>
  readFeed(typeof text === 'string' ? Buffer.from(text) : text, { url: 'https://blog.example/feed', contentType });

test('bytes become posts', async () => {
  const reading = await read(
    `<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Blog</title><link>/</link>
     <item><title>Fish &amp;amp; chips</title><link>/1</link><guid>tag:1</guid><pubDate>Thu, 03 Apr 2008 13:40:00 BST</pubDate>
     <description>&lt;p onclick="x()"&gt;Hello&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description><slash:comments>3</slash:comments></item></channel></rss>`,
    'application/rss+xml',
  );
  expect(reading).toMatchObject({
    format: 'rss',
    feed: { title: 'Blog', siteUrl: 'https://blog.example/' },
    known: 0,
    deleted: [],
    warnings: [],
  });
  expect(reading.posts).toMatchObject([
    {
      guid: 'tag:1',
      url: 'https://blog.example/1',
      title: 'Fish & chips',
      html: '<p>Hello</p>',
      text: 'Hello',
      kind: 'post',
      publishedAt: new Date('2008-04-03T12:40:00Z'),
      commentCount: 3,
    },
  ]);
});

test('entries that the caller knows are counted, and not made again', async () => {
  const text = '<rss><channel><item><guid>1</guid></item><item><guid>2</guid></item></channel></rss>';
  const [first] = (await read(text)).posts;
  const again = await readFeed(Buffer.from(text), {
    url: 'https://blog.example/feed',
    contentType: null,
    known: new Set([first?.entryHash ?? '']),
  });
  expect([again.known, again.posts.map(({ guid }) => guid)]).toEqual([1, ['2']]);
});

test('warnings of every step come together', async () => {
  const text = Buffer.from('<rss><channel><item><title>a & caf\xe9</title><pubDate>soon</pubDate></item></channel></rss>', 'latin1');
  expect((await read(text)).warnings.map(({ code }) => code)).toEqual(['encoding-guessed', 'xml-repaired', 'bad-date', 'guid-missing']);
});

/** A reading, or the one error that a document may end in. */
async function outcome(bytes: Uint8Array, contentType: string | null = null): Promise<FeedReading | FeedError> {
  return read(bytes, contentType).catch((error: unknown) => {
    if (error instanceof FeedError) return error;
    throw error;
  });
}

const tokens = fc.array(
  fc.constantFrom(
    ...[
      '<rss>',
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      '<channel>',
      '<item>',
      '</item>',
      '<entry>',
      '<title>',
      '</title>',
      '<link href="',
      '">',
      '<guid>',
      'x',
    ],
    ...[
      '<content type="xhtml">',
      '<div>',
      '</',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&',
      '&#0;',
      '&lt;script',
      '<!DOCTYPE x [',
      '<!ENTITY a "b">',
      '{"items":[',
      ']}',
      '\0',
      '"',
      '<?xml encoding="',
    ],
    ...['<thr:in-reply-to ref="', '<pubDate>', '2008', '<__proto__>', ' xml:base="', 'http://', 'é', '\ud83d\ude00', '<description>', ' '],
  ),
  { maxLength: 80 },
);

test('any bytes end in a reading or a FeedError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => void (await outcome(bytes))),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(tokens, async (pieces) => void (await outcome(Buffer.from(pieces.join(''))))),
    { numRuns: 500 },
  );
});

test('a feed that is cut off anywhere is read as far as it goes', async () => {
  const whole = `<rss><channel><title>t</title>${'<item><title>a</title><description>b &amp; c</description></item>'.repeat(3)}</channel></rss>`;
  for (let length = whole.indexOf('<item>') + 8; length <= whole.length; length++) {
    expect((await read(whole.slice(0, length))).posts.length).toBeGreaterThan(0);
  }
});

test.each([
  [
    'billion laughs',
    `<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "${'&a;'.repeat(10)}"><!ENTITY c "${'&b;'.repeat(10)}">]><rss><channel><item><title>&c;</title></item></channel></rss>`,
  ],
  ['100,000 unclosed tags in a text', `<rss><channel><item><description>${'&lt;p '.repeat(1e5)}</description></item></channel></rss>`],
  ['100,000 elements deep', `<rss><channel><item><description>${'<a>'.repeat(1e5)}`],
  ['50,000 elements in a text', `<rss><channel><item><description>${'<a/>'.repeat(5e4)}</description></item></channel></rss>`],
  ['20,000 links', `<feed><entry><title>a</title>${'<link rel="replies" href="/c"/>'.repeat(2e4)}</entry></feed>`],
  ['100,000 NULs', '\0'.repeat(1e5)],
  ['100,000 deep JSON', `{"title":"t","items":[${'['.repeat(1e5)}${']'.repeat(1e5)}]}`],
  [
    'names of objects',
    '<rss><channel><item><__proto__><polluted>1</polluted></__proto__><constructor><prototype/></constructor><title>a</title></item></channel></rss>',
  ],
])('%s: an end in good time, and nothing polluted', async (_name, text) => {
  await inProportion(() => outcome(Buffer.from(text)));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each(['', '<html><body>x</body></html>', '<opml/>', '{"a":1}'])('%j ends in a FeedError with a sentence', async (text) => {
  await expect(read(text)).rejects.toMatchObject({ name: 'FeedError', message: expect.stringMatching(/^The document .*\.$/) as string });
});

const FIXTURES = join(import.meta.dirname, '../../../shared/fixtures');
const files = existsSync(FIXTURES)
  ? readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    )
  : [];

(files.length > 0 ? test : test.skip)(
  'the real documents of ../shared/fixtures: none crashes, and every feed that holds items gives posts',
  async () => {
    const empty: string[] = [];
    for (const file of files) {
      const bytes = readFileSync(file);
      const reading = await outcome(bytes);
      const holdsEntries = ['.rss', '.atom', '.rdf'].includes(extname(file)) && /<(item|entry)[\s>]/.test(bytes.toString('latin1'));
      if (holdsEntries && (reading instanceof FeedError || reading.posts.length === 0)) empty.push(file);
    }
    expect([files.length > 1000, empty]).toEqual([true, []]);
  },
  180_000,
);

(files.length > 0 ? test : test.skip)(
  'the real comment feeds of ../shared/fixtures give every one of their comments',
  async () => {
    const feeds = files.filter((file) => /comment/i.test(basename(file)) && ['.rss', '.atom'].includes(extname(file)));
    const wrong: [string, number, number][] = [];
    for (const file of feeds) {
      const bytes = readFileSync(file);
      const reading = await readFeed(bytes, { url: 'https://blog.example/feed', contentType: null, role: 'comments' });
      const entries = bytes.toString('latin1').match(/<(item|entry)[\s>]/g)?.length ?? 0;
      const comments = reading.posts.filter(({ kind }) => kind === 'comment').length;
      if (comments !== entries) wrong.push([basename(file), entries, comments]);
    }
    expect([feeds.length > 100, wrong]).toEqual([true, []]);
  },
  180_000,
);

if (files.length === 0) process.stderr.write('read-feed.spec: ../shared/fixtures is not here; its real documents were not read.\n');

test('a document of 33 MB is refused before it is read', async () => {
  const bytes = new Uint8Array(33_000_000).fill(0x20);
  await expect(readFeed(bytes, { url: null, contentType: null })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('33 MB') as string,
  });
});
