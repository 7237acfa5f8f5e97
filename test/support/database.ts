import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseConfig } from '../../src/modules/config/config.js';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { entities } from '../../src/entities.js';

const server = process.env.TEST_DATABASE_URL ?? '';

/** Which database this run is on: SQLite, or with TEST_DATABASE_URL a PostgreSQL server. */
export const onPostgres = server !== '';

let counter = 0;

/** Settings for a fresh database of this test's own, and the way to drop it. On PostgreSQL it has its tables already, unless it is to be `empty`. */
export async function freshDatabase({ empty = false } = {}): Promise<{ config: DatabaseConfig; url: string; drop: () => Promise<void> }> {
  if (!onPostgres) return { config: { type: 'sqlite', location: ':memory:' }, url: 'sqlite::memory:', drop: () => Promise.resolve() };
  const name = `hustings_test_${process.pid}_${process.env.JEST_WORKER_ID ?? '1'}_${++counter}`;
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await onServer(`CREATE DATABASE ${name}${empty ? '' : ` TEMPLATE ${await template()}`}${await inMemory()}`);
  const url = urlOf(name);
  return { config: { type: 'postgres', location: url }, url, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/**
 * A database with all tables, to be copied: that takes a tenth of the time of migrating. It is named after what the migrations say, so that it
 * is made once for each state of them, whichever worker comes first.
 */
async function template(): Promise<string> {
  const name = `hustings_template_${migrationsHash()}`;
  const client = await connected();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('hustings_template'))`);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const draft = `${name}_draft`;
      await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${draft}`);
      await (await openDatabase({ type: 'postgres', location: urlOf(draft) }, entities)).destroy();
      await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    }
  } finally {
    // The lock goes with the connection.
    await client.end();
  }
  return name;
}

/** Where the server has a tablespace in memory (`.ci/services` makes it): files of 500 tables and indexes are made and removed there in a tenth of the time. */
function inMemory(): Promise<string> {
  return (tablespace ??= lookForTablespace());
}

let tablespace: Promise<string> | null = null;

async function lookForTablespace(): Promise<string> {
  const client = await connected();
  try {
    // It has no size when its folder is gone, as after the machine was started anew.
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_tablespace WHERE spcname = 'hustings_tests' AND pg_tablespace_size(oid) IS NOT NULL`,
    );
    return rowCount === 0 ? '' : ' TABLESPACE hustings_tests';
  } finally {
    await client.end();
  }
}

function migrationsHash(): string {
  const folder = join(import.meta.dirname, '../../src/modules/database/migrations');
  const files = readdirSync(folder).sort();
  return createHash('sha1')
    .update(files.map((file) => readFileSync(join(folder, file), 'utf8')).join())
    .digest('hex')
    .slice(0, 12);
}

function urlOf(name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A fresh, migrated database; `close` drops it. */
export async function openTestDatabase(): Promise<{ database: Database; close: () => Promise<void> }> {
  const { config, drop } = await freshDatabase();
  const database = new Database(await openDatabase(config, entities));
  return {
    database,
    close: async () => {
      await database.onApplicationShutdown();
      await drop();
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = await connected();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  return client;
}
