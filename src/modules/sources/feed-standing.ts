/** How a feed stands, in words: what is the matter with it, since when, and what can be done. */
import { FAILURES_OF_DAYS } from '../../feeds/decide.js';
import { countOf, durationText } from '../pages/words.js';
import type { FeedEntity } from './feed.entity.js';
import { MOVE_KEPT } from './moves.js';

export const STANDINGS = ['gone', 'failing', 'throttled', 'moved', 'silent', 'new', 'fine', 'paused', 'retired', 'removed'] as const;
export type StandingKind = (typeof STANDINGS)[number];

export type StandingFacts = Pick<
  FeedEntity,
  | 'url'
  | 'state'
  | 'failures'
  | 'outcome'
  | 'outcomeMessage'
  | 'polledAt'
  | 'changedAt'
  | 'movedTo'
  | 'movedPolls'
  | 'movedSinceAt'
  | 'habit'
  | 'silentAt'
>;

export interface Standing {
  kind: StandingKind;
  /** A word or three. */
  label: string;
  /** What is known of it, and what to do; null where there is nothing to say. */
  detail: string | null;
  /** Somebody should look after it. */
  needsCare: boolean;
}

/** Fewer failures in a row are a server that was restarted. */
export const FAILURES_LEAST = 3;
const DAY_MS = 86_400_000;
const RARELY = 'By now it is asked less and less, though once a month at the least: look on its site whether it goes on elsewhere.';

export function standingOf(feed: StandingFacts, now: Date): Standing {
  const { state, outcomeMessage, polledAt } = feed;
  if (state === 'gone')
    return { kind: 'gone', label: 'Gone for good', detail: `${outcomeMessage ?? ''} It is not asked any more.`.trim(), needsCare: true };
  if (state !== 'active') return { kind: state, label: STILL[state] ?? state, detail: null, needsCare: false };
  if (feed.failures > 0) return failing(feed);
  if (feed.movedTo !== null) return moved(feed);
  if (isSilent(feed, now)) return silent(feed, now);
  if (polledAt === null) return { kind: 'new', label: 'Not polled yet', detail: null, needsCare: false };
  return { kind: 'fine', label: 'Read without trouble', detail: null, needsCare: false };
}

const STILL: Record<string, string> = { paused: 'Paused', retired: 'Retired', removed: 'Removed' };

/** Silence is only heard where somebody listens: it must have been read after it should have spoken again. */
export function isSilent({ state, failures, polledAt, silentAt }: StandingFacts, now: Date): boolean {
  return state === 'active' && failures === 0 && polledAt !== null && silentAt !== null && silentAt <= now && polledAt >= silentAt;
}

function failing({ failures, outcome, outcomeMessage }: StandingFacts): Standing {
  const times = failures === 1 ? 'once' : `${countOf(failures, 'time', 'times')} in a row`;
  const isThrottled = outcome?.startsWith('throttled') ?? false;
  return {
    kind: isThrottled ? 'throttled' : 'failing',
    label: isThrottled ? `Throttled ${times}` : `Failed ${times}`,
    detail: !isThrottled && failures > FAILURES_OF_DAYS ? `${outcomeMessage ?? ''} ${RARELY}`.trim() : outcomeMessage,
    needsCare: failures >= FAILURES_LEAST,
  };
}

function moved({ movedTo, movedPolls, movedSinceAt }: StandingFacts): Standing {
  const polls = `${countOf(movedPolls, 'poll has', 'polls have')} been sent there`;
  const kept = `It is followed, and kept by itself after ${MOVE_KEPT.pollsLeast} polls over ${MOVE_KEPT.afterMs / DAY_MS} days`;
  const isLate = movedPolls > MOVE_KEPT.pollsLeast && movedSinceAt !== null;
  return {
    kind: 'moved',
    label: 'Moved',
    detail: `To ${movedTo ?? ''}; ${polls}. ${kept}${isLate ? ', unless another feed has that address' : ''}.`,
    needsCare: true,
  };
}

function silent({ habit }: StandingFacts, now: Date): Standing {
  const { lastMs = null, usualMs = null, longestMs = null } = habit ?? {};
  const label = lastMs === null ? 'Silent' : `Silent for ${durationText(now.getTime() - lastMs)}`;
  const pauses =
    usualMs === null || longestMs === null
      ? ''
      : `Between its last entries were ${durationText(usualMs)} as a rule, and ${durationText(longestMs)} at most. `;
  return {
    kind: 'silent',
    label,
    detail: `${pauses}It is read without trouble: look on its site whether it goes on elsewhere.`,
    needsCare: true,
  };
}
