import { backOverArticle, type Passage, sentenceEnd, sentenceStart, tailOf } from './passage.js';
import * as known from './role-words.js';
import type { Token } from './tokens.js';

/** Whether a text speaks to the entity that stands in its tokens from `start` to before `end`. */
export function isAddressed(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const isHandle = tokens[start]?.kind === 'handle';
  if (isHandle && isLedByHandles(tokens, start)) return true;
  const opening = backOverArticle(tokens, start);
  const before = tokens[opening - 1];
  if (before && known.COPIES.has(before.folded)) return true;
  if (isCalled(passage, opening, end) || isHeading(passage, opening, end) || isToldSo(passage, opening, end)) return true;
  if (isYouThere(passage, opening, end) || isAskedTo(tokens, opening, end) || isBegged(tokens, opening, end)) return true;
  // "The Treasury, you will remember, …" has an article that nobody is called by.
  if (opening !== start) return false;
  return isCalledFirst(passage, start, end) || isCalledWithin(tokens, start, end) || isCalledLast(passage, start, end, isHandle);
}

/** A platform delivers a message that begins with a handle to its bearer. */
function isLedByHandles(tokens: readonly Token[], start: number): boolean {
  for (let at = start - 1; at >= 0; at--) if (tokens[at]?.kind !== 'handle') return false;
  return true;
}

/** "Dear Treasury," "Thank you, Home Office." "Dear Sirs at the Treasury," "Honestly Ofcom you …" */
function isCalled(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  let at = start - 1;
  while (at > 0 && known.GREETING_FILLERS.has(tokens[at]!.folded) && tokens[at]!.before !== 'stop') at--;
  const greeting = tokens[at];
  if (!greeting || !known.GREETINGS.has(greeting.folded) || tokens[start]?.before === 'stop') return false;
  const isOpening = at === 0 || greeting.before !== 'nothing' || tokens[at]!.isFirst || tokens[at - 1]?.folded === 'good';
  if (!isOpening) return false;
  if (greeting.folded === 'dear') return true;
  if (tokens[start]?.kind === 'handle' && greeting.folded !== 'so') return true;
  if (tokens[end]?.before === 'nothing' && /^you(?:r|'|$)/.test(tokens[end].folded)) return true;
  return /^\s*(?:[,:!.?;—–\n-]|$|for\b)/.test(tailOf(passage, end, 6));
}

/** "A question for the Treasury: …", "Open letter to the Home Office". */
function isHeading(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const [noun, to] = [tokens[start - 2], tokens[start - 1]];
  if (!noun || !to || !known.LETTERS.has(noun.folded) || !/^(?:to|for)$/.test(to.folded)) return false;
  const next = tokens[end];
  if (tailOf(passage, end, 1) === ':' || next === undefined || next.isFirst) return true;
  if (next.before === 'nothing' && next.folded === 'is') return /^(?:my|our)$/.test(tokens[start - 3]?.folded ?? '');
  // "She wrote a letter to the Treasury." tells of one.
  let at = start - 3;
  while (at >= 0 && known.LETTER_FILLERS.has(tokens[at]!.folded) && tokens[at + 1]!.before !== 'stop') at--;
  return next.before === 'stop' && (at < 0 || tokens[at + 1]!.before === 'stop');
}

const TOLD_WORDS_MAX = 10;

/** "To whoever runs the Treasury: …", "I say to the Liberal Democrats: …", "If I may address the Treasury directly: you …" */
function isToldSo(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const from = sentenceStart(tokens, start - 1);
  const first = tokens[from];
  if (first === undefined || start - from > TOLD_WORDS_MAX || from === start) return false;
  const before = tokens[start - 1]!.folded;
  const isTold =
    first.folded === 'to' || (before === 'to' && /^(?:say|appeal)$/.test(tokens[start - 2]?.folded ?? '')) || before === 'address';
  if (!isTold) return false;
  const close = sentenceEnd(tokens, end);
  if (close - end > 3) return first.folded === 'to' && tokens[end]?.before === 'comma' && speaksToSomebody(tokens, end, close);
  return passage.text
    .slice(tokens[close - 1]!.end)
    .trimStart()
    .startsWith(':');
}

/** "You at the Treasury", "all you Lib Dems: …", "Your lot at the Home Office", "If anyone from the Treasury is listening, you …" */
function isYouThere(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  if (tokens[start - 1]?.folded === 'you' && tokens[start]?.before === 'nothing') return /^[,:!]/.test(tailOf(passage, end, 1));
  if (!/^(?:at|in|from|of)$/.test(tokens[start - 1]?.folded ?? '')) return false;
  const [one, two] = [tokens[start - 2]?.folded ?? '', tokens[start - 3]?.folded ?? ''];
  if (one === 'you' || (/^(?:lot|people|folk|folks|guys|all)$/.test(one) && /^your?$/.test(two))) return true;
  return (
    known.SOMEBODY.has(one) && start - 2 - sentenceStart(tokens, start - 2) <= 1 && speaksToSomebody(tokens, end, sentenceEnd(tokens, end))
  );
}

/** "May I remind the Treasury that …", "Could we just ask the Home Office to …", "We urge Ofwat to …" */
function isBegged(tokens: readonly Token[], start: number, end: number): boolean {
  const verb = tokens[start - 1];
  if (!verb || !known.BEGS.has(verb.folded)) return false;
  if (/^(?:i|we)$/.test(tokens[start - 2]?.folded ?? '') && verb.before === 'nothing' && tokens[end]?.folded === 'to') return true;
  const from = sentenceStart(tokens, start - 1);
  return (
    start - from <= 5 &&
    tokens
      .slice(from, start - 2)
      .some(({ folded }, index) => known.MODALS.has(folded) && /^(?:i|we)$/.test(tokens[from + index + 1]!.folded))
  );
}

/** "Could the Home Office please tell us …?" "I would be obliged if the Home Office could tell us …" */
function isAskedTo(tokens: readonly Token[], start: number, end: number): boolean {
  const modal = tokens[start - 1];
  if (modal?.folded === 'if' && /^(?:could|would)$/.test(tokens[end]?.folded ?? ''))
    return known.DEMANDS.has(tokens[end + 1]?.folded ?? '');
  if (!modal || !known.MODALS.has(modal.folded) || tokens[start]?.before !== 'nothing') return false;
  const from = sentenceStart(tokens, start - 1);
  if (start - 1 - from > 1 && modal.before === 'nothing') return false;
  const isPolite = tokens.slice(end, sentenceEnd(tokens, end)).some(({ folded }) => /^(?:please|kindly)$/.test(folded));
  return isPolite || (tokens[end]?.before === 'nothing' && known.DEMANDS.has(tokens[end].folded));
}

/** "Treasury, when will you publish it?" "Ofcom, we are waiting." */
function isCalledFirst(passage: Passage, start: number, nameEnd: number): boolean {
  const { tokens } = passage;
  const isCompany = tokens[nameEnd]?.before === 'nothing' && known.COMPANY.has(tokens[nameEnd].folded);
  const end = isCompany ? nameEnd + 1 : nameEnd;
  const opens = start === 0 || tokens[start]?.before === 'stop' || tokens[start]?.isFirst;
  if (!opens || !/^\s*[,:!—–]/.test(tailOf(passage, end, 3))) return false;
  const next = tokens[end];
  if (next && known.DEMANDS.has(next.folded) && (next.before !== 'stop' || !/^[A-Z]/.test(next.exact))) return true;
  if (next?.before === 'comma' && known.SUBJECTS.has(next.folded)) return true;
  return speaksToSomebody(tokens, end, sentenceEnd(tokens, end + 1));
}

/** "Is it not time, Treasury, that you told us?" "With respect, Ofcom, that is nonsense." */
function isCalledWithin(tokens: readonly Token[], start: number, end: number): boolean {
  if (tokens[start]?.before !== 'comma' || tokens[end]?.before !== 'comma') return false;
  if (isListed(tokens, start, end)) return false;
  if (tokens[start - 1]?.folded === 'you') return true;
  const from = sentenceStart(tokens, start);
  if (start - from <= 3 && known.OPENERS.has(tokens[start - 1]!.folded)) return true;
  const demands = known.DEMANDS.has(tokens[from]?.folded ?? '') || known.DEMANDS.has(tokens[from + 1]?.folded ?? '');
  if (demands && known.DEMANDS.has(tokens[tokens[end]?.folded === 'and' ? end + 1 : end]?.folded ?? '')) return true;
  const told = start - from <= TOLD_WORDS_MAX && speaksToSomebody(tokens, from, start);
  return told || speaksToSomebody(tokens, end, sentenceEnd(tokens, end + 1));
}

/** "The Treasury, the Home Office, Defra, and others": a name among others, which "Stop, Ofcom, and look" is not. */
function isListed(tokens: readonly Token[], start: number, end: number): boolean {
  const isAnd = (at: number) => /^(?:and|or)$/.test(tokens[at]?.folded ?? '');
  const goesOn = known.DEMANDS.has(tokens[end + 1]?.folded ?? '') || known.YOU.has(tokens[end + 1]?.folded ?? '');
  return (isAnd(end) && !goesOn) || isAnd(start - 1);
}

/** "What do you say to that, Number 10?" "Any news, Treasury?" A handle needs no comma. */
function isCalledLast(passage: Passage, start: number, end: number, isHandle: boolean): boolean {
  const { tokens } = passage;
  const token = tokens[start]!;
  if (!/^\s*(?:[?!.:…#]|$|\n)/.test(tailOf(passage, end, 3))) return false;
  if (token.before !== 'comma' && !(isHandle && token.before === 'nothing')) return false;
  const from = sentenceStart(tokens, start);
  if (from === start) return false;
  if ((known.DEMANDS.has(tokens[from]!.folded) || tokens[from]!.folded === 'any') && (token.before === 'comma' || isHandle)) return true;
  if (speaksToSomebody(tokens, from, start) || known.GREETINGS.has(tokens[from]!.folded)) return true;
  return token.before === 'comma' && !isExplained(tokens, from, start);
}

/** "They wrote to the regulator, Ofcom." "He went to Defra, DECC, Ofcom." explain and list; nobody is called. */
function isExplained(tokens: readonly Token[], from: number, start: number): boolean {
  const before = tokens[start - 1]!;
  return known.KINDS.has(before.folded) || (start - 1 > from && /^\p{Lu}/u.test(before.exact)) || tokens.slice(from, start).some(isComma);
}

function isComma({ before }: Token): boolean {
  return before === 'comma';
}

function speaksToSomebody(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (!known.YOU.has(tokens[at]!.folded)) continue;
    const next = tokens[at + 1];
    if (tokens[at]!.folded === 'you' && next && known.ASIDES.has(next.folded) && at <= from + 1) return false;
    return true;
  }
  return false;
}
