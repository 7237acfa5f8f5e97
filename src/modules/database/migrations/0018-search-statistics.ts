import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * PostgreSQL keeps how often the commonest thousand words of an index occur, and takes any other for nearly as common: it then expects of a rare word
 * four thousand posts among a million, and of several their sum. Five thousand words are enough to tell the rare from the common, and looked at in two seconds.
 */
export class SearchStatistics0000000000018 implements MigrationInterface {
  readonly name = 'SearchStatistics0000000000018';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'postgres') await runner.query('ALTER TABLE search_index ALTER COLUMN words SET STATISTICS 500');
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'postgres') await runner.query('ALTER TABLE search_index ALTER COLUMN words SET STATISTICS -1');
  }
}
