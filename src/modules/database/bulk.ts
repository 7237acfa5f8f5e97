import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/** Both databases bound the parameters of one statement (SQLite 32,766; PostgreSQL 65,535). */
const PARAMETERS_MAX = 30_000;

/**
 * Inserts many rows in one statement and returns the columns asked for. The order of what comes back is the database's affair: match it by key.
 * The same as TypeORM's insert, without its cost per row (entity merging and events), which counts when a poll brings thousands.
 */
export async function insertMany<Row extends ObjectLiteral>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  rows: readonly Row[],
  returning: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const { connection } = manager;
  const metadata = connection.getMetadata(target);
  const columns = metadata.columns.filter((column) => !column.isGenerated);
  const names = columns.map((column) => connection.driver.escape(column.databaseName)).join(', ');
  const rowsMax = Math.floor(PARAMETERS_MAX / columns.length);
  const back: Record<string, unknown>[] = [];
  for (let start = 0; start < rows.length; start += rowsMax) {
    const part = rows.slice(start, start + rowsMax);
    const parameters = part.flatMap((row) =>
      columns.map((column): unknown => connection.driver.preparePersistentValue(row[column.propertyName] ?? null, column)),
    );
    const values = part
      .map((_, row) => `(${columns.map((__, column) => placeholder(manager, row * columns.length + column)).join(', ')})`)
      .join(', ');
    const suffix = returning.length > 0 ? ` RETURNING ${returning.join(', ')}` : '';
    const result: unknown = await manager.query(
      `INSERT INTO ${connection.driver.escape(metadata.tableName)} (${names}) VALUES ${values}${suffix}`,
      parameters,
    );
    if (Array.isArray(result)) back.push(...(result as Record<string, unknown>[]));
  }
  return back;
}

/** The `index`th parameter (from 0) in a raw statement: `?` on SQLite, `$1` on PostgreSQL. */
export function placeholder(manager: EntityManager, index: number): string {
  return manager.connection.options.type === 'postgres' ? `$${index + 1}` : '?';
}
