/** Whom a comment speaks to or takes up, as far as its own words name someone who has spoken before. */
import { fold, tokensOf, type NameFound, type Speakers, type Token } from './names.js';
import { ADDRESS_CUES, LINKING_WORDS, NEVER_NAMES, SAID_THINGS, SAYING } from './reply-words.js';

/** A name in a comment that shows whom it answers. */
export interface Address {
  /**
   * `at-name`: written with an `@`. `opening`: the comment begins with it ("Ann, …", "Thanks Ann"). `closing`: a sentence near the beginning
   * ends with it ("Good point, Ann."). `said`: its words are taken up ("as Ann said").
   */
  form: 'at-name' | 'opening' | 'closing' | 'said';
  name: NameFound;
  /** The words that show it, as written. */
  words: string;
  /** True where it stands at the very beginning, or after a greeting. */
  isFirst: boolean;
}

/** An address stands near the beginning: later a name is one that is talked about. */
const TOKENS_MAX = 60;
const CHARS_MAX = 600;

/**
 * The first address of a comment.
 *
 * In: its own words, who has spoken, and who is speaking now. Out: the surest of what is found near the beginning, or null. Names of those
 * who have not spoken are never found: they are talked about, not spoken to.
 */
export function findAddress(own: string, speakers: Speakers, speaker: string | null): Address | null {
  const text = own.slice(0, CHARS_MAX);
  const tokens = tokensOf(text, TOKENS_MAX);
  const seen = { text, tokens, speakers, speaker };
  let best: Address | null = null;
  for (let index = 0; index < tokens.length; index++) {
    const found = addressAt(seen, index);
    if (found && (found.isFirst || found.form === 'at-name')) return found;
    best ??= found;
  }
  return best;
}

/** True where a comment begins with an address ("Thanks Ann", "@ann"): where nobody known has that name, who spoke last says nothing. */
export function opensToStranger(own: string): boolean {
  if (/^\s*@\s?[\p{L}\p{N}]/u.test(own)) return true;
  const opening = /^\s*(\p{L}+),? (\p{Lu}\p{L}+)\s?[,:;.!–—-]/u.exec(own);
  return opening !== null && ADDRESS_CUES.has(fold(opening[1] ?? '')) && !NEVER_NAMES.has(fold(opening[2] ?? ''));
}

interface Seen {
  text: string;
  tokens: readonly Token[];
  speakers: Speakers;
  speaker: string | null;
}

function addressAt(seen: Seen, index: number): Address | null {
  const { text, tokens, speakers, speaker } = seen;
  const token = tokens[index];
  if (!token) return null;
  const isHandle =
    /@\s?$/.test(text.slice(Math.max(0, token.start - 2), token.start)) && !/[\p{L}\p{N}]@$/u.test(text.slice(0, token.start));
  const name = speakers.at(tokens, index, text, speaker, isHandle);
  if (!name) return null;
  const end = tokens[index + name.length - 1]?.end ?? token.end;
  const isFirst = isOpening(seen, index);
  const start = isFirst ? (tokens[0]?.start ?? 0) : token.start;
  const found = (form: Address['form'], from: number, to: number): Address => ({ form, name, isFirst, words: text.slice(from, to).trim() });

  const at = text.lastIndexOf('@', token.start);
  if (isHandle) return found('at-name', isFirst ? Math.min(start, at) : at, end);
  const after = text.slice(end, end + 40);
  const taken = takenUp(after);
  if (taken !== null) return { ...found('said', token.start, end + taken), isFirst: false };
  if (isFirst && closesAddress(after, index > 0) && !(name.isWord && !/^\s?[,:]/.test(after))) return found('opening', start, end + 1);
  if (!isFirst && !name.isWord && /, ?$/.test(text.slice(0, token.start)) && /^\s?(?:[.!?;:)]|\n|$)/.test(after)) {
    return found('closing', text.slice(0, token.start - 2).search(/[^.!?\n]*$/), end);
  }
  return null;
}

/** True where nothing stands before a token but a greeting, an agreement or thanks, which make what follows an address. */
function isOpening({ text, tokens }: Seen, index: number): boolean {
  if (index === 0) return true;
  if (index > 4) return false;
  let hasCue = false;
  for (let before = 0; before < index; before++) {
    const word = tokens[before]?.word ?? '';
    if (ADDRESS_CUES.has(word)) hasCue = true;
    else if (!LINKING_WORDS.has(word) && !(word === 'i' && before === 0)) return false;
  }
  return hasCue && !/[.!?\n]/.test(text.slice(tokens[0]?.start, tokens[index]?.start));
}

/** How names end when they are spoken to: with a sign; after a greeting the end of the text or of the line is enough, or the next clause. */
function closesAddress(after: string, hasCue: boolean): boolean {
  if (/^\s?[,:;!]|^\s?(?:-|–|—|\.\.|…)|^\s*(?:\n|$)/.test(after)) return true;
  return hasCue && (/^\s?[.)?]/.test(after) || /^ (?:for|but|and|that|on|about|i|it|you|this|the|your)\b/i.test(after));
}

/** Where the words end that take up what someone said ("said", "'s point", "is right"); null where there are none. */
function takenUp(after: string): number | null {
  const said = /^ (?:has |had |have |already )?(\p{L}+)\b/u.exec(after);
  if (said && SAYING.has(said[1]?.toLowerCase() ?? '')) return said[0].length;
  const owned = /^['’]s? (?:\p{L}+ )?(\p{L}+)\b/u.exec(after);
  if (owned && SAID_THINGS.has(owned[1]?.toLowerCase() ?? '')) return owned[0].length;
  const right = /^ (?:is (?:absolutely |quite |so )?right|has a (?:good )?point|makes a (?:good|great) point|above)\b/i.exec(after);
  return right ? right[0].length : null;
}
