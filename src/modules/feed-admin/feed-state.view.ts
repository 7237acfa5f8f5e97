import type { FeedHabit, FeedState } from '../sources/feed.entity.js';
import { KEPT_DAYS } from '../sources/feed-changes.js';
import { type StandingFacts, standingOf } from '../sources/feed-standing.js';

/** How a feed fares, in the words of its health page: what it is, and since or until when. */
export interface StateView {
  label: string;
  /** For the style sheet. */
  tone: 'good' | 'still' | 'bad';
  /** What is the matter, or the note of whoever paused it. */
  detail: string | null;
  polledAt: Date | null;
  nextAt: Date | null;
}

/** Instants and what is JSON as the database has them. */
export interface StateFacts extends Pick<StandingFacts, 'url' | 'failures' | 'outcome' | 'outcomeMessage' | 'movedTo' | 'movedPolls'> {
  state: FeedState;
  note: string | null;
  polledAt: number | null;
  changedAt: number | null;
  nextPollAt: number | null;
  removedAt: number | null;
  movedSinceAt: number | null;
  silentAt: number | null;
  habit: string | null;
}

export function stateView(row: StateFacts, now: Date): StateView {
  const { state, note, failures } = row;
  const facts: StandingFacts = {
    ...row,
    polledAt: dateOf(row.polledAt),
    changedAt: dateOf(row.changedAt),
    movedSinceAt: dateOf(row.movedSinceAt),
    silentAt: dateOf(row.silentAt),
    habit: row.habit === null ? null : (JSON.parse(row.habit) as FeedHabit),
  };
  const { label, detail, needsCare } = standingOf(facts, now);
  const instants = { polledAt: facts.polledAt, nextAt: state === 'active' ? dateOf(row.nextPollAt) : null };
  if (state !== 'active' && state !== 'gone') return { label, tone: 'still', detail: note, ...instants };
  return { label, tone: needsCare || failures > 0 ? 'bad' : 'good', detail, ...instants };
}

/** Until when a removed feed can be brought back. */
export function keptUntil(removedAt: number): Date {
  return new Date(removedAt + KEPT_DAYS * 86_400_000);
}

export function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(Number(at));
}
