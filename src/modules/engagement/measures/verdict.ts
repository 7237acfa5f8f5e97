import { formatNumber } from '../../pages/words.js';
import type { Measure, MeasureName } from './measure.js';
import type { Coverage } from './message.js';

export type VerdictWord = 'conversing' | 'mixed' | 'broadcasting' | 'insufficient data';

export interface Verdict {
  word: VerdictWord;
  /** In a sentence. */
  because: string;
}

/** No verdict of a period of which less than this was read: a feed that was down looks like a voice that is silent. */
export const COVERAGE_LEAST = 0.8;

/**
 * Where the words begin. They are ours, and judge intervals and not values: a voice converses when at least a fifth of what it says answers
 * somebody, or it answers at least half of what is said to it, surely; it broadcasts when surely under a tenth of what it says
 * answers somebody, and surely under a quarter of what is said to it is answered, where anything is.
 */
export const BOUNDS = { converses: { replies: 0.2, answers: 0.5 }, broadcasts: { replies: 0.1, answers: 0.25 } } as const;

export function verdictOf(measures: readonly Measure[], coverage: Coverage): Verdict {
  const [replies, answers] = [find(measures, 'reply-share'), find(measures, 'answered-share')];
  if (coverage.share === null)
    return unsure('None of its feeds was polled in this period, so that silence and a broken feed look the same.');
  if (coverage.share < COVERAGE_LEAST)
    return unsure(
      `Its feeds were read in full on ${Math.floor(coverage.share * 100)} % of the days; it takes ${percent(COVERAGE_LEAST)} for a verdict.`,
    );
  if (!replies?.interval) return unsure(replies?.insufficient ?? 'There is nothing of its own to judge by.');
  const said = `${percentOf(replies)} of what it says answers somebody`;
  const heard = answers?.interval ? `, and it answers ${percentOf(answers)} of what is said to it` : '';
  const because = `${said}${heard}.`;
  const { converses, broadcasts } = BOUNDS;
  if (replies.interval.low >= converses.replies || (answers?.interval && answers.interval.low >= converses.answers))
    return { word: 'conversing', because };
  const seldomReplies = replies.interval.high < broadcasts.replies;
  const seldomAnswers = !answers?.interval || answers.interval.high < broadcasts.answers;
  if (seldomReplies && seldomAnswers) return { word: 'broadcasting', because };
  if (replies.interval.low < broadcasts.replies && replies.interval.high >= converses.replies)
    return unsure(`${said}: too few messages to tell a conversation from a broadcast.`);
  return { word: 'mixed', because };
}

function unsure(because: string): Verdict {
  return { word: 'insufficient data', because };
}

function find(measures: readonly Measure[], name: MeasureName): Measure | undefined {
  return measures.find((measure) => measure.name === name);
}

/** `12 % (7 to 19 %)`. */
function percentOf({ value, interval }: Measure): string {
  return `${percent(value ?? 0)} (${hundredths(interval?.low ?? 0)} to ${percent(interval?.high ?? 1)})`;
}

function percent(share: number): string {
  return `${hundredths(share)} %`;
}

function hundredths(share: number): string {
  return formatNumber(Math.round(share * 100));
}
