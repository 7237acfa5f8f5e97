/** Ways of spoiling a document. Each takes bytes, numbers to go by (`at`, `to`, `size`), and another document; and gives other bytes. */
import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';

/** What browsers were made to run, by itself and by what a cleaner makes of it. */
const SCRIPTS = [
  '<script>hit()</script>',
  '<img src=x onerror=hit()>',
  '<svg onload=hit()>',
  '<svg><style><img src=x onerror=hit()></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit()>',
  '<noscript><p title="</noscript><img src=x onerror=hit()>">',
  '<a href="javascript:hit()">x</a>',
  '<a href=" &#14; java&#10;script:hit()">x</a>',
  '<a href="&#x6a;avascript&colon;hit()">x</a>',
  '<a href="data:text/html,<script>hit()</script>">x</a>',
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '<p style="background:url(javascript:hit())" onmouseover=hit() onfocus=hit() tabindex=1 autofocus>',
  '<details open ontoggle=hit()>',
  '<!--><img src=x onerror=hit()>-->',
  '<![CDATA[<img src=x onerror=hit()>]]>',
  '<title><a title="</title><img src=x onerror=hit()>">',
  '<textarea><img title="</textarea><img src=x onerror=hit()>">',
  '<img alt="`><img src=x onerror=hit()>" src="http://x.example/`onerror=hit()`">',
  '<a href="http://x.example/"onmouseover="hit()">x</a>',
  '"><script>hit()</script>',
  "' onerror='hit()",
  '<base href="javascript:/a/-hit();//">',
  '<xmp><p title="</xmp><img src=x onerror=hit()>">',
  '<meta http-equiv=refresh content="0;url=javascript:hit()">',
  '<object data="javascript:hit()"></object><embed src="javascript:hit()">',
  '<img srcset="x 1x" src=x onerror=hit()//',
  '<a href="https://x.example/<script>hit()</script>">https://x.example/"><script>hit()</script></a>',
];
const ENTITIES = [
  '&lt;script&gt;hit()&lt;/script&gt;',
  '&amp;lt;img src=x onerror=hit()&amp;gt;',
  '&#0;',
  '&#x110000;',
  '&#xD800;',
  '&#99999999999999999999;',
  '&nbsp;',
  '&bogus;',
  '&',
  '&;',
  '&#',
  '&a;',
  '&__proto__;',
  '&constructor;',
  ']]>',
  '<![CDATA[',
  '-->',
  '<!--',
  '<?',
  '?>',
  '\0',
  '\u0008',
];
const PROLOGUES = [
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '<!DOCTYPE x [<!ENTITY a "&a;&a;">]>',
  '<!DOCTYPE x [<!ENTITY a "<script>hit()</script>">]>',
  '<!DOCTYPE x [<!ENTITY __proto__ "y">',
  '<?xml version="1.0" encoding="utf-16"?>',
  '<?xml version="1.0" encoding="__proto__"?>',
];
const NUMBERS = [
  '0',
  '-1',
  '-0',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e308',
  '1e999',
  'NaN',
  '999999999999999',
  '0x7f',
  '٣',
  '99999-99-99',
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  'xmlns:__proto__',
  '__proto__:a',
];
const CHARSETS = [
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'shift_jis',
  'windows-1252',
  'iso-8859-1',
  'koi8-r',
  'gb18030',
  'utf-7',
  'big5',
  'euc-kr',
];
const VALUES = [
  'null',
  '[]',
  '{}',
  '-1',
  '1e300',
  '"\\ud800"',
  '"\\u0000"',
  'true',
  '[[[[[]]]]]',
  '"javascript:hit()"',
  '"<img src=x onerror=hit()>"',
];
const DEPTH_MAX = 400;

const pick = (list, number) => list[number % list.length];
const text = (bytes) => bytes.toString('latin1');
const bytesOf = (string) => Buffer.from(string, 'latin1');
/** The first match behind a place, else the first of all. */
function near(string, pattern, at) {
  const from = at % (string.length + 1);
  pattern.lastIndex = from;
  const behind = pattern.exec(string);
  pattern.lastIndex = 0;
  return behind ?? pattern.exec(string);
}
const instead = (string, match, by) => (match ? string.slice(0, match.index) + by + string.slice(match.index + match[0].length) : string);
const inserted = (string, at, what) => {
  const place = at % (string.length + 1);
  return string.slice(0, place) + what + string.slice(place);
};
const onText = (change) => (bytes, how, other) => bytesOf(change(text(bytes), how, other));

export const MUTATORS = {
  flip(bytes, { at, to, size }) {
    const spoilt = Buffer.from(bytes);
    for (let turn = 0; turn <= size % 8 && spoilt.length > 0; turn++)
      spoilt[(at + turn * (to + 1)) % spoilt.length] ^= 1 << ((at + turn) % 8);
    return spoilt;
  },
  truncate: (bytes, { at }) => bytes.subarray(0, at % (bytes.length + 1)),
  splice: (bytes, { at, to }, other) =>
    Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), other.subarray(to % (other.length + 1))]),
  insert: (bytes, { at, to, size }, other) => {
    const [place, from] = [at % (bytes.length + 1), to % (other.length + 1)];
    return Buffer.concat([bytes.subarray(0, place), other.subarray(from, from + (size % 2000)), bytes.subarray(place)]);
  },
  repeat: onText((string, { at, to, size }) => {
    const from = near(string, /[<{]/g, at)?.index ?? 0;
    const piece = string.slice(from, from + 1 + (to % 600));
    return string.slice(0, from) + piece.repeat(1 + (size % 40)) + string.slice(from);
  }),
  nest: onText((string, { at, to, size }) => {
    const tag = near(string, /<[a-zA-Z][\w:-]*/g, at)?.[0] ?? '[';
    const levels = 1 + (size % DEPTH_MAX);
    const [open, close] = tag === '[' ? ['[', ']'] : [`${tag}>`, `</${tag.slice(1)}>`];
    return inserted(string, to, open.repeat(levels) + (size % 3 ? 'x' + close.repeat(levels) : ''));
  }),
  unend: onText((string, { at }) => instead(string, near(string, /<\/[^>]*>|[}\]]/g, at), '')),
  unquote: onText((string, { at, size }) => instead(string, near(string, /["'<>=]/g, at), pick(['', '"', "'", '<', '>', '`'], size))),
  encode: (bytes, { at, size }) => {
    const encoded = iconv.encode(bytes.toString('utf8'), pick(CHARSETS, size));
    return at % 3 === 0
      ? Buffer.concat([pick([Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff]), Buffer.from([0xef, 0xbb, 0xbf])], at), encoded])
      : encoded;
  },
  declare: onText((string, { at, size }) =>
    instead(string, near(string, /(?:encoding|charset)\s*=\s*["']?[\w-]*/g, at), `encoding="${pick(CHARSETS, size)}`),
  ),
  entity: onText((string, { at, size }) => inserted(string, at, pick(ENTITIES, size))),
  prologue: onText((string, { size }) => pick(PROLOGUES, size) + string),
  attribute: onText((string, { at, size }) => {
    const value = pick(['x', '<', '&amp;', '&#', 'http://'], size).repeat(10 ** (size % 5));
    return instead(
      string,
      near(string, /(?<=<[a-zA-Z][\w:-]*)(?=[\s/>])/g, at),
      ` ${pick(['x', 'href', 'title', 'onload', 'xmlns'], at)}="${value}"`,
    );
  }),
  number: onText((string, { at, size }) => instead(string, near(string, /\d+/g, at), pick(NUMBERS, size))),
  name: onText((string, { at, size }) =>
    instead(string, near(string, /(?<=<\/?)[a-zA-Z][\w:-]*|(?<=[\s"])[\w:-]+(?==|"\s*:)/g, at), pick(NAMES, size)),
  ),
  key: onText((string, { at }) =>
    instead(string, near(string, /\{/g, at), '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'),
  ),
  value: onText((string, { at, size }) =>
    instead(string, near(string, /(?<=:\s*)(?:"(?:[^"\\]|\\.)*"|[\d.]+|null|true|false)/g, at), pick(VALUES, size)),
  ),
  script: onText((string, { at, to, size }) => {
    const script = pick(SCRIPTS, size);
    const written = pick(
      [script, script.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), `<![CDATA[${script}]]>`, JSON.stringify(script).slice(1, -1)],
      to,
    );
    return inserted(string, (near(string, />|": "/g, at)?.index ?? at) + 1, written);
  }),
};
