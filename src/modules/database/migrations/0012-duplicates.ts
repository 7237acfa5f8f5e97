import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, integer, nullable } from './table-columns.js';

/** Which posts say what an earlier one says. Those that are stored already are compared in the background. */
export class Duplicates0000000000012 implements MigrationInterface {
  readonly name = 'Duplicates0000000000012';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [duplicate, duplicateKey]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [duplicateKey, duplicate]) await runner.dropTable(table);
  }
}

const duplicate = new Table({
  name: 'duplicate',
  columns: [integer('post_id', { isPrimary: true }), integer('leader_id', nullable)],
  indices: [{ name: 'duplicate_leader', columnNames: ['leader_id'] }],
  foreignKeys: [
    belongsTo('duplicate_of_post', 'post_id', 'post'),
    // A group that loses its leader is found by this.
    { ...belongsTo('duplicate_of_leader', 'leader_id', 'post'), onDelete: 'SET NULL' },
  ],
});

const duplicateKey = new Table({
  name: 'duplicate_key',
  withoutRowid: true,
  columns: [
    { name: 'key', type: 'bigint', isPrimary: true },
    { name: 'post_id', type: 'integer', isPrimary: true },
  ],
  indices: [{ name: 'duplicate_key_post', columnNames: ['post_id'] }],
  foreignKeys: [belongsTo('duplicate_key_of_post', 'post_id', 'post')],
});
