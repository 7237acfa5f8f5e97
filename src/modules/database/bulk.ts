/**
 * Rows without TypeORM's builders, entities and events, for what is done with every feed that is polled and every post that arrives: there
 * the builders cost five times as much as SQLite. Types, transformers and defaults are those of the entities.
 */
import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

/** Both databases bound the parameters of one statement (SQLite 32,766; PostgreSQL 65,535). */
const PARAMETERS_MAX = 30_000;

/**
 * Inserts many rows in one statement and returns the columns asked for. The order of what comes back is the database's affair: match it by key.
 * @param onConflict `keep` leaves a row alone that has the key of a new one; else that is an error
 */
export async function insertMany<Row extends ObjectLiteral>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  rows: readonly Row[],
  returning: readonly string[] = [],
  onConflict: 'keep' | 'fail' = 'fail',
): Promise<Record<string, unknown>[]> {
  const { driver } = manager.connection;
  const metadata = manager.connection.getMetadata(target);
  const columns = metadata.columns.filter((column) => !column.isGenerated);
  const names = columns.map((column) => driver.escape(column.databaseName)).join(', ');
  const row = `(${columns.map(() => '?').join(', ')})`;
  const keeping = onConflict === 'keep' ? ' ON CONFLICT DO NOTHING' : '';
  const suffix = keeping + (returning.length > 0 ? ` RETURNING ${returning.join(', ')}` : '');
  const rowsMax = Math.floor(PARAMETERS_MAX / columns.length);
  const back: Record<string, unknown>[] = [];
  for (let start = 0; start < rows.length; start += rowsMax) {
    const part = rows.slice(start, start + rowsMax);
    const parameters: unknown[] = [];
    for (const each of part)
      for (const column of columns) parameters.push(driver.preparePersistentValue(each[column.propertyName] ?? null, column));
    const sql = `INSERT INTO ${driver.escape(metadata.tableName)} (${names}) VALUES ${part.map(() => row).join(', ')}${suffix}`;
    const result = await run(manager, sql, parameters);
    if (Array.isArray(result)) back.push(...(result as Record<string, unknown>[]));
  }
  return back;
}

/**
 * The rows that a condition holds for, as their entities.
 * @param condition SQL behind `WHERE`, in columns of the table, with a `?` for each parameter on either database
 * @param properties the ones to read; all when absent
 */
export async function selectMany<Row extends ObjectLiteral, Property extends keyof Row & string = keyof Row & string>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  condition: string,
  parameters: readonly unknown[],
  properties?: readonly Property[],
): Promise<Pick<Row, Property>[]> {
  const { driver } = manager.connection;
  const metadata = manager.connection.getMetadata(target);
  const columns = properties ? properties.map((name) => columnOf(metadata, name)) : metadata.columns;
  const names = columns.map((column) => driver.escape(column.databaseName)).join(', ');
  const rows = await run(manager, `SELECT ${names} FROM ${driver.escape(metadata.tableName)} WHERE ${condition}`, parameters);
  return (rows as Record<string, unknown>[]).map((row) => {
    const entity: Record<string, unknown> = {};
    for (const column of columns) entity[column.propertyName] = driver.prepareHydratedValue(row[column.databaseName], column);
    return entity as Pick<Row, Property>;
  });
}

/** Changes one row by its `id`. What is `undefined` stays. */
export async function updateOne<Row extends ObjectLiteral & { id: number }>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  id: number,
  values: Partial<Row>,
): Promise<void> {
  const { driver } = manager.connection;
  const metadata = manager.connection.getMetadata(target);
  const columns = metadata.columns.filter((column) => values[column.propertyName] !== undefined);
  const settings = columns.map((column) => `${driver.escape(column.databaseName)} = ?`).join(', ');
  const parameters = columns.map((column): unknown => driver.preparePersistentValue(values[column.propertyName], column));
  await run(manager, `UPDATE ${driver.escape(metadata.tableName)} SET ${settings} WHERE id = ?`, [...parameters, id]);
}

/** A condition that a column is one of an array, given as one parameter: one statement to prepare, however many there are. */
export function isOneOf(manager: EntityManager, column: string): string {
  return isPostgres(manager) ? `${column} = ANY(?)` : `${column} IN (SELECT value FROM json_each(?))`;
}

/** An array of texts, given as one parameter in JSON, as rows with a column `value`: what stands before that parameter in a FROM, and behind it. */
export function textsAsRows(manager: EntityManager): [before: string, behind: string] {
  return isPostgres(manager) ? ['json_array_elements_text(', '::json)'] : ['json_each(', ')'];
}

/** Runs a statement on either database, with a `?` for each parameter; an array is one parameter, as {@link isOneOf} wants it. */
export function run(manager: EntityManager, sql: string, parameters: readonly unknown[]): Promise<unknown> {
  if (!isPostgres(manager))
    return manager.query(
      sql,
      parameters.map((value) => (Array.isArray(value) ? JSON.stringify(value) : value)),
    );
  let index = 0;
  return manager.query(
    sql.replace(/\?/g, () => `$${++index}`),
    [...parameters],
  );
}

export function isPostgres(manager: EntityManager): boolean {
  return manager.connection.options.type === 'postgres';
}

function columnOf(metadata: EntityMetadata, property: string) {
  const column = metadata.findColumnWithPropertyName(property);
  if (!column) throw new Error(`${metadata.name} has no column for ${property}`);
  return column;
}
