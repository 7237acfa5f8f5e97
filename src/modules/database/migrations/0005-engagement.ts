import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** Whose voice a source or an author is, and since when; how the polls of each feed went, day by day; and the messages of a source in time. */
export class Engagement0000000000005 implements MigrationInterface {
  readonly name = 'Engagement0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [affiliation, feedDay]) await runner.createTable(table, false, true, true);
    await runner.query('CREATE INDEX post_of_source_at ON post (source_id, sort_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX post_of_source_at');
    for (const table of [feedDay, affiliation]) await runner.dropTable(table);
  }
}

const id: TableColumnOptions = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
const varchar = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'varchar', ...more });
const text = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'text', ...more });
const integer = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'integer', ...more });
const instant = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'bigint', ...more });
const nullable = { isNullable: true };

const belongsTo = (name: string, column: string, table: string) => ({
  name,
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

const affiliation = new Table({
  name: 'affiliation',
  columns: [
    id,
    integer('source_id'),
    varchar('author_key', nullable),
    varchar('author_name', nullable),
    varchar('affiliation'),
    instant('from_at', nullable),
    instant('until_at', nullable),
    text('evidence_url', nullable),
    text('note', nullable),
    instant('created_at'),
  ],
  indices: [{ name: 'affiliation_voice', columnNames: ['source_id', 'author_key'] }],
  foreignKeys: [belongsTo('affiliation_of_source', 'source_id', 'source')],
});

const feedDay = new Table({
  name: 'feed_day',
  columns: [
    integer('feed_id', { isPrimary: true }),
    integer('day', { isPrimary: true }),
    integer('polls', { default: 0 }),
    integer('failures', { default: 0 }),
  ],
  foreignKeys: [belongsTo('feed_day_of_feed', 'feed_id', 'feed')],
});
