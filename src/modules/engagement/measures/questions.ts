import {
  FOREIGN_OPENINGS,
  INDIRECT,
  INVERSIONS,
  OPENINGS,
  OUTBURST,
  OUTRAGE,
  RHETORICAL,
  RHETORICAL_ENDS,
  SELF_ANSWERS,
  SHORT_ANSWERS,
  TAG,
} from './question-words.js';

const CHARACTERS_MAX = 8_000;
/** A longer sentence without a question mark is a statement with a question's first words. */
const UNMARKED_WORDS_MAX = 30;

/** What is somebody else's: quoted lines, words in quotation marks (of a sentence or two), addresses with a `?` in them. */
const QUOTED = [
  /^\s*>.*$/gm,
  /“[^”]{0,400}”/g,
  /„[^“”]{0,400}[“”]/g,
  /«[^»]{0,400}»/g,
  /"[^"\n]{0,400}"/g,
  /(?:https?:\/\/|www\.)\S+/gi,
  /^\s*RT @.*$/gm,
];

/**
 * Whether a message puts a question. A sentence does if it ends with a question mark, or opens as a question does (people forget the mark),
 * and is not rhetorical: a set phrase, outrage (`?!`), a tag, or a question that its writer answers at once.
 */
export function isQuestion(text: string): boolean {
  const sentences = sentencesOf(text);
  return sentences.some((sentence, index) => asks(sentence) && !answers(sentences[index + 1]));
}

interface Sentence {
  /** In small letters, without punctuation before and after. */
  words: string;
  end: string;
}

function sentencesOf(text: string): Sentence[] {
  let own = text.slice(0, CHARACTERS_MAX);
  for (const quoted of QUOTED) own = own.replace(quoted, ' ');
  return [...own.matchAll(/([^.!?…？؟\n]+)([.!?…？؟]*)/g)].flatMap(([, body = '', end = '']) => {
    const words = body
      .replace(/[’‘]/g, "'")
      .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
      .replace(/\s+/g, ' ')
      .toLowerCase();
    return words === '' ? [] : [{ words, end }];
  });
}

function asks({ words, end }: Sentence): boolean {
  if (end.includes('!')) return false;
  if (!/[?？؟]/.test(end) && (longerThan(words, UNMARKED_WORDS_MAX) || !(opensAsQuestion(words) || INDIRECT.test(words)))) return false;
  return (
    !RHETORICAL.has(words) &&
    !RHETORICAL_ENDS.some((tag) => words.endsWith(tag)) &&
    ![TAG, OUTRAGE, OUTBURST].some((phrase) => phrase.test(words))
  );
}

function opensAsQuestion(sentence: string): boolean {
  const words = sentence.replace(/^(?:(?:@\S+|hi|hello|hey|please|and|but|so|also|ok|okay|well|now|just curious|sorry),? )+/, '');
  return OPENINGS.test(words) || FOREIGN_OPENINGS.test(words) || INVERSIONS.some((inversion) => inversion.test(words));
}

function longerThan(words: string, most: number): boolean {
  let count = 1;
  for (let at = words.indexOf(' '); at >= 0 && count <= most; at = words.indexOf(' ', at + 1)) count++;
  return count > most;
}

/** The writer answers himself. */
function answers(sentence: Sentence | undefined): boolean {
  if (sentence === undefined || /[?？؟]/.test(sentence.end)) return false;
  return SHORT_ANSWERS.test(sentence.words) || SELF_ANSWERS.test(sentence.words);
}
