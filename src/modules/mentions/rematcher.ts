import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { Matchers } from './matchers.js';
import { rewriteMentions } from './mentions.js';

/** Posts that one write looks through: some ten milliseconds. */
const PAGE = 200;

/** How far the posts have been looked through for the entity that is least far. */
export interface Progress {
  entities: number;
  done: number;
  of: number;
}

/**
 * Looks through the posts of the store again after entities have changed. One pass serves all that wait, and each keeps how far it is, so that
 * whoever dies over it is carried on from there. Posts that come meanwhile are matched on arrival.
 */
@Injectable()
export class Rematcher implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly matchers: Matchers,
    private readonly queue: Queue,
  ) {}

  onModuleInit(): void {
    this.queue.handle('rematch-entities', 1, (_, signal) => this.run(undefined, signal));
  }

  /** Wakes the job where an entity waits. Resolves when nothing waits any more. */
  async tick(): Promise<void> {
    if ((await this.progress()) !== null) await this.queue.add('rematch-entities', 'all', {});
  }

  async run(onProgress: (progress: Progress) => void = () => undefined, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const before = await this.progress();
      if (before === null) return;
      onProgress(before);
      await this.database.write((manager) => this.step(manager));
      await setImmediate();
    }
  }

  /** Null where nothing waits. */
  async progress(): Promise<Progress | null> {
    const [row] = await this.database.manager.sql<{ entities: number; done: number | null; of: number }[]>`
      SELECT COUNT(*) AS entities, MIN(rematch_after_id) AS done, MAX(rematch_until_id) AS "of" FROM entity WHERE rematch_after_id IS NOT NULL`;
    return row === undefined || row.done === null ? null : { entities: row.entities, done: row.done, of: row.of };
  }

  private async step(manager: EntityManager): Promise<void> {
    // First, because it keeps entities from changing until this page is written.
    const matcher = await this.matchers.current(manager);
    // On PostgreSQL a second process that had the same thought waits here, and then goes on behind this one.
    const hold = this.database.isPostgres ? 'FOR UPDATE' : '';
    const waiting: { after: number }[] = await manager.query(
      `SELECT rematch_after_id AS "after" FROM entity WHERE rematch_after_id IS NOT NULL ORDER BY id ${hold}`,
    );
    if (waiting.length === 0) return;
    const after = waiting.reduce((least, row) => Math.min(least, row.after), Infinity);
    const posts = await manager.sql<{ id: number }[]>`SELECT id FROM post WHERE id > ${after} ORDER BY id LIMIT ${PAGE}`;
    const last = posts.at(-1)?.id;
    await rewriteMentions(
      manager,
      matcher,
      posts.map(({ id }) => id),
    );
    if (last === undefined) await manager.sql`UPDATE entity SET rematch_after_id = NULL WHERE rematch_after_id IS NOT NULL`;
    else await manager.sql`UPDATE entity SET rematch_after_id = ${last} WHERE rematch_after_id < ${last}`;
    await manager.sql`UPDATE entity SET rematch_after_id = NULL WHERE rematch_after_id >= rematch_until_id`;
  }
}
