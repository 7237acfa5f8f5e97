import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

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
