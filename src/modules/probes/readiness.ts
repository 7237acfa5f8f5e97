import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { schemaOf } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { WorkReports } from './work-reports.js';

/** Whoever asks waits a few seconds more than this. */
const ANSWER_MS = 4_000;
/** With less than this a write may fail at any time. */
const FREE_BYTES_LEAST = 8 * 1024 * 1024;

/** Whether this process can do what it is there for. */
@Injectable()
export class Readiness {
  /** One look for all who ask at once: anyone may. */
  private looking: Promise<string[]> | null = null;

  constructor(
    private readonly database: Database,
    private readonly work: WorkReports,
    private readonly queue: Queue,
  ) {}

  /** What is wrong, a sentence each; nothing where all is well. Anyone may read them, so they say nothing of where we are. */
  async problems(): Promise<string[]> {
    this.looking ??= this.look().finally(() => (this.looking = null));
    return [...(await this.looking), ...this.ofPolling()];
  }

  private async look(): Promise<string[]> {
    return (await Promise.all([this.ofDatabase(), this.ofDisk(), this.ofQueue()])).flat();
  }

  /** Of SQLite, for which reading goes on where nothing can be stored; PostgreSQL's disk is its server's affair. */
  private async ofDisk(): Promise<string[]> {
    const { database: file } = this.database.source.options;
    if (this.database.isPostgres || typeof file !== 'string' || file === ':memory:') return [];
    try {
      await access(file, constants.W_OK);
      const { bavail, bsize } = await statfs(file);
      return bavail * bsize < FREE_BYTES_LEAST
        ? ['The disk of the database is full: pages are served, and nothing new is stored. Make room.']
        : [];
    } catch {
      return [
        'The file of the database cannot be written: pages are served, and nothing new is stored. Look whether its disk is read-only.',
      ];
    }
  }

  /** Pages are served without a queue. */
  private async ofQueue(): Promise<string[]> {
    const isNeeded = this.queue.works || this.work.state() !== 'none';
    if (!isNeeded || (await this.queue.isReachable())) return [];
    return ['The queue does not answer, and nothing is polled meanwhile. Look whether its server runs, and what `hustings doctor` says.'];
  }

  private async ofDatabase(): Promise<string[]> {
    const schema = await Promise.race([
      schemaOf(this.database.source).catch(() => 'away' as const),
      sleep(ANSWER_MS, 'away' as const, { ref: false }),
    ]);
    if (schema === 'away') return ['The database does not answer. Look whether it runs, and what `hustings doctor` says.'];
    if (schema.newer.length > 0) return ['A newer Hustings has changed the database. Start that version here, too.'];
    if (schema.missing.length > 0) return ['The database lacks changes that this version needs. Start it again: it makes them first.'];
    return [];
  }

  private ofPolling(): string[] {
    if (this.work.state() !== 'late') return [];
    return ['The thread that polls does not run. It is begun anew by itself; where that does not help, the log says why.'];
  }
}
