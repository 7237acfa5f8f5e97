/** The last outcomes of a feed as a strip of bars: up where it was read, higher where that brought something; down where it was not. Pure. */
import { countOf } from '../pages/words.js';
import { OUTCOMES_KEPT, type PollOutcome } from '../sources/outcome-log.js';

export const LOOKS = ['news', 'read', 'throttled', 'failed'] as const;
export type Look = (typeof LOOKS)[number];

export interface Strip {
  /** One path for each look: thirty bars are four elements. */
  paths: { look: Look; d: string }[];
  /** Where the address redirected for good: a dot above the bar. */
  moves: { x: number }[];
  width: number;
  /** The same in words. */
  words: string;
}

const [STEP, BAR] = [6, 5];
/** From the line at 14: up or down, and how far. */
const HEIGHTS: Record<Look, number> = { news: -11, read: -4, throttled: 5, failed: 10 };

export function lookOf({ kind }: Pick<PollOutcome, 'kind'>): Look {
  if (kind === 'new') return 'news';
  if (kind === 'nothing-new' || kind === 'not-modified') return 'read';
  return kind.startsWith('throttled') ? 'throttled' : 'failed';
}

export function stripOf(outcomes: readonly PollOutcome[]): Strip {
  // The newest stands at the right end, so that strips of several feeds can be compared.
  const first = OUTCOMES_KEPT - outcomes.length;
  const bars = outcomes.map((outcome, index) => ({ look: lookOf(outcome), x: (first + index) * STEP, isMoved: outcome.isMoved }));
  const counts = LOOKS.map((look) => bars.filter((bar) => bar.look === look).length);
  const paths = LOOKS.flatMap((look) => {
    const d = bars.flatMap((bar) => (bar.look === look ? [`M${bar.x} 14h${BAR}v${HEIGHTS[look]}h-${BAR}z`] : [])).join('');
    return d === '' ? [] : [{ look, d }];
  });
  const moves = bars.flatMap(({ x, isMoved }) => (isMoved ? [{ x: x + BAR / 2 }] : []));
  return { paths, moves, width: OUTCOMES_KEPT * STEP, words: inWords(counts, moves.length, outcomes) };
}

function inWords(
  [news = 0, read = 0, throttled = 0, failed = 0]: readonly number[],
  moved: number,
  outcomes: readonly PollOutcome[],
): string {
  if (outcomes.length === 0) return 'No poll yet';
  const parts = [
    `${news} brought something`,
    `${read} nothing new`,
    ...(throttled > 0 ? [`${throttled} throttled`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(moved > 0 ? [`${moved} redirected for good`] : []),
  ];
  return `${outcomes.length === 1 ? 'One poll' : `The last ${countOf(outcomes.length, 'poll', 'polls')}`}: ${parts.join(', ')}`;
}
