import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { belongsTo, instant, integer, varchar } from './table-columns.js';

/** What was purged, so that it is known when it comes again; and what closed editions show, so that it is not purged. */
export class Retention0000000000027 implements MigrationInterface {
  readonly name = 'Retention0000000000027';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [tombstone, shownPost]) await runner.createTable(table, false, true, true);
    // Those that are closed already are looked through before the first purge.
    await runner.query('ALTER TABLE edition ADD COLUMN is_looked_through integer NOT NULL DEFAULT 0');
    await runner.createIndex('edition', unlooked);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('edition', unlooked);
    await runner.query('ALTER TABLE edition DROP COLUMN is_looked_through');
    for (const table of [shownPost, tombstone]) await runner.dropTable(table);
  }
}

const tombstone = new Table({
  name: 'tombstone',
  withoutRowid: true,
  columns: [varchar('key', { isPrimary: true }), integer('source_id')],
  indices: [{ name: 'tombstone_source', columnNames: ['source_id'] }],
  foreignKeys: [belongsTo('tombstone_of_source', 'source_id', 'source')],
});

const shownPost = new Table({
  name: 'shown_post',
  withoutRowid: true,
  columns: [integer('post_id', { isPrimary: true }), instant('until_at')],
  foreignKeys: [belongsTo('shown_post_of_post', 'post_id', 'post')],
});

const unlooked = new TableIndex({ name: 'edition_unlooked', columnNames: ['key'], where: 'is_looked_through = 0' });
