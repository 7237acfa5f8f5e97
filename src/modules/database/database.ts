import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BUSY_MS } from './data-source.js';

/** SQLite: how often a write that another process holds up looks again. */
const LOOK_AGAIN_MS = 1;
/** SQLite: after writes of so long in a row, others that look get their chance for a moment. */
const IN_A_ROW_MS = 25;
const ROOM_MS = 2;

/**
 * The one gate of writes.
 *
 * TypeORM has one SQLite connection: two transactions at once reject, and a bystander's insert vanishes when another task's
 * transaction rolls back. So on SQLite writes stand in line here; on PostgreSQL each is a plain transaction.
 * Read what a write depends on inside it, and await nothing but the database there.
 *
 * Other threads and processes write to the same file, too. SQLite itself would let the whole thread sleep until it is its turn; here it is asked again,
 * and pages go on meanwhile.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly inside = new AsyncLocalStorage<true>();
  private line: Promise<unknown> = Promise.resolve();
  private inARowMs = 0;

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
    if (this.isPostgres) return this.inside.run(true, () => this.source.transaction(work));
    const mine = this.line.then(() => this.makeRoom()).then(() => this.inside.run(true, () => this.inTurn(work)));
    this.line = mine.catch(() => undefined);
    return mine;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.line;
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** SQLite answers at once, so a line of writes would run as one task: between two of them the event loop gets its turn, and other processes now and then. */
  private async makeRoom(): Promise<void> {
    if (this.inARowMs < IN_A_ROW_MS) return setImmediate();
    this.inARowMs = 0;
    await sleep(ROOM_MS);
  }

  private async inTurn<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const askedAt = performance.now();
    for (;;) {
      const startedAt = performance.now();
      let hasBegun = false;
      this.wait(0);
      try {
        return await this.source.transaction((manager) => {
          hasBegun = true;
          this.wait(BUSY_MS);
          return work(manager);
        });
      } catch (error) {
        if (hasBegun || !isBusy(error) || startedAt - askedAt > BUSY_MS) throw error;
      } finally {
        if (hasBegun) this.inARowMs += performance.now() - startedAt;
        else this.wait(BUSY_MS);
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** For how long a statement of this connection may let the thread sleep because another process writes. */
  private wait(ms: number): void {
    const { databaseConnection } = this.source.driver as unknown as { databaseConnection: { pragma(text: string): unknown } };
    databaseConnection.pragma(`busy_timeout = ${ms}`);
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}
