import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { isOneOf, isPostgres, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { SearchService } from '../search/search.service.js';
import { placesOf, rewriteMatches } from './matching.js';
import { SavedSearchEntity } from './saved-search.entity.js';
import { Surroundings } from './surroundings.js';
import { type Watch, watchOf } from './watch.js';
import { countUp, holdArrivals } from './watches.js';

/** Messages that one write looks at: some ten milliseconds. */
const PAGE = 200;
/** Half of the time is left to everybody else. */
const PAUSE_MS = 10;

/** How far a watch has looked through what was stored before. */
export interface Progress {
  slug: string;
  /** All from this place on; null when the whole is done. */
  downToPlace: number | null;
}

/**
 * Looks through stored messages for watches that are new or changed, the newest first. Each keeps how far it is, so that whoever dies over it is
 * carried on from there. Messages that come meanwhile are matched on arrival.
 */
@Injectable()
export class WatchRematcher implements OnModuleInit {
  private readonly page: number = PAGE;

  constructor(
    private readonly database: Database,
    private readonly search: SearchService,
    private readonly surroundings: Surroundings,
    private readonly queue: Queue,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.queue.handle('rematch-watches', 1, (_, signal) => this.run(undefined, signal));
  }

  /** Wakes the job where a watch waits. Resolves when none does any more. */
  async tick(): Promise<void> {
    await this.outdate();
    if ((await this.next()) !== null) await this.queue.add('rematch-watches', 'all', {});
  }

  async run(onProgress: (progress: Progress) => void = () => undefined, signal?: AbortSignal): Promise<void> {
    await this.outdate();
    for (let row = await this.next(); row !== null && !signal?.aborted; row = await this.next()) {
      onProgress(await this.advance(row));
      await sleep(PAUSE_MS);
    }
  }

  /** Lets those look again whose matches depend on what has become otherwise. */
  private async outdate(): Promise<void> {
    const under = await this.surroundings.now();
    const rows = await this.database.manager.find(SavedSearchEntity, { where: { isWatched: 1 }, order: { id: 'ASC' } });
    const outdated = rows.flatMap((row) => {
      const watch = watchOf(row, this.config.timezone);
      const matchedUnder = watch && under(watch);
      return matchedUnder === null || matchedUnder === row.matchedUnder ? [] : [{ id: row.id, matchedUnder }];
    });
    if (outdated.length === 0) return;
    await this.database.write(async (manager) => {
      await countUp(manager);
      for (const { id, matchedUnder } of outdated)
        await manager.update(SavedSearchEntity, id, { matchedUnder, rematchBeforePlace: Number.MAX_SAFE_INTEGER });
    });
  }

  private next(): Promise<SavedSearchEntity | null> {
    return this.database.manager
      .createQueryBuilder(SavedSearchEntity, 'saved')
      .where('saved.rematch_before_place IS NOT NULL')
      .orderBy('saved.id')
      .getOne();
  }

  /** Looks at some more of the stored messages, for one watch. */
  private async advance(row: SavedSearchEntity): Promise<Progress> {
    const before = row.rematchBeforePlace ?? 0;
    const watch = watchOf(row, this.config.timezone);
    const found = watch === null ? [] : await this.candidates(watch, before);
    const stored = await this.database.manager.sql<{ place: number; postId: number }[]>`
      SELECT place, post_id AS "postId" FROM watch_match
       WHERE search_id = ${row.id} AND place < ${before} ORDER BY place DESC LIMIT ${this.page}`;
    // Beyond the last of a full page there is more, of which nothing is known yet.
    const until = Math.max(...[found, stored].map((rows) => (rows.length < this.page ? 0 : (rows.at(-1)?.place ?? 0))));
    const ids = [...new Set([...found, ...stored].filter(({ place }) => place >= until).map(({ postId }) => postId))];
    const downToPlace = until === 0 ? null : until;
    await this.database.write(async (manager) => {
      await holdPosts(manager, ids);
      await holdArrivals(manager);
      // It may have changed, or somebody else may have come this far.
      const isStill = { id: row.id, query: row.query, rematchBeforePlace: before };
      if (!(await manager.existsBy(SavedSearchEntity, isStill))) return;
      if (watch) await rewriteMatches(manager, ids, [{ watch, told: [], places: await placesOf(manager, ids) }], watch, this.clock.now());
      await manager.update(SavedSearchEntity, row.id, { rematchBeforePlace: downToPlace });
    });
    return { slug: row.slug, downToPlace };
  }

  /** What the search finds; where that takes too long, simply the next messages: they are asked one by one in any case. */
  private async candidates({ query }: Watch, before: number): Promise<{ place: number; postId: number }[]> {
    try {
      return await this.search.page(query, before, this.page);
    } catch (error) {
      if (!(error instanceof SearchTooSlow)) throw error;
      return this.database.manager.sql<{ place: number; postId: number }[]>`
        SELECT place, post_id AS "postId" FROM search WHERE place < ${before} ORDER BY place DESC LIMIT ${this.page}`;
    }
  }
}

/** On PostgreSQL, in the order in which they are held when they are filed, and before anything else is: so nobody waits for one who waits for him. */
async function holdPosts(manager: EntityManager, ids: readonly number[]): Promise<void> {
  if (isPostgres(manager)) await run(manager, `SELECT id FROM post WHERE ${isOneOf(manager, 'id')} ORDER BY id FOR KEY SHARE`, [ids]);
}
