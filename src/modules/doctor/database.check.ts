import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/config.js';
import { DatabaseError, openAsItIs, schemaOf } from '../database/data-source.js';
import { sizeOf, sizeText } from '../database/size.js';
import { failed, type Finding, ok, warning } from './finding.js';

/** A table of fewer rows is read whole within milliseconds. */
const LARGE = 20_000;

/** Opens the database as it is and looks at it; it is null where it cannot be opened. Whoever asked closes it. */
export async function checkDatabase(config: DatabaseConfig): Promise<{ finding: Finding; source: DataSource | null }> {
  if (config.type === 'sqlite' && !existsSync(config.location)) return { finding: await checkPlace(config.location), source: null };
  try {
    const source = await openAsItIs(config);
    return { finding: await look(config, source), source };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { finding: failed('database', error.message), source: null };
  }
}

/** Where there is no file yet. */
async function checkPlace(location: string): Promise<Finding> {
  if (location === ':memory:') return warning('database', 'It is in memory, and gone when the program ends. Name a file in DATABASE_URL.');
  const path = resolve(location);
  const folder = nearestFolder(path);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    return failed(
      'database',
      `There is none, and ${folder} cannot be written. Make it writable for this user, or name another file in DATABASE_URL.`,
    );
  }
  return warning('database', `There is none at ${path}; the first start makes it. If there should be one, correct DATABASE_URL.`);
}

export function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}

async function look(config: DatabaseConfig, source: DataSource): Promise<Finding> {
  const fault = config.type === 'sqlite' ? await faultOfFile(source) : await faultOfServer(source);
  if (fault !== null) return failed('database', fault);
  const { missing, newer } = await schemaOf(source);
  if (newer.length > 0)
    return failed(
      'database',
      `It was changed by a newer Hustings (${newer.join(', ')}). Install that version, or restore a backup made by this one.`,
    );
  if (missing.length > 0)
    return warning(
      'database',
      `It lacks ${missing.length} of the changes that this version makes. The next start makes them, or \`hustings migrate\`.`,
    );
  const unknown = config.type === 'sqlite' ? [] : await neverLookedAt(source);
  if (unknown.length > 0)
    return warning(
      'database',
      `The server has never looked at what is in ${unknown.join(', ')}, and guesses wrongly how to find it. Run ANALYZE on this database, and see that autovacuum is on: \`SHOW autovacuum\`.`,
    );
  return ok('database', `It opens, can be written, is whole, and has all tables. It takes up ${sizeText(await sizeOf(source))}.`);
}

async function faultOfFile(source: DataSource): Promise<string | null> {
  try {
    const [row] = await source.query<{ quick_check: string }[]>('PRAGMA quick_check(1)');
    if (row?.quick_check !== 'ok') return `It is damaged (${row?.quick_check ?? 'no answer'}). Restore a backup.`;
  } catch (error) {
    return `It is damaged (${(error as Error).message}). Restore a backup.`;
  }
  try {
    // Takes the right to write, and gives it back: nothing is changed.
    await source.query('BEGIN IMMEDIATE');
    await source.query('ROLLBACK');
    return null;
  } catch (error) {
    return `It cannot be written (${(error as Error).message}). Make the file and its folder writable for this user; if it is locked, see which program holds it.`;
  }
}

async function faultOfServer(source: DataSource): Promise<string | null> {
  const sql = `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly,
    has_schema_privilege(current_schema(), 'CREATE') AS may`;
  const [row] = await source.query<{ standby: boolean; readonly: string; may: boolean | null }[]>(sql);
  if (row?.standby) return 'The server is a standby, which takes no writes. Name the primary in DATABASE_URL.';
  if (row?.readonly === 'on') return 'The server lets this user read only. Take default_transaction_read_only from it.';
  if (!row?.may) return 'This user may make no tables. Grant it CREATE on the schema, or make it the owner of the database.';
  return null;
}

/** Out: the large tables of which the planner of PostgreSQL knows nothing. Autovacuum sees to it within minutes, where it is on. */
async function neverLookedAt(source: DataSource): Promise<string[]> {
  const sql = `SELECT relname AS name FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_live_tup >= ${LARGE} AND last_analyze IS NULL AND last_autoanalyze IS NULL ORDER BY n_live_tup DESC`;
  return (await source.query<{ name: string }[]>(sql)).map(({ name }) => name);
}
