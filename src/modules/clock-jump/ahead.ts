import { LIFETIMES_MS } from '../accounts/account-links.js';
import { SESSION_MS } from '../accounts/session-store.js';
import { LEASE_MS as ALERT_LEASE_MS } from '../alerts/alert-outbox.js';
import { run } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import { USUAL_LIMITS } from '../mail/limits.js';
import { LEASE_MS_MAX } from '../websub/subscriptions.js';

/** Clocks of several machines differ, and are set right by seconds. */
export const SLACK_MS = 60_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A server may ask for a week at the most; a tenth is added by chance. */
const ASKED_MS = 8 * DAY_MS;

/** An instant of a table that is never further ahead than so long: what is, was written by a clock that was ahead. */
interface Ahead {
  table: string;
  column: string;
  which?: string;
  mostMs: number;
  /** From now on, where it is brought back. */
  toMs: number;
  /** A try that is due again: once the clock was seen to go back, nobody knows how long it has waited, and it is made. */
  isTry?: boolean;
}

const past = (table: string, column: string, which?: string): Ahead => ({ table, column, ...(which && { which }), mostMs: 0, toMs: 0 });
const due = (table: string, mostMs: number, which: string): Ahead => ({ table, column: 'next_at', which, mostMs, toMs: 0, isTry: true });
const atMost = (table: string, column: string, mostMs: number, which?: string): Ahead => ({
  ...past(table, column, which),
  mostMs,
  toMs: mostMs,
});

/**
 * What would wait, or last, until the clock has come to where it was. What has been tried may have been asked to wait so long; what has not is due at once.
 */
const AHEAD: Ahead[] = [
  past('feed', 'next_poll_at', `state = 'active' AND polled_at IS NULL`),
  due('address', ASKED_MS, `state = 'waiting'`),
  due('webmention', ASKED_MS, `state = 'waiting'`),
  past('webmention', 'received_at'),
  due('hub_news', MINUTE_MS, 'attempts = 0'),
  due('hub_news', DAY_MS, 'attempts > 0'),
  { table: 'hub_subscription', column: 'next_at', which: `state <> 'active'`, mostMs: ASKED_MS, toMs: 0 },
  { table: 'hub_subscription', column: 'next_at', which: `state = 'active'`, mostMs: LEASE_MS_MAX, toMs: 0 },
  atMost('hub_subscription', 'lease_until', LEASE_MS_MAX),
  due('outgoing_mail', 0, `state = 'waiting' AND attempts = 0`),
  due('outgoing_mail', DAY_MS, `state = 'waiting' AND attempts > 0`),
  // Whoever has begun with it may be at it still.
  atMost('outgoing_mail', 'next_at', USUAL_LIMITS.leaseMs, `state IN ('leased', 'handed-over')`),
  past('outgoing_mail', 'created_at'),
  past('subscriber', 'mailed_until_at'),
  due('alert_delivery', 0, `state = 'waiting' AND attempts = 0`),
  due('alert_delivery', DAY_MS, `state = 'waiting' AND attempts > 0`),
  atMost('alert_delivery', 'next_at', ALERT_LEASE_MS, `state IN ('leased', 'handed-over')`),
  past('alert_delivery', 'created_at'),
  past('alert_event', 'noted_at'),
  past('alert_rule', 'since_at'),
  atMost('session', 'ends_at', SESSION_MS),
  atMost('account_link', 'ends_at', LIFETIMES_MS.reset, `purpose = 'reset'`),
  atMost('account_link', 'ends_at', LIFETIMES_MS.invitation, `purpose <> 'reset'`),
  { table: 'account_link', column: 'mail_at', mostMs: DAY_MS, toMs: 0, isTry: true },
  { table: 'rate', column: 'expire', mostMs: DAY_MS, toMs: 0 },
];

/**
 * Brings back what was written in what is the future now: whoever set the clock right would else wait for it until it has come there. Feeds keep their distance
 * to the next poll, so that they are not all due at once.
 * @param hasGoneBack it was seen, and is not only possible
 */
export async function bringBack(database: Database, now: Date, hasGoneBack: boolean): Promise<void> {
  const nowMs = now.getTime();
  const changes = [
    {
      where: `feed WHERE polled_at > ${nowMs + SLACK_MS}`,
      sql: `UPDATE feed SET next_poll_at = next_poll_at - (polled_at - ${nowMs}), polled_at = ${nowMs} WHERE polled_at > ${nowMs + SLACK_MS}`,
    },
    ...AHEAD.map(({ table, column, which = '1 = 1', mostMs, toMs, isTry = false }) => {
      const where = `${which} AND ${column} > ${nowMs + (isTry && hasGoneBack ? 0 : mostMs) + SLACK_MS}`;
      return { where: `${table} WHERE ${where}`, sql: `UPDATE ${table} SET ${column} = ${nowMs + toMs} WHERE ${where}` };
    }),
  ];
  for (const { where, sql } of changes) {
    const ahead = await run(database.manager, `SELECT 1 FROM ${where} LIMIT 1`, []);
    if ((ahead as unknown[]).length > 0) await database.write((manager) => run(manager, sql, []));
  }
}
