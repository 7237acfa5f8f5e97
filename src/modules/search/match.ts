import { FACTS } from './filing.js';
import { formsOf } from './stems.js';
import { fold } from './words.js';
import type { Query, Text } from './query.js';

/**
 * The part of a query that the index of words can answer by itself, in terms of what posts are filed under. Either database has a text form of it,
 * in which every word stands between quotation marks: nothing that a reader types is ever part of a statement.
 */
export type Match =
  | { type: 'term'; term: string }
  /** One after another, in one of the parts of a post; `isPrefix`: the last is the beginning of a word. */
  | { type: 'phrase'; words: string[]; isPrefix: boolean; within: 'text' | 'author' }
  | { type: 'near'; distance: number; parts: [Phrase, Phrase] }
  | { type: 'and' | 'or'; parts: Match[] }
  | { type: 'not'; part: Match };

type Phrase = Extract<Match, { type: 'phrase' }>;

/** The numbers of sources that a condition is about, by what it says; so many at most that the index is asked for each. */
export type SourcesOf = (condition: Extract<Query, { type: 'source' | 'platform' }>) => readonly number[];
export const SOURCES_ASKED_MAX = 40;

/** What a query is read against. */
export interface Known {
  sourcesOf: SourcesOf;
  /** In which there are posts: a word has no other forms in those in which there are none. */
  languages: readonly string[];
  /** Those that few posts mention: it is cheaper to begin with these posts than to look at each whether it is one. */
  rareEntities?: ReadonlySet<string>;
}

/** Null for what changes without the words of a post: that is asked of other tables. */
export function matchOf(query: Query, known: Known): Match | null {
  switch (query.type) {
    case 'and':
    case 'or': {
      const parts = query.parts.map((part) => matchOf(part, known));
      return parts.every((part) => part !== null) ? { type: query.type, parts } : null;
    }
    case 'not': {
      const part = matchOf(query.part, known);
      return part && { type: 'not', part };
    }
    case 'text':
      return query.form === 'word' ? either(formsOf(query.words[0] ?? '', known.languages).map(term)) : phraseOf(query);
    case 'near':
      return { type: 'near', distance: query.distance, parts: [phraseOf(query.parts[0]), phraseOf(query.parts[1])] };
    case 'author':
      return { type: 'phrase', words: query.words.map(fold), isPrefix: false, within: 'author' };
    case 'lang':
      return term(FACTS.language(query.language));
    case 'is':
      return query.what === 'comment' || query.what === 'post' ? term(FACTS.kind(query.what)) : null;
    case 'source':
    case 'platform': {
      const ids = known.sourcesOf(query);
      return ids.length <= SOURCES_ASKED_MAX ? either(ids.map((id) => term(FACTS.source(id)))) : null;
    }
    case 'affiliation':
      return term(FACTS.voice(query.name));
    case 'entity':
    case 'tag':
    case 'has':
    case 'in':
    case 'after':
    case 'before':
      return null;
  }
}

/** What FTS5 reads. Its NOT stands between two things, so that it is taken from everything. */
export function toFts5(match: Match): string {
  switch (match.type) {
    case 'term':
      return quoted(match.term);
    case 'phrase':
      return match.within === 'author' ? `{author} : ${fts5Phrase(match)}` : fts5Phrase(match);
    case 'near':
      // FTS5 counts the words between, we count from one to the other.
      return `NEAR(${match.parts.map(fts5Phrase).join(' ')}, ${match.distance - 1})`;
    case 'or':
      return match.parts.length === 0 ? NOTHING : `(${match.parts.map(toFts5).join(' OR ')})`;
    case 'not':
      return `(${quoted(FACTS.everything)} NOT ${toFts5(match.part)})`;
    case 'and': {
      const wanted = match.parts.filter((part) => part.type !== 'not').map(toFts5);
      const unwanted = match.parts.flatMap((part) => (part.type === 'not' ? [toFts5(part.part)] : []));
      const all = `(${(wanted.length > 0 ? wanted : [quoted(FACTS.everything)]).join(' AND ')})`;
      return unwanted.length === 0 ? all : `(${all} NOT (${unwanted.join(' OR ')}))`;
    }
  }
}

/** What PostgreSQL reads as a `tsquery`. */
export function toTsquery(match: Match): string {
  switch (match.type) {
    case 'term':
      return lexeme(match.term);
    case 'phrase':
      return `(${match.words.map((word, index) => lexeme(word, weights(match, index))).join(' <-> ')})`;
    case 'near':
      return `(${layouts(match.parts, match.distance).join(' | ')})`;
    case 'or':
      return match.parts.length === 0 ? lexeme('=none') : `(${match.parts.map(toTsquery).join(' | ')})`;
    case 'not':
      return `!${toTsquery(match.part)}`;
    case 'and':
      return `(${match.parts.map(toTsquery).join(' & ')})`;
  }
}

function term(text: string): Match {
  return { type: 'term', term: text };
}

function either(parts: Match[]): Match {
  return parts.length === 1 && parts[0] ? parts[0] : { type: 'or', parts };
}

function phraseOf({ words, form }: Text): Phrase {
  return { type: 'phrase', words: words.map(fold), isPrefix: form === 'prefix', within: 'text' };
}

/** No post is filed under this. */
const NOTHING = '"=none"';

function fts5Phrase({ words, isPrefix }: Phrase): string {
  return `${quoted(words.join(' '))}${isPrefix ? ' *' : ''}`;
}

/** Words have letters and digits only; quoted all the same. */
function quoted(words: string): string {
  return `"${words.replaceAll('"', '""')}"`;
}

/** No word is like a term, so that words need no weight to be found in title, author and text alone. */
function weights({ words, isPrefix, within }: Phrase, index: number): string {
  return `${isPrefix && index === words.length - 1 ? '*' : ''}${within === 'author' ? 'B' : ''}`;
}

function lexeme(word: string, weight = ''): string {
  return `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'${weight === '' ? '' : `:${weight}`}`;
}

/**
 * PostgreSQL knows "so many words further on", and not "at most so many, whichever comes first": so each way of standing near is written out. As in
 * FTS5, the words between count from the end of the one to the beginning of the other, and two phrases may share words.
 */
function layouts([left, right]: [Phrase, Phrase], distance: number): string[] {
  const all: string[] = [];
  for (let shift = -(right.words.length - 1 + distance); shift <= left.words.length - 1 + distance; shift++) {
    const placed = [
      ...left.words.map((word, index) => ({ at: index, lexeme: lexeme(word, weights(left, index)) })),
      ...right.words.map((word, index) => ({ at: index + shift, lexeme: lexeme(word, weights(right, index)) })),
    ].sort((a, b) => a.at - b.at);
    const chain = placed.map((each, index) => `${index === 0 ? '' : ` <${each.at - (placed[index - 1]?.at ?? 0)}> `}${each.lexeme}`);
    all.push(`(${chain.join('')})`);
  }
  return all;
}
