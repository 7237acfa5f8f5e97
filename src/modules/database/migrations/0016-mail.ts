import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Who gets editions by mail, and what was sent or is to be sent to them. */
export class Mail0000000000016 implements MigrationInterface {
  readonly name = 'Mail0000000000016';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [subscriber, outgoingMail]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [outgoingMail, subscriber]) await runner.dropTable(table);
  }
}

const subscriber = new Table({
  name: 'subscriber',
  columns: [
    id,
    varchar('address'),
    varchar('address_key'),
    varchar('frequency'),
    text('entities', { default: "'[]'" }),
    varchar('state'),
    text('reason', nullable),
    integer('failures', { default: 0 }),
    instant('mailed_until_at'),
    instant('created_at'),
  ],
  indices: [
    { name: 'subscriber_address', columnNames: ['address_key'], isUnique: true },
    { name: 'subscriber_owed', columnNames: ['state', 'frequency', 'mailed_until_at'] },
  ],
});

const outgoingMail = new Table({
  name: 'outgoing_mail',
  columns: [
    id,
    integer('subscriber_id'),
    varchar('kind'),
    varchar('about'),
    varchar('message_id'),
    varchar('state'),
    integer('attempts', { default: 0 }),
    instant('next_at', nullable),
    text('answer', nullable),
    instant('created_at'),
    instant('settled_at', nullable),
  ],
  indices: [
    { name: 'outgoing_mail_identity', columnNames: ['subscriber_id', 'kind', 'about'], isUnique: true },
    { name: 'outgoing_mail_due', columnNames: ['state', 'next_at'] },
  ],
  foreignKeys: [belongsTo('outgoing_mail_of_subscriber', 'subscriber_id', 'subscriber')],
});
