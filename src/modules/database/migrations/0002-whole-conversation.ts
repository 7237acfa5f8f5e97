import { decodeHTML } from 'entities';
import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, id, instant, integer, nullable, text, varchar } from './table-columns.js';
import { canonicalUrl, pageKey } from '../../../feeds/urls.js';

/**
 * Discussions that are read from platforms' APIs and pages, links from other sites, credentials, webmentions, addresses under which a page is
 * also known, and comments that vanish. Columns are added in plain SQL: TypeORM would copy whole tables on SQLite.
 */
export class WholeConversation0000000000002 implements MigrationInterface {
  readonly name = 'WholeConversation0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE feed ADD COLUMN reader varchar');
    await runner.query('ALTER TABLE post ADD COLUMN missing_at bigint');
    await runner.query('ALTER TABLE post ADD COLUMN is_stub integer NOT NULL DEFAULT 0');
    await runner.query('CREATE INDEX post_stub ON post (url_key) WHERE is_stub = 1');
    await runner.query('CREATE INDEX post_feed ON post (feed_id, sort_at)');
    await runner.query('CREATE INDEX post_missing ON post (feed_id) WHERE missing_at IS NOT NULL');
    // An index of PostgreSQL holds no row of more than 2,704 bytes; `ingest` cuts names since.
    await runner.query('UPDATE post SET author_name = SUBSTR(author_name, 1, 500) WHERE LENGTH(author_name) > 500');
    await runner.query('DROP INDEX post_root');
    await runner.query('CREATE INDEX post_root ON post (root_id, sort_at, position, id, parent_id) WHERE root_id IS NOT NULL');
    await runner.query('CREATE INDEX post_people ON post (root_id, author_name, kind, source_id, feed_id) WHERE root_id IS NOT NULL');
    for (const table of [linkback, credential, webmention, address]) await runner.createTable(table, false, true, true);
    await runner.query(MOVE_PINGBACKS);
    await keepAddresses(runner);
    await runner.query(`DELETE FROM post WHERE ${IS_PINGBACK}`);
    // TypeORM turns the foreign keys of SQLite off while it migrates, so nothing goes with its post by itself.
    for (const table of ['revision', 'link', 'waiting', 'alias', 'feed'])
      await runner.query(
        `DELETE FROM ${table} WHERE post_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM post p WHERE p.id = ${table}.post_id)`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [address, webmention, credential, linkback]) await runner.dropTable(table);
    await runner.query('DROP INDEX post_people');
    await runner.query('DROP INDEX post_root');
    await runner.query('CREATE INDEX post_root ON post (root_id) WHERE root_id IS NOT NULL');
    await runner.query('DROP INDEX post_stub');
    await runner.query('ALTER TABLE post DROP COLUMN is_stub');
    await runner.query('DROP INDEX post_missing');
    await runner.query('DROP INDEX post_feed');
    await runner.query('ALTER TABLE post DROP COLUMN missing_at');
    await runner.query('ALTER TABLE feed DROP COLUMN reader');
  }
}

const linkback = new Table({
  name: 'linkback',
  columns: [
    id,
    integer('source_id'),
    integer('post_id', nullable),
    text('target_key', nullable),
    varchar('guid'),
    varchar('kind'),
    text('url', nullable),
    text('url_key', nullable),
    text('title', nullable),
    text('excerpt', nullable),
    instant('published_at', nullable),
    instant('seen_at'),
    instant('gone_at', nullable),
  ],
  indices: [
    { name: 'linkback_identity', columnNames: ['source_id', 'guid'], isUnique: true },
    { name: 'linkback_post', columnNames: ['post_id'] },
    { name: 'linkback_target', columnNames: ['target_key'], where: 'post_id IS NULL' },
    { name: 'linkback_url', columnNames: ['url_key'] },
  ],
  foreignKeys: [belongsTo('linkback_of_source', 'source_id', 'source'), belongsTo('linkback_of_post', 'post_id', 'post')],
});

const credential = new Table({
  name: 'credential',
  columns: [varchar('name', { isPrimary: true }), text('sealed'), instant('created_at'), instant('updated_at')],
});

const webmention = new Table({
  name: 'webmention',
  columns: [
    id,
    text('source_url'),
    text('target_url'),
    varchar('host'),
    integer('post_id'),
    varchar('state'),
    text('message', nullable),
    integer('attempts', { default: 0 }),
    instant('next_at', nullable),
    instant('received_at'),
    instant('checked_at', nullable),
  ],
  indices: [
    { name: 'webmention_identity', columnNames: ['source_url', 'target_url'], isUnique: true },
    { name: 'webmention_due', columnNames: ['state', 'next_at'] },
    { name: 'webmention_host', columnNames: ['host', 'received_at'] },
    { name: 'webmention_post', columnNames: ['post_id'] },
  ],
  foreignKeys: [belongsTo('webmention_of_post', 'post_id', 'post')],
});

const address = new Table({
  name: 'address',
  columns: [
    text('key', { isPrimary: true }),
    text('url'),
    varchar('host'),
    varchar('state'),
    text('canonical_key', nullable),
    text('message', nullable),
    integer('attempts', { default: 0 }),
    instant('next_at', nullable),
    instant('checked_at', nullable),
  ],
  indices: [{ name: 'address_due', columnNames: ['state', 'next_at'] }],
});

/** As `isPingback` knows one: a few lines, cut at both ends. None that somebody answered. */
const IS_PINGBACK = `
  kind = 'comment' AND LENGTH(text) <= 1200
  AND (text LIKE '[...]%' OR text LIKE '[…]%') AND (text LIKE '%[...]' OR text LIKE '%[…]') AND LENGTH(text) > 6
  AND id NOT IN (SELECT parent_id FROM post WHERE parent_id IS NOT NULL)`;

const MOVE_PINGBACKS = `
  INSERT INTO linkback (source_id, post_id, guid, kind, url, title, excerpt, published_at, seen_at, gone_at)
  SELECT source_id, root_id, guid, 'pingback', author_url, author_name, text, published_at, seen_at, gone_at FROM post WHERE ${IS_PINGBACK}`;

/**
 * The addresses by which a link is found (of the page that links, and of the post that it leads to where that has not come yet), and titles that
 * were taken for names: `What&#8217;s`.
 */
async function keepAddresses(runner: QueryRunner): Promise<void> {
  const rows = (await runner.query(
    `SELECT source_id, guid, url, root_id, author_url, author_name FROM post
      WHERE (author_url IS NOT NULL OR root_id IS NULL OR author_name LIKE '%&%') AND ${IS_PINGBACK}`,
  )) as Record<'guid' | 'url' | 'author_url' | 'author_name', string | null>[] & { source_id: number; root_id: number | null }[];
  for (const row of rows) {
    const target = row.root_id === null ? pageKey(row.url) : null;
    await runner.manager.sql`
      UPDATE linkback SET url_key = ${canonicalUrl(row.author_url)}, target_key = ${target}, title = ${row.author_name && decodeHTML(row.author_name)}
       WHERE source_id = ${row.source_id} AND guid = ${row.guid}`;
  }
}
