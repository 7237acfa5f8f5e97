import { mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../config/config.js';
import { isBusy } from './away.js';
import { isHalfCopied } from './half-copied.js';
import { Initial0000000000001 } from './migrations/0001-initial.js';
import { WholeConversation0000000000002 } from './migrations/0002-whole-conversation.js';
import { Mentions0000000000003 } from './migrations/0003-mentions.js';
import { Search0000000000004 } from './migrations/0004-search.js';
import { Engagement0000000000005 } from './migrations/0005-engagement.js';
import { Voices0000000000006 } from './migrations/0006-voices.js';
import { Coding0000000000008 } from './migrations/0008-coding.js';
import { Reactions0000000000009 } from './migrations/0009-reactions.js';
import { Watches0000000000010 } from './migrations/0010-watches.js';
import { SearchByVoice0000000000011 } from './migrations/0011-search-by-voice.js';
import { Duplicates0000000000012 } from './migrations/0012-duplicates.js';
import { SearchFacts0000000000013 } from './migrations/0013-search-facts.js';
import { Editions0000000000014 } from './migrations/0014-editions.js';
import { Websub0000000000015 } from './migrations/0015-websub.js';
import { Mail0000000000016 } from './migrations/0016-mail.js';
import { EditionChanges0000000000017 } from './migrations/0017-edition-changes.js';
import { SearchStatistics0000000000018 } from './migrations/0018-search-statistics.js';
import { Alerts0000000000019 } from './migrations/0019-alerts.js';
import { Accounts0000000000020 } from './migrations/0020-accounts.js';
import { Health0000000000021 } from './migrations/0021-health.js';
import { FeedAdmin0000000000022 } from './migrations/0022-feed-admin.js';
import { Leases0000000000023 } from './migrations/0023-leases.js';
import { Readers0000000000024 } from './migrations/0024-readers.js';
import { Rest0000000000025 } from './migrations/0025-rest.js';
import { HubSubscriptions0000000000026 } from './migrations/0026-hub-subscriptions.js';
import { Retention0000000000027 } from './migrations/0027-retention.js';

/** So long a statement waits for what another process does to the same file of SQLite, before that is an error. */
export const BUSY_MS = 10_000;

/** Of `better-sqlite3`, what is set here. */
interface Connection {
  pragma(text: string): unknown;
  prepare(sql: string): unknown;
}

/** An error of the database that an operator can mend: the message says how. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

const MIGRATIONS = [
  Initial0000000000001,
  WholeConversation0000000000002,
  Mentions0000000000003,
  Search0000000000004,
  Engagement0000000000005,
  Voices0000000000006,
  Coding0000000000008,
  Reactions0000000000009,
  Watches0000000000010,
  SearchByVoice0000000000011,
  Duplicates0000000000012,
  SearchFacts0000000000013,
  Editions0000000000014,
  Websub0000000000015,
  Mail0000000000016,
  EditionChanges0000000000017,
  SearchStatistics0000000000018,
  Alerts0000000000019,
  Accounts0000000000020,
  Health0000000000021,
  FeedAdmin0000000000022,
  Leases0000000000023,
  Readers0000000000024,
  Rest0000000000025,
  HubSubscriptions0000000000026,
  Retention0000000000027,
];

// Instants are bigint columns of milliseconds, safe as numbers until the year 287396; pg would hand them over as strings.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens the database and brings its schema up to date.
 * Throws `DatabaseError` for what an operator can mend: a folder that cannot be written, a server that is not there, a newer schema, a copy that was broken off.
 * @param halfCopied `allow` is for who copies into it
 */
export async function openDatabase(
  config: DatabaseConfig,
  entities: DataSourceOptions['entities'],
  { halfCopied = 'refuse' }: { halfCopied?: 'refuse' | 'allow' } = {},
): Promise<DataSource> {
  const source = new DataSource(
    config.type === 'sqlite' ? sqliteOptions(config.location, entities) : postgresOptions(config.location, entities),
  );
  try {
    if (config.type === 'sqlite' && config.location !== ':memory:') mkdirSync(dirname(resolve(config.location)), { recursive: true });
    await source.initialize();
  } catch (error) {
    throw new DatabaseError(sentence(config, error), { cause: error });
  }
  try {
    await refuseNewerSchema(source);
    if (halfCopied === 'refuse') await refuseHalfCopied(source);
    await migrate(source);
  } catch (error) {
    await source.destroy();
    throw error instanceof DatabaseError ? error : new DatabaseError(sentence(config, error), { cause: error });
  }
  return source;
}

/** Web and workers are started together: the first of them changes the tables, and the others wait. */
async function migrate(source: DataSource): Promise<void> {
  if (source.options.type !== 'postgres') return migrateFile(source, String(source.options.database));
  const lock = source.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('hustings-migrations'))`);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(hashtext('hustings-migrations'))`).finally(() => lock.release());
  }
}

/** SQLite has no lock that outlasts a transaction, but one for each file, which ends with whoever holds it: that of a second file is taken here. */
async function migrateFile(source: DataSource, location: string): Promise<void> {
  if (!(await isBehind(source))) return;
  if (location === ':memory:') return void (await source.runMigrations({ transaction: 'each' }));
  const place = `${location}-migrating`;
  const lock = new Sqlite(place, { timeout: 0 });
  try {
    while (!(await isTaken(lock, source))) {
      if (!(await isBehind(source))) return;
      await sleep(50);
    }
    await source.runMigrations({ transaction: 'each' });
    rmSync(place, { force: true });
  } finally {
    lock.close();
  }
}

async function isBehind(source: DataSource): Promise<boolean> {
  return (await schemaOf(source)).missing.length > 0;
}

async function isTaken(lock: Sqlite.Database, source: DataSource): Promise<boolean> {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    // Who had it has done everything, and taken the file away.
    if (!(await isBehind(source))) return false;
    throw error;
  }
}

/** Opens the database as it is: makes no file and changes no table. Throws `DatabaseError`. */
export async function openAsItIs(config: DatabaseConfig): Promise<DataSource> {
  const source = new DataSource(
    config.type === 'sqlite' ? sqliteOptions(config.location, [], { fileMustExist: true }) : postgresOptions(config.location, []),
  );
  try {
    return await source.initialize();
  } catch (error) {
    throw new DatabaseError(sentence(config, error), { cause: error });
  }
}

function sqliteOptions(location: string, entities: DataSourceOptions['entities'], { fileMustExist = false } = {}): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    database: location,
    fileMustExist,
    entities,
    migrations: MIGRATIONS,
    statementCacheSize: 500,
    prepareDatabase: (database: Connection) => {
      database.pragma(`busy_timeout = ${BUSY_MS}`);
      writeAhead(database);
      database.pragma('synchronous = NORMAL');
      database.pragma('foreign_keys = ON');
      beginImmediately(database);
      // 40 MB between two checkpoints: a page of an index is copied to the database once for many polls, which saves a fifth of SQLite's time.
      database.pragma('wal_autocheckpoint = 10000');
      // 16 MB of page cache, since each thread has its own; the system keeps the rest of the file in memory.
      database.pragma('cache_size = -16384');
    },
  };
}

/** It waits for who reads a file of old; where several processes do it to one new file, it may be refused at once, and is free in a moment. */
function writeAhead(database: Connection): void {
  const until = performance.now() + BUSY_MS;
  for (;;)
    try {
      return void database.pragma('journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
}

/**
 * TypeORM begins a transaction that becomes a writing one with its first change; if another process has written since its first look, SQLite refuses that
 * at once, whatever the timeout. One that writes from the beginning waits for its turn instead.
 */
function beginImmediately(database: Connection): void {
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE TRANSACTION' : sql);
}

function postgresOptions(url: string, entities: DataSourceOptions['entities']): DataSourceOptions {
  return { type: 'postgres', url, entities, migrations: MIGRATIONS, applicationName: 'hustings', connectTimeoutMS: 10_000 };
}

async function refuseNewerSchema(source: DataSource): Promise<void> {
  const { newer } = await schemaOf(source);
  if (newer.length === 0) return;
  throw new DatabaseError(
    `This database was made by a newer Hustings (it has the migration ${newer.join(', ')}). Install that version, or restore a backup made by this one.`,
  );
}

/** How the tables stand to this program: migrations that they still lack, and those that only a newer one knows. */
export async function schemaOf(source: DataSource): Promise<{ missing: string[]; newer: string[] }> {
  const known: string[] = MIGRATIONS.map((migration) => new migration().name);
  const runner = source.createQueryRunner();
  try {
    const rows = (await runner.hasTable('migrations')) ? ((await runner.query('SELECT name FROM migrations')) as { name: string }[]) : [];
    const done = new Set(rows.map(({ name }) => name));
    return { missing: known.filter((name) => !done.has(name)), newer: [...done].filter((name) => !known.includes(name)) };
  } finally {
    await runner.release();
  }
}

async function refuseHalfCopied(source: DataSource): Promise<void> {
  if (await isHalfCopied(source.manager))
    throw new DatabaseError(
      'This database is half copied: a copy into it was broken off, or still goes on. Where it was broken off, begin it anew with --again, or name another one in DATABASE_URL.',
    );
}

function sentence(config: DatabaseConfig, error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  if (config.type === 'sqlite') {
    const path = resolve(config.location);
    if (
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'SQLITE_CANTOPEN' ||
      code === 'SQLITE_READONLY' ||
      /readonly|unable to open/i.test(message)
    ) {
      return `The database ${path} cannot be written. Make its folder writable for this user, or name another file in DATABASE_URL.`;
    }
    if (code === 'SQLITE_NOTADB') return `${path} is not a SQLite database. Name another file in DATABASE_URL, or restore a backup.`;
    if (code?.startsWith('SQLITE_CORRUPT')) return `The database ${path} is damaged (${message}). Restore a backup.`;
    return `The database ${path} cannot be opened: ${message}`;
  }
  return `PostgreSQL cannot be used (${message}). Check DATABASE_URL, and that the server runs and lets this user in.`;
}
