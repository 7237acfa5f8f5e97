import type { EntityManager } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import type { FeedSettings, FeedState } from './feed.entity.js';

/** How long a feed that was removed can be brought back. */
export const KEPT_DAYS = 30;

/** What an admin does to feeds, each in one statement, inside a write. All give how many feeds they changed: what is so already is left alone. */
export function pauseFeeds(manager: EntityManager, ids: readonly number[]): Promise<number> {
  return change(manager, `SET state = 'paused', next_poll_at = NULL`, [], `state IN ('active', 'retired')`, ids);
}

/** Polled from now on, whatever kept it from that. */
export function resumeFeeds(manager: EntityManager, ids: readonly number[], now: Date): Promise<number> {
  return change(manager, `SET state = 'active', next_poll_at = ?`, [now.getTime()], `state IN ('paused', 'gone', 'retired')`, ids);
}

/** Off the list, for now: its posts stay, and so does the row, until `sweepRemoved`. */
export function removeFeeds(manager: EntityManager, ids: readonly number[], now: Date): Promise<number> {
  const settings = `SET state_before = state, state = 'removed', removed_at = ?, next_poll_at = NULL`;
  return change(manager, settings, [now.getTime()], `state <> 'removed'`, ids);
}

/** As they were; what was polled is due at once. */
export function restoreFeeds(manager: EntityManager, ids: readonly number[], now: Date): Promise<number> {
  const settings = `SET state = COALESCE(state_before, 'active'), state_before = NULL, removed_at = NULL,
                        next_poll_at = CASE WHEN COALESCE(state_before, 'active') = 'active' THEN CAST(? AS bigint) END`;
  return change(manager, settings, [now.getTime()], `state = 'removed'`, ids);
}

/** The limits of the interval. What is due later than the most allows is brought forward, and sooner than the least, put off. */
export async function limitFeeds(manager: EntityManager, ids: readonly number[], limits: FeedLimits, now: Date): Promise<number> {
  const rows = (await run(
    manager,
    `SELECT id, settings, state, polled_at AS "polledAt", next_poll_at AS "nextPollAt" FROM feed WHERE ${isOneOf(manager, 'id')}`,
    [ids],
  )) as LimitedRow[];
  let changed = 0;
  for (const row of rows) {
    const settings = limited(JSON.parse(row.settings) as FeedSettings, limits);
    if (JSON.stringify(settings) === row.settings) continue;
    const next =
      row.state === 'active' && row.nextPollAt !== null ? within(row.nextPollAt, row.polledAt ?? now.getTime(), settings) : row.nextPollAt;
    await run(manager, 'UPDATE feed SET settings = ?, next_poll_at = ? WHERE id = ?', [JSON.stringify(settings), next, row.id]);
    changed += 1;
  }
  return changed;
}

/** Rows that can no longer be brought back go for good; their posts stay. */
export function sweepRemoved(manager: EntityManager, now: Date): Promise<unknown> {
  return run(manager, `DELETE FROM feed WHERE state = 'removed' AND removed_at < ?`, [now.getTime() - KEPT_DAYS * 86_400_000]);
}

/** Null: ours to choose. */
export interface FeedLimits {
  leastMinutes: number | null;
  mostMinutes: number | null;
  /** As it is where absent. */
  spacingSeconds?: number | null;
  keepDays?: number | null;
}

interface LimitedRow {
  id: number;
  settings: string;
  state: FeedState;
  polledAt: number | null;
  nextPollAt: number | null;
}

function limited(settings: FeedSettings, { leastMinutes, mostMinutes, spacingSeconds, keepDays }: FeedLimits): FeedSettings {
  const spacing = spacingSeconds === undefined ? settings.spacingSeconds : spacingSeconds;
  const keep = keepDays === undefined ? settings.keepDays : keepDays;
  return {
    ...(leastMinutes ? { leastMinutes } : {}),
    ...(mostMinutes ? { mostMinutes } : {}),
    ...(spacing ? { spacingSeconds: spacing } : {}),
    ...(keep ? { keepDays: keep } : {}),
  };
}

function within(nextAt: number, polledAt: number, { leastMinutes = 0, mostMinutes = Infinity }: FeedSettings): number {
  return Math.max(polledAt + leastMinutes * 60_000, Math.min(nextAt, polledAt + mostMinutes * 60_000));
}

async function change(
  manager: EntityManager,
  settings: string,
  values: unknown[],
  condition: string,
  ids: readonly number[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const sql = `UPDATE feed ${settings} WHERE ${condition} AND ${isOneOf(manager, 'id')} RETURNING id`;
  const changed = await run(manager, sql, [...values, ids]);
  // PostgreSQL's driver gives the rows and how many they are.
  return Array.isArray(changed) && Array.isArray(changed[0]) ? changed[0].length : (changed as unknown[]).length;
}
