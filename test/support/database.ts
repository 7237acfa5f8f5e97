import pg from 'pg';
import type { DatabaseConfig } from '../../src/modules/config/config.js';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { entities } from '../../src/entities.js';

const server = process.env.TEST_DATABASE_URL ?? '';

/** Which database this run is on: SQLite, or with TEST_DATABASE_URL a PostgreSQL server. */
export const onPostgres = server !== '';

let counter = 0;

/** Settings for a fresh database of this test's own, and the way to drop it. */
export async function freshDatabase(): Promise<{ config: DatabaseConfig; url: string; drop: () => Promise<void> }> {
  if (!onPostgres) return { config: { type: 'sqlite', location: ':memory:' }, url: 'sqlite::memory:', drop: () => Promise.resolve() };
  const name = `hustings_test_${process.pid}_${process.env.JEST_WORKER_ID ?? '1'}_${++counter}`;
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    config: { type: 'postgres', location: url.href },
    url: url.href,
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
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
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
