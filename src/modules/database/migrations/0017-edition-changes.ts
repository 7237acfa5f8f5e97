import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds what was edited or removed in a time. */
export class EditionChanges0000000000017 implements MigrationInterface {
  readonly name = 'EditionChanges0000000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX revision_replaced ON revision (replaced_at)');
    await runner.query('CREATE INDEX post_gone ON post (gone_at) WHERE gone_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX post_gone');
    await runner.query('DROP INDEX revision_replaced');
  }
}
