import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import { isOneOf, run } from '../database/bulk.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { limitFeeds, pauseFeeds, removeFeeds, restoreFeeds, resumeFeeds } from '../sources/feed-changes.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { addTags, removeTags } from '../sources/feed-tags.js';
import { SourceEntity } from '../sources/source.entity.js';
import type { Bulk } from './bulk.form.js';
import { FeedsListQuery } from './feeds-list.query.js';
import type { FeedFilter } from './feeds.filter.js';
import { moveFeeds } from './moving.js';

/** Ids that are looked up in one statement. */
const LOOKUP_MAX = 500;

export type Done =
  | {
      result: 'done';
      feeds: number;
      changed: number;
      /** Ticked, and not there. */ missing: number;
      /** Left where they are. */ kept: number;
      at: Date;
    }
  | { result: 'none-there' }
  | { result: 'no-source' };

/** Does one thing to many feeds, in one write: all or none of them. */
@Injectable()
export class BulkEdit {
  constructor(
    private readonly database: Database,
    private readonly list: FeedsListQuery,
    private readonly clock: Clock,
  ) {}

  async apply(bulk: Bulk, filter: FeedFilter): Promise<Done> {
    const wanted = bulk.all ? await this.list.ids(filter) : bulk.ids;
    const at = this.clock.now();
    return this.database.write(async (manager): Promise<Done> => {
      const ids = await there(manager, wanted);
      if (ids.length === 0) return { result: 'none-there' };
      const missing = wanted.length - ids.length;
      const { action } = bulk;
      if (action !== 'move')
        return { result: 'done', feeds: ids.length, changed: await change(manager, { ...bulk, action }, ids, at), missing, kept: 0, at };
      const moved = await moveFeeds(manager, ids, bulk.target);
      return moved === null ? { result: 'no-source' } : { result: 'done', feeds: ids.length, ...moved, missing, at };
    });
  }
}

async function there(manager: EntityManager, ids: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (let start = 0; start < ids.length; start += LOOKUP_MAX) {
    const where = { id: In(ids.slice(start, start + LOOKUP_MAX)), postId: IsNull() };
    found.push(...(await manager.find(FeedEntity, { select: { id: true }, where })).map(({ id }) => id));
  }
  return found;
}

async function change(
  manager: EntityManager,
  bulk: Bulk & { action: Exclude<Bulk['action'], 'move'> },
  ids: number[],
  now: Date,
): Promise<number> {
  switch (bulk.action) {
    case 'pause':
      return pauseFeeds(manager, ids);
    case 'resume':
      return resumeFeeds(manager, ids, now);
    case 'remove':
      return removeFeeds(manager, ids, now);
    case 'restore':
      return restoreFeeds(manager, ids, now);
    case 'tag':
      await addTags(manager, ids, bulk.tags);
      return ids.length;
    case 'untag':
      await removeTags(manager, ids, bulk.tags);
      return ids.length;
    case 'limits':
      return limitFeeds(manager, ids, bulk, now);
    case 'affiliation':
      return setAffiliation(manager, ids, bulk.affiliation || 'unknown');
  }
}

/** Of the sources that the feeds belong to; dated affiliations stand before it. The heartbeat of voices finds what is to be told anew. */
async function setAffiliation(manager: EntityManager, ids: number[], affiliation: SourceEntity['affiliation']): Promise<number> {
  const sources = (await run(
    manager,
    `SELECT id FROM source WHERE affiliation <> ? AND id IN (SELECT source_id FROM feed WHERE ${isOneOf(manager, 'id')})`,
    [affiliation, ids],
  )) as { id: number }[];
  const condition = isOneOf(manager, 'id');
  await run(manager, `UPDATE source SET affiliation = ?, revoice_after_at = ?, revoice_after_id = 0 WHERE ${condition}`, [
    affiliation,
    Number.MIN_SAFE_INTEGER,
    sources.map(({ id }) => id),
  ]);
  return sources.length;
}
