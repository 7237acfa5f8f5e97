import type { FeedState } from '../sources/feed.entity.js';
import { KEPT_DAYS } from '../sources/feed-changes.js';

/** How a feed fares, in words: what it is, and since or until when. */
export interface StateView {
  label: string;
  /** For the style sheet. */
  tone: 'good' | 'still' | 'bad';
  /** What the last poll came to grief over, or the note of whoever paused it. */
  detail: string | null;
  polledAt: Date | null;
  nextAt: Date | null;
}

export interface StateFacts {
  state: FeedState;
  note: string | null;
  failures: number;
  outcomeMessage: string | null;
  polledAt: number | null;
  nextPollAt: number | null;
  removedAt: number | null;
}

export function stateView(row: StateFacts): StateView {
  const { state, note, failures, outcomeMessage, polledAt, nextPollAt } = row;
  const instants = { polledAt: dateOf(polledAt), nextAt: state === 'active' ? dateOf(nextPollAt) : null };
  if (state === 'paused') return { label: 'Paused', tone: 'still', detail: note, ...instants };
  if (state === 'removed') return { label: 'Removed', tone: 'still', detail: note, ...instants };
  if (state === 'retired') return { label: 'Retired', tone: 'still', detail: note, ...instants };
  if (state === 'gone') return { label: 'Gone for good', tone: 'bad', detail: outcomeMessage, ...instants };
  if (failures > 0)
    return { label: failures === 1 ? 'Failed once' : `Failed ${failures} times`, tone: 'bad', detail: outcomeMessage, ...instants };
  return { label: polledAt === null ? 'Not polled yet' : 'Polled', tone: 'good', detail: null, ...instants };
}

/** Until when a removed feed can be brought back. */
export function keptUntil(removedAt: number): Date {
  return new Date(removedAt + KEPT_DAYS * 86_400_000);
}

export function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(Number(at));
}
