import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isPostgres } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { Queue } from '../queue/queue.js';
import { Duplicates } from './duplicates.js';

/** Counted up whenever posts are compared in another way than before: all are then filed again. */
const VERSION = 1;
const KEY = 'duplicates-filed';
const POSTS_AT_ONCE = 50;
/** Half of the time is left to everybody else. */
const PAUSE_MS = 20;

/** Kept in `meta`, so that it goes on where it was. */
interface Progress {
  version: number;
  /** Posts up to this number are filed. */
  throughId: number;
  /** Those after this one were filed when they came. */
  untilId: number;
}

/** Groups the posts that were stored before posts were grouped, and those whose leader went with its source. */
@Injectable()
export class DuplicatesFiler implements OnModuleInit {
  private isThrough = false;

  constructor(
    private readonly database: Database,
    private readonly duplicates: Duplicates,
    private readonly queue: Queue,
  ) {}

  onModuleInit(): void {
    this.queue.handle('file-duplicates', 1, async (_, signal) => {
      while (!signal.aborted && !(await this.step())) await sleep(PAUSE_MS);
    });
  }

  /** Wakes the job where something is left to do. Resolves when nothing is. */
  async tick(): Promise<void> {
    if (!this.isThrough || (await leaderless(this.database.manager)).length > 0) await this.queue.add('file-duplicates', 'all', {});
  }

  /** Files some more; true when there are none left. */
  async step(): Promise<boolean> {
    return this.database.write(async (manager) => {
      const waiting = await leaderless(manager);
      if (waiting.length > 0) await this.duplicates.file(manager, waiting);
      else this.isThrough = await this.advance(manager);
      return waiting.length === 0 && this.isThrough;
    });
  }

  private async advance(manager: EntityManager): Promise<boolean> {
    const before = await begin(manager);
    if (before.throughId >= before.untilId) return true;
    const rows = await manager.sql<{ id: number }[]>`
      SELECT id FROM post WHERE id > ${before.throughId} AND id <= ${before.untilId} ORDER BY id LIMIT ${POSTS_AT_ONCE}`;
    await this.duplicates.file(
      manager,
      rows.map(({ id }) => id),
    );
    const throughId = rows.length < POSTS_AT_ONCE ? before.untilId : (rows.at(-1)?.id ?? before.untilId);
    await manager.update(MetaEntity, { key: KEY }, { value: JSON.stringify({ ...before, throughId }) });
    return throughId >= before.untilId;
  }
}

async function leaderless(manager: EntityManager): Promise<number[]> {
  const rows = await manager.sql<{ postId: number }[]>`
    SELECT post_id AS "postId" FROM duplicate WHERE leader_id IS NULL ORDER BY post_id LIMIT ${POSTS_AT_ONCE}`;
  return rows.map(({ postId }) => postId);
}

/** Where to go on. On PostgreSQL the row is held, so that two workers take turns. */
async function begin(manager: EntityManager): Promise<Progress> {
  const [row] = await manager.query<{ value: string }[]>(
    `SELECT value FROM meta WHERE "key" = '${KEY}'${isPostgres(manager) ? ' FOR UPDATE' : ''}`,
  );
  const known = row && (JSON.parse(row.value) as Progress);
  if (known?.version === VERSION) return known;
  const [newest] = await manager.sql<{ id: number | null }[]>`SELECT MAX(id) AS id FROM post`;
  const fresh = { version: VERSION, throughId: 0, untilId: newest?.id ?? 0 };
  await manager.upsert(MetaEntity, { key: KEY, value: JSON.stringify(fresh) }, ['key']);
  return fresh;
}
