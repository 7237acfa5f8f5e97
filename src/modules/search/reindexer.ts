import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isPostgres } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { Queue } from '../queue/queue.js';
import { SearchIndex } from './search-index.js';

/** Counted up whenever posts are filed under other words than before: all are then filed again. */
const VERSION = 2;
const KEY = 'search-reindex';
/** A write of so many holds the event loop for some 20 ms on SQLite. */
const POSTS_AT_ONCE = 50;
/** Half of the time is left to everybody else. */
const PAUSE_MS = 20;

/** How far the filing of posts that were stored before has come; kept in `meta`, so that it goes on where it was. */
export interface Progress {
  version: number;
  /** Posts up to this number are filed. */
  throughId: number;
  /** Those after this one were filed when they came. */
  untilId: number;
}

/** Files the posts that were stored before there was an index, or before it became another one: a few at a time, and never twice. */
@Injectable()
export class Reindexer implements OnModuleInit {
  private readonly postsAtOnce = POSTS_AT_ONCE;
  private isDone = false;

  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly queue: Queue,
  ) {}

  onModuleInit(): void {
    this.queue.handle('reindex-posts', 1, async (_, signal) => {
      while (!signal.aborted && !(await this.step())) await sleep(PAUSE_MS);
    });
  }

  /** Wakes the job where something is left to file. Resolves when nothing is. */
  async tick(): Promise<void> {
    if (!this.isDone) await this.queue.add('reindex-posts', 'all', {});
  }

  /** Files some more; true when there are none left. */
  async step(): Promise<boolean> {
    if (this.isDone) return true;
    const { throughId, untilId } = await this.database.write((manager) => this.advance(manager));
    this.isDone = throughId >= untilId;
    return this.isDone;
  }

  /** Goes on until all are filed. `again` files those of earlier times once more. */
  async run({ again = false, onProgress }: { again?: boolean; onProgress?: (progress: Progress) => void } = {}): Promise<Progress> {
    if (again) await this.database.write((manager) => manager.delete(MetaEntity, { key: KEY }));
    let progress: Progress;
    do {
      progress = await this.database.write((manager) => this.advance(manager));
      onProgress?.(progress);
    } while (progress.throughId < progress.untilId);
    return progress;
  }

  /** Null before the first step. */
  async progress(): Promise<Progress | null> {
    return parse((await this.database.manager.findOneBy(MetaEntity, { key: KEY }))?.value);
  }

  private async advance(manager: EntityManager): Promise<Progress> {
    const before = await this.begin(manager);
    if (before.throughId >= before.untilId) return before;
    const rows = await manager.sql<{ id: number }[]>`
      SELECT id FROM post WHERE id > ${before.throughId} AND id <= ${before.untilId} ORDER BY id LIMIT ${this.postsAtOnce}`;
    await this.index.file(
      manager,
      rows.map(({ id }) => id),
    );
    const progress = { ...before, throughId: rows.length < this.postsAtOnce ? before.untilId : (rows.at(-1)?.id ?? before.untilId) };
    await manager.update(MetaEntity, { key: KEY }, { value: JSON.stringify(progress) });
    return progress;
  }

  /** Where to go on. On PostgreSQL the row is held, so that two workers take turns. */
  private async begin(manager: EntityManager): Promise<Progress> {
    const sql = `SELECT value FROM meta WHERE "key" = '${KEY}'${isPostgres(manager) ? ' FOR UPDATE' : ''}`;
    const [row] = await manager.query<{ value: string }[]>(sql);
    const known = parse(row?.value);
    if (known?.version === VERSION) return known;
    const [newest] = await manager.sql<{ id: number | null }[]>`SELECT MAX(id) AS id FROM post`;
    const fresh = { version: VERSION, throughId: 0, untilId: newest?.id ?? 0 };
    await manager.upsert(MetaEntity, { key: KEY, value: JSON.stringify(fresh) }, ['key']);
    return fresh;
  }
}

function parse(value: string | undefined): Progress | null {
  return value === undefined ? null : (JSON.parse(value) as Progress);
}
