import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Who is watched, and where each is mentioned. */
export class Mentions0000000000003 implements MigrationInterface {
  readonly name = 'Mentions0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [entity, mention]) await runner.createTable(table, false, true, true);
    // Every process compares this with the version that it knows; each change of an entity counts it up.
    await runner.query(`INSERT INTO meta ("key", value) VALUES ('entities-version', '0')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [mention, entity]) await runner.dropTable(table);
    await runner.query(`DELETE FROM meta WHERE "key" = 'entities-version'`);
  }
}

const list = { default: "'[]'" };

const entity = new Table({
  name: 'entity',
  columns: [
    id,
    varchar('slug'),
    varchar('name'),
    varchar('kind', nullable),
    varchar('valid_from', nullable),
    varchar('valid_until', nullable),
    text('aliases', list),
    text('handles', list),
    text('hashtags', list),
    text('urls', list),
    text('excluding', list),
    instant('created_at'),
    instant('updated_at'),
    integer('rematch_after_id', nullable),
    integer('rematch_until_id', nullable),
  ],
  indices: [
    { name: 'entity_slug', columnNames: ['slug'], isUnique: true },
    { name: 'entity_rematch', columnNames: ['rematch_after_id'], where: 'rematch_after_id IS NOT NULL' },
  ],
});

const mention = new Table({
  name: 'mention',
  columns: [
    integer('post_id', { isPrimary: true }),
    integer('entity_id', { isPrimary: true }),
    varchar('field', { isPrimary: true }),
    integer('position', { isPrimary: true }),
    integer('start_index', { isPrimary: true }),
    integer('end_index'),
    varchar('role'),
    varchar('alias'),
  ],
  indices: [{ name: 'mention_entity', columnNames: ['entity_id', 'post_id'] }],
  foreignKeys: [belongsTo('mention_of_entity', 'entity_id', 'entity'), belongsTo('mention_of_post', 'post_id', 'post')],
});
