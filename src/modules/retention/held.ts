import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import type { IsLate } from '../digests/shown-posts.js';
import type { Member } from './old-threads.js';

/** Why a thread stays though it is old: somebody has worked with it, or a closed edition shows it. */
export const REASONS = ['coded', 'edited', 'starred', 'shown'] as const;
export type Reason = (typeof REASONS)[number];

const ASKED: Record<Reason, (isOne: (column: string) => string) => string> = {
  coded: (isOne) => `SELECT post_id AS id FROM coding WHERE ${isOne('post_id')}`,
  edited: (isOne) => `SELECT thread_id AS id FROM curation WHERE ${isOne('thread_id')}`,
  starred: (isOne) => `SELECT post_id AS id FROM reader_state WHERE is_starred = 1 AND ${isOne('post_id')}`,
  shown: (isOne) => `SELECT post_id AS id FROM shown_post WHERE ${isOne('post_id')} AND until_at >= ?`,
};

/** Editions whose time was over since then keep what they show. */
export interface Editions {
  since: Date;
  isLate: IsLate;
}

/** Of some threads those that are held, by the first reason that there is. What one of its posts is needed for holds the whole thread. */
export async function heldAmong(
  manager: EntityManager,
  members: readonly Member[],
  { since, isLate }: Editions,
): Promise<Map<number, Reason>> {
  const threadOf = new Map(members.map(({ id, threadId }) => [id, threadId]));
  const held = new Map<number, Reason>();
  const hold = (id: number, reason: Reason) => {
    const threadId = threadOf.get(id);
    if (threadId !== undefined && !held.has(threadId)) held.set(threadId, reason);
  };
  const ids = [...threadOf.keys()];
  for (const reason of REASONS) {
    const sql = ASKED[reason]((column) => isOneOf(manager, column));
    const found = (await run(manager, sql, reason === 'shown' ? [ids, since.getTime()] : [ids])) as { id: number }[];
    for (const { id } of found) hold(id, reason);
  }
  for (const member of members) if (isLate(member)) hold(member.id, 'shown');
  return held;
}
