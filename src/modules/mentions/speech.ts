import { backOverArticle, type Passage, tailOf } from './passage.js';
import * as known from './role-words.js';
import type { Token } from './tokens.js';

/** Whether the entity in the tokens from `start` to before `end` is named as who says something: "the Treasury said", "according to the Treasury". */
export function isSpeaker(passage: Passage, start: number, end: number): boolean {
  const { tokens } = passage;
  const opening = backOverArticle(tokens, start);
  const [before, beforeThat] = [tokens[opening - 1], tokens[opening - 2]];
  if (before?.folded === 'to' && beforeThat?.folded === 'according') return true;
  if (before?.folded === 'by' && (/^(?:told|statement|given)$/.test(beforeThat?.folded ?? '') || isThat(tokens[end]))) return true;
  if (before?.folded === 'for' && beforeThat?.folded === 'speaking') return true;
  // A headline: "Treasury: no new money".
  if (opening === 0 && tailOf(passage, end, 2) === ': ') return true;
  if (before?.folded === 'from' && tailOf(passage, end, 1) === ':') return true;
  if (before?.folded === 'of' && beforeThat && known.VIEWS.has(beforeThat.folded)) return true;
  if (tokens[opening]?.before !== 'stop' && isInverted(passage, opening, end)) return true;
  if (isPutSo(tokens, end) || isBesideQuotation(passage, opening, end)) return true;
  if (before && known.PREPOSITIONS.has(before.folded) && tokens[opening]?.before === 'nothing') return speaksForIt(passage, opening, end);
  return saysNext(tokens, end) || callsIt(passage, end) || saysLater(tokens, opening, end);
}

function isThat(token: Token | undefined): boolean {
  return token?.before === 'nothing' && token.folded === 'that';
}

/** "A spokesman for the Treasury", "the head of Ofcom said"; "a friend in the Treasury said" is nobody's but the friend's. */
function speaksForIt(passage: Passage, opening: number, end: number): boolean {
  const { tokens } = passage;
  const [before, beforeThat] = [tokens[opening - 1]!, tokens[opening - 2]];
  if (before.folded === 'for' && before.before === 'comma') return tokens[end]?.before === 'comma' && known.SAYS.has(tokens[end].folded);
  if (!beforeThat || !known.SPEAKERS.has(beforeThat.folded) || !/^(?:for|at|from|of|in|within|by)$/.test(before.folded)) return false;
  return saysNext(tokens, end) || callsIt(passage, end) || known.SPOKESPEOPLE.has(beforeThat.folded) || beforeThat.folded === 'statement';
}

/** "As the Bank put it", "the Treasury line is that", "a Downing Street spokesman" */
function isPutSo(tokens: readonly Token[], end: number): boolean {
  const [next, second] = [tokens[end], tokens[end + 1]];
  if (next?.before !== 'nothing') return false;
  if (/^puts?$/.test(next.folded) && second?.folded === 'it') return true;
  if (known.POSITIONS.has(next.folded) && /^(?:is|was|remains)$/.test(second?.folded ?? '')) return isThat(tokens[end + 2]);
  if (/^(?:issued|released)$/.test(next.folded)) return tokens.slice(end + 1, end + 5).some(({ folded }) => folded === 'statement');
  return known.SPOKESPEOPLE.has(next.folded);
}

/** “…,” the Treasury added. The Treasury: “…” */
function isBesideQuotation({ text, tokens, quotations }: Passage, opening: number, end: number): boolean {
  const [start, stop] = [tokens[opening]!.start, tokens[end - 1]!.end];
  // Places first: a long post has many of both.
  return quotations.some((quotation) => {
    if (quotation.end + 1 === start) return text[quotation.end - 2] === ',';
    if (quotation.end < start && start - quotation.end < 6 && /^\s*[-–—]\s*$/.test(text.slice(quotation.end, start))) return true;
    const gap = quotation.start - stop;
    return gap > 1 && gap < 12 && /^(?: put it)?[:,]\s$/.test(text.slice(stop, quotation.start));
  });
}

const QUOTED_WITHIN = 30;

/** The Treasury called it “a disgrace”. */
function callsIt({ tokens, quotations }: Passage, end: number): boolean {
  const verb = tokens[tokens[end]?.folded === 'has' ? end + 1 : end];
  if (verb?.before !== 'nothing' || !known.CALLS.has(verb.folded)) return false;
  return quotations.some(({ start }) => start > verb.end && start - verb.end < QUOTED_WITHIN);
}

const CLAUSE_WORDS_MAX = 20;

/** "The party left, saying that …", "The Treasury has closed it and says …" */
function saysLater(tokens: readonly Token[], opening: number, end: number): boolean {
  if (opening > 0 && tokens[opening]!.before !== 'stop' && !tokens[opening]!.isFirst) return false;
  if (tokens[end]?.before !== 'nothing') return false;
  for (let at = end; at < Math.min(tokens.length, end + CLAUSE_WORDS_MAX) && tokens[at]!.before !== 'stop'; at++) {
    if (known.SAYING.has(tokens[at]!.folded) && at > end) return true;
    if (/^(?:and|it|they)$/.test(tokens[at]!.folded) && known.SAYS.has(tokens[at + 1]?.folded ?? '')) return true;
    if (tokens[at]!.folded === 'to' && tokens[at + 1]?.folded === 'say' && isPassedOver(tokens[end].folded)) return true;
  }
  return false;
}

const PASSED_OVER_MAX = 4;

function saysNext(tokens: readonly Token[], end: number): boolean {
  let at = end;
  while (at < end + PASSED_OVER_MAX && tokens[at]?.before === 'nothing' && isPassedOver(tokens[at]?.folded ?? '')) at++;
  const verb = tokens[at];
  if (verb === undefined || verb.before === 'stop' || (verb.before === 'comma' && at === end) || !known.SAYS.has(verb.folded)) return false;
  return !known.NOTHING_SAID.has(tokens[at + 1]?.folded ?? '');
}

function isPassedOver(word: string): boolean {
  return known.SPEAKERS.has(word) || known.BETWEEN_SPEAKER_AND_WORD.has(word);
}

/** “…,” said the Treasury. "I said Labour would lose" gives nobody's words but mine. */
function isInverted(passage: Passage, opening: number, end: number): boolean {
  const { tokens } = passage;
  const verb = tokens[opening - 1];
  if (!verb || !known.SAYS_BEFORE.has(verb.folded)) return false;
  if (verb.folded === 'quoting') return true;
  const subject = tokens[opening - 2];
  if (subject && known.PRONOUNS.has(subject.folded) && verb.before === 'nothing') return false;
  const isOpening = verb.before !== 'nothing' || opening === 1;
  return isOpening && /^\s*(?:[,.;:!?"”'’]|$|\n|in\b|on\b|yesterday\b|today\b|last\b|this\b)/.test(tailOf(passage, end, 12));
}
