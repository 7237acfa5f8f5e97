import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { isPostgres } from '../database/bulk.js';
import { SavedSearchEntity } from './saved-search.entity.js';
import { Sieve } from './sieve.js';
import { type Watch, watchOf } from './watch.js';

const VERSION_KEY = 'watches-version';

interface Known {
  version: string;
  watches: readonly Watch[];
  sieve: Sieve;
}

/** All watches, kept until one of them changes: in this process or in another. */
@Injectable()
export class Watches {
  private known: Known = { version: '0', watches: [], sieve: new Sieve([]) };

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * The watches as of now, within a write. On PostgreSQL the version is held until the write ends: a watch that changes meanwhile waits, and then
   * finds the messages of this write among those that are to be looked through.
   */
  async current(manager: EntityManager): Promise<Known> {
    const version = await readVersion(manager, 'FOR SHARE');
    if (version !== this.known.version) {
      const rows = await manager.find(SavedSearchEntity, { where: { isWatched: 1 }, order: { id: 'ASC' } });
      const watches = rows.flatMap((row) => watchOf(row, this.config.timezone) ?? []);
      this.known = { version, watches, sieve: new Sieve(watches.map(({ query }) => query)) };
    }
    return this.known;
  }
}

/** First in a write that changes watches: it waits for those who are storing messages, and they for it. */
export async function countUp(manager: EntityManager): Promise<void> {
  await manager.sql`UPDATE meta SET value = CAST(CAST(value AS integer) + 1 AS varchar) WHERE "key" = ${VERSION_KEY}`;
}

/** Keeps messages from being matched as they arrive, until the write ends. */
export async function holdArrivals(manager: EntityManager): Promise<void> {
  await readVersion(manager, 'FOR UPDATE');
}

async function readVersion(manager: EntityManager, hold: 'FOR SHARE' | 'FOR UPDATE'): Promise<string> {
  const sql = `SELECT value FROM meta WHERE "key" = '${VERSION_KEY}' ${isPostgres(manager) ? hold : ''}`;
  const [row] = await manager.query<{ value: string }[]>(sql);
  return row?.value ?? '0';
}
