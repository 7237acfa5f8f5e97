import { Injectable } from '@nestjs/common';
import { Entries, type MarkedEntry } from './entries.js';
import { type Item, itemOf, rankOf } from './item-id.js';
import { ItemsQuery } from './items.query.js';
import type { ItemRow, Wanted } from './wanted.js';
import type { Part } from './part.js';
import { ReaderError } from './reader-error.js';
import { States } from './states.js';
import { type Folder, folderId, streamId, type StreamName, type Target } from './stream.js';
import { FOLDERS, type Subscription, Subscriptions } from './subscriptions.js';

export interface Page {
  rows: ItemRow[];
  /** The last item, where there may be more. */
  next: Item | null;
}

const NOTHING = 'There is no such stream here. subscription/list and tag/list name those that there are.';
/** More are "so many", for whoever counts. */
const COUNTED_MAX = 1_000;

export interface Counted {
  id: string;
  count: number;
  newestAt: number;
}

/** What both protocols ask. */
@Injectable()
export class Reading {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly items: ItemsQuery,
    private readonly entries: Entries,
    private readonly states: States,
  ) {}

  async page(target: Target, wanted: Wanted): Promise<Page> {
    const asked = { ...wanted, rowsMax: wanted.rowsMax + 1 };
    if (target.kind === 'starred') asked.isStarred = true;
    if (target.kind === 'read') asked.isRead = true;
    const rows = await this.items.page(await this.partsOf(target, wanted.accountId), asked);
    const shown = rows.slice(0, wanted.rowsMax);
    const last = rows.length > wanted.rowsMax ? shown.at(-1) : undefined;
    return { rows: shown, next: last ? itemOf(last.rank, last.postId) : null };
  }

  entriesOf(rows: readonly ItemRow[]): Promise<MarkedEntry[]> {
    return this.entries.of(
      rows.flatMap(({ rank, postId, isRead, isStarred }) => {
        const item = itemOf(rank, postId);
        return item ? [{ item, isRead: isRead === 1, isStarred: isStarred === 1 }] : [];
      }),
    );
  }

  /** Items that are asked for by their ids, with what the account said of them. */
  async named(accountId: number, items: readonly Item[]): Promise<MarkedEntry[]> {
    return this.entries.of(await this.items.marked(accountId, items));
  }

  async markAll(accountId: number, target: Target, until: number | null): Promise<void> {
    if (target.kind === 'all') return this.states.markAll(accountId, [{ kind: 'all', owner: 0 }], until);
    if (target.kind === 'starred' || target.kind === 'read')
      throw new ReaderError(400, 'Only streams, folders and all can be marked as read.');
    const horizons = (await this.gathered(target, accountId)).map(({ horizon }) => horizon);
    await this.states.markAll(accountId, horizons, until);
  }

  /** All posts that there are. */
  total(): Promise<number> {
    return this.items.total();
  }

  /** Of each subscription, each folder and all. */
  async unread(accountId: number): Promise<Counted[]> {
    const all = await this.subscriptions.of(accountId);
    const bySource = await this.items.unreadBySource(accountId);
    const counted: (Counted & { folder: string })[] = [];
    for (const { name, folder, part } of all) {
      const { count, newestAt } =
        part.kind === 'source' ? (bySource.get(part.sourceIds?.[0] ?? 0) ?? NONE) : await this.countIn(part, accountId);
      counted.push({ id: streamId(name), count, newestAt, folder });
    }
    const sum = (id: string, rows: readonly Counted[]): Counted => ({
      id,
      count: rows.reduce((total, { count }) => total + count, 0),
      newestAt: Math.max(0, ...rows.map(({ newestAt }) => newestAt)),
    });
    const folders = FOLDERS.map((label) => ({ label, rows: counted.filter(({ folder }) => folder === label) }));
    return [
      ...counted.map(({ id, count, newestAt }) => ({ id, count, newestAt })),
      ...folders.filter(({ rows }) => rows.length > 0).map(({ label, rows }) => sum(folderId(label), rows)),
      sum('user/-/state/com.google/reading-list', counted),
    ];
  }

  private async countIn(part: Part, accountId: number): Promise<Omit<Counted, 'id'>> {
    const rows = await this.items.page([part], { ...EVERYTHING, accountId, isRead: false, rowsMax: COUNTED_MAX });
    return { count: rows.length, newestAt: rows[0]?.seenAt ?? 0 };
  }

  private async partsOf(target: Target, accountId: number): Promise<Part[]> {
    if (target.kind !== 'all' && target.kind !== 'starred' && target.kind !== 'read') return joined(await this.gathered(target, accountId));
    const others = (await this.subscriptions.of(accountId)).filter(({ part }) => part.kind !== 'source');
    return [{ kind: 'source', sourceIds: null }, ...others.map(({ part }) => part)];
  }

  private async gathered(target: StreamName | Folder, accountId: number): Promise<Subscription[]> {
    if (target.kind === 'folder') {
      if (!FOLDERS.includes(target.label)) throw new ReaderError(404, NOTHING);
      return (await this.subscriptions.of(accountId)).filter(({ folder }) => folder === target.label);
    }
    const found = await this.subscriptions.find(target);
    if (found === null) throw new ReaderError(404, NOTHING);
    return [found];
  }
}

export const EVERYTHING: Omit<Wanted, 'accountId' | 'rowsMax'> = {
  after: null,
  oldestFirst: false,
  seenFrom: null,
  seenUntil: null,
  isRead: null,
  isStarred: null,
};

const FEW_SOURCES = 20;
const NONE = { count: 0, newestAt: 0 };

/** The sources of a folder are asked together where they are many; of a few, all posts would be gone through for what little they have. */
function joined(subscriptions: readonly Subscription[]): Part[] {
  const sourceIds = subscriptions.flatMap(({ part }) => (part.kind === 'source' ? (part.sourceIds ?? []) : []));
  const others = subscriptions.map(({ part }) => part).filter(({ kind }) => kind !== 'source');
  const asked = sourceIds.length > FEW_SOURCES ? [sourceIds] : sourceIds.map((id) => [id]);
  return [...asked.map((ids) => ({ kind: 'source' as const, sourceIds: ids })), ...others];
}

/** A place in the order of arrival, for who goes on after an item. */
export function placeOf(item: Item): { postId: number; rank: number } {
  return { postId: item.postId, rank: rankOf(item) };
}
