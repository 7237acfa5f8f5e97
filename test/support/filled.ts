import type { EntityMetadata } from 'typeorm';
import { run } from '../../src/modules/database/bulk.js';
import type { Database } from '../../src/modules/database/database.js';
import { Ingestion } from '../../src/modules/posts/ingestion.js';
import { InProcessQueue } from '../../src/modules/queue/in-process-queue.js';
import { Reindexer } from '../../src/modules/search/reindexer.js';
import { SearchIndex } from '../../src/modules/search/search-index.js';
import { harbours, Talked } from './harbours.js';
import { newsday } from './newsday.js';

/** What databases order and write in different ways: small and large letters, accents, characters beyond 65,536, marks of statements. */
const TEXTS = ['Zebra ? $1 :x "quoted"', "ähre 'quoted'\n\tand more\\", '～ {"json": [1, null]}', '😀 <p>beyond</p>'];

/** Posts as they are read and found, and rows in every other table, made of its columns alone: a table that is new is filled by itself. */
export async function fill(database: Database): Promise<void> {
  const rows = new Talked(database);
  await newsday(rows);
  await harbours(rows, database);
  await new Reindexer(database, new SearchIndex(new Ingestion()), new InProcessQueue()).run();
  const seen = new Set<EntityMetadata>();
  const put = async (metadata: EntityMetadata): Promise<void> => {
    if (seen.has(metadata)) return;
    seen.add(metadata);
    for (const { referencedEntityMetadata } of metadata.foreignKeys) await put(referencedEntityMetadata);
    const [first]: unknown[] = await database.manager.query(`SELECT 1 FROM "${metadata.tableName}" LIMIT 1`);
    if (first === undefined) await fillTable(database, metadata);
  };
  for (const metadata of database.source.entityMetadatas) await put(metadata);
}

async function fillTable(database: Database, metadata: EntityMetadata): Promise<void> {
  const columns = metadata.columns.filter((column) => !column.isGenerated);
  const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  for (const [number, text] of TEXTS.entries()) {
    const values: unknown[] = [];
    for (const column of columns) {
      const foreign = metadata.foreignKeys.find(({ columnNames }) => columnNames.includes(column.databaseName));
      if (foreign) {
        const key = foreign.referencedColumnNames[0];
        const found = await database.manager.query<Record<string, number>[]>(
          `SELECT ${key} AS "key" FROM "${foreign.referencedEntityMetadata.tableName}" ORDER BY ${key} LIMIT 4`,
        );
        values.push(found[number % found.length]?.key);
      } else if (column.isNullable && number === 1) values.push(null);
      else if (column.type === 'integer') values.push(1000 + number);
      else if (column.type === 'bigint') values.push(1_207_000_000_123 + number);
      else if (column.type === 'real') values.push(0.123456789 + number / 3);
      else values.push(text);
    }
    await database.write((manager) => run(manager, `INSERT INTO "${metadata.tableName}" (${names}) VALUES (${marks})`, values));
  }
}

/** Every table that the schema has, and how many rows are in it; without what a database makes of others. */
export async function rowsByTable(database: Database): Promise<Record<string, number>> {
  const tables = await database.manager.query<{ name: string }[]>(
    database.isPostgres
      ? `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
      : `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index_%' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await database.manager.query<{ count: number }[]>(`SELECT COUNT(*) AS count FROM "${name}"`);
    counts[name] = row?.count ?? 0;
  }
  return counts;
}
