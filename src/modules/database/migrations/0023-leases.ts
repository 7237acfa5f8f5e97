import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { instant, nullable, varchar } from './table-columns.js';

/** Who works on what, where several processes could: one host is asked by one of them. */
export class Leases0000000000023 implements MigrationInterface {
  readonly name = 'Leases0000000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(lease, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(lease);
  }
}

const lease = new Table({
  name: 'lease',
  columns: [varchar('key', { isPrimary: true }), varchar('holder', nullable), instant('until_at'), instant('before_at', nullable)],
});
