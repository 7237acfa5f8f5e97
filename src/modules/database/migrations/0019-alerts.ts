import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** What somebody wants to be told of at once, what happened of it, and what became of telling it. */
export class Alerts0000000000019 implements MigrationInterface {
  readonly name = 'Alerts0000000000019';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [rule, channel, event, delivery, item]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [item, delivery, event, channel, rule]) await runner.dropTable(table);
  }
}

const rule = new Table({
  name: 'alert_rule',
  columns: [
    id,
    varchar('slug'),
    varchar('name'),
    varchar('kind'),
    text('about'),
    varchar('quiet_from', nullable),
    varchar('quiet_until', nullable),
    integer('group_minutes'),
    integer('hourly_limit'),
    integer('is_paused', { default: 0 }),
    instant('since_at'),
    instant('created_at'),
  ],
  indices: [{ name: 'alert_rule_slug', columnNames: ['slug'], isUnique: true }],
});

const channel = new Table({
  name: 'alert_channel',
  columns: [
    id,
    integer('rule_id'),
    varchar('kind'),
    varchar('label'),
    varchar('target_key'),
    varchar('seal_name'),
    text('target'),
    text('secret', nullable),
    varchar('state'),
    text('reason', nullable),
    integer('failures', { default: 0 }),
    instant('created_at'),
  ],
  indices: [{ name: 'alert_channel_target', columnNames: ['rule_id', 'kind', 'target_key'], isUnique: true }],
  foreignKeys: [belongsTo('alert_channel_of_rule', 'rule_id', 'alert_rule')],
});

const event = new Table({
  name: 'alert_event',
  columns: [
    id,
    integer('rule_id'),
    varchar('key'),
    integer('post_id', nullable),
    text('title'),
    text('sentence'),
    text('quote', nullable),
    varchar('href'),
    instant('happened_at'),
    instant('noted_at'),
  ],
  indices: [
    { name: 'alert_event_key', columnNames: ['rule_id', 'key'], isUnique: true },
    { name: 'alert_event_noted', columnNames: ['rule_id', 'noted_at'] },
  ],
  foreignKeys: [belongsTo('alert_event_of_rule', 'rule_id', 'alert_rule')],
});

const delivery = new Table({
  name: 'alert_delivery',
  columns: [
    id,
    integer('channel_id'),
    varchar('kind'),
    varchar('message_id'),
    varchar('state'),
    integer('attempts', { default: 0 }),
    instant('next_at', nullable),
    text('answer', nullable),
    text('tries', { default: "'[]'" }),
    instant('created_at'),
    instant('settled_at', nullable),
  ],
  indices: [
    { name: 'alert_delivery_due', columnNames: ['state', 'next_at'] },
    { name: 'alert_delivery_of', columnNames: ['channel_id', 'created_at'] },
  ],
  foreignKeys: [belongsTo('alert_delivery_of_channel', 'channel_id', 'alert_channel')],
});

const item = new Table({
  name: 'alert_item',
  columns: [integer('channel_id', { isPrimary: true }), integer('event_id', { isPrimary: true }), integer('delivery_id', nullable)],
  indices: [
    { name: 'alert_item_waiting', columnNames: ['channel_id'], where: 'delivery_id IS NULL' },
    { name: 'alert_item_delivery', columnNames: ['delivery_id'] },
  ],
  foreignKeys: [
    belongsTo('alert_item_of_channel', 'channel_id', 'alert_channel'),
    belongsTo('alert_item_of_event', 'event_id', 'alert_event'),
    belongsTo('alert_item_of_delivery', 'delivery_id', 'alert_delivery'),
  ],
});
