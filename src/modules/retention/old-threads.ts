import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import { PostEntity } from '../posts/post.entity.js';

/** How far the threads were looked through, by when they began. */
export interface Place {
  at: number;
  id: number;
}

export const BEGINNING: Place = { at: Number.MIN_SAFE_INTEGER, id: 0 };

/** Threads of which nothing was said since an instant. */
export interface Old {
  before: Date;
  /** Of one feed; or of all others than some, which have a term of their own. */
  feed: { only: number } | { notOf: readonly number[] };
}

/** A post, as far as it matters for whether its thread may go. */
export interface Member {
  id: number;
  threadId: number;
  sortAt: Date;
  seenAt: Date;
}

/** The next threads, the oldest first. Those of the sample stay: it goes with one click, and is old from the beginning. */
export async function oldThreads(manager: EntityManager, { before, feed }: Old, after: Place, most: number): Promise<Place[]> {
  const [ofFeed, ids] =
    'only' in feed ? ['r.feed_id = ?', [feed.only]] : [`(r.feed_id IS NULL OR NOT (${isOneOf(manager, 'r.feed_id')}))`, [feed.notOf]];
  const sql = `
    SELECT r.id, r.sort_at AS at
      FROM post r
     WHERE r.root_id IS NULL AND r.sort_at < ? AND (r.sort_at > ? OR r.sort_at = ? AND r.id > ?)
       AND NOT EXISTS (SELECT 1 FROM post m WHERE m.root_id = r.id AND m.sort_at >= ?)
       AND NOT EXISTS (SELECT 1 FROM source s WHERE s.id = r.source_id AND s.is_sample = 1)
       AND ${ofFeed}
     ORDER BY r.sort_at, r.id
     LIMIT ${most}`;
  const bound = before.getTime();
  return (await run(manager, sql, [bound, after.at, after.at, after.id, bound, ...ids])) as Place[];
}

/** All posts of some threads. */
export async function membersOf(manager: EntityManager, threadIds: readonly number[]): Promise<Member[]> {
  const columns = 'id, COALESCE(root_id, id) AS "threadId", sort_at AS "sortAt", seen_at AS "seenAt"';
  const rows = (await run(
    manager,
    `SELECT ${columns} FROM post WHERE ${isOneOf(manager, 'id')} UNION ALL SELECT ${columns} FROM post WHERE ${isOneOf(manager, 'root_id')}`,
    [threadIds, threadIds],
  )) as { id: number; threadId: number; sortAt: number; seenAt: number }[];
  return rows.map((row) => ({ ...row, sortAt: new Date(row.sortAt), seenAt: new Date(row.seenAt) }));
}

/** Deletes posts, and what no key of the database takes along: the feeds of their comments. */
export async function deletePosts(manager: EntityManager, ids: readonly number[]): Promise<void> {
  await run(manager, `DELETE FROM feed WHERE ${isOneOf(manager, 'post_id')}`, [ids]);
  await run(manager, `DELETE FROM post WHERE ${isOneOf(manager, 'id')}`, [ids]);
}

export function countPosts(manager: EntityManager): Promise<number> {
  return manager.count(PostEntity);
}

/** When the post was said that stands at this place, counted from the oldest; null where there are fewer. */
export async function saidAt(manager: EntityManager, place: number): Promise<Date | null> {
  const [row] = (await run(manager, 'SELECT sort_at AS at FROM post ORDER BY sort_at LIMIT 1 OFFSET ?', [place])) as { at: number }[];
  return row ? new Date(row.at) : null;
}

export async function countBefore(manager: EntityManager, before: Date): Promise<number> {
  const [row] = (await run(manager, 'SELECT COUNT(*) AS count FROM post WHERE sort_at < ?', [before.getTime()])) as { count: number }[];
  return Number(row?.count);
}
