import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * The one gate of writes.
 *
 * TypeORM has one SQLite connection: two transactions at once reject, and a bystander's insert vanishes when another task's
 * transaction rolls back. So on SQLite writes stand in line here; on PostgreSQL each is a plain transaction.
 * Read what a write depends on inside it, and await nothing but the database there.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly inside = new AsyncLocalStorage<true>();
  private line: Promise<unknown> = Promise.resolve();

  constructor(readonly source: DataSource) {}

  get isPostgres(): boolean {
    return this.source.options.type === 'postgres';
  }

  /** For reading. */
  get manager(): EntityManager {
    return this.source.manager;
  }

  async write<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    if (this.inside.getStore()) throw new Error('Database.write called inside another write: hand its manager down instead');
    const run = () => this.inside.run(true, () => this.source.transaction(work));
    if (this.isPostgres) return run();
    // SQLite answers at once, so a line of writes would run as one task: between two of them the event loop gets its turn.
    const mine = this.line.then(() => setImmediate()).then(run);
    this.line = mine.catch(() => undefined);
    return mine;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.line;
    if (this.source.isInitialized) await this.source.destroy();
  }
}
