import type { Affiliation } from '../sources/source.entity.js';

/** What a query asks for. The parser makes it, the printer writes it, and everything else goes by it. */
export type Query = Group | Not | Text | Near | Field;

export interface Group {
  type: 'and' | 'or';
  parts: Query[];
}

export interface Not {
  type: 'not';
  part: Query;
}

/**
 * word: in any of its forms. exact: as it is written, and where there are several words, one after another. prefix: the same, and the last is the
 * beginning of a word.
 */
export interface Text {
  type: 'text';
  form: 'word' | 'exact' | 'prefix';
  /** In lower case. */
  words: string[];
}

/** Two texts, in whatever order, with fewer than `distance` words between them. */
export interface Near {
  type: 'near';
  distance: number;
  parts: [Text, Text];
}

export type Field =
  | { type: 'author'; words: string[] }
  | Named<'source'>
  | Named<'entity'>
  | Named<'tag'>
  | Named<'platform'>
  | { type: 'affiliation'; name: Affiliation }
  | { type: 'is'; what: (typeof IS)[number] }
  | { type: 'has'; what: (typeof HAS)[number] }
  | { type: 'in'; threadId: number }
  | { type: 'after' | 'before'; date: string; at: number }
  | { type: 'lang'; language: string };

/** Whether there is such a thing is seen when the query is run; where it is named, is said then. */
interface Named<Type extends string> {
  type: Type;
  name: string;
  at: Span;
}

export const IS = ['comment', 'post', 'reader', 'gone', 'edited', 'copy'] as const;
export const HAS = ['replies', 'links'] as const;
export const FIELDS = [
  'author',
  'source',
  'platform',
  'affiliation',
  'entity',
  'tag',
  'is',
  'has',
  'in',
  'after',
  'before',
  'lang',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** A place in the text of a query. */
export interface Span {
  offset: number;
  length: number;
}

/** Why there is no answer to a query: what is wrong, and where. */
export interface QueryError extends Span {
  sentence: string;
}

/** What a reader may ask for at once: a query is one line, and none costs much more than another. */
export const LIMITS = { characters: 500, terms: 32, depth: 10, prefixLetters: 2, distance: 30 } as const;

/** NEAR without a number. */
export const NEAR_DISTANCE = 10;

/** The texts that a query looks for: those that no NOT stands before. */
export function textsOf(query: Query): Text[] {
  if (query.type === 'text') return [query];
  if (query.type === 'near') return query.parts;
  return query.type === 'and' || query.type === 'or' ? query.parts.flatMap(textsOf) : [];
}
