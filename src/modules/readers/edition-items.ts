import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { parsePeriod, type Period, periodOf, type PeriodKind } from '../digests/period.js';
import { type Item, itemOf, rankOf } from './item-id.js';
import type { ItemRow, Wanted } from './wanted.js';

const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;

/** Editions that are closed, as items: they are written once and do not change. */
@Injectable()
export class EditionItems {
  /** By the rank of the item: a closed edition does not change. */
  private readonly spoken = new Map<number, boolean>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** There are no more of them than days, so all are looked at. */
  async page(kind: PeriodKind, wanted: Wanted, throughAll: number): Promise<ItemRow[]> {
    const { accountId, after, oldestFirst, rowsMax } = wanted;
    const states = await this.states(accountId, kind);
    const through = Math.max(throughAll, states.through);
    const rows = (await this.closed(kind)).map(({ key, newestPostId, closedAt }): ItemRow => {
      const rank = rankOf({ kind, owner: dayOf(parsePeriod(key, this.config.timezone)) });
      const state = states.of.get(rank * 2 ** 31 + newestPostId);
      const isRead = state?.isRead ?? Number(newestPostId <= through);
      return { postId: newestPostId, rank, seenAt: closedAt, isRead, isStarred: state?.isStarred ?? 0 };
    });
    const sign = oldestFirst ? 1 : -1;
    const asked = rows
      .filter((row) => isWanted(row, wanted) && (after === null || sign * (row.postId - after.postId || row.rank - after.rank) > 0))
      .sort((a, b) => sign * (a.postId - b.postId || a.rank - b.rank));
    const told: ItemRow[] = [];
    for (const row of asked) {
      if (told.length >= rowsMax) break;
      if (await this.saysSomething(row)) told.push(row);
    }
    return told;
  }

  /** Of a day on which nobody spoke, there is nothing to read. */
  private async saysSomething({ rank, postId }: ItemRow): Promise<boolean> {
    const known = this.spoken.get(rank);
    if (known !== undefined) return known;
    const item = itemOf(rank, postId);
    const period = item && this.periodOf(item);
    if (!period) return false;
    const [row] = await this.database.manager.sql<{ id: number }[]>`
      SELECT id FROM post WHERE sort_at >= ${period.from.getTime()} AND sort_at < ${period.until.getTime()} AND is_stub = 0 LIMIT 1`;
    this.spoken.set(rank, row !== undefined);
    return row !== undefined;
  }

  /** The edition that an item is; null for what is none, or is not closed. */
  async find(item: Item): Promise<{ period: Period; closedAt: number } | null> {
    const { timezone } = this.config;
    const period = this.periodOf(item);
    if (period === null) return null;
    const [row] = await this.database.manager.sql<{ closedAt: number }[]>`
      SELECT closed_at AS "closedAt" FROM edition WHERE key = ${period.key} AND zone = ${timezone} AND newest_post_id = ${item.postId}`;
    return row ? { period, closedAt: row.closedAt } : null;
  }

  private periodOf({ kind, owner }: Item): Period | null {
    if (kind !== 'day' && kind !== 'week' && kind !== 'month') return null;
    const day = parsePeriod(new Date(owner * DAY_MS).toISOString().slice(0, 10), this.config.timezone);
    return day && periodOf(kind, new Date(day.from.getTime() + NOON_MS), this.config.timezone);
  }

  private closed(kind: PeriodKind): Promise<{ key: string; newestPostId: number; closedAt: number }[]> {
    return this.database.manager.sql`
      SELECT key, newest_post_id AS "newestPostId", closed_at AS "closedAt"
        FROM edition WHERE kind = ${kind} AND zone = ${this.config.timezone} AND newest_post_id > 0`;
  }

  private async states(accountId: number, kind: PeriodKind) {
    const [first, last] = [rankOf({ kind, owner: 0 }), rankOf({ kind, owner: 2 ** 17 - 1 })];
    const rows = await this.database.manager.sql<{ postId: number; rank: number; isRead: number | null; isStarred: number }[]>`
      SELECT post_id AS "postId", item_rank AS rank, is_read AS "isRead", is_starred AS "isStarred"
        FROM reader_state WHERE account_id = ${accountId} AND item_rank BETWEEN ${first} AND ${last}`;
    const [horizon] = await this.database.manager.sql<{ through: number }[]>`
      SELECT through_id AS through FROM reader_horizon WHERE account_id = ${accountId} AND kind = ${kind} AND owner = 0`;
    return { of: new Map(rows.map((row) => [row.rank * 2 ** 31 + row.postId, row])), through: horizon?.through ?? 0 };
  }
}

function isWanted({ seenAt, isRead, isStarred }: ItemRow, wanted: Wanted): boolean {
  return (
    (wanted.seenFrom === null || seenAt >= wanted.seenFrom) &&
    (wanted.seenUntil === null || seenAt <= wanted.seenUntil) &&
    (wanted.isRead === null || (isRead === 1) === wanted.isRead) &&
    (wanted.isStarred === null || (isStarred === 1) === wanted.isStarred)
  );
}

/** Days since 1970 of the calendar day on which a period begins. */
function dayOf(period: Period | null): number {
  if (period === null) return 0;
  const day = periodOf('day', new Date(period.from.getTime() + NOON_MS), period.zone).key;
  return Math.round(Date.parse(day) / DAY_MS);
}
