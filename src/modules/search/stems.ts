import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as irish } from '@orama/stemmers/irish';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { fold } from './words.js';

/**
 * Stemming is done here and not by a database, so that both find the same. A post is filed under its words and under their stems in its own
 * language; a query looks for its word, and for the word's stem in every language.
 *
 * A stem carries a `~`, which no word has, so that words as they stand are never found among stems; before it the name of its language where that is not
 * English (`fr~ministr`): the Spanish stem of *notes* is *not*, and nobody who asks for notes means that. Where an English word is its own stem it is filed
 * once, as a word.
 */
const OTHERS: Record<string, (word: string) => string> = {
  da: danish,
  de: german,
  es: spanish,
  fi: finnish,
  fr: french,
  ga: irish,
  it: italian,
  nl: dutch,
  no: norwegian,
  nb: norwegian,
  nn: norwegian,
  pt: portuguese,
  sv: swedish,
};
/** Besides English. */
export const STEMMED_LANGUAGES: readonly string[] = Object.keys(OTHERS);

/** What a word of a post is filed under besides itself. A post whose language nobody knows is stemmed as English. */
export function stemsOf(word: string, language: string | null): readonly string[] {
  const known = knownIn(language ?? 'en');
  if (!known) return [];
  const found = known.get(word);
  if (found) return found;
  const stems = language === null || language === 'en' ? englishStems(word) : otherStems(word, language);
  // The words of a language follow Zipf: most look-ups are for those that were seen before.
  if (known.size >= KEPT_MAX) known.clear();
  known.set(word, stems);
  return stems;
}

/** Everything that a word of a query is looked for under: itself first, then its stems in English and in the languages given. */
export function formsOf(word: string, languages = STEMMED_LANGUAGES): string[] {
  const stem = englishStem(word);
  const english = stem === null ? [] : [stem, `~${stem}`];
  return [...new Set([fold(word), ...english, ...languages.flatMap((language) => otherStems(word, language))])];
}

/** Of each language. */
const KEPT_MAX = 25_000;
const kept = new Map<string, Map<string, readonly string[]>>();

/** The stems that were asked for in a language; undefined where it has no stemmer. */
function knownIn(language: string): Map<string, readonly string[]> | undefined {
  if (!kept.has(language) && (language === 'en' || language in OTHERS)) kept.set(language, new Map());
  return kept.get(language);
}

/** Null where there is none: the stemmer knows English letters only. */
function englishStem(word: string): string | null {
  const folded = fold(word);
  return /^[a-z]+$/.test(folded) ? english(folded) || null : null;
}

function englishStems(word: string): string[] {
  const stem = englishStem(word);
  return stem === null || stem === fold(word) ? [] : [`~${stem}`];
}

/** With its accents, as the language asks, and without, for those who type none. */
function otherStems(word: string, language: string): string[] {
  const stem = OTHERS[language];
  if (!stem || !/^\p{sc=Latin}+$/u.test(word)) return [];
  const name = language === 'nb' || language === 'nn' ? 'no' : language;
  const folded = fold(word);
  const stems = word === folded ? [stem(folded)] : [stem(word), stem(folded)];
  return [...new Set(stems.map((each) => `${name}~${fold(each)}`))];
}
