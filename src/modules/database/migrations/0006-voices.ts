import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose voice each message is. Those that are stored already get theirs in the background, source by source. */
export class Voices0000000000006 implements MigrationInterface {
  readonly name = 'Voices0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE post ADD COLUMN voice varchar');
    await runner.query('ALTER TABLE source ADD COLUMN revoice_after_at bigint');
    await runner.query('ALTER TABLE source ADD COLUMN revoice_after_id integer');
    await runner.query(`UPDATE source SET revoice_after_at = ${Number.MIN_SAFE_INTEGER}, revoice_after_id = 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE source DROP COLUMN revoice_after_id');
    await runner.query('ALTER TABLE source DROP COLUMN revoice_after_at');
    await runner.query('ALTER TABLE post DROP COLUMN voice');
  }
}
