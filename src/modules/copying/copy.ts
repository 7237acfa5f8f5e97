import type { EntityManager } from 'typeorm';
import { run } from '../database/bulk.js';
import { DatabaseError } from '../database/data-source.js';
import type { Database } from '../database/database.js';
import { HALF_COPIED, isHalfCopied } from '../database/half-copied.js';
import { fileWords } from '../search/search-index.js';
import { type Compared, compareTable, type Difference } from './compare.js';
import { ROWS_AT_ONCE, Snapshot } from './snapshot.js';
import { columnsOf, keyOf, quoted, type Row, type Table, tablesOf } from './tables.js';

/** Both databases bound the parameters of one statement. */
const PARAMETERS_MAX = 30_000;

/** Rows that were copied, then filed under their words, then compared. */
export interface Progress {
  done: number;
  of: number;
}

export type Copied = Omit<Compared, 'differences'>[];

export interface CopyOptions {
  /** Empties what an earlier copy left half done, and begins anew. */
  again?: boolean;
  onProgress?: (progress: Progress) => void;
}

/**
 * Copies all rows into an empty database of the same version, as they are at this instant, and holds each against its original.
 * From its first row until all are compared, the target has a table that says that it is half copied, and no program opens it.
 * Throws `DatabaseError` where the target is not empty, or where a row came out as another.
 */
export async function copyDatabase(from: Database, to: Database, { again = false, onProgress }: CopyOptions = {}): Promise<Copied> {
  const tables = tablesOf(from.source);
  return Snapshot.of(from.source, async (original) => {
    await to.write((manager) => begin(manager, tables, again));
    const progress = { done: 0, of: 2 * (await total(original, tables)) + (await original.count({ name: 'search' })) };
    const advance = (rows: number) => onProgress?.({ ...progress, done: (progress.done += rows) });
    for (const table of tables) await copyTable(original, to, table, advance);
    for (let place: number | null = -1; place !== null;) {
      const after: number = place;
      const filed = await to.write((manager) => fileWords(manager, after));
      advance(filed.count);
      place = filed.throughPlace;
    }
    // Else what is asked next is planned for empty tables.
    if (to.isPostgres) await to.manager.query('ANALYZE');
    const compared = await Snapshot.of(to.source, (copy) => compare(original, copy, tables, advance));
    const differences = compared.flatMap((table) => table.differences);
    if (differences.length > 0) throw new DatabaseError(differenceText(differences));
    await to.write((manager) => manager.query(`DROP TABLE ${HALF_COPIED}`));
    return compared.map(({ name, rows, sha256 }) => ({ name, rows, sha256 }));
  });
}

async function total(snapshot: Snapshot, tables: readonly Table[]): Promise<number> {
  let rows = 0;
  for (const table of tables) rows += await snapshot.count(table);
  return rows;
}

async function begin(manager: EntityManager, tables: readonly Table[], again: boolean): Promise<void> {
  const isPostgres = manager.connection.options.type === 'postgres';
  if (await isHalfCopied(manager)) {
    if (!again)
      throw new DatabaseError(
        'The database to copy into is half copied: an earlier copy was broken off. Say --again to empty it and copy anew.',
      );
  } else {
    for (const { name } of tables) {
      // What every new database has stands in `meta`.
      const rows: unknown[] = name === 'meta' ? [] : await manager.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
      if (rows.length > 0)
        throw new DatabaseError(
          `The database to copy into is not empty: there are rows in ${name}. Name an empty one; nothing was changed.`,
        );
    }
    await manager.query(`CREATE TABLE ${HALF_COPIED} (reason text)`);
  }
  if (isPostgres) await manager.query(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(', ')} CASCADE`);
  else for (const { name } of tables.toReversed()) await manager.query(`DELETE FROM ${quoted(name)}`);
}

async function copyTable(original: Snapshot, to: Database, table: Table, advance: (rows: number) => void): Promise<void> {
  const rowsMax = Math.min(ROWS_AT_ONCE, Math.floor(PARAMETERS_MAX / table.columns.length));
  let batch: Row[] = [];
  const write = async () => {
    if (batch.length > 0) await insert(to, table, batch);
    advance(batch.length);
    batch = [];
  };
  for await (const row of original.rows(table)) {
    batch.push(row);
    if (batch.length === rowsMax) await write();
  }
  await write();
  if (table.isNumbered) {
    const last = await original.lastNumber(table);
    if (last > 0) await to.write((manager) => continueAfter(manager, table, last));
  }
}

async function insert(to: Database, table: Table, rows: readonly Row[]): Promise<void> {
  const marks = `(${table.columns.map(() => '?').join(', ')})`;
  const sql = `INSERT INTO ${quoted(table.name)} (${columnsOf(table)}) VALUES ${rows.map(() => marks).join(', ')}`;
  try {
    await to.write((manager) => run(manager, sql, rows.flat()));
  } catch (error) {
    const [row, ...others] = rows;
    if (row && others.length === 0)
      throw new DatabaseError(
        `The row ${keyText(keyOf(table, row))} of ${table.name} cannot be copied: ${(error as Error).message}. What was copied so far is left as half copied.`,
        { cause: error },
      );
    // One by one, so that the one is named that it fails for.
    for (const each of rows) await insert(to, table, [each]);
  }
}

/** Numbers are given once: one of a row that is gone is never another's. */
async function continueAfter(manager: EntityManager, { name }: Table, last: number): Promise<void> {
  if (manager.connection.options.type === 'postgres') {
    await run(manager, `SELECT setval(pg_get_serial_sequence(?, 'id'), ?)`, [quoted(name), last]);
    return;
  }
  await run(manager, 'DELETE FROM sqlite_sequence WHERE name = ?', [name]);
  await run(manager, 'INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [name, last]);
}

async function compare(original: Snapshot, copy: Snapshot, tables: readonly Table[], advance: (rows: number) => void): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const table of tables) compared.push(await compareTable(original, copy, table, () => advance(1)));
  const differences = (await copy.withoutWords()).map((place): Difference => ({ table: 'search_index', key: [place], what: 'is missing' }));
  if (differences.length > 0) compared.push({ name: 'search_index', rows: 0, sha256: '', differences });
  return compared;
}

function differenceText(differences: readonly Difference[]): string {
  const lines = differences.map(({ table, key, what }) => `  ${table} ${keyText(key)} ${what}`);
  return [
    'The copy is not as its original, and is left as half copied:',
    ...lines,
    'Nothing else may write to it meanwhile. Copy again with --again; if that says the same, please tell us.',
  ].join('\n');
}

function keyText(key: Row): string {
  return key.map((part) => JSON.stringify(part)).join(', ');
}
