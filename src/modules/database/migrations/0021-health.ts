import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, text } from './table-columns.js';

/** How the last polls of each feed went, where it has moved, what its habit is, what may have been missed, and what was done to it. */
export class Health0000000000021 implements MigrationInterface {
  readonly name = 'Health0000000000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE feed ADD COLUMN ${column}`);
    for (const table of [feedGap, feedNote]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [feedNote, feedGap]) await runner.dropTable(table);
    for (const column of [...COLUMNS].reverse()) await runner.query(`ALTER TABLE feed DROP COLUMN ${column.split(' ')[0]}`);
  }
}

const COLUMNS = [
  'moved_to varchar',
  'moved_polls integer NOT NULL DEFAULT 0',
  'moved_since_at bigint',
  'habit text',
  'silent_at bigint',
  'outcomes text',
];

const feedGap = new Table({
  name: 'feed_gap',
  columns: [id, integer('feed_id'), instant('from_at'), instant('until_at'), instant('found_at')],
  indices: [{ name: 'feed_gap_of_feed', columnNames: ['feed_id', 'found_at'] }],
  foreignKeys: [belongsTo('feed_gap_feed', 'feed_id', 'feed')],
});

const feedNote = new Table({
  name: 'feed_note',
  columns: [id, integer('feed_id'), instant('at'), text('note')],
  indices: [{ name: 'feed_note_of_feed', columnNames: ['feed_id', 'at'] }],
  foreignKeys: [belongsTo('feed_note_feed', 'feed_id', 'feed')],
});
