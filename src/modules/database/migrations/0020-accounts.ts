import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** Accounts, how they sign in, what acts for them, and what was changed by whom. */
export class Accounts0000000000020 implements MigrationInterface {
  readonly name = 'Accounts0000000000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [account, session, accountLink, apiToken, auditEntry, rate]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [rate, auditEntry, apiToken, accountLink, session, account]) await runner.dropTable(table);
  }
}

const account = new Table({
  name: 'account',
  columns: [
    id,
    varchar('name'),
    varchar('address'),
    varchar('address_key'),
    varchar('role'),
    varchar('state'),
    text('password_hash', nullable),
    text('totp_secret', nullable),
    integer('totp_period', nullable),
    text('recovery_hashes', { default: "'[]'" }),
    varchar('identity', nullable),
    instant('created_at'),
    instant('signed_in_at', nullable),
  ],
  indices: [
    { name: 'account_address', columnNames: ['address_key'], isUnique: true },
    { name: 'account_identity', columnNames: ['identity'], isUnique: true },
  ],
});

const session = new Table({
  name: 'session',
  columns: [
    varchar('key_hash', { isPrimary: true }),
    integer('account_id', nullable),
    text('data'),
    varchar('browser'),
    instant('created_at'),
    instant('ends_at'),
  ],
  indices: [
    { name: 'session_of_account_index', columnNames: ['account_id'] },
    { name: 'session_ends', columnNames: ['ends_at'] },
  ],
  foreignKeys: [belongsTo('session_of_account', 'account_id', 'account')],
});

const accountLink = new Table({
  name: 'account_link',
  columns: [
    id,
    varchar('purpose'),
    integer('account_id', nullable),
    varchar('role', nullable),
    varchar('address', nullable),
    varchar('made_by'),
    instant('created_at'),
    instant('ends_at'),
    instant('used_at', nullable),
    instant('mail_at', nullable),
    integer('mail_attempts', { default: 0 }),
    text('mail_answer', nullable),
  ],
  indices: [{ name: 'account_link_due', columnNames: ['mail_at'] }],
  foreignKeys: [belongsTo('account_link_of_account', 'account_id', 'account')],
});

const apiToken = new Table({
  name: 'api_token',
  columns: [
    id,
    integer('account_id'),
    varchar('name'),
    varchar('scope'),
    varchar('token_hash'),
    instant('created_at'),
    instant('ends_at', nullable),
    instant('used_at', nullable),
    instant('revoked_at', nullable),
  ],
  indices: [
    { name: 'api_token_of_account_index', columnNames: ['account_id'] },
    { name: 'api_token_hash', columnNames: ['token_hash'], isUnique: true },
  ],
  foreignKeys: [belongsTo('api_token_of_account', 'account_id', 'account')],
});

const auditEntry = new Table({
  name: 'audit_entry',
  columns: [
    id,
    instant('at'),
    integer('account_id', nullable),
    varchar('actor'),
    varchar('means'),
    varchar('action'),
    varchar('target'),
    text('fields'),
    integer('status', nullable),
  ],
  indices: [
    { name: 'audit_entry_at', columnNames: ['at'] },
    { name: 'audit_entry_actor', columnNames: ['account_id'] },
  ],
});

const rate = new Table({
  name: 'rate',
  columns: [varchar('key', { isPrimary: true }), integer('points', { default: 0 }), instant('expire', nullable)],
});
