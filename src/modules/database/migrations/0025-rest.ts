import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the publisher of a feed asks not to be asked: known also while the document is unchanged. */
export class Rest0000000000025 implements MigrationInterface {
  readonly name = 'Rest0000000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE feed ADD COLUMN rest text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE feed DROP COLUMN rest');
  }
}
