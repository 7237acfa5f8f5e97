import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { Ingestion } from './ingestion.js';
import { PostEntity } from './post.entity.js';
import { voicesOf } from './voices.js';

/** Messages that one write looks at, and that it changes: those are filed anew, which takes SQLite some 20 ms. */
const READ_AT_ONCE = 500;
const CHANGED_AT_ONCE = 50;
/** Half of the time is left to everybody else. */
const PAUSE_MS = 20;

/** Of the messages that wait. */
export interface Progress {
  done: number;
  of: number;
}

/** How far the messages of a source have been looked at, in the order of their dates. */
interface Waiting {
  id: number;
  afterAt: number;
  afterId: number;
}

/**
 * Brings the voices of stored messages up to date after it became known otherwise whose voice a source or an author was. Each source keeps how far
 * it is, so that whoever dies over it is carried on from there. Messages that come meanwhile have their voice from the start.
 */
@Injectable()
export class Revoicer implements OnModuleInit {
  private readonly readAtOnce = READ_AT_ONCE;
  private readonly changedAtOnce = CHANGED_AT_ONCE;

  constructor(
    private readonly database: Database,
    private readonly ingestion: Ingestion,
    private readonly queue: Queue,
  ) {}

  onModuleInit(): void {
    this.queue.handle('revoice-posts', 1, async (_, signal) => {
      while (!signal.aborted && (await this.step()) !== null) await sleep(PAUSE_MS);
    });
  }

  /** Wakes the job where a source waits. Resolves when none does any more. */
  async tick(): Promise<void> {
    const [waiting] = await this.database.manager.sql<{ id: number }[]>`SELECT id FROM source WHERE revoice_after_at IS NOT NULL LIMIT 1`;
    if (waiting) await this.queue.add('revoice-posts', 'all', {});
  }

  /** Goes on until nothing waits. */
  async run(onProgress: (progress: Progress) => void = () => undefined): Promise<Progress> {
    const progress = { done: 0, of: await this.countWaiting() };
    for (let looked: number | null = 0; looked !== null; looked = await this.step()) {
      progress.done += looked;
      onProgress(progress);
    }
    return progress;
  }

  /** Looks at some more; gives how many, or null where nothing waits. */
  step(): Promise<number | null> {
    return this.database.write(async (manager) => {
      // On PostgreSQL a second process that had the same thought waits here, and so does whoever stores messages of this source.
      const hold = this.database.isPostgres ? 'FOR NO KEY UPDATE' : '';
      const [source] = await manager.query<Waiting[]>(
        `SELECT id, revoice_after_at AS "afterAt", revoice_after_id AS "afterId" FROM source
          WHERE revoice_after_at IS NOT NULL ORDER BY id LIMIT 1 ${hold}`,
      );
      return source ? this.advance(manager, source) : null;
    });
  }

  private async advance(manager: EntityManager, { id: sourceId, afterAt, afterId }: Waiting): Promise<number> {
    const rows = await selectMany(
      manager,
      PostEntity,
      'source_id = ? AND (sort_at, id) > (?, ?) ORDER BY sort_at, id LIMIT ?',
      [sourceId, afterAt, afterId, this.readAtOnce],
      ['id', 'kind', 'feedId', 'authorName', 'sortAt', 'isStub', 'voice'],
    );
    const feedIds = rows.map(({ feedId }) => feedId);
    const voiceOf = await voicesOf(manager, sourceId, feedIds);
    const changed = rows
      .map((row) => ({ row, voice: voiceOf(row) }))
      .filter(({ row, voice }) => voice !== row.voice)
      .slice(0, this.changedAtOnce);
    // In the order of numbers, as others hold rows too.
    for (const { row, voice } of changed.sort((a, b) => a.row.id - b.row.id)) {
      await manager.sql`UPDATE post SET voice = ${voice} WHERE id = ${row.id}`;
    }
    await this.ingestion.announceVoices(
      manager,
      changed.map(({ row }) => row.id),
    );
    const isCut = changed.length === this.changedAtOnce;
    const looked = isCut ? rows.slice(0, rows.findLastIndex((row) => changed.some((each) => each.row === row)) + 1) : rows;
    const last = isCut || rows.length === this.readAtOnce ? looked.at(-1) : undefined;
    await manager.sql`
      UPDATE source SET revoice_after_at = ${last?.sortAt.getTime() ?? null}, revoice_after_id = ${last?.id ?? null} WHERE id = ${sourceId}`;
    return looked.length;
  }

  private async countWaiting(): Promise<number> {
    const [row] = await this.database.manager.sql<{ of: number }[]>`
      SELECT COUNT(*) AS "of" FROM source s JOIN post p ON p.source_id = s.id
       WHERE s.revoice_after_at IS NOT NULL AND (p.sort_at, p.id) > (s.revoice_after_at, s.revoice_after_id)`;
    return row?.of ?? 0;
  }
}
