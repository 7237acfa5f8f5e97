import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Searches that have a name, and what the watched ones found. */
export class Watches0000000000010 implements MigrationInterface {
  readonly name = 'Watches0000000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [savedSearch, watchMatch]) await runner.createTable(table, false, true, true);
    // Every process compares this with the version that it knows; each change of a watch counts it up.
    await runner.query(`INSERT INTO meta ("key", value) VALUES ('watches-version', '0')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [watchMatch, savedSearch]) await runner.dropTable(table);
    await runner.query(`DELETE FROM meta WHERE "key" = 'watches-version'`);
  }
}

const savedSearch = new Table({
  name: 'saved_search',
  columns: [
    id,
    varchar('slug'),
    varchar('name'),
    text('query'),
    text('note', nullable),
    integer('is_watched'),
    instant('created_at'),
    instant('updated_at'),
    { name: 'rematch_before_place', type: 'bigint', isNullable: true },
    text('matched_under', nullable),
  ],
  indices: [
    { name: 'saved_search_slug', columnNames: ['slug'], isUnique: true },
    { name: 'saved_search_rematch', columnNames: ['rematch_before_place'], where: 'rematch_before_place IS NOT NULL' },
  ],
});

const watchMatch = new Table({
  name: 'watch_match',
  withoutRowid: true,
  columns: [
    integer('search_id', { isPrimary: true }),
    { name: 'place', type: 'bigint', isPrimary: true },
    integer('post_id'),
    instant('matched_at'),
  ],
  indices: [{ name: 'watch_match_post', columnNames: ['post_id'] }],
  foreignKeys: [belongsTo('watch_match_of_search', 'search_id', 'saved_search'), belongsTo('watch_match_of_post', 'post_id', 'post')],
});
