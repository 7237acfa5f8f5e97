import { excerptOf } from '../pages/words.js';

/** The words of a link, with what stands around them. */
export interface LinkingWords {
  before: string;
  words: string;
  after: string;
}

const AROUND_CHARACTERS_MAX = 90;
const WORDS_CHARACTERS_MAX = 160;

/**
 * The passage of a message in which a link stands: "here" and "this" say nothing by themselves. Null for a link without words, such as a
 * picture, or one whose words are an address.
 */
export function linkingWords(text: string, linkText: string): LinkingWords | null {
  const words = linkText.replace(/\s+/g, ' ').trim();
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());
  const paragraph = words === '' ? undefined : paragraphs.find((each) => each.includes(words));
  const isAddress = /^(?:https?:\/\/|www\.)\S+$/i.test(words);
  if (paragraph === undefined)
    return words === '' || isAddress ? null : { before: '', words: excerptOf(words, WORDS_CHARACTERS_MAX), after: '' };
  const at = paragraph.indexOf(words);
  const before = endOf(paragraph.slice(0, at));
  const after = beginningOf(paragraph.slice(at + words.length));
  if (isAddress && before === '' && after === '') return null;
  return { before, words: excerptOf(words, WORDS_CHARACTERS_MAX), after };
}

/** The end of what goes before: from the beginning of its last sentence, if that is near, else cut between two words. */
function endOf(text: string): string {
  const sentence = /(?:^|[.!?…]["”’)]?\s+)([^.!?…]*)$/.exec(text)?.[1] ?? text;
  if (sentence.length <= AROUND_CHARACTERS_MAX) return sentence;
  return `…${sentence.slice(-AROUND_CHARACTERS_MAX).replace(/^\S*\s/, '')}`;
}

function beginningOf(text: string): string {
  const sentence = /^[^.!?…]*[.!?…]?["”’)]?/.exec(text)?.[0] ?? text;
  if (sentence.length <= AROUND_CHARACTERS_MAX) return sentence;
  return `${sentence.slice(0, AROUND_CHARACTERS_MAX).replace(/\s\S*$/, '')}…`;
}
