import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decode } from '../../src/feeds/decode.js';
import { repairMojibake } from '../../src/feeds/mojibake.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const TEXTS = {
  'windows-1251': 'Съешь ещё этих мягких французских булок, да выпей чаю',
  'koi8-r': 'Съешь ещё этих мягких французских булок, да выпей чаю',
  shift_jis: 'いろはにほへと ちりぬるを わかよたれそ つねならむ',
  'euc-jp': 'いろはにほへと ちりぬるを わかよたれそ つねならむ',
  'euc-kr': '키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다',
  big5: '我能吞下玻璃而不傷身體。今天天氣很好',
  gb18030: '我能吞下玻璃而不伤身体。今天天气很好',
};
const document = (text: string, encoding: string, declaration = '') =>
  iconv.encode(`<?xml version="1.0"${declaration}?><rss><channel><title>${text}</title></channel></rss>`, encoding);

test.each([
  ['UTF-8', [0xef, 0xbb, 0xbf, 0x3c, 0x61, 0xc3, 0xa9], 'utf-8', '<aé'],
  ['UTF-16 little end first', [0xff, 0xfe, 0x3c, 0, 0xe9, 0], 'utf-16le', '<é'],
  ['UTF-16 big end first', [0xfe, 0xff, 0, 0x3c, 0, 0xe9], 'utf-16be', '<é'],
  ['UTF-32 little end first', [0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0], 'utf-32le', '<'],
  ['UTF-32 big end first', [0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c], 'utf-32be', '<'],
])('a byte order mark of %s wins over everything that is declared', (_name, content, encoding, text) => {
  expect(decode(Buffer.from(content), 'text/xml; charset=iso-8859-5')).toEqual({ text, encoding, via: 'bom', warnings: [] });
});

test.each([
  ['utf-16le', Buffer.from('<?xml?>é', 'utf16le')],
  ['utf-16be', Buffer.from('<?xml?>é', 'utf16le').swap16()],
  ['utf-32le', iconv.encode('<?xml?>é', 'utf-32le')],
  ['utf-32be', iconv.encode('<?xml?>é', 'utf-32be')],
])('NULs show %s without a mark', (encoding, content) => {
  expect(decode(content, 'text/xml')).toEqual({ text: '<?xml?>é', encoding, via: 'pattern', warnings: [] });
});

test('valid UTF-8 wins over a lying HTTP charset and a lying declaration', () => {
  const content = Buffer.from('<?xml version="1.0" encoding="utf-16"?><title>Zoë</title>');
  expect(decode(content, 'text/xml; charset=ISO-8859-5')).toMatchObject({ encoding: 'utf-8', via: 'utf-8' });
  expect(decode(content, 'text/xml; charset=ISO-8859-5').text).toContain('Zoë');
});

test.each([
  ['application/rss+xml; charset=windows-1251', '', 'http'],
  ['application/rss+xml; charset="WINDOWS-1251"', '', 'http'],
  ['application/rss+xml; charset=utf-8', ' encoding="windows-1251"', 'declaration'],
  [null, " encoding='windows-1251'", 'declaration'],
])('Content-Type %j with declaration %j is believed as far as the bytes allow', (contentType, declaration, via) => {
  const decoded = decode(document(TEXTS['windows-1251'], 'windows-1251', declaration), contentType);
  expect(decoded).toMatchObject({ encoding: 'windows-1251', via, warnings: [] });
  expect(decoded.text).toContain(TEXTS['windows-1251']);
});

test('a meta element tells the charset of a page', () => {
  const page = iconv.encode('<html><head><meta charset="windows-1250"><title>Zażółć</title></head></html>', 'windows-1250');
  expect(decode(page, 'text/html')).toMatchObject({
    encoding: 'windows-1250',
    via: 'meta',
    text: expect.stringContaining('Zażółć') as string,
  });
});

test.each(['iso-8859-1', 'windows-1252', 'latin1', 'us-ascii'])('%s means windows-1252, quotation marks included', (charset) => {
  expect(decode(bytes('<t>', [0x93], 'caf', [0xe9], [0x94, 0x97, 0x80, 0x81], '</t>'), `text/xml; charset=${charset}`).text).toBe(
    '<t>“café”—€\x81</t>',
  );
});

test('windows-1252 pasted into UTF-8 is read as what it is, with a warning', () => {
  const decoded = decode(
    Buffer.concat([Buffer.from('<t>é ü ñ — '), bytes([0x93], 'quoted', [0x94]), Buffer.from('</t>')]),
    'text/xml; charset=utf-8',
  );
  expect(decoded).toMatchObject({ text: '<t>é ü ñ — “quoted”</t>', via: 'mixed', warnings: [{ code: 'encoding-guessed' }] });
});

test('whatever bytes are strewn into UTF-8, each is read as windows-1252 and nothing else changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 0x80, max: 0xff }), (words, stray) => {
      const meant = `<t>éééé ${words}</t>`;
      const read = decode(Buffer.concat([Buffer.from(meant), Buffer.from([stray]), Buffer.from('</t>')]), null);
      expect(read.text).toBe(`${meant}${iconv.decode(Buffer.from([stray]), 'win1252').replace('\ufffd', String.fromCharCode(stray))}</t>`);
    }),
  );
});

test('a little UTF-8 in an English text is meant, even among more windows-1252', () => {
  const content = Buffer.concat([
    Buffer.from('<t>caf\u00e9, as they say in this long sentence of English, '),
    bytes([0x93], 'don', [0x92], 't', [0x94]),
    Buffer.from('</t>'),
  ]);
  expect(decode(content, 'text/xml; charset=utf-8').text).toContain('café, as they say in this long sentence of English, “don’t”');
});

test.each(Object.entries(TEXTS))('undeclared %s is guessed from its text, with a warning', (encoding, text) => {
  const decoded = decode(document(text, encoding), null);
  expect(decoded.text).toContain(text);
  expect(decoded).toMatchObject({ via: 'guess', warnings: [{ code: 'encoding-guessed' }] });
});

test('undeclared text in Latin script is windows-1252, not a guess of statistics', () => {
  expect(decode(bytes('<t>caf', [0xe9], ' na', [0xef], 've</t>'), null)).toMatchObject({
    text: '<t>café naïve</t>',
    encoding: 'windows-1252',
    via: 'guess',
  });
});

test('a seven-bit charset is believed though its bytes are ASCII', () => {
  const content = Buffer.from('<t>\x1b$B$"\x1b(B</t>', 'latin1');
  expect(decode(content, 'text/xml; charset=iso-2022-jp').text).toBe('<t>あ</t>');
});

test('a seven-bit charset with half a character in it is not believed', () => {
  const half = Buffer.from('<t>+2DQ-</t>', 'latin1');
  expect(decode(half, 'text/xml; charset=utf-7')).toMatchObject({ text: '<t>+2DQ-</t>', encoding: 'utf-8' });
});

test('an unknown charset is passed over', () => {
  expect(decode(Buffer.from('<?xml version="1.0" encoding="x-evil-../../etc"?><t/>'), null).via).toBe('utf-8');
});

test('any bytes under any charset end in a text', () => {
  const charsets = fc.constantFrom(
    null,
    'text/xml; charset=utf-8',
    'text/xml; charset=shift_jis',
    'text/xml; charset=utf-7',
    'charset=',
    'x; charset="utf-16"',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), charsets, (content, contentType) =>
      expect(decode(content, contentType).text.isWellFormed()).toBe(true),
    ),
  );
});

test('valid UTF-8 comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(/^[^\0\ufeff]/u.test(text));
      expect(decode(Buffer.from(`<${text}`), 'text/xml; charset=koi8-r').text).toBe(`<${text}`);
    }),
  );
});

describe('mojibake', () => {
  test.each([
    ['lâ€™espion quâ€™on aime', 'l’espion qu’on aime'],
    ['CÃ´te dâ€™Ivoire', 'Côte d’Ivoire'],
    ['SÃO PAULO', 'SÃO PAULO'],
    ['Ã© and a true é', 'Ã© and a true é'],
    ['plain', 'plain'],
    ['日本 Ã©', '日本 Ã©'],
  ])('%j becomes %j', (text, meant) => {
    expect(repairMojibake(text)).toBe(meant);
  });
});
