import fc from 'fast-check';
import { detect } from '../../src/feeds/detect.js';
import { FeedError } from '../../src/feeds/errors.js';
import { Notes } from '../../src/feeds/notes.js';
import { repair } from '../../src/feeds/repair.js';
import { parseXml } from '../../src/feeds/xml.js';
import { inProportion } from '../support/cpu.js';

/** The repaired XML, and what the warning says was repaired. */
function repaired(text: string): { xml: string; repairs: string } {
  const kind = detect(text);
  if (kind.kind !== 'xml') throw new Error('not XML');
  const notes = new Notes();
  const xml = repair(text, kind.root, notes);
  const warning = notes.list().find(({ code }) => code === 'xml-repaired');
  return { xml, repairs: warning?.message.replace(/^.*repaired: |\.$/g, '') ?? '' };
}
const item = (inner: string) => `<rss><channel><item>${inner}</item></channel></rss>`;

test.each([
  ['nothing to repair', item('<title>a &amp; b</title>'), item('<title>a &amp; b</title>'), ''],
  ['junk before the root', `<br />\n<b>Warning</b>: x<?xml version="1.0"?>${item('')}`, item(''), ''],
  ['junk after the root', `${item('')}<script>x</script> junk & junk`, item(''), ''],
  ['bare ampersands', item('<title>a & b &c; AT&T</title>'), item('<title>a &amp; b &amp;c; AT&amp;T</title>'), 'bare ampersands'],
  ['HTML entities', item('<title>caf&eacute;&nbsp;&hellip;</title>'), item('<title>café\u00a0…</title>'), 'undeclared entities'],
  ['windows-1252 by number', item('<title>&#147;a&#x94;</title>'), item('<title>“a”</title>'), ''],
  ['windows-1252 as control characters', item('<title>don\x92t</title>'), item('<title>don’t</title>'), 'control characters'],
  ['numbers of no character', item('<title>a&#0;&#x110000;&#xD800;b</title>'), item('<title>ab</title>'), ''],
  ['control characters', item('<title>a\0\x08b</title>'), item('<title>ab</title>'), 'control characters'],
  [
    'unquoted attributes',
    item('<enclosure url=http://x.example/a length=5 />'),
    item('<enclosure url="http://x.example/a" length="5"></enclosure>'),
    '',
  ],
  ['attributes twice', item('<guid a="1" a="2">x</guid>'), item('<guid a="1">x</guid>'), ''],
  ['angle brackets in attributes', item('<guid a="<b>">x</guid>'), item('<guid a="&lt;b&gt;">x</guid>'), ''],
  ['comparisons', item('<title>1 < 2 > 1 <3</title>'), item('<title>1 &lt; 2 > 1 &lt;3</title>'), 'bare angle brackets'],
  ['a tag within a tag', item('<title <guid>x</guid>'), item('<guid>x</guid>'), 'bare angle brackets'],
  ['ends in the wrong order', item('<author><name>x</author></name>'), item('<author><name>x</name></author>'), 'mismatched tags'],
  ['ends in another case', item('<title>x</TITLE>'), item('<title>x</title>'), ''],
  ['truncation in a text', '<rss><channel><item><title>cut o', item('<title>cut o</title>'), 'elements left open'],
  ['truncation in a tag', '<rss><channel><item><title>cut</title><lin', item('<title>cut</title>'), 'elements left open'],
  [
    'CDATA that never ends',
    item('<title><![CDATA[x</title><guid>1</guid>'),
    item('<title><![CDATA[x]]></title><guid>1</guid>'),
    'CDATA left open',
  ],
  [
    'a comment that never ends',
    `<rss><channel><item></item><!-- ${item('')}`,
    item(''),
    'a comment or declaration left open, elements left open',
  ],
  [
    'an item that is not closed',
    '<rss><channel><item><guid>1</guid><item><guid>2</guid></channel></rss>',
    '<rss><channel><item><guid>1</guid></item><item><guid>2</guid></item></channel></rss>',
    'elements left open, mismatched tags',
  ],
  ['a quotation mark that never closes', item('<guid a="1>x</guid><title>t</title>'), item('<guid a="1">x</guid><title>t</title>'), ''],
])('%s', (_name, text, xml, repairs) => {
  const result = repaired(text);
  expect(result.xml.replace(/\/>/g, '></enclosure>')).toBe(xml);
  expect(result.repairs).toBe(repairs);
});

test.each([
  ['declared entities', '<!DOCTYPE rss [<!ENTITY who "Jo &#38; Co"> <!ENTITY two \'2\'>]>', '&who; &two;', '&amp;who; 2'],
  ['entities within entities', '<!DOCTYPE rss [<!ENTITY a "lol"> <!ENTITY b "&a;&a;">]>', '&a; &b;', 'lol &amp;b;'],
  ['entities of files', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '[&x;]', '[&amp;x;]'],
])('%s', (_name, doctype, title, meant) => {
  expect(repaired(`${doctype}${item(`<title>${title}</title>`)}`).xml).toBe(item(`<title>${meant}</title>`));
});

test.each([
  [
    'prefixes by their addresses',
    '<rss xmlns:t="http://purl.org/syndication/thread/1.0"><channel><item><t:In-Reply-To t:ref="1"/></item></channel></rss>',
    '<thr:in-reply-to thr:ref="1"/>',
  ],
  ['prefixes that nothing declares', item('<wfw:commentRSS>x</wfw:commentRSS>'), '<wfw:commentrss>x</wfw:commentrss>'],
  [
    'a scope within a scope',
    item('<dc:x xmlns:dc="http://search.yahoo.com/mrss/">1</dc:x><dc:x>2</dc:x>'),
    '<media:x>1</media:x><dc:x>2</dc:x>',
  ],
  [
    'names of objects',
    item('<__proto__>1</__proto__><constructor __proto__="x" hasOwnProperty="y">2</constructor>'),
    '<__proto__>1</__proto__><constructor>2</constructor>',
  ],
  ['names of no XML', item('<a,b>1</a,b><_>2</_>'), '<xa_b>1</xa_b><x_>2</x_>'],
])('names: %s', (_name, text, inner) => {
  expect(repaired(text).xml).toContain(`<item>${inner}</item>`);
});

test.each([
  ['<RSS><Channel><Item/></Channel></RSS>', '<rss><channel><item/></channel></rss>'],
  ['<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry/></a:feed>', '<feed><entry/></feed>'],
  ['<feed xmlns="http://example.org/mistyped"><entry/></feed>', '<feed><entry/></feed>'],
  [
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item r:about="x"/></r:RDF>',
    '<rdf:RDF><item rdf:about="x"/></rdf:RDF>',
  ],
  ['<channel><item/></channel>', '<rss><channel><item/></channel></rss>'],
  ['<item/><item/>', '<rss><channel><item/><item/></channel></rss>'],
  ['<entry xmlns="http://www.w3.org/2005/Atom"><id>1</id></entry>', '<feed><entry><id>1</id></entry></feed>'],
])('roots: %s', (text, xml) => {
  expect(repaired(text).xml).toBe(xml);
});

test('markup that stands unescaped in a text keeps its order, and is flagged', () => {
  const { xml } = repaired(item('<description>one <b>two</b> three<br>four <![CDATA[<five>]]></description>'));
  expect(xml).toContain(
    '<description hustings:markup="1">one &lt;b&gt;two&lt;/b&gt; three&lt;br/&gt;four &amp;lt;five&amp;gt;</description>',
  );
});

test('nobody can set the flag from outside', () => {
  expect(repaired(item('<title hustings:markup="1">&lt;b&gt;</title>')).xml).toContain('<title>&lt;b&gt;</title>');
});

test('elements 256 deep are refused, and those above are not', () => {
  const deep = (levels: number) => item(`<description>${'<p>'.repeat(levels)}x${'</p>'.repeat(levels)}</description>`);
  expect(() => repaired(deep(300))).toThrow(expect.objectContaining({ code: 'too-deep' }) as FeedError);
  expect(repaired(deep(200)).xml).toContain('x');
});

test('more than 5,000 entries are cut, with a warning', () => {
  const kind = detect(item(''));
  if (kind.kind !== 'xml') throw new Error('not XML');
  const notes = new Notes();
  const xml = repair(`<rss><channel>${'<item/>'.repeat(6000)}</channel></rss>`, kind.root, notes);
  expect(xml.match(/<item\/>/g)).toHaveLength(5000);
  expect(notes.list()).toEqual([{ code: 'too-many-entries', message: 'Only the first 5000 entries were read.' }]);
});

const soup = fc.array(
  fc.constantFrom(
    '<item>',
    '</item>',
    '<title>',
    '</title>',
    '<b',
    ' a="',
    "'",
    '>',
    '<',
    '&',
    '&amp;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<entry/>',
    'x',
    '\0',
    'é',
    '<a:b xmlns:a="u">',
    '<!',
    '/',
  ),
  { maxLength: 60 },
);

test('whatever stands within a root, the result is XML that the parser takes', async () => {
  await fc.assert(
    fc.asyncProperty(soup, fc.constantFrom('rss', 'feed', 'rdf:RDF', 'channel', 'item'), async (pieces, root) => {
      const text = `<${root}>${pieces.join('')}</${root}>`;
      await expect(parseXml(repaired(text).xml, null, new Notes())).resolves.toBeDefined();
    }),
    { numRuns: 500 },
  );
});

test('broken constructs cost time in proportion to their number', async () => {
  for (const piece of ['<!-- ', '<![CDATA[', '<a b="', '<a></b>', '&', '<', '</x>', '<p a=', '<?', '<item>', '<title>&x']) {
    try {
      await inProportion(() => repaired(item(`<description>${piece.repeat(60_000)}`)));
    } catch (error) {
      expect(error).toBeInstanceOf(FeedError);
    }
  }
});

describe('detect', () => {
  test.each([
    ['', 'empty'],
    [' \n\t\ufeff\0 ', 'empty'],
    ['<!doctype html><html><body>x</body></html>', 'html'],
    ['<HTML><head></head></HTML>', 'html'],
    ['<html><body><rdf:RDF></rdf:RDF><item>x</item></body></html>', 'html'],
    ['<opml version="2.0"/>', 'not-a-feed'],
    ['<?xml version="1.0"?><urlset/>', 'not-a-feed'],
    ['%PDF-1.4', 'not-a-feed'],
    ['<!-- <rss> -->', 'not-a-feed'],
    ['<!-- <rss>', 'not-a-feed'],
  ])('%j is %s', (text, code) => {
    expect(() => detect(text)).toThrow(expect.objectContaining({ name: 'FeedError', code }) as FeedError);
  });

  test.each([
    ['{"version":""}', { kind: 'json' }],
    [
      '<html><body><feed xmlns="http://www.w3.org/2005/Atom"/></body></html>',
      { kind: 'xml', root: { format: 'atom', name: 'feed', index: 12 } },
    ],
    ['<!DOCTYPE html><rss/>', { kind: 'xml', root: { format: 'rss', name: 'rss', index: 15 } }],
    ['<CHANNEL HREF="x"/>', { kind: 'xml', root: { format: 'cdf', name: 'channel', index: 0 } }],
    ['<Channel xmlns="http://purl.org/net/rss1.1#"/>', { kind: 'xml', root: { format: 'rdf', name: 'channel', index: 0 } }],
  ])('%j is a feed', (text, detected) => {
    expect(detect(text)).toEqual(detected);
  });
});
