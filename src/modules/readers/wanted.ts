import type { Place } from './part.js';

/** Which items of some parts, as seen by one account. */
export interface Wanted {
  accountId: number;
  /** Begins after this item, in the order that is asked for. */
  after: Place | null;
  oldestFirst: boolean;
  /** When it arrived, in milliseconds, both included. */
  seenFrom: number | null;
  seenUntil: number | null;
  isRead: boolean | null;
  isStarred: boolean | null;
  rowsMax: number;
}

export interface ItemRow extends Place {
  seenAt: number;
  isRead: number;
  isStarred: number;
}
