import type { DataSource, EntityMetadata } from 'typeorm';

/** A table as it is copied, by the names that it has on both databases. */
export interface Table {
  name: string;
  columns: Column[];
  /** The places of its primary key among the columns. */
  key: number[];
  /** Whether the database numbers its rows, and must know which number was the last. */
  isNumbered: boolean;
}

interface Column {
  name: string;
  isText: boolean;
  /** PostgreSQL keeps four bytes of such a number, SQLite eight. */
  isReal: boolean;
}

/** What stands in a row, in the order of the columns of its table. */
export type Row = (string | number | null)[];

/** All tables of the schema; one comes after those that it refers to. */
export function tablesOf({ entityMetadatas, driver }: DataSource): Table[] {
  const inOrder = new Set<EntityMetadata>();
  const put = (metadata: EntityMetadata) => {
    for (const { referencedEntityMetadata } of metadata.foreignKeys)
      if (referencedEntityMetadata !== metadata) put(referencedEntityMetadata);
    inOrder.add(metadata);
  };
  entityMetadatas.forEach(put);
  return [...inOrder].map(({ tableName, columns }) => ({
    name: tableName,
    columns: columns.map((column) => {
      const type = driver.normalizeType(column);
      return { name: column.databaseName, isText: !['integer', 'bigint', 'real'].includes(type), isReal: type === 'real' };
    }),
    key: columns.flatMap(({ isPrimary }, place) => (isPrimary ? [place] : [])),
    isNumbered: columns.some(({ isGenerated }) => isGenerated),
  }));
}

/** Both databases write names so. */
export function quoted(name: string): string {
  return `"${name}"`;
}

export function columnsOf({ columns }: Table): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}

/** What tells a row from all others of its table. */
export function keyOf({ key }: Table, row: Row): Row {
  return key.map((place) => row[place] ?? null);
}
