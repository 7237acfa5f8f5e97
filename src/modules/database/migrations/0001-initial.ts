import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** The same tables on both databases. A merged migration is never edited: the next change is the next file. */
export class Initial0000000000001 implements MigrationInterface {
  readonly name = 'Initial0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [meta, source, feed, post, revision, link, waiting, alias]) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [alias, waiting, link, revision, post, feed, source, meta]) await runner.dropTable(table);
  }
}

const id: TableColumnOptions = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
const varchar = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'varchar', ...more });
const text = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'text', ...more });
const integer = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'integer', ...more });
const instant = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({ name, type: 'bigint', ...more });
const nullable = { isNullable: true };

const belongsTo = (name: string, column: string, table: string) => ({
  name,
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

const meta = new Table({ name: 'meta', columns: [varchar('key', { isPrimary: true }), text('value')] });

const source = new Table({
  name: 'source',
  columns: [
    id,
    varchar('slug'),
    varchar('title'),
    varchar('site_url', nullable),
    varchar('platform', { default: "'web'" }),
    varchar('affiliation', { default: "'unknown'" }),
    text('tags', { default: "'[]'" }),
    integer('is_sample', { default: 0 }),
    instant('created_at'),
  ],
  indices: [{ name: 'source_slug', columnNames: ['slug'], isUnique: true }],
});

const feed = new Table({
  name: 'feed',
  columns: [
    id,
    integer('source_id'),
    integer('post_id', nullable),
    varchar('url'),
    varchar('host'),
    varchar('role'),
    varchar('title', nullable),
    varchar('site_url', nullable),
    varchar('format', nullable),
    varchar('state', { default: "'active'" }),
    text('settings', { default: "'{}'" }),
    varchar('etag', nullable),
    varchar('last_modified', nullable),
    varchar('body_hash', nullable),
    text('entry_hashes', { default: "'[]'" }),
    instant('next_poll_at', nullable),
    instant('polled_at', nullable),
    instant('changed_at', nullable),
    integer('failures', { default: 0 }),
    varchar('outcome', nullable),
    text('outcome_message', nullable),
    instant('created_at'),
  ],
  indices: [
    { name: 'feed_due', columnNames: ['state', 'next_poll_at'] },
    { name: 'feed_of_host', columnNames: ['host', 'state', 'next_poll_at'] },
    { name: 'feed_source', columnNames: ['source_id'] },
    { name: 'feed_post', columnNames: ['post_id'] },
    { name: 'feed_url', columnNames: ['url'], isUnique: true },
  ],
  foreignKeys: [belongsTo('feed_of_source', 'source_id', 'source')],
});

const post = new Table({
  name: 'post',
  columns: [
    id,
    integer('source_id'),
    integer('feed_id', nullable),
    varchar('kind'),
    varchar('guid'),
    varchar('url', nullable),
    varchar('url_key', nullable),
    text('title', nullable),
    varchar('author_name', nullable),
    varchar('author_url', nullable),
    text('html'),
    text('text'),
    varchar('language', nullable),
    instant('published_at', nullable),
    instant('updated_at', nullable),
    instant('seen_at'),
    instant('sort_at'),
    integer('root_id', nullable),
    integer('parent_id', nullable),
    varchar('parent_ref', nullable),
    varchar('parent_url', nullable),
    varchar('reply_basis', nullable),
    { name: 'reply_confidence', type: 'real', isNullable: true },
    varchar('comments_url', nullable),
    integer('comment_count', nullable),
    integer('position', { default: 0 }),
    varchar('entry_hash'),
    varchar('content_hash'),
    integer('revision_count', { default: 0 }),
    instant('gone_at', nullable),
    text('categories', { default: "'[]'" }),
    text('enclosures', { default: "'[]'" }),
  ],
  indices: [
    { name: 'post_identity', columnNames: ['source_id', 'kind', 'guid'], isUnique: true },
    { name: 'post_url_key', columnNames: ['url_key'] },
    { name: 'post_sort', columnNames: ['sort_at'] },
    { name: 'post_root', columnNames: ['root_id'], where: 'root_id IS NOT NULL' },
    { name: 'post_parent', columnNames: ['parent_id'], where: 'parent_id IS NOT NULL' },
  ],
  foreignKeys: [belongsTo('post_of_source', 'source_id', 'source')],
});

const revision = new Table({
  name: 'revision',
  columns: [
    id,
    integer('post_id'),
    text('title', nullable),
    text('html'),
    text('text'),
    instant('updated_at', nullable),
    instant('replaced_at'),
  ],
  indices: [{ name: 'revision_post', columnNames: ['post_id'] }],
  foreignKeys: [belongsTo('revision_of_post', 'post_id', 'post')],
});

const link = new Table({
  name: 'link',
  columns: [integer('post_id', { isPrimary: true }), integer('position', { isPrimary: true }), text('url'), text('key'), text('text')],
  indices: [{ name: 'link_key', columnNames: ['key'] }],
  foreignKeys: [belongsTo('link_of_post', 'post_id', 'post')],
});

const waiting = new Table({
  name: 'waiting',
  columns: [varchar('key', { isPrimary: true }), integer('post_id', { isPrimary: true }), varchar('basis')],
  indices: [{ name: 'waiting_post', columnNames: ['post_id'] }],
  foreignKeys: [belongsTo('waiting_of_post', 'post_id', 'post')],
});

const alias = new Table({
  name: 'alias',
  columns: [varchar('key', { isPrimary: true }), integer('post_id')],
  indices: [{ name: 'alias_post', columnNames: ['post_id'] }],
  foreignKeys: [belongsTo('alias_of_post', 'post_id', 'post')],
});
