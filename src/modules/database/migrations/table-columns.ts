/** The columns of which tables are made. What these mean never changes: migrations that have landed are made of them. */
import type { TableColumnOptions } from 'typeorm';

type More = Partial<TableColumnOptions>;

export const id: TableColumnOptions = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
export const varchar = (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'varchar', ...more });
export const text = (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'text', ...more });
export const integer = (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'integer', ...more });
/** Milliseconds since 1970. */
export const instant = (name: string, more: More = {}): TableColumnOptions => ({ name, type: 'bigint', ...more });
export const nullable = { isNullable: true };

/** A foreign key by which rows go with the row that they belong to. */
export const belongsTo = (name: string, column: string, table: string) => ({
  name,
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});
