import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { THREAD_LIMITS } from '../config/thread-memory.js';
import { Database } from '../database/database.js';
import type { Sql } from './conditions.js';
import { numbered } from './statement.js';

/** A search of more than this asks for too much: its reader is told so, and nobody else waits for it. */
const TIMEOUT_MS = 5_000;
/** PostgreSQL: query_canceled. */
const CANCELLED = '57014';

/** What a reader can mend: by asking for less. */
export class SearchTooSlow extends Error {
  override readonly name = 'SearchTooSlow';

  constructor() {
    super(
      `This search took over ${TIMEOUT_MS / 1000} seconds, so it was given up. Ask for a rarer word, or for a shorter time with after: and before:.`,
    );
  }
}

/**
 * Runs the statements of searches. SQLite answers while the whole process waits, and a search may look at a million rows: so it reads in threads of
 * its own, with connections that cannot write. A database in memory has one connection only, and is searched through that.
 */
@Injectable()
export class SearchReader implements OnApplicationShutdown {
  private pool: Piscina | null = null;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async read<Row>(sql: Sql): Promise<Row[]> {
    if (this.database.isPostgres) return this.readPostgres(sql);
    if (this.config.database.location === ':memory:') return this.database.manager.query(sql.text, sql.parameters);
    try {
      return (await this.threads.run(sql, { signal: AbortSignal.timeout(TIMEOUT_MS) })) as Row[];
    } catch (error) {
      throw ['AbortError', 'TimeoutError'].includes((error as Error).name) ? new SearchTooSlow() : error;
    }
  }

  /** On PostgreSQL: how many posts it expects a `tsquery` to find, and among how many. */
  async expects(match: string): Promise<{ found: number; among: number }> {
    const [plan] = await this.database.manager.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[]>(
      'EXPLAIN (FORMAT JSON) SELECT 1 FROM search_index WHERE words @@ CAST($1 AS tsquery)',
      [match],
    );
    const [table] = await this.database.manager.query<{ rows: number }[]>(
      `SELECT GREATEST(reltuples, 0) AS rows FROM pg_class WHERE oid = 'search_index'::regclass`,
    );
    return { found: plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, among: table?.rows ?? 0 };
  }

  /** On PostgreSQL: from which place on about this share of all posts stands; null where it has not looked yet. */
  async placeOfNewest(share: number): Promise<number | null> {
    const [row] = await this.database.manager.query<{ places: number[] | null }[]>(
      `SELECT CAST(CAST(histogram_bounds AS text) AS bigint[]) AS places FROM pg_stats WHERE tablename = 'search' AND attname = 'place'`,
    );
    const places = row?.places ?? [];
    return places[Math.floor(places.length * (1 - share))] ?? null;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  private get threads(): Piscina {
    this.pool ??= new Piscina({
      filename: workerFile(),
      name: 'read',
      minThreads: 1,
      maxThreads: 2,
      idleTimeout: 60_000,
      resourceLimits: THREAD_LIMITS,
      workerData: { location: this.config.database.location },
    });
    return this.pool;
  }

  private async readPostgres<Row>(sql: Sql): Promise<Row[]> {
    const { text, parameters } = numbered(sql);
    const runner = this.database.source.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query(`SET LOCAL statement_timeout = ${TIMEOUT_MS}`);
      // To compile a statement takes longer than to run it.
      await runner.query('SET LOCAL jit = off');
      const rows = (await runner.query(text, parameters)) as Row[];
      await runner.commitTransaction();
      return rows;
    } catch (error) {
      await runner.rollbackTransaction();
      throw (error as { code?: string }).code === CANCELLED ? new SearchTooSlow() : error;
    } finally {
      await runner.release();
    }
  }
}

/** The compiled worker: beside this file in `dist`, and in `dist` too when a test runs this file from `src`. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./search.worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../dist/modules/search/search.worker.js', import.meta.url));
}
