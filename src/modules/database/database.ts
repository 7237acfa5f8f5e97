import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import PQueue from 'p-queue';
import { DataSource, type EntityManager } from 'typeorm';
import { isBusy } from './away.js';
import { BUSY_MS } from './data-source.js';
import { Turns } from './turns.js';

/** SQLite: when reading has held the event loop for so long, whoever else waits gets a turn. */
const HELD_MS = 10;
/** SQLite: so long a write waits for those of other threads and processes. On a crowded machine one of theirs may take seconds. */
const WAIT_MS = 30_000;
/** PostgreSQL: so many of the ten connections write. Who waits for one in the driver is told after ten seconds that the server does not answer; who waits here is not. */
const WRITES_AT_ONCE = 6;

/**
 * The one gate of writes.
 *
 * TypeORM has one SQLite connection: two transactions at once reject, and a bystander's insert vanishes when another task's
 * transaction rolls back. So on SQLite writes stand in line here; on PostgreSQL each is a plain transaction, and some of them go on at once.
 * Read what a write depends on inside it, and await nothing but the database there.
 *
 * Other threads and processes write to the same file, too. SQLite itself would let the whole thread sleep until it is its turn; here it is asked again,
 * and pages go on meanwhile.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly inside = new AsyncLocalStorage<true>();
  private readonly line: PQueue;
  /** Null where nobody else can write: in memory, and on PostgreSQL, which has lines of its own. */
  private readonly turns: Turns | null;
  /** SQLite: when the event loop was last let go after a read. */
  private letGoMs = 0;

  constructor(readonly source: DataSource) {
    const { database } = source.options;
    this.line = new PQueue({ concurrency: this.isPostgres ? WRITES_AT_ONCE : 1 });
    this.turns = this.isPostgres || typeof database !== 'string' || database === ':memory:' ? null : new Turns(database);
    if (!this.isPostgres) this.letOthersBetween();
  }

  get isPostgres(): boolean {
    return this.source.options.type === 'postgres';
  }

  /** For reading. */
  get manager(): EntityManager {
    return this.source.manager;
  }

  /** One that is urgent goes before all that wait. */
  async write<Result>(work: (manager: EntityManager) => Promise<Result>, { isUrgent = false } = {}): Promise<Result> {
    if (this.inside.getStore()) throw new Error('Database.write called inside another write: hand its manager down instead');
    const transaction = () => this.inside.run(true, () => (this.isPostgres ? this.source.transaction(work) : this.inTurn(work)));
    return this.line.add(AsyncResource.bind(transaction), { priority: Number(isUrgent) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.line.onIdle();
    // Every promise of the process pays for each one there is.
    this.inside.disable();
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** SQLite answers at once, so a page that asks for a hundred things would run as one task, and all others would wait for the last of them. */
  private letOthersBetween(): void {
    // There is one for the whole connection.
    const runner = this.source.createQueryRunner();
    const query = runner.query.bind(runner);
    runner.query = async <Result>(...asked: Parameters<typeof query>): Promise<Result> => {
      const result = (await query(...asked)) as Result;
      // Nobody comes between the statements of a write: they would read what may yet be taken back.
      if (!this.inside.getStore() && performance.now() - this.letGoMs > HELD_MS) {
        await setImmediate();
        this.letGoMs = performance.now();
      }
      return result;
    };
  }

  /** SQLite answers at once, so a line of writes would run as one task: between two of them the event loop gets its turn, and whoever else waits to write. */
  private async makeRoom(): Promise<void> {
    await setImmediate();
    await this.turns?.giveWay();
  }

  private async inTurn<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    await this.makeRoom();
    const until = performance.now() + WAIT_MS;
    for (let tries = 0; ; tries++) {
      let hasBegun = false;
      this.letSleep(0);
      try {
        return await this.source.transaction((manager) => {
          hasBegun = true;
          this.letSleep(BUSY_MS);
          if (tries > 0) this.turns?.take();
          return work(manager);
        });
      } catch (error) {
        if (hasBegun) this.takeBack();
        if (hasBegun || !isBusy(error) || performance.now() > until) throw error;
      } finally {
        if (!hasBegun) this.letSleep(BUSY_MS);
      }
      await this.turns?.wait();
    }
  }

  /**
   * After a write that failed. SQLite takes one back by itself when the disk is full, so that TypeORM's own `ROLLBACK` fails, and TypeORM goes on to believe
   * that it is within a transaction: all later writes would be parts of one that nobody ever ends, seen by this connection alone.
   */
  private takeBack(): void {
    const { databaseConnection: connection } = this.source.driver as unknown as {
      databaseConnection: { inTransaction: boolean; exec(sql: string): unknown };
    };
    if (connection.inTransaction) connection.exec('ROLLBACK');
    Object.assign(this.source.createQueryRunner(), { isTransactionActive: false, transactionDepth: 0 });
  }

  /** For how long a statement of this connection may let the thread sleep because another process writes. */
  private letSleep(ms: number): void {
    const { databaseConnection } = this.source.driver as unknown as { databaseConnection: { pragma(text: string): unknown } };
    databaseConnection.pragma(`busy_timeout = ${ms}`);
  }
}
