import { Injectable } from '@nestjs/common';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Arrivals } from './arrivals.js';
import { EditionItems } from './edition-items.js';
import { type Item, rankOf } from './item-id.js';
import { type Part, sqlOf, type StoredPart } from './part.js';
import type { ItemRow, Wanted } from './wanted.js';

/** Numbers of messages between which items are sought, both included. */
interface Bounds {
  from: number;
  until: number;
}

const ID_MAX = 2 ** 31 - 1;
/** So many that were marked as unread long after they had been read: more nobody keeps. */
const MARKED_UNREAD_MAX = 10_000;

/** The items of streams, in the order in which they arrived: who asks for what came since then misses nothing that was written earlier. */
@Injectable()
export class ItemsQuery {
  constructor(
    private readonly database: Database,
    private readonly arrivals: Arrivals,
    private readonly editions: EditionItems,
  ) {}

  async page(parts: readonly Part[], wanted: Wanted): Promise<ItemRow[]> {
    const bounds = await this.boundsOf(wanted);
    const through = await this.throughAll(wanted.accountId);
    const rows: ItemRow[] = [];
    for (const part of parts)
      rows.push(
        ...(part.kind === 'editions'
          ? await this.editions.page(part.of, wanted, through)
          : await this.stored(part, wanted, bounds, through)),
      );
    const sign = wanted.oldestFirst ? 1 : -1;
    return rows.sort((a, b) => sign * (a.postId - b.postId || a.rank - b.rank)).slice(0, wanted.rowsMax);
  }

  /** What counts as read in all streams. */
  async throughAll(accountId: number): Promise<number> {
    const [row] = await this.database.manager.sql<{ through: number }[]>`
      SELECT through_id AS through FROM reader_horizon WHERE account_id = ${accountId} AND kind = 'all' AND owner = 0`;
    return row?.through ?? 0;
  }

  /** Some that are named, with what was said of them; whether they are there is not asked. */
  async marked(accountId: number, items: readonly Item[]): Promise<{ item: Item; isRead: boolean; isStarred: boolean }[]> {
    const through = await this.throughAll(accountId);
    const [states, horizons] = [await this.statesOf(accountId, items), await this.horizonsOf(accountId)];
    const sources = await this.sourcesOf(items);
    return items.map((item) => {
      const state = states.get(keyOf(item.postId, rankOf(item)));
      const below = horizonsAbove(item, sources.get(item.postId)).some((key) => item.postId <= (horizons.get(key) ?? 0));
      return { item, isRead: (state?.isRead ?? Number(below || item.postId <= through)) === 1, isStarred: state?.isStarred === 1 };
    });
  }

  async total(): Promise<number> {
    const [row] = await this.database.manager.sql<
      { posts: number }[]
    >`SELECT COUNT(*) AS posts FROM post WHERE kind = 'post' AND root_id IS NULL`;
    return row?.posts ?? 0;
  }

  /** How many posts of each source are unread. */
  async unreadBySource(accountId: number): Promise<Map<number, { count: number; newestAt: number }>> {
    const through = await this.throughAll(accountId);
    const { rank, text } = this.sqlOf({ kind: 'source', sourceIds: null });
    const marked = await this.markedUnread(accountId, rank, through);
    const among = marked.length === 0 ? 'i.post_id > ?' : `(i.post_id > ? OR ${isOneOf(this.database.manager, 'i.post_id')})`;
    const counted = (await run(
      this.database.manager,
      `SELECT i.owner AS "sourceId", COUNT(*) AS count, MAX(i.seen_at) AS "newestAt"
         FROM (SELECT p.id AS post_id, p.seen_at, p.source_id AS owner ${text}) i
         LEFT JOIN reader_state st ON st.account_id = ${accountId} AND st.post_id = i.post_id AND st.item_rank = ${rank}
         LEFT JOIN reader_horizon h ON h.account_id = ${accountId} AND h.kind = 'source' AND h.owner = i.owner
        WHERE ${among} AND ${READ} = 0
        GROUP BY i.owner`,
      [...(marked.length === 0 ? [through] : [through, marked]), through],
    )) as { sourceId: number; count: number; newestAt: number }[];
    return new Map(counted.map(({ sourceId, ...row }) => [sourceId, row]));
  }

  private async statesOf(accountId: number, items: readonly Item[]) {
    const { manager } = this.database;
    const rows = (await run(
      manager,
      `SELECT post_id AS "postId", item_rank AS rank, is_read AS "isRead", is_starred AS "isStarred"
         FROM reader_state WHERE account_id = ? AND ${isOneOf(manager, 'post_id')}`,
      [accountId, items.map(({ postId }) => postId)],
    )) as { postId: number; rank: number; isRead: number | null; isStarred: number }[];
    return new Map(rows.map((row) => [keyOf(row.postId, row.rank), row]));
  }

  private async horizonsOf(accountId: number): Promise<Map<string, number>> {
    const rows = await this.database.manager.sql<{ kind: string; owner: number; through: number }[]>`
      SELECT kind, owner, through_id AS through FROM reader_horizon WHERE account_id = ${accountId}`;
    return new Map(rows.map(({ kind, owner, through }) => [`${kind} ${owner}`, through]));
  }

  private async sourcesOf(items: readonly Item[]): Promise<Map<number, { sourceId: number; rootId: number | null }>> {
    const { manager } = this.database;
    const rows = (await run(manager, `SELECT id, source_id AS "sourceId", root_id AS "rootId" FROM post WHERE ${isOneOf(manager, 'id')}`, [
      items.map(({ postId }) => postId),
    ])) as { id: number; sourceId: number; rootId: number | null }[];
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  private async stored(part: StoredPart, wanted: Wanted, bounds: Bounds, through: number): Promise<ItemRow[]> {
    if (wanted.isRead !== false) return this.read(part, wanted, bounds, through, null);
    // Below the horizon only what was marked is unread: all else there need not be looked at.
    const above = await this.read(part, wanted, { ...bounds, from: Math.max(bounds.from, through + 1) }, through, null);
    const marked = await this.markedUnread(wanted.accountId, this.sqlOf(part).rank, through);
    return marked.length === 0 ? above : [...above, ...(await this.read(part, wanted, bounds, through, marked))];
  }

  private async read(
    part: StoredPart,
    wanted: Wanted,
    { from, until }: Bounds,
    through: number,
    among: number[] | null,
  ): Promise<ItemRow[]> {
    const { text, parameters, rank, horizon } = this.sqlOf(part);
    const { accountId, oldestFirst, after, seenFrom, seenUntil, isRead, isStarred, rowsMax } = wanted;
    const first = after && oldestFirst ? after.postId + (after.rank < rank ? 0 : 1) : 0;
    const last = after && !oldestFirst ? after.postId - (after.rank > rank ? 0 : 1) : ID_MAX;
    const conditions = [
      'i.post_id BETWEEN ? AND ?',
      ...(seenFrom === null ? [] : ['i.seen_at >= ?']),
      ...(seenUntil === null ? [] : ['i.seen_at <= ?']),
      ...(isRead === null ? [] : [`${READ} = ?`]),
      ...(isStarred === null ? [] : ['COALESCE(st.is_starred, 0) = ?']),
      ...(among === null ? [] : [isOneOf(this.database.manager, 'i.post_id')]),
    ];
    const sql = `
      SELECT i.post_id AS "postId", i.seen_at AS "seenAt", ${READ} AS "isRead", COALESCE(st.is_starred, 0) AS "isStarred"
        FROM (SELECT p.id AS post_id, p.seen_at, ${horizon.owner} AS owner ${text}) i
        LEFT JOIN reader_state st ON st.account_id = ${accountId} AND st.post_id = i.post_id AND st.item_rank = ${rank}
        LEFT JOIN reader_horizon h ON h.account_id = ${accountId} AND h.kind = '${horizon.kind}' AND h.owner = i.owner
       WHERE ${conditions.join(' AND ')}
       ORDER BY i.post_id ${oldestFirst ? 'ASC' : 'DESC'}
       LIMIT ${rowsMax}`;
    const values = [
      through,
      ...parameters,
      Math.max(from, first),
      Math.min(until, last),
      ...[seenFrom, seenUntil].filter((at) => at !== null),
      ...(isRead === null ? [] : [through, Number(isRead)]),
      ...(isStarred === null ? [] : [Number(isStarred)]),
      ...(among === null ? [] : [among]),
    ];
    const rows = (await run(this.database.manager, sql, values)) as Omit<ItemRow, 'rank'>[];
    return rows.map((row) => ({ ...row, rank }));
  }

  private sqlOf(part: StoredPart) {
    return sqlOf(part, (column) => isOneOf(this.database.manager, column));
  }

  private async boundsOf({ seenFrom, seenUntil }: Wanted): Promise<Bounds> {
    return {
      from: seenFrom === null ? 1 : (await this.arrivals.idBefore(seenFrom)) + 1,
      until: seenUntil === null ? ID_MAX : await this.arrivals.idUntil(seenUntil),
    };
  }

  private async markedUnread(accountId: number, rank: number, through: number): Promise<number[]> {
    const rows = await this.database.manager.sql<{ id: number }[]>`
      SELECT post_id AS id FROM reader_state
       WHERE account_id = ${accountId} AND is_read = 0 AND post_id <= ${through} AND item_rank = ${rank}
       ORDER BY post_id DESC LIMIT ${MARKED_UNREAD_MAX}`;
    return rows.map(({ id }) => id);
  }
}

function keyOf(postId: number, rank: number): string {
  return `${postId} ${rank}`;
}

/** Under which horizons an item lies. */
function horizonsAbove({ kind, owner }: Item, post: { sourceId: number; rootId: number | null } | undefined): string[] {
  if (kind === 'message') return [post?.rootId ? `thread ${post.rootId}` : `source ${post?.sourceId ?? 0}`];
  return [kind === 'entity' || kind === 'watch' ? `${kind} ${owner}` : `${kind} 0`];
}

/** What was said of the item itself, else whether it lies below one of the two horizons. */
const READ = 'COALESCE(st.is_read, CASE WHEN i.post_id <= ? OR i.post_id <= COALESCE(h.through_id, 0) THEN 1 ELSE 0 END)';
