import type { DataSource } from 'typeorm';
import { failed, type Finding, ok, warning } from './finding.js';

/** A poll may be late while much is due at once; longer than this, nobody polls. */
const LATE_MS = 60 * 60_000;

/** Jobs are carried inside each process and found again from the tables: what waits there shows whether anybody works. */
export async function checkQueue(source: DataSource, now: Date): Promise<Finding> {
  const sql = `SELECT COUNT(*) AS count, MIN(next_poll_at) AS since FROM feed WHERE state = 'active' AND next_poll_at <= ${now.getTime()}`;
  try {
    const [row] = await source.query<{ count: number | string; since: number | null }[]>(sql);
    const count = Number(row?.count ?? 0);
    if (count === 0) return ok('queue', 'No feed waits to be polled.');
    const lateMs = now.getTime() - Number(row?.since ?? now.getTime());
    const waiting = `${count} ${count === 1 ? 'feed waits' : 'feeds wait'} to be polled, since ${Math.round(lateMs / 60_000)} minutes at most.`;
    if (lateMs < LATE_MS) return ok('queue', waiting);
    return warning(
      'queue',
      `${waiting} Nobody polls, or too slowly: start the server, or \`hustings serve --role worker\`, or raise HOSTS_AT_ONCE.`,
    );
  } catch (error) {
    return failed('queue', `What waits cannot be read (${(error as Error).message}). Bring the database up to date: \`hustings migrate\`.`);
  }
}
