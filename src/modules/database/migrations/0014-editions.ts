import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Editions as they were when they closed, and what editors did to them. */
export class Editions0000000000014 implements MigrationInterface {
  readonly name = 'Editions0000000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [edition, curation]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [curation, edition]) await runner.dropTable(table);
  }
}

const edition = new Table({
  name: 'edition',
  columns: [
    varchar('key', { isPrimary: true }),
    varchar('zone', { isPrimary: true }),
    varchar('kind'),
    instant('until_at'),
    instant('closed_at'),
    integer('schema_version'),
    integer('newest_post_id'),
    varchar('previous_key', nullable),
    text('page_rows'),
    text('feed_rows'),
  ],
});

const curation = new Table({
  name: 'curation',
  columns: [
    id,
    varchar('edition_key'),
    integer('thread_id'),
    varchar('action'),
    text('text', nullable),
    varchar('made_by'),
    instant('made_at'),
    varchar('undone_by', nullable),
    instant('undone_at', nullable),
  ],
  indices: [{ name: 'curation_of_edition', columnNames: ['edition_key', 'id'] }],
});
