import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { belongsTo, instant, integer, nullable, varchar } from './table-columns.js';

const key = (name: string) => integer(name, { isPrimary: true });

/** What accounts have read, starred and followed in readers of feeds, and by what these sign in. */
export class Readers0000000000024 implements MigrationInterface {
  readonly name = 'Readers0000000000024';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [readerState, readerHorizon, readerFollow, readerKey]) await runner.createTable(table, false, true, true);
    await runner.createIndex('post', postArrival);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('post', postArrival);
    for (const table of [readerKey, readerFollow, readerHorizon, readerState]) await runner.dropTable(table);
  }
}

/** The posts of a source in the order in which they arrived. */
const postArrival = new TableIndex({
  name: 'post_arrival',
  columnNames: ['source_id', 'id'],
  where: "kind = 'post' AND root_id IS NULL",
});

const readerState = new Table({
  name: 'reader_state',
  withoutRowid: true,
  columns: [key('account_id'), key('post_id'), key('item_rank'), integer('is_read', nullable), integer('is_starred', { default: 0 })],
  indices: [
    { name: 'reader_state_starred', columnNames: ['account_id', 'post_id'], where: 'is_starred = 1' },
    { name: 'reader_state_unread', columnNames: ['account_id', 'post_id'], where: 'is_read = 0' },
  ],
  foreignKeys: [belongsTo('reader_state_of_account', 'account_id', 'account')],
});

const readerHorizon = new Table({
  name: 'reader_horizon',
  withoutRowid: true,
  columns: [key('account_id'), varchar('kind', { isPrimary: true }), key('owner'), integer('through_id')],
  foreignKeys: [belongsTo('reader_horizon_of_account', 'account_id', 'account')],
});

const readerFollow = new Table({
  name: 'reader_follow',
  columns: [key('account_id'), varchar('kind', { isPrimary: true }), key('owner'), instant('created_at')],
  foreignKeys: [belongsTo('reader_follow_of_account', 'account_id', 'account')],
});

const readerKey = new Table({
  name: 'reader_key',
  columns: [key('token_id'), varchar('key_hash')],
  indices: [{ name: 'reader_key_hash', columnNames: ['key_hash'], isUnique: true }],
  foreignKeys: [belongsTo('reader_key_of_token', 'token_id', 'api_token')],
});
