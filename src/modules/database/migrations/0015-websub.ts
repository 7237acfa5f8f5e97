import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, instant, integer } from './table-columns.js';

/** What the hub does not know yet. */
export class Websub0000000000015 implements MigrationInterface {
  readonly name = 'Websub0000000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(hubNews, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(hubNews);
  }
}

const hubNews = new Table({
  name: 'hub_news',
  columns: [integer('post_id', { isPrimary: true }), instant('changed_at'), integer('attempts', { default: 0 }), instant('next_at')],
  indices: [{ name: 'hub_news_due', columnNames: ['next_at'] }],
  foreignKeys: [belongsTo('hub_news_of_post', 'post_id', 'post')],
});
