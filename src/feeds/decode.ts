import { Buffer } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { Notes } from './notes.js';
import type { Warning } from './types.js';
import { fromWindows1252 } from './windows-1252.js';

export type EncodingSource = 'bom' | 'pattern' | 'utf-8' | 'http' | 'declaration' | 'meta' | 'mixed' | 'guess';

export interface Decoded {
  text: string;
  encoding: string;
  /** What the choice rests on. */
  via: EncodingSource;
  warnings: Warning[];
}

const BOMS: [bytes: number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Labels that the web reads as windows-1252 (WHATWG Encoding Standard §4.2), and ASCII, which nobody declares and means. */
const WINDOWS_1252 = /^(windows-1252|(x-)?cp-?1252|iso[-_]?8859-1(:1987)?|latin-?1|l1|(us-)?ascii|ansi_x3\.4-19(68|86)|cp819|ibm819)$/;
/** An eight-bit document cannot be any of these, whatever it declares. */
const WIDE = /^(utf|ucs|u)[-_]?(16|32|2|4)|^iso-10646-ucs|^csunicode/;
const UTF_8 = /^(utf|u)[-_]?8$|^unicode-1-1-utf-8$/;
/** Charsets that write everything in seven bits, so that their documents look like plain ASCII. */
const SEVEN_BIT = /^(iso-2022-|hz-gb|utf-7)/;

/**
 * Bytes to text. A byte order mark wins, then the pattern of NULs of UTF-16 and UTF-32, then UTF-8 if the bytes are valid UTF-8 (legacy
 * text hardly ever is, while HTTP charsets are often a server's default), then the HTTP charset, the XML declaration and HTML's meta
 * element, as far as the bytes can be read so. UTF-8 with some windows-1252 bytes in it is read as both; anything else is guessed, with the
 * warning `encoding-guessed`.
 *
 * RFC 7303 §3 (BOM before HTTP charset before declaration); XML 1.0 appendix F (patterns); WHATWG Encoding Standard (labels).
 *
 * @param bytes the document as it came
 * @param contentType the Content-Type header, or null
 * @returns the text without its byte order mark and without halves of characters; never throws
 */
export function decode(bytes: Uint8Array, contentType: string | null): Decoded {
  const marked = BOMS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return { text: decodeWide(bytes, marked[1]), encoding: marked[1], via: 'bom', warnings: [] };
  const pattern = wideByPattern(bytes);
  if (pattern) return { text: decodeWide(bytes, pattern), encoding: pattern, via: 'pattern', warnings: [] };

  const declared = declarations(bytes, contentType);
  const utf8 = decodeStrictly(bytes, 'utf-8');
  const stateful = declared.find(([, label]) => SEVEN_BIT.test(label));
  if (utf8 !== null && !stateful) return { text: utf8, encoding: 'utf-8', via: 'utf-8', warnings: [] };
  for (const [via, label] of declared) {
    if (WIDE.test(label) || UTF_8.test(label)) continue;
    const text = decodeStrictly(bytes, label);
    if (text !== null) return { text, encoding: label, via, warnings: [] };
  }
  return utf8 === null ? undeclared(bytes) : { text: utf8, encoding: 'utf-8', via: 'utf-8', warnings: [] };
}

/** XML 1.0 appendix F.1: where the first characters are ASCII, their NULs show the width and order of the units. */
function wideByPattern(bytes: Uint8Array): string | null {
  const shape = [...bytes.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : byte < 0x80 ? 'a' : 'x')).join('');
  return { a0a0: 'utf-16le', '0a0a': 'utf-16be', a000: 'utf-32le', '000a': 'utf-32be' }[shape] ?? null;
}

function decodeWide(bytes: Uint8Array, encoding: string): string {
  const text = encoding.startsWith('utf-32') ? iconv.decode(Buffer.from(bytes), encoding) : new TextDecoder(encoding).decode(bytes);
  return (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).toWellFormed();
}

/** What the surroundings and the first kilobyte say about the charset, most trusted first. */
function declarations(bytes: Uint8Array, contentType: string | null): [EncodingSource, string][] {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const found: [EncodingSource, RegExpExecArray | null][] = [
    ['http', /charset\s*=\s*["']?\s*([\w.:+-]+)/i.exec((contentType ?? '').slice(0, 512))],
    ['declaration', /<\?xml[^>]*?encoding\s*=\s*["']?\s*([\w.:+-]+)/i.exec(head)],
    ['meta', /<meta[^>]*?charset\s*=\s*["']?\s*([\w.:+-]+)/i.exec(head)],
  ];
  return found.flatMap(([via, match]) => (match?.[1] ? [[via, match[1].toLowerCase()] as [EncodingSource, string]] : []));
}

/** The text, or null where the bytes are not valid in this charset or the charset is unknown. */
function decodeStrictly(bytes: Uint8Array, label: string): string | null {
  // Node 20's TextDecoder reads this family as plain Latin-1: the quotation marks and dashes of 0x80 to 0x9F become control characters.
  if (WINDOWS_1252.test(label)) return decodeWindows1252(bytes);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (error) {
    // RangeError: a label that the platform does not know; iconv-lite knows more of them (UTF-7, cp437, …).
    if (!(error instanceof RangeError) || !iconv.encodingExists(label)) return null;
    const text = iconv.decode(Buffer.from(bytes), label);
    return text.includes('\ufffd') || !text.isWellFormed() ? null : text;
  }
}

/** The five bytes that windows-1252 leaves open become their C1 controls, as the web has it, so that any bytes can be read. */
function decodeWindows1252(bytes: Uint8Array): string {
  const text = iconv.decode(Buffer.from(bytes), 'win1252');
  return text.includes('\ufffd') ? text.replace(/\ufffd/g, (_mark, index: number) => String.fromCharCode(bytes[index] ?? 0xfffd)) : text;
}

/** Bytes that are no UTF-8 and that nothing usable is said about. */
function undeclared(bytes: Uint8Array): Decoded {
  const mixed = decodeMixed(bytes);
  if (mixed !== null) return { text: mixed, encoding: 'utf-8', via: 'mixed', warnings: warned('UTF-8 with some windows-1252 in it') };
  const encoding = guess(bytes) ?? 'windows-1252';
  return { text: decodeStrictly(bytes, encoding) ?? decodeWindows1252(bytes), encoding, via: 'guess', warnings: warned(encoding) };
}

function warned(encoding: string): Warning[] {
  const notes = new Notes();
  notes.add('encoding-guessed', encoding);
  return notes.list();
}

/**
 * UTF-8 into which windows-1252 bytes were pasted (comments do that): read each as what it is. Null where the valid sequences are too few
 * to be meant: among the many foreign letters of another charset some look like UTF-8 by accident, among the few of an English text hardly
 * any.
 */
function decodeMixed(bytes: Uint8Array): string | null {
  const stray: number[] = [];
  let valid = 0;
  for (let index = 0; index < bytes.length;) {
    const length = (bytes[index] ?? 0) < 0x80 ? 1 : sequenceLength(bytes, index);
    if (length > 1) valid += 1;
    if (length === 0 && stray.push(index) > STRAY_BYTES_MAX) return null;
    index += length || 1;
  }
  const few = stray.length <= valid * 8 && foreignShare(textBetweenTags(sampleOf(bytes))) < FOREIGN_SHARE_MIN;
  if (valid === 0 || !(stray.length < valid || few)) return null;
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const pieces: string[] = [];
  let from = 0;
  for (const index of stray) {
    pieces.push(strict.decode(bytes.subarray(from, index)), fromWindows1252(bytes[index] ?? 0));
    from = index + 1;
  }
  return pieces.join('') + strict.decode(bytes.subarray(from));
}

/**
 * How long the UTF-8 sequence at `index` is; 0 where there is none, or one that is overlong, a surrogate or beyond U+10FFFF (RFC 3629 §4).
 */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  const second = bytes[index + 1] ?? 0;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  for (let offset = 1; offset < length; offset++) if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

const SAMPLE_BYTES_MAX = 65_536;
/** More strays than this are no pasted quotation marks. */
const STRAY_BYTES_MAX = 200_000;
/** Under this share of non-ASCII letters a text is of a language in Latin script, where statistics guess worse than windows-1252 does. */
const FOREIGN_SHARE_MIN = 0.25;

/** The statistics of the text between the tags: markup is ASCII in every charset and would only water them down. */
function guess(bytes: Uint8Array): string | null {
  const sample = textBetweenTags(sampleOf(bytes));
  const high = highBytes(sample);
  if (high < 4 || foreignShare(sample) < FOREIGN_SHARE_MIN) return null;
  const candidates = analyse(sample).map((match) => match.name.toLowerCase());
  return candidates.find((label) => !UTF_8.test(label) && !WIDE.test(label) && isPlausible(decodeStrictly(sample, label), high)) ?? null;
}

/**
 * What statistics on a short text get wrong: single bytes of Cyrillic are also half-width katakana in Shift_JIS, which nobody writes texts
 * in; and in the wrong one of two Cyrillic charsets small letters and capitals change places, so that words are full of capitals.
 */
function isPlausible(text: string | null, high: number): boolean {
  const odd = text?.match(/[\uff61-\uff9f]|(?<=\p{Ll})\p{Lu}/gu)?.length ?? 0;
  return text !== null && odd < high / 10;
}

/** The beginning, cut behind a tag so that no character is cut. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= SAMPLE_BYTES_MAX) return bytes;
  return bytes.subarray(0, bytes.lastIndexOf(0x3e, SAMPLE_BYTES_MAX) + 1 || SAMPLE_BYTES_MAX);
}

function highBytes(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
}

/** The share of bytes beyond ASCII among all letters. */
function foreignShare(bytes: Uint8Array): number {
  const high = highBytes(bytes);
  const letters = bytes.reduce((count, byte) => count + ((byte | 32) >= 97 && (byte | 32) <= 122 ? 1 : 0), 0);
  return high / (high + letters || 1);
}

function textBetweenTags(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let inTag = false;
  for (const byte of bytes) {
    if (byte === 0x3c) inTag = true;
    else if (byte === 0x3e) inTag = false;
    else if (!inTag) kept.push(byte);
  }
  return Uint8Array.from(kept);
}
