import type { Span } from './query.js';
import { wordsOf } from './words.js';

/** A piece of a query. A run is what stands between spaces; a quotation may follow a field's name at once. */
export type Lexeme = Span &
  (
    | { type: 'open' | 'close' | 'not' | 'or' | 'and' }
    | { type: 'near'; distance: string | null }
    | { type: 'field'; name: string; value: string; valueOffset: number; isQuoted: boolean; isClosed: boolean }
    | { type: 'quotation'; value: string; isClosed: boolean; isPrefix: boolean }
    | { type: 'run'; value: string }
  );

const OPERATORS = new Map([
  ['AND', 'and'],
  ['OR', 'or'],
  ['NOT', 'not'],
] as const);
const FIELD = /^(\p{L}[\p{L}_-]*):(?!\/\/)/u;

/** Cuts a query into its pieces. Signs without a letter or digit (`&`, a dash between spaces) are as good as spaces. */
export function* lexemesOf(text: string): Generator<Lexeme> {
  let offset = 0;
  while (offset < text.length) {
    const lexeme = lexemeAt(text, offset);
    if (lexeme) yield lexeme;
    offset += lexeme?.length ?? emptyLength(text, offset);
  }
}

function lexemeAt(text: string, offset: number): Lexeme | null {
  const sign = text[offset] ?? '';
  if (sign === '(') return { type: 'open', offset, length: 1 };
  if (sign === ')') return { type: 'close', offset, length: 1 };
  if (isQuote(sign)) return quotationAt(text, offset);
  // A minus binds to what follows it at once; one between spaces is a dash, as is one before nothing that could be looked for.
  if (sign === '-' && /^-[("“”#@\p{L}\p{N}]/u.test(text.slice(offset, offset + 3))) return { type: 'not', offset, length: 1 };
  const run = runAt(text, offset);
  const operator = OPERATORS.get(run as 'AND');
  if (operator) return { type: operator, offset, length: run.length };
  const near = /^NEAR(?:\/(\S*))?$/.exec(run);
  if (near) return { type: 'near', distance: near[1] ?? null, offset, length: run.length };
  const name = FIELD.exec(run)?.[1];
  if (name !== undefined) {
    const field = fieldAt(text, offset, name, run);
    if (field) return field;
  }
  return wordsOf(run).length > 0 || run.startsWith('*') ? { type: 'run', value: run, offset, length: run.length } : null;
}

/** `author:Quill`, `author:"Hester Quill"`; null where no value follows the colon: then it is a word with a colon behind it. */
function fieldAt(text: string, offset: number, name: string, run: string): Lexeme | null {
  const valueOffset = offset + name.length + 1;
  if (isQuote(text[valueOffset] ?? '')) {
    const { value, length, isClosed } = quotationAt(text, valueOffset);
    return { type: 'field', name, value, valueOffset, isQuoted: true, isClosed, offset, length: name.length + 1 + length };
  }
  const value = run.slice(name.length + 1);
  return value === '' ? null : { type: 'field', name, value, valueOffset, isQuoted: false, isClosed: true, offset, length: run.length };
}

function quotationAt(text: string, offset: number): Lexeme & { type: 'quotation' } {
  let end = offset + 1;
  while (end < text.length && !isQuote(text[end] ?? '')) end++;
  const isClosed = end < text.length;
  const isPrefix = isClosed && text[end + 1] === '*';
  const length = end - offset + (isClosed ? 1 : 0) + (isPrefix ? 1 : 0);
  return { type: 'quotation', value: text.slice(offset + 1, end), isClosed, isPrefix, offset, length };
}

function runAt(text: string, offset: number): string {
  return /^[^\s()"“”]*/u.exec(text.slice(offset))?.[0] ?? '';
}

/** What is passed over: at least one sign. */
function emptyLength(text: string, offset: number): number {
  return Math.max(1, runAt(text, offset).length);
}

function isQuote(sign: string): boolean {
  return sign === '"' || sign === '“' || sign === '”';
}
