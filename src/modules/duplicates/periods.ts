import { WINDOW_MS } from '../../feeds/copies.js';

/**
 * Keys are filed by periods of four weeks. What a post can be a copy of lies in its own period or a neighbouring one, and new posts are filed
 * where the newest are: the index is written at one end, however many years it holds.
 */
const PERIOD_MS = 2 * WINDOW_MS;
const KEYS = 2 ** 32;

/** Under what a post of that instant is filed. */
export function filedUnder(keys: readonly number[], at: number): number[] {
  return keys.map((key) => periodOf(at) * KEYS + key);
}

/** Under what the posts are filed that it may be a copy of, or they of it; by key. */
export function lookedUnder(keys: readonly number[], at: number): number[][] {
  const [first, last] = [periodOf(at - WINDOW_MS), periodOf(at + WINDOW_MS)];
  return keys.map((key) => Array.from({ length: last - first + 1 }, (_, index) => (first + index) * KEYS + key));
}

function periodOf(at: number): number {
  return Math.floor(at / PERIOD_MS);
}
