import type { Affiliation } from '../sources/source.entity.js';
import { stemsOf } from './stems.js';
import { type Word, wordsOf } from './words.js';

/** What a post is found by. */
export interface Findable {
  title: string | null;
  text: string;
  authorName: string | null;
  language: string | null;
  kind: string;
  sourceId: number;
  /** In whose voice its source says it; null where somebody comments there. */
  voice: Affiliation | null;
}

/** The words that a post is filed under, in the order of the text where order counts. */
export interface Filed {
  title: string[];
  body: string[];
  author: string[];
  /** Stems and facts: none is like a word, so that no phrase is found among these. */
  terms: string[];
}

/** PostgreSQL numbers no word beyond 16,383. Posts of more are books; their beginnings are found. */
const BODY_WORDS_MAX = 10_000;
const TITLE_WORDS_MAX = 500;

/** Facts that seldom change stand among the terms, so that a database finds them together with the words. No word begins with `=`. */
export const FACTS = {
  everything: '=all',
  kind: (kind: string) => `=k${kind}`,
  language: (language: string) => `=l${language}`,
  source: (id: number) => `=s${id}`,
  // No word of an index holds a hyphen.
  voice: (affiliation: Affiliation) => `=v${affiliation.replaceAll('-', '~')}`,
};

/** What to file a post under. The same on both databases: they are given words, and make none. */
export function fileOf(post: Findable): Filed {
  const [title, body] = [wordsOf(post.title ?? '').slice(0, TITLE_WORDS_MAX), wordsOf(post.text).slice(0, BODY_WORDS_MAX)];
  const author = wordsOf(post.authorName ?? '');
  const stems = new Set<string>();
  for (const word of new Set([...title, ...body].map(({ text }) => text))) for (const stem of stemsOf(word, post.language)) stems.add(stem);
  return { title: foldedOf(title), body: foldedOf(body), author: foldedOf(author), terms: [...factsOf(post), ...stems] };
}

function foldedOf(words: readonly Word[]): string[] {
  return words.map(({ folded }) => folded);
}

function factsOf({ kind, language, sourceId, voice }: Findable): string[] {
  return [
    FACTS.everything,
    FACTS.kind(kind),
    FACTS.source(sourceId),
    ...(voice === null ? [] : [FACTS.voice(voice)]),
    ...(language === null ? [] : [FACTS.language(language)]),
  ];
}

/** Between title, text and author: more than any NEAR reaches, so that no phrase runs from one into the other. */
const GAP = 200;
/** Where the terms stand: nothing else does. */
const TERMS_PLACE = 16_383;

/** The text form of PostgreSQL's `tsvector`. Weights tell the parts apart: title A, author B, terms C, text D. */
export function toTsvector({ title, body, author, terms }: Filed): string {
  const places = new Map<string, string[]>();
  const put = (words: string[], from: number, weight: string) =>
    words.forEach((word, index) => {
      const place = `${from + index}${weight}`;
      const known = places.get(word);
      if (known) known.push(place);
      else places.set(word, [place]);
    });
  put(title, 1, 'A');
  put(author.slice(0, TITLE_WORDS_MAX), 1 + TITLE_WORDS_MAX + GAP, 'B');
  put(body, 1 + 2 * (TITLE_WORDS_MAX + GAP), 'D');
  for (const term of terms) places.set(term, [...(places.get(term) ?? []), `${TERMS_PLACE}C`]);
  return [...places].map(([word, at]) => `'${word}':${at.join(',')}`).join(' ');
}
