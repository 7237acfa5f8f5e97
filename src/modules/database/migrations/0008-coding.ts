import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';

/** What analysts look for, and what each found in which post. */
export class Coding0000000000008 implements MigrationInterface {
  readonly name = 'Coding0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [code, coding, codingCode]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [codingCode, coding, code]) await runner.dropTable(table);
  }
}

const code = new Table({
  name: 'code',
  columns: [
    id,
    varchar('slug'),
    varchar('label'),
    text('definition', nullable),
    text('example', nullable),
    integer('position'),
    instant('created_at'),
    instant('retired_at', nullable),
  ],
  indices: [{ name: 'code_slug', columnNames: ['slug'], isUnique: true }],
});

const coding = new Table({
  name: 'coding',
  columns: [
    id,
    integer('post_id'),
    varchar('coder_key'),
    varchar('coder_name'),
    text('note', nullable),
    instant('coded_at'),
    instant('superseded_at', nullable),
  ],
  indices: [
    { name: 'coding_current', columnNames: ['post_id', 'coder_key'], isUnique: true, where: 'superseded_at IS NULL' },
    { name: 'coding_of_coder', columnNames: ['coder_key'], where: 'superseded_at IS NULL' },
    { name: 'coding_of_post', columnNames: ['post_id'] },
  ],
  foreignKeys: [belongsTo('coding_of_this_post', 'post_id', 'post')],
});

const codingCode = new Table({
  name: 'coding_code',
  columns: [integer('coding_id', { isPrimary: true }), integer('code_id', { isPrimary: true })],
  indices: [{ name: 'coding_code_of_code', columnNames: ['code_id', 'coding_id'] }],
  foreignKeys: [
    belongsTo('coding_code_of_coding', 'coding_id', 'coding'),
    // A code that was given stays in the book.
    { ...belongsTo('coding_code_given', 'code_id', 'code'), onDelete: 'RESTRICT' },
  ],
});
