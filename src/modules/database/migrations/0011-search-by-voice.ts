import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is found is told apart by its own voice, instead of its source's. Each post is filed under it when it gets its own. */
export class SearchByVoice0000000000011 implements MigrationInterface {
  readonly name = 'SearchByVoice0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE search ADD COLUMN voice varchar');
    await runner.query('ALTER TABLE search DROP COLUMN speaks');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE search ADD COLUMN speaks integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE search DROP COLUMN voice');
  }
}
