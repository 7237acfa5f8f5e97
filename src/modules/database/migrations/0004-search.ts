import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/**
 * What posts are found by. Posts that are stored already are filed in the background: a migration of a million would stand still for minutes.
 *
 * The words come ready made (`src/modules/search/filing.ts`), so neither database is asked to cut or to fold any: FTS5 splits at spaces, and a `tsvector`
 * is written as such.
 */
export class Search0000000000004 implements MigrationInterface {
  readonly name = 'Search0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(search, false, true, true);
    const isPostgres = runner.connection.options.type === 'postgres';
    for (const statement of isPostgres ? POSTGRES : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE search_index');
    await runner.dropTable(search);
  }
}

const search = new Table({
  name: 'search',
  withoutRowid: true,
  columns: [
    { name: 'place', type: 'bigint', isPrimary: true },
    { name: 'post_id', type: 'integer' },
    { name: 'source_id', type: 'integer' },
    { name: 'kind', type: 'varchar' },
    { name: 'speaks', type: 'integer' },
    { name: 'language', type: 'varchar', isNullable: true },
  ],
  indices: [
    { name: 'search_post', columnNames: ['post_id'], isUnique: true },
    { name: 'search_language', columnNames: ['language'] },
  ],
  foreignKeys: [
    { name: 'search_of_post', columnNames: ['post_id'], referencedTableName: 'post', referencedColumnNames: ['id'], onDelete: 'CASCADE' },
  ],
});

const SQLITE = [
  // Without the words themselves: they stand in `post`.
  `CREATE VIRTUAL TABLE search_index USING fts5(title, body, author, terms, content='', contentless_delete=1, tokenize="ascii tokenchars '=~'")`,
  `CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN DELETE FROM search_index WHERE rowid = OLD.place; END`,
];

const POSTGRES = [
  `CREATE TABLE search_index (
     place bigint PRIMARY KEY CONSTRAINT search_index_of_search REFERENCES search (place) ON DELETE CASCADE,
     words tsvector NOT NULL)`,
  'CREATE INDEX search_index_words ON search_index USING gin (words)',
];
