import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Arrivals } from './arrivals.js';
import { type Item, rankOf } from './item-id.js';

/** Who begins to read here is not shown years: what arrived before these days counts as read. */
export const BEGINS_DAYS = 28;
export const DAY_MS = 86_400_000;

export interface Marks {
  isRead?: boolean;
  isStarred?: boolean;
}

/** What accounts have read and starred. */
@Injectable()
export class States {
  constructor(
    private readonly database: Database,
    private readonly arrivals: Arrivals,
    private readonly clock: Clock,
  ) {}

  /** For who comes for the first time; does nothing later. */
  async begin(accountId: number): Promise<void> {
    const through = await this.arrivals.newestUntil(this.clock.now().getTime() - BEGINS_DAYS * DAY_MS);
    await this.database.write((manager) =>
      run(
        manager,
        `INSERT INTO reader_horizon (account_id, kind, owner, through_id) VALUES (?, 'all', 0, ?) ON CONFLICT (account_id, kind, owner) DO NOTHING`,
        [accountId, through],
      ),
    );
  }

  /** Items that are not here are left out: nobody fills our tables with what he makes up. */
  async mark(accountId: number, items: readonly Item[], { isRead, isStarred }: Marks): Promise<void> {
    await this.database.write(async (manager) => {
      const known = await knownPosts(manager, items);
      for (const item of items.filter(({ postId }) => known.has(postId)))
        await run(
          manager,
          `INSERT INTO reader_state (account_id, post_id, item_rank, is_read, is_starred) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (account_id, post_id, item_rank) DO UPDATE SET ${[
               ...(isRead === undefined ? [] : ['is_read = excluded.is_read']),
               ...(isStarred === undefined ? [] : ['is_starred = excluded.is_starred']),
             ].join(', ')}`,
          [accountId, item.postId, rankOf(item), isRead === undefined ? null : Number(isRead), Number(isStarred ?? false)],
        );
    });
  }

  /** All of some streams that arrived up to an instant; null: up to now. */
  async markAll(accountId: number, horizons: readonly { kind: string; owner: number }[], until: number | null): Promise<void> {
    const through = until === null ? await this.arrivals.newestId() : await this.arrivals.newestUntil(until);
    const isAll = horizons.some(({ kind }) => kind === 'all');
    await this.database.write(async (manager) => {
      for (const { kind, owner } of horizons)
        await run(
          manager,
          `INSERT INTO reader_horizon (account_id, kind, owner, through_id) VALUES (?, ?, ?, ?)
             ON CONFLICT (account_id, kind, owner) DO UPDATE SET through_id = excluded.through_id WHERE excluded.through_id > reader_horizon.through_id`,
          [accountId, kind, owner, through],
        );
      if (isAll) return void (await run(manager, `${FORGET} AND post_id <= ?`, [accountId, through]));
      for (const { condition, parameters } of horizons.map(markedIn))
        await run(manager, `${FORGET} AND post_id <= ? AND ${condition}`, [accountId, through, ...parameters]);
    });
  }
}

/** What was marked as unread before is read now. */
const FORGET = 'UPDATE reader_state SET is_read = NULL WHERE account_id = ? AND is_read = 0';

function markedIn({ kind, owner }: { kind: string; owner: number }): { condition: string; parameters: number[] } {
  const message = rankOf({ kind: 'message', owner: 0 });
  switch (kind) {
    case 'source':
      return { condition: 'item_rank = ? AND post_id IN (SELECT id FROM post WHERE source_id = ?)', parameters: [message, owner] };
    case 'thread':
      return { condition: 'item_rank = ? AND post_id IN (SELECT id FROM post WHERE root_id = ?)', parameters: [message, owner] };
    case 'entity':
    case 'watch':
      return { condition: 'item_rank = ?', parameters: [rankOf({ kind, owner })] };
    default: {
      const first = rankOf({ kind: kind as 'day' | 'week' | 'month', owner: 0 });
      return { condition: 'item_rank BETWEEN ? AND ?', parameters: [first, first + 2 ** 17 - 1] };
    }
  }
}

async function knownPosts(manager: EntityManager, items: readonly Item[]): Promise<Set<number>> {
  const ids = [...new Set(items.map(({ postId }) => postId))];
  const rows = (await run(manager, `SELECT id FROM post WHERE ${isOneOf(manager, 'id')}`, [ids])) as { id: number }[];
  return new Set(rows.map(({ id }) => id));
}
