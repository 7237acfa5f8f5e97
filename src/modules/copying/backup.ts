import { existsSync, writeFileSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { DatabaseError, openDatabase } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { copyDatabase, type Progress } from './copy.js';
import { Snapshot } from './snapshot.js';
import { checkFile, countDifference, type Counts, putInPlace, removeFile } from './sqlite-file.js';
import { tablesOf } from './tables.js';

/** Between two steps whoever else wants something of this process gets it. */
const PAGES_AT_ONCE = 2000;

/**
 * Writes all that is stored at this instant into one file of SQLite, while others read and write. It has its name only when it is whole, and was read again.
 * Throws `DatabaseError` where it cannot be written, or is not what it should be.
 */
export async function backUp(
  database: Database,
  file: string,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Counts> {
  if (existsSync(file)) throw new DatabaseError(`${file} is there already. Name another file, or remove that one.`);
  const draft = `${file}.partial`;
  try {
    removeFile(draft);
    // It holds what nobody else may read: hashes of passwords, addresses of subscribers.
    writeFileSync(draft, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new DatabaseError(
      `${file} cannot be written: ${(error as Error).message}. Name a file in a folder that this user may write to.`,
      {
        cause: error,
      },
    );
  }
  try {
    const expected = database.isPostgres ? await copyOut(database, draft, onProgress) : await copyPages(database, draft, onProgress);
    const found = checkFile(draft);
    const difference = countDifference(expected, found);
    if (difference !== null) throw new DatabaseError(`The backup is not as the database was: ${difference}. Nothing was kept of it.`);
    putInPlace(draft, file);
    return found;
  } finally {
    removeFile(draft);
  }
}

/** By SQLite itself, page by page. As long as we read, the pages stay as they were: else it would begin anew after each write of others. */
function copyPages(database: Database, draft: string, onProgress: (progress: Progress) => void): Promise<Counts> {
  const { databaseConnection } = database.source.driver as unknown as { databaseConnection: Sqlite.Database };
  return Snapshot.of(database.source, async (snapshot) => {
    const counts: Counts = {};
    for (const table of tablesOf(database.source)) if (table.name !== 'meta') counts[table.name] = await snapshot.count(table);
    const progress = ({ totalPages, remainingPages }: Sqlite.BackupMetadata) => {
      onProgress({ done: totalPages - remainingPages, of: totalPages });
      return PAGES_AT_ONCE;
    };
    await databaseConnection.backup(draft, { progress });
    return counts;
  });
}

async function copyOut(database: Database, draft: string, onProgress: (progress: Progress) => void): Promise<Counts> {
  const copy = new Database(await openDatabase({ type: 'sqlite', location: draft }, database.source.options.entities));
  try {
    const copied = await copyDatabase(database, copy, { onProgress });
    return Object.fromEntries(copied.filter(({ name }) => name !== 'meta').map(({ name, rows }) => [name, rows]));
  } finally {
    await copy.onApplicationShutdown();
  }
}
