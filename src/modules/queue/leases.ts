import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isDatabaseAway } from '../database/away.js';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Lease, LostLease } from './lease.js';

/** Of a process that says nothing for so long, others take over what it worked on. */
const LEASE_MS = 20_000;
/** So much sooner it stops by itself: clocks do not go equally fast, and it takes a moment to stop. */
const MARGIN_MS = 4_000;
const RENEW_MS = 4_000;
const LOOK_MS = 500;
const KEPT_MS = 86_400_000;

/** A host, whoever asks it and for what. */
export function hostKey(host: string): string {
  return `host ${host}`;
}

/**
 * Sees to it that one process at a time works on a thing, whatever queue has told it to: a queue that believes a worker to be dead gives its job to another one.
 * A row says who has it, and until when. Who works says in time that he goes on, and stops by himself where he cannot: so at no instant there are two. What he
 * stores is refused where somebody else has taken it meanwhile.
 */
@Injectable()
export class Leases {
  private readonly logger = new Logger(Leases.name);
  private readonly holder = randomUUID();
  private readonly held = new Map<string, Lease>();
  private watching: NodeJS.Timeout | null = null;
  private renewedMs = 0;
  private renewing = false;

  constructor(private readonly database: Database) {}

  /** Does the work, unless somebody is at it: `taken`. `lost`: it had to be broken off. What else the work throws is thrown. */
  async hold(key: string, work: (lease: Lease) => Promise<void>): Promise<'done' | 'taken' | 'lost'> {
    const lease = await this.take(key);
    if (!lease) return 'taken';
    try {
      await work(lease);
      return 'done';
    } catch (error) {
      if (!(error instanceof LostLease)) throw error;
      this.logger.warn(error.message);
      return 'lost';
    } finally {
      await this.release(lease);
    }
  }

  /** Rows that nobody has used for a day. */
  async forget(): Promise<void> {
    await this.database.write((manager) => run(manager, `DELETE FROM lease WHERE until_at < ${this.now} - ?`, [KEPT_MS]));
  }

  private async take(key: string): Promise<Lease | null> {
    // One that is lost, and is still being broken off.
    if (this.held.has(key)) return null;
    const askedMs = performance.now();
    const rows = await this.database.write(async (manager) => {
      const { now } = this;
      const sql = `INSERT INTO lease (key, holder, until_at, before_at) VALUES (?, ?, ${now} + ${LEASE_MS}, NULL)
        ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at, before_at = lease.until_at
        WHERE lease.holder IS NULL OR lease.until_at < ${now} RETURNING ${now} - before_at AS free_ms`;
      const taken = (await run(manager, sql, [key, this.holder])) as unknown[];
      // One that lasts longer than any was given before the clock was set back: whoever has it says so in time, or has died.
      if (taken.length === 0)
        await run(manager, `UPDATE lease SET until_at = ${now} + ${LEASE_MS} WHERE key = ? AND until_at > ${now} + ${LEASE_MS}`, [key]);
      return taken;
    });
    const [row] = rows as { free_ms: number | null }[];
    if (!row) return null;
    const lease = new Lease(key, this.holder, row.free_ms === null ? Infinity : Math.max(0, Number(row.free_ms)), sureFrom(askedMs));
    this.held.set(key, lease);
    this.watching ??= setInterval(() => this.watch(), LOOK_MS).unref();
    return lease;
  }

  private async release({ key }: Lease): Promise<void> {
    try {
      await this.database.write((manager) =>
        run(manager, `UPDATE lease SET holder = NULL, until_at = ${this.now} WHERE key = ? AND holder = ?`, [key, this.holder]),
      );
    } catch (error) {
      // It runs out by itself.
      if (!isDatabaseAway(error)) throw error;
    } finally {
      this.held.delete(key);
    }
  }

  private watch(): void {
    if (this.held.size === 0) {
      if (this.watching) clearInterval(this.watching);
      this.watching = null;
      return;
    }
    const isOn = [...this.held.values()].filter((lease) => !lease.isLost).length > 0;
    if (!isOn || this.renewing || performance.now() - this.renewedMs < RENEW_MS) return;
    this.renewing = true;
    void this.renew().finally(() => (this.renewing = false));
  }

  /** Those whose write is open keep others out by it; they are passed over here, and renewed the next time. */
  private async renew(): Promise<void> {
    const askedMs = performance.now();
    try {
      // Behind a long line of writes a lease would run out, and what those write would be refused for it.
      const renewal = async (manager: EntityManager) => {
        const mine = `SELECT key FROM lease WHERE holder = ?${this.database.isPostgres ? ' FOR UPDATE SKIP LOCKED' : ''}`;
        const keys = ((await run(manager, mine, [this.holder])) as { key: string }[]).map(({ key }) => key);
        if (keys.length > 0)
          await run(
            manager,
            `UPDATE lease SET until_at = ${this.now} + ${LEASE_MS} WHERE holder = ? AND key IN (${keys.map(() => '?').join()})`,
            [this.holder, ...keys],
          );
        return keys;
      };
      const rows = await this.database.write(renewal, { isUrgent: true });
      this.renewedMs = askedMs;
      for (const key of rows) {
        const lease = this.held.get(key);
        if (lease && !lease.isLost) lease.sureUntilMs = sureFrom(askedMs);
      }
    } catch (error) {
      if (!isDatabaseAway(error)) this.logger.error('Leases could not be renewed', (error as Error).stack);
    }
  }

  private get now(): string {
    return this.database.isPostgres
      ? '(extract(epoch FROM clock_timestamp()) * 1000)::bigint'
      : `CAST(unixepoch('subsec') * 1000 AS INTEGER)`;
  }
}

function sureFrom(askedMs: number): number {
  return askedMs + LEASE_MS - MARGIN_MS;
}
