import { isOneOf, selectMany } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import { PostEntity } from './post.entity.js';

/** So many are remembered: those that the next messages most likely answer. */
const KEPT_MAX = 200_000;

/**
 * How many messages stand above each. What was looked up is remembered: in the order of time a message comes after what it answers, so that a thread
 * of a hundred thousand costs one step for each of them.
 */
export class Depths {
  private readonly known = new Map<number, number>();

  constructor(private readonly database: Database) {}

  async of(messages: readonly { id: number; parentId: number | null }[]): Promise<ReadonlyMap<number, number>> {
    const parents = new Map(messages.map(({ id, parentId }) => [id, parentId]));
    for (let above = this.unknown(parents.values(), parents); above.length > 0;) {
      const { manager } = this.database;
      const rows = await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [above], ['id', 'parentId']);
      for (const id of above) parents.set(id, null);
      for (const { id, parentId } of rows) parents.set(id, parentId);
      above = this.unknown(
        rows.map(({ parentId }) => parentId),
        parents,
      );
    }
    const depths = new Map(messages.map(({ id }) => [id, this.depthOf(id, parents)]));
    for (const id of this.known.keys()) {
      if (this.known.size <= KEPT_MAX) break;
      this.known.delete(id);
    }
    return depths;
  }

  private unknown(ids: Iterable<number | null>, parents: ReadonlyMap<number, number | null>): number[] {
    return [...new Set(ids)].filter((id) => id !== null && !parents.has(id) && !this.known.has(id)) as number[];
  }

  private depthOf(id: number, parents: ReadonlyMap<number, number | null>): number {
    // No ring is ever stored; a database that was changed by other hands may have one.
    const climbed = new Set<number>();
    let at: number | null = id;
    while (at !== null && !this.known.has(at) && !climbed.has(at)) {
      climbed.add(at);
      at = parents.get(at) ?? null;
    }
    let depth = at === null ? -1 : (this.known.get(at) ?? -1);
    for (const each of [...climbed].reverse()) this.known.set(each, ++depth);
    return this.known.get(id) ?? 0;
  }
}
