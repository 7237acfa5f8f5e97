import type { Stretch } from './quotations.js';
import type { Token } from './tokens.js';
import type { Role } from './watched.js';

/** A text as roles are read in it. */
export interface Passage {
  text: string;
  tokens: readonly Token[];
  quotations: readonly Stretch[];
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const ARTICLES = words('the a an our your their this that');
const GREETINGS = words(
  'dear hello hi hey oi morning afternoon evening attention attn thanks thank please sorry congratulations bravo good shame well ok okay right come so now tell',
);
/** May stand between a greeting and the name: "Thank you, Treasury", "Good morning to the Home Office". */
const GREETING_FILLERS = words('you so very much to on all at then now again and done us me luck');
const LETTERS = words('question questions letter message note memo appeal plea challenge request suggestion advice');
const COPIES = words('cc attn fao');
const YOU = words('you your yours yourself yourselves u ur please');
const DEMANDS = words(
  'answer listen stop start explain publish tell give show fix sort take look do don release reply respond remember read get try pay bring keep think wake why when what how where who will can could would are is have did does',
);
/** "You may remember" speaks to the reader, whatever stands before it. */
const ASIDES = words('may might will know see remember recall say think understand note notice believe imagine');

const SAYS = words(
  'said says say states stated told tells claims claimed claim insists insisted insist replied replies responded responds answered wrote writes tweeted tweets added adds explained explains argues argued warned warns commented declares declared tweeting saying admits admitted concedes conceded confirms confirmed denies denied promised promises acknowledged acknowledges puts stressed maintains maintained',
);
const SAYS_BEFORE = words(
  'said says wrote writes replied replies responded insists insisted claims claimed adds added explained explains tweeted argued argues warned warns quoting told',
);
const SPEAKERS = words(
  'spokesman spokeswoman spokesperson spokespeople official officials source sources aide aides insider insiders press office statement minister ministers',
);
const BETWEEN_SPEAKER_AND_WORD = words(
  'has have had also later then yesterday today already now simply just again even always since finally and in on monday tuesday wednesday thursday friday saturday sunday',
);
const NOTHING_SAID = words('nothing little no neither');
const PRONOUNS = words('i he she they we you it who');

/**
 * What a text does with the entity that stands in its tokens from `start` to before `end`.
 * The rules are few and readable rather than clever; `bench:mentions` says how far they carry.
 */
export function roleOf(passage: Passage, start: number, end: number): Role {
  const { tokens, quotations } = passage;
  const [first, last] = [tokens[start]!, tokens[end - 1]!];
  if (quotations.some((quotation) => quotation.start <= first.start && last.end <= quotation.end)) return 'quoted';
  if (first.kind === 'url') return 'linked';
  if (isRepeated(tokens, start)) return 'quoted';
  if (isAddressed(passage, start, end)) return 'addressed';
  return isSpeaker(passage, start, end) ? 'quoted' : 'discussed';
}

/** "RT @name: …" repeats what @name said. */
function isRepeated(tokens: readonly Token[], start: number): boolean {
  return tokens[start]?.kind === 'handle' && tokens[start - 1]?.folded === 'rt';
}

function isAddressed(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const isHandle = tokens[start]?.kind === 'handle';
  if (isHandle && isLedByHandles(tokens, start)) return true;
  const opening = backOverArticle(tokens, start);
  const before = tokens[opening - 1];
  if (before && COPIES.has(before.folded)) return true;
  if (isCalled(passage, opening, end)) return true;
  if (isHeading(passage, opening, end)) return true;
  // "The Treasury, you will remember, …" has an article that nobody is called by.
  if (opening !== start) return false;
  return isCalledFirst(passage, start, end) || isCalledWithin(tokens, start, end) || isCalledLast(passage, start, end, isHandle);
}

/** A platform delivers a message that begins with a handle to its bearer. */
function isLedByHandles(tokens: readonly Token[], start: number): boolean {
  for (let at = start - 1; at >= 0; at--) if (tokens[at]?.kind !== 'handle') return false;
  return true;
}

/** "Dear Treasury," "Thank you, Home Office." */
function isCalled({ text, tokens }: Passage, start: number, end: number): boolean {
  let at = start - 1;
  while (at > 0 && GREETING_FILLERS.has(tokens[at]!.folded) && tokens[at]!.before !== 'stop') at--;
  const greeting = tokens[at];
  if (!greeting || !GREETINGS.has(greeting.folded) || tokens[start]?.before === 'stop') return false;
  const isOpening = at === 0 || greeting.before !== 'nothing' || tokens[at]!.isFirst || tokens[at - 1]?.folded === 'good';
  if (!isOpening) return false;
  if (tokens[start]?.kind === 'handle' || greeting.folded === 'dear') return true;
  return /^\s*(?:[,:!.?;—–\n-]|$|for\b)/.test(text.slice(tokens[end - 1]!.end, tokens[end - 1]!.end + 6));
}

/** "A question for the Treasury: …", "Open letter to the Home Office". */
function isHeading({ text, tokens }: Passage, start: number, end: number): boolean {
  const [noun, to] = [tokens[start - 2], tokens[start - 1]];
  if (!noun || !to || !LETTERS.has(noun.folded) || !/^(?:to|for)$/.test(to.folded)) return false;
  return text[tokens[end - 1]!.end] === ':' || (tokens[end]?.isFirst ?? true);
}

/** "Treasury, when will you publish it?" */
function isCalledFirst({ text, tokens }: Passage, start: number, end: number): boolean {
  const opens = start === 0 || tokens[start]?.before === 'stop' || tokens[start]?.isFirst;
  if (!opens || !/^\s*[,:!—–]/.test(text.slice(tokens[end - 1]!.end, tokens[end - 1]!.end + 3))) return false;
  const next = tokens[end];
  if (next && DEMANDS.has(next.folded) && (next.before !== 'stop' || !/^[A-Z]/.test(next.exact))) return true;
  return speaksToSomebody(tokens, end, sentenceEnd(tokens, end + 1));
}

/** "Is it not time, Treasury, that you told us?" */
function isCalledWithin(tokens: readonly Token[], start: number, end: number): boolean {
  if (tokens[start]?.before !== 'comma' || tokens[end]?.before !== 'comma') return false;
  if (isListed(tokens, start, end)) return false;
  if (tokens[start - 1]?.folded === 'you') return true;
  const from = sentenceStart(tokens, start);
  const demands = DEMANDS.has(tokens[from]?.folded ?? '') || DEMANDS.has(tokens[from + 1]?.folded ?? '');
  return (demands && DEMANDS.has(tokens[end]?.folded ?? '')) || speaksToSomebody(tokens, end, sentenceEnd(tokens, end + 1));
}

/** "The Treasury, the Home Office, Defra, and you": a name among others. */
function isListed(tokens: readonly Token[], start: number, end: number): boolean {
  return tokens[end]?.folded === 'and' || tokens[start - 1]?.folded === 'and';
}

/** "What do you say to that, Number 10?" A handle needs no comma. */
function isCalledLast({ text, tokens }: Passage, start: number, end: number, isHandle: boolean): boolean {
  const token = tokens[start]!;
  if (!/^\s*(?:[?!.…]|$|\n)/.test(text.slice(tokens[end - 1]!.end, tokens[end - 1]!.end + 3))) return false;
  if (token.before !== 'comma' && !(isHandle && token.before === 'nothing')) return false;
  const from = sentenceStart(tokens, start);
  if (DEMANDS.has(tokens[from]!.folded) && from < start && token.before === 'comma') return true;
  return speaksToSomebody(tokens, from, start) || (GREETINGS.has(tokens[from]!.folded) && from < start);
}

function speaksToSomebody(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (!YOU.has(tokens[at]!.folded)) continue;
    const next = tokens[at + 1];
    if (tokens[at]!.folded === 'you' && next && ASIDES.has(next.folded) && at <= from + 1) return false;
    return true;
  }
  return false;
}

const SENTENCE_WORDS_MAX = 60;

function sentenceEnd(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && at < from + SENTENCE_WORDS_MAX && tokens[at]!.before !== 'stop') at++;
  return Math.min(at, tokens.length);
}

function sentenceStart(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at > 0 && at > from - SENTENCE_WORDS_MAX && tokens[at]!.before !== 'stop') at--;
  return at;
}

function backOverArticle(tokens: readonly Token[], start: number): number {
  const before = tokens[start - 1];
  return before && ARTICLES.has(before.folded) && tokens[start]?.before === 'nothing' ? start - 1 : start;
}

/** "The Treasury said", "according to the Treasury", "…", said the Treasury. */
function isSpeaker(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const opening = backOverArticle(tokens, start);
  const [before, beforeThat] = [tokens[opening - 1], tokens[opening - 2]];
  if (before?.folded === 'to' && beforeThat?.folded === 'according') return true;
  if (before?.folded === 'by' && beforeThat && /^(?:told|statement)$/.test(beforeThat.folded)) return true;
  if (before?.folded === 'of' && beforeThat?.folded === 'words') return true;
  if (before && /^(?:for|at|from|of|in|within)$/.test(before.folded) && beforeThat && SPEAKERS.has(beforeThat.folded)) {
    if (saysNext(tokens, end) || beforeThat.folded.startsWith('spokes') || beforeThat.folded === 'statement') return true;
  }
  if (tokens[opening]?.before !== 'stop' && isInverted(passage, opening, end)) return true;
  return saysNext(tokens, end) || isBesideQuotation(passage, opening, end);
}

/** “…,” the Treasury added. The Treasury: “…” */
function isBesideQuotation({ text, tokens, quotations }: Passage, opening: number, end: number): boolean {
  const [start, stop] = [tokens[opening]!.start, tokens[end - 1]!.end];
  // Places first: a long post has many of both.
  return quotations.some((quotation) => {
    if (quotation.end + 1 === start) return text[quotation.end - 2] === ',';
    const gap = quotation.start - stop;
    return gap > 1 && gap < 12 && /^(?: put it)?[:,]\s$/.test(text.slice(stop, quotation.start));
  });
}

function saysNext(tokens: readonly Token[], end: number): boolean {
  let at = end;
  while (at < end + 3 && tokens[at]?.before === 'nothing' && isPassedOver(tokens[at]?.folded ?? '')) at++;
  const verb = tokens[at];
  if (verb === undefined || verb.before === 'stop' || (verb.before === 'comma' && at === end) || !SAYS.has(verb.folded)) return false;
  return !NOTHING_SAID.has(tokens[at + 1]?.folded ?? '');
}

function isPassedOver(word: string): boolean {
  return SPEAKERS.has(word) || BETWEEN_SPEAKER_AND_WORD.has(word);
}

/** “…,” said the Treasury. "I said Labour would lose" gives nobody's words but mine. */
function isInverted({ text, tokens }: Passage, opening: number, end: number): boolean {
  const verb = tokens[opening - 1];
  if (!verb || !SAYS_BEFORE.has(verb.folded)) return false;
  if (verb.folded === 'quoting') return true;
  const subject = tokens[opening - 2];
  if (subject && PRONOUNS.has(subject.folded) && verb.before === 'nothing') return false;
  const isOpening = verb.before !== 'nothing' || opening === 1;
  return (
    isOpening &&
    /^\s*(?:[,.;:!?"”'’]|$|\n|in\b|on\b|yesterday\b|today\b|last\b|this\b)/.test(
      text.slice(tokens[end - 1]!.end, tokens[end - 1]!.end + 12),
    )
  );
}
