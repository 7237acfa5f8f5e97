import type { Database } from '../database/database.js';

/** Clocks of several machines differ, and are set right by seconds. */
const SLACK_MS = 60_000;

/**
 * Brings feeds back that were polled in what is the future now: whoever set the clock right would else wait for them until it has come there. Each keeps its
 * distance to the next poll, so that they are not all due at once.
 */
export async function bringBack(database: Database, now: Date): Promise<void> {
  const nowMs = now.getTime();
  const [ahead] = await database.manager.sql<unknown[]>`SELECT 1 FROM feed WHERE polled_at > ${nowMs + SLACK_MS} LIMIT 1`;
  if (ahead === undefined) return;
  await database.write(
    (manager) =>
      manager.sql`UPDATE feed SET next_poll_at = next_poll_at - (polled_at - ${nowMs}), polled_at = ${nowMs} WHERE polled_at > ${nowMs + SLACK_MS}`,
  );
}

/** Whether the clock was set back since the last look at it. At the first look nobody knows. */
export class ClockWatch {
  private seenMs = Infinity;

  wentBack(now: Date): boolean {
    const wentBack = now.getTime() < this.seenMs - SLACK_MS;
    this.seenMs = now.getTime();
    return wentBack;
  }
}
