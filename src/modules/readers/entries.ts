import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Editions } from '../digests/editions.js';
import { EditionItems } from './edition-items.js';
import { EntriesQuery } from './entries.query.js';
import { editionEntry, type Entry, messageEntry } from './entry.view.js';
import { type Item, rankOf } from './item-id.js';
import { type StreamName } from './stream.js';

export interface MarkedEntry extends Entry {
  isRead: boolean;
  isStarred: boolean;
}

type Followed = { name: StreamName; title: string; folder: string; htmlUrl: string };

/** Items with their words. */
@Injectable()
export class Entries {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly query: EntriesQuery,
    private readonly editionItems: EditionItems,
    private readonly editions: Editions,
  ) {}

  /** In the order in which they are asked for; what is not here (any more) is left out. */
  async of(items: readonly { item: Item; isRead: boolean; isStarred: boolean }[]): Promise<MarkedEntry[]> {
    const messages = items.map(({ item }) => item).filter(({ kind }) => !isEdition(kind));
    const rows = await this.query.rows(messages.map(({ postId }) => postId));
    const parents = await this.query.parents([...rows.values()].flatMap(({ parentId }) => parentId ?? []));
    const followed = new Map([...(await this.named('entity', messages)), ...(await this.named('watch', messages))]);
    const entries: MarkedEntry[] = [];
    for (const { item, ...marks } of items) {
      const entry = isEdition(item.kind) ? await this.edition(item) : this.message(item, rows, parents, followed);
      if (entry) entries.push({ ...entry, ...marks });
    }
    return entries;
  }

  private message(
    item: Item,
    rows: Awaited<ReturnType<EntriesQuery['rows']>>,
    parents: Awaited<ReturnType<EntriesQuery['parents']>>,
    followed: ReadonlyMap<number, Followed>,
  ): Entry | null {
    const row = rows.get(item.postId);
    const of = followed.get(rankOf(item)) ?? null;
    if (!row || (item.kind !== 'message' && of === null)) return null;
    return messageEntry({ item, row, parent: parents.get(row.parentId ?? 0), followed: of, baseUrl: this.config.baseUrl });
  }

  private async edition(item: Item): Promise<Entry | null> {
    const found = await this.editionItems.find(item);
    return found && editionEntry(item, await this.editions.view(found.period), found.closedAt, this.config.baseUrl);
  }

  /** By the rank of their items. */
  private async named(kind: 'entity' | 'watch', items: readonly Item[]): Promise<[number, Followed][]> {
    const { manager } = this.database;
    const owners = [...new Set(items.filter((item) => item.kind === kind).map(({ owner }) => owner))];
    if (owners.length === 0) return [];
    const [table, folder, path] = kind === 'entity' ? ['entity', 'Entities', 'entities'] : ['saved_search', 'Watches', 'watches'];
    const rows = (await run(manager, `SELECT id, slug, name FROM ${table} WHERE ${isOneOf(manager, 'id')}`, [owners])) as {
      id: number;
      slug: string;
      name: string;
    }[];
    return rows.map(({ id, slug, name }) => [
      rankOf({ kind, owner: id }),
      { name: { kind, slug }, title: name, folder, htmlUrl: `${this.config.baseUrl}/${path}/${slug}` },
    ]);
  }
}

function isEdition(kind: Item['kind']): boolean {
  return kind === 'day' || kind === 'week' || kind === 'month';
}
