import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DatabaseError } from '../database/data-source.js';

/** What SQLite may lay beside a database. */
export const BESIDE = ['-wal', '-shm', '-journal'];

/** Rows of each table. */
export type Counts = Record<string, number>;

/** Tables that every new database has rows in, or that are made of others. */
const NOT_COUNTED = /^(migrations|meta|sqlite_.*|search_index.*)$/;

export function openFile(file: string, options: Sqlite.Options = {}): Sqlite.Database {
  return new Sqlite(file, { fileMustExist: true, timeout: 1000, ...options });
}

/**
 * Reads a whole database, and makes it one file with nothing beside it.
 * Throws `DatabaseError` where anything in it is damaged.
 */
export function checkFile(file: string): Counts {
  try {
    const database = openFile(file);
    try {
      const faults = database.pragma('integrity_check') as { integrity_check: string }[];
      if (faults.length !== 1 || faults[0]?.integrity_check !== 'ok')
        throw new Error(faults.map((fault) => fault.integrity_check).join('; '));
      database.pragma('journal_mode = DELETE');
      return countsOf(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw new DatabaseError(`${file} is damaged, and is not used: ${(error as Error).message}`, { cause: error });
  }
}

/** Of tables that hold what somebody stored. */
export function countsOf(database: Sqlite.Database): Counts {
  const names = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck().all() as string[];
  return Object.fromEntries(
    names
      .filter((name) => !NOT_COUNTED.test(name))
      .map((name) => [name, database.prepare(`SELECT COUNT(*) FROM "${name}"`).pluck().get() as number]),
  );
}

/** Where two counts differ, as a sentence; null where they are the same. */
export function countDifference(expected: Counts, found: Counts): string | null {
  const name = Object.keys(expected).find((each) => expected[each] !== found[each]);
  return name === undefined ? null : `${name} should have ${expected[name]} rows, and has ${found[name] ?? 'none'}`;
}

/** Puts a finished file in its place in one step, so that whoever is killed meanwhile leaves what was there before, or all of this. */
export function putInPlace(draft: string, file: string): void {
  flush(draft);
  renameSync(draft, file);
  try {
    flush(dirname(file));
  } catch {
    // Not every system lets folders be flushed; the file is whole under either name.
  }
}

/** Until what was written is on the disk, and not only on its way there. */
function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A database with all that lies beside it. */
export function removeFile(file: string): void {
  for (const path of [file, ...BESIDE.map((suffix) => file + suffix)]) if (existsSync(path)) rmSync(path);
}
