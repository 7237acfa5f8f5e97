import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a post is gone, edited, answered, and links somewhere, beside what it is found by. Many parts of the program write what these follow from (a
 * comment finds its parent, a poll misses a message), so that the database itself keeps them. Each has an index in the order of results.
 */
export class SearchFacts0000000000013 implements MigrationInterface {
  readonly name = 'SearchFacts0000000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const { column, index } of FACTS) {
      await runner.query(`ALTER TABLE search ADD COLUMN ${column} integer NOT NULL DEFAULT 0`);
      await runner.query(`CREATE INDEX ${index} ON search (place) WHERE ${column} = 1`);
    }
    await runner.query('UPDATE search SET is_gone = 1 WHERE post_id IN (SELECT id FROM post WHERE gone_at IS NOT NULL)');
    await runner.query('UPDATE search SET is_edited = 1 WHERE post_id IN (SELECT id FROM post WHERE revision_count > 0)');
    await runner.query('UPDATE search SET has_replies = 1 WHERE post_id IN (SELECT parent_id FROM post WHERE parent_id IS NOT NULL)');
    await runner.query('UPDATE search SET has_links = 1 WHERE post_id IN (SELECT post_id FROM link)');
    for (const statement of runner.connection.options.type === 'postgres' ? POSTGRES : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const isPostgres = runner.connection.options.type === 'postgres';
    for (const { name, table } of TRIGGERS) {
      await runner.query(`DROP TRIGGER ${name}${isPostgres ? ` ON ${table}` : ''}`);
      if (isPostgres) await runner.query(`DROP FUNCTION ${name}`);
    }
    for (const { column, index } of FACTS) {
      await runner.query(`DROP INDEX ${index}`);
      await runner.query(`ALTER TABLE search DROP COLUMN ${column}`);
    }
  }
}

const FACTS = [
  { column: 'is_gone', index: 'search_gone' },
  { column: 'is_edited', index: 'search_edited' },
  { column: 'has_replies', index: 'search_replies' },
  { column: 'has_links', index: 'search_links' },
];

const ANSWERED = (id: string) => `UPDATE search SET has_replies = 1 WHERE post_id = ${id} AND has_replies = 0`;
const NOT_ANSWERED = (id: string) =>
  `UPDATE search SET has_replies = 0 WHERE post_id = ${id} AND has_replies = 1 AND NOT EXISTS (SELECT 1 FROM post WHERE parent_id = ${id})`;

interface Trigger {
  name: string;
  table: 'post' | 'link';
  event: string;
  when: string;
  statements: string[];
  /** Posts that are held first on PostgreSQL: one that is just being filed anew in another process must be filed before it is changed. */
  held?: string[];
}

/** What is done after a row was changed. The conditions are so written that both databases understand them. */
const TRIGGERS: Trigger[] = [
  {
    name: 'search_post_changed',
    table: 'post',
    event: 'UPDATE OF gone_at, revision_count',
    when: '(OLD.gone_at IS NULL) <> (NEW.gone_at IS NULL) OR (OLD.revision_count > 0) <> (NEW.revision_count > 0)',
    statements: [
      `UPDATE search SET is_gone = CASE WHEN NEW.gone_at IS NULL THEN 0 ELSE 1 END, is_edited = CASE WHEN NEW.revision_count > 0 THEN 1 ELSE 0 END
        WHERE post_id = NEW.id`,
    ],
  },
  {
    name: 'search_post_answers',
    table: 'post',
    event: 'INSERT',
    when: 'NEW.parent_id IS NOT NULL',
    statements: [ANSWERED('NEW.parent_id')],
    held: ['NEW.parent_id'],
  },
  {
    name: 'search_post_moved',
    table: 'post',
    event: 'UPDATE OF parent_id',
    when: 'COALESCE(OLD.parent_id, 0) <> COALESCE(NEW.parent_id, 0)',
    statements: [ANSWERED('NEW.parent_id'), NOT_ANSWERED('OLD.parent_id')],
    held: ['NEW.parent_id', 'OLD.parent_id'],
  },
  {
    name: 'search_post_answered',
    table: 'post',
    event: 'DELETE',
    when: 'OLD.parent_id IS NOT NULL',
    statements: [NOT_ANSWERED('OLD.parent_id')],
    held: ['OLD.parent_id'],
  },
  {
    name: 'search_link_added',
    table: 'link',
    event: 'INSERT',
    when: '1 = 1',
    statements: ['UPDATE search SET has_links = 1 WHERE post_id = NEW.post_id AND has_links = 0'],
  },
  {
    name: 'search_link_removed',
    table: 'link',
    event: 'DELETE',
    when: '1 = 1',
    statements: [
      'UPDATE search SET has_links = 0 WHERE post_id = OLD.post_id AND has_links = 1 AND NOT EXISTS (SELECT 1 FROM link WHERE post_id = OLD.post_id)',
    ],
  },
];

const SQLITE = TRIGGERS.map(
  ({ name, table, event, when, statements }) =>
    `CREATE TRIGGER ${name} AFTER ${event} ON ${table} WHEN ${when} BEGIN ${statements.join('; ')}; END`,
);

const POSTGRES = TRIGGERS.flatMap(({ name, table, event, when, statements, held = [] }) => [
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     ${held.length === 0 ? '' : `PERFORM 1 FROM post WHERE id IN (${held.join(', ')}) ORDER BY id FOR KEY SHARE;`}
     ${statements.join('; ')};
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`,
]);
