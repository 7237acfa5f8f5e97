import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Where we are told of news. */
export class HubSubscriptions0000000000026 implements MigrationInterface {
  readonly name = 'HubSubscriptions0000000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(hubSubscription, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(hubSubscription);
  }
}

const hubSubscription = new Table({
  name: 'hub_subscription',
  columns: [
    id,
    integer('feed_id'),
    text('hub'),
    varchar('host'),
    text('topic'),
    varchar('path_key'),
    varchar('state'),
    integer('is_named', { default: 1 }),
    instant('asked_at', nullable),
    integer('attempts', { default: 0 }),
    instant('next_at', nullable),
    instant('verified_at', nullable),
    instant('lease_until', nullable),
    instant('pushed_at', nullable),
    instant('missed_at', nullable),
    text('pushed_hashes', { default: "'[]'" }),
    integer('ignored', { default: 0 }),
    text('message', nullable),
  ],
  indices: [
    { name: 'hub_subscription_of_feed', columnNames: ['feed_id'] },
    { name: 'hub_subscription_due', columnNames: ['next_at'] },
    { name: 'hub_subscription_path', columnNames: ['path_key'], isUnique: true },
  ],
  foreignKeys: [belongsTo('hub_subscription_feed', 'feed_id', 'feed')],
});
