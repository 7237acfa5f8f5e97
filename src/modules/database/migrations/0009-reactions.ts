import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, instant, integer, nullable } from './table-columns.js';

/** How often posts were liked, shared and seen, and how many followed a source day by day. */
export class Reactions0000000000009 implements MigrationInterface {
  readonly name = 'Reactions0000000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [reaction, audience]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [audience, reaction]) await runner.dropTable(table);
  }
}

const count = (name: string) => ({ name, type: 'bigint' });

const reaction = new Table({
  name: 'reaction',
  columns: [
    integer('post_id', { isPrimary: true }),
    { ...count('likes'), ...nullable },
    { ...count('shares'), ...nullable },
    { ...count('views'), ...nullable },
    instant('read_at'),
  ],
  foreignKeys: [belongsTo('reaction_of_post', 'post_id', 'post')],
});

const audience = new Table({
  name: 'audience',
  columns: [integer('source_id', { isPrimary: true }), integer('day', { isPrimary: true }), count('followers')],
  foreignKeys: [belongsTo('audience_of_source', 'source_id', 'source')],
});
