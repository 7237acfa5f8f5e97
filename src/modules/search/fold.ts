import type { Query } from './query.js';
import type { Found } from './statement.js';

/**
 * One of each group of posts that say the same: its leader where that was found, else the earliest of those that were.
 * @param leaders of the posts that follow one
 */
export function fold(found: readonly Found[], leaders: ReadonlyMap<number, number>): { kept: Found[]; folded: number } {
  const stands = new Map<number, Found>();
  for (const each of found) {
    const leaderId = leaders.get(each.postId) ?? each.postId;
    const other = stands.get(leaderId);
    if (!other || each.postId === leaderId || (other.postId !== leaderId && each.place < other.place)) stands.set(leaderId, each);
  }
  const kept = found.filter((each) => stands.get(leaders.get(each.postId) ?? each.postId) === each);
  return { kept, folded: found.length - kept.length };
}

/** Whoever asks for copies, or for none, wants each post by itself. */
export function asksForCopies(query: Query): boolean {
  if (query.type === 'and' || query.type === 'or') return query.parts.some(asksForCopies);
  return query.type === 'not' ? asksForCopies(query.part) : query.type === 'is' && query.what === 'copy';
}
