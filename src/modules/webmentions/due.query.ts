import { selectMany } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import { WebmentionEntity } from './webmention.entity.js';

/** Hosts with a page to be read, the one that has waited longest first. */
export async function dueHosts(database: Database, now: Date): Promise<string[]> {
  const rows = await database.manager.sql<{ host: string }[]>`
    SELECT host, MIN(next_at) AS due FROM webmention WHERE state = 'waiting' AND next_at <= ${now.getTime()} GROUP BY host ORDER BY due`;
  return rows.map(({ host }) => host);
}

/** The mention of a host that has waited longest. */
export async function nextDue(database: Database, host: string, now: Date): Promise<WebmentionEntity | null> {
  const condition = `state = 'waiting' AND next_at <= ? AND host = ? ORDER BY next_at, id LIMIT 1`;
  const [row] = await selectMany(database.manager, WebmentionEntity, condition, [now.getTime(), host]);
  return row ?? null;
}
