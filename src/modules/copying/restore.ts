import { chmodSync, constants, copyFileSync, existsSync, linkSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../config/config.js';
import { DatabaseError, openDatabase } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { copyDatabase, type CopyOptions } from './copy.js';
import { BESIDE, checkFile, countDifference, type Counts, countsOf, openFile, putInPlace, removeFile } from './sqlite-file.js';

export interface RestoreOptions extends CopyOptions {
  entities: DataSourceOptions['entities'];
  /** Takes the place of a database that has rows. */
  over: boolean;
  now: Date;
}

export interface Restored {
  counts: Counts;
  /** Where the database is that was there before; null where there was none. */
  kept: string | null;
}

/**
 * Puts a backup in the place of the database; one of an older version is brought up to date on the way.
 * Throws `DatabaseError` for what an operator can mend: a damaged backup, a database that has rows, a server that still runs.
 */
export async function restore(file: string, to: DatabaseConfig, options: RestoreOptions): Promise<Restored> {
  if (to.location === ':memory:') throw new DatabaseError('A database in memory ends with its program. Name a file in DATABASE_URL.');
  if (to.type === 'sqlite') return restoreFile(file, resolve(to.location), options);
  if (options.over)
    throw new DatabaseError(
      'A database of PostgreSQL is not written over. Make an empty one (createdb), name it in DATABASE_URL, and restore into that: the old one stays as it is.',
    );
  // Beside the backup, which itself is never written to.
  const draft = `${resolve(file)}.restoring`;
  try {
    await prepare(resolve(file), draft, options.entities);
    return { counts: await copyIn(draft, to, options), kept: null };
  } finally {
    removeFile(draft);
  }
}

async function restoreFile(file: string, location: string, { entities, over, now }: RestoreOptions): Promise<Restored> {
  mkdirSync(dirname(location), { recursive: true });
  const draft = `${location}.restoring`;
  try {
    mayTakePlace(location, over);
    const counts = await prepare(resolve(file), draft, entities);
    // Once more: a backup takes its time to be checked, and somebody may have started a server meanwhile.
    mayTakePlace(location, over);
    const kept = setAside(location, now);
    putInPlace(draft, location);
    const difference = countDifference(counts, checkFile(location));
    if (difference !== null) throw new DatabaseError(`The restored database is not as its backup: ${difference}. The old one is ${kept}.`);
    return { counts, kept };
  } finally {
    removeFile(draft);
  }
}

/** A copy of the backup that is sound and of this version. */
async function prepare(file: string, draft: string, entities: DataSourceOptions['entities']): Promise<Counts> {
  if (!existsSync(file)) throw new DatabaseError(`There is no file ${file}.`);
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0)
    throw new DatabaseError(
      `${file} is a database in use, and not a backup: some of it is beside it. Make a backup of it with hustings backup.`,
    );
  try {
    removeFile(draft);
    copyFileSync(file, draft, constants.COPYFILE_FICLONE);
    chmodSync(draft, 0o600);
  } catch (error) {
    throw new DatabaseError(`${file} cannot be copied to ${draft}: ${(error as Error).message}. Nothing was changed.`, { cause: error });
  }
  checkFile(draft);
  const opened = openFile(draft);
  const isOurs = opened.prepare(`SELECT 1 FROM sqlite_master WHERE name IN ('migrations', 'post', 'meta')`).all().length === 3;
  opened.close();
  if (!isOurs) throw new DatabaseError(`${file} is no backup of Hustings.`);
  await (await openDatabase({ type: 'sqlite', location: draft }, entities)).destroy();
  return checkFile(draft);
}

async function copyIn(draft: string, to: DatabaseConfig, options: RestoreOptions): Promise<Counts> {
  const from = new Database(await openDatabase({ type: 'sqlite', location: draft }, options.entities));
  try {
    const target = new Database(await openDatabase(to, options.entities, { halfCopied: 'allow' }));
    try {
      const copied = await copyDatabase(from, target, options);
      return Object.fromEntries(copied.map(({ name, rows }) => [name, rows]));
    } finally {
      await target.onApplicationShutdown();
    }
  } finally {
    await from.onApplicationShutdown();
  }
}

/** Throws where there is something that must not be lost, or somebody who has it open. */
function mayTakePlace(location: string, over: boolean): void {
  if (!existsSync(location)) return;
  const found = lookAt(location);
  if (found !== 'empty' && !over)
    throw new DatabaseError(
      `${location} ${found === 'broken' ? 'cannot be read' : 'has rows'}. Say --over to put the backup in its place; the old one is kept beside it.`,
    );
  if (found !== 'broken') refuseInUse(location);
}

function lookAt(location: string): 'empty' | 'rows' | 'broken' {
  try {
    const database = openFile(location);
    try {
      return Object.values(countsOf(database)).some((count) => count > 0) ? 'rows' : 'empty';
    } finally {
      database.close();
    }
  } catch (error) {
    if (isBusy(error)) throw inUse(location, error);
    // Whatever else is wrong with it: that is why there are backups.
    return 'broken';
  }
}

/** SQLite gives up its log only to who is alone with a database; what stood in it is then in the file itself. */
function refuseInUse(location: string): void {
  const database = openFile(location);
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    throw isBusy(error) ? inUse(location, error) : error;
  } finally {
    database.close();
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

function inUse(location: string, cause: unknown): DatabaseError {
  return new DatabaseError(`Something has ${location} open. Stop the server, and every other command of Hustings, then restore again.`, {
    cause,
  });
}

/** Gives the database a second name; it keeps its first one until the new one takes that. */
function setAside(location: string, now: Date): string | null {
  const isThere = existsSync(location);
  const kept = `${location}.before-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  if (isThere) nameTwice(location, kept);
  // Only beside one that is gone or cannot be read may anything be left, and would be taken for the log of the new one.
  for (const suffix of BESIDE) if (existsSync(location + suffix)) renameSync(location + suffix, kept + suffix);
  return isThere ? kept : null;
}

function nameTwice(file: string, second: string): void {
  try {
    linkSync(file, second);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      // Of a restore that was killed in this very second.
      if (statSync(file).ino === statSync(second).ino) return;
      throw new DatabaseError(`${second} is there already. Move it away, then restore again.`, { cause: error });
    }
    // A disk that knows no second names.
    copyFileSync(file, second, constants.COPYFILE_EXCL);
  }
}
