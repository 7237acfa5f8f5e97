import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { belongsTo, instant, integer, text, varchar } from './table-columns.js';

/**
 * Feeds that an admin looks after: tags of their own in place of their source's, a note, removal that can be undone, limits of the interval, and lists that
 * wait to be imported. Sources are found by their site and title, and feeds of sites apart from those of threads.
 */
export class FeedAdmin0000000000022 implements MigrationInterface {
  readonly name = 'FeedAdmin0000000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE feed ADD COLUMN note text');
    await runner.query('ALTER TABLE feed ADD COLUMN removed_at bigint');
    await runner.query('ALTER TABLE feed ADD COLUMN state_before varchar');
    await runner.query('CREATE INDEX feed_of_site ON feed (id) WHERE post_id IS NULL');
    await runner.query('CREATE INDEX source_site ON source (site_url)');
    await runner.query('CREATE INDEX source_title ON source (title)');
    for (const table of [feedTag, feedList]) await runner.createTable(table, false, true, true);
    await moveTags(runner);
    await runner.query('ALTER TABLE source DROP COLUMN tags');
    await moveIntervals(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE source ADD COLUMN tags text NOT NULL DEFAULT '[]'`);
    for (const table of [feedList, feedTag]) await runner.dropTable(table);
    for (const index of ['source_title', 'source_site', 'feed_of_site']) await runner.query(`DROP INDEX ${index}`);
    for (const column of ['state_before', 'removed_at', 'note']) await runner.query(`ALTER TABLE feed DROP COLUMN ${column}`);
  }
}

const feedTag = new Table({
  name: 'feed_tag',
  columns: [integer('feed_id', { isPrimary: true }), varchar('tag', { isPrimary: true })],
  indices: [{ name: 'feed_tag_feeds', columnNames: ['tag', 'feed_id'] }],
  foreignKeys: [belongsTo('feed_tag_of_feed', 'feed_id', 'feed')],
});

const feedList = new Table({
  name: 'feed_list',
  columns: [
    varchar('id', { isPrimary: true }),
    varchar('name'),
    varchar('state'),
    text('content'),
    text('reading'),
    integer('position', { default: 0 }),
    integer('added', { default: 0 }),
    instant('created_at'),
  ],
  indices: [{ name: 'feed_list_state', columnNames: ['state', 'created_at'] }],
});

const TAG_LENGTH_MAX = 60;

/** Until now a source had tags, and no page showed them. */
async function moveTags(runner: QueryRunner): Promise<void> {
  const sources = (await runner.query(`SELECT id, tags FROM source WHERE tags <> '[]'`)) as { id: number; tags: string }[];
  for (const { id, tags } of sources) {
    const folded = (JSON.parse(tags) as string[]).map((tag) => tag.replace(/[\s,]+/g, ' ').trim().toLowerCase().slice(0, TAG_LENGTH_MAX)); // prettier-ignore
    for (const tag of new Set(folded.filter((each) => each !== '')))
      await runner.query(
        `INSERT INTO feed_tag (feed_id, tag) SELECT id, '${tag.replaceAll("'", "''")}' FROM feed WHERE source_id = ${id} AND post_id IS NULL`,
      );
  }
}

/** One interval becomes the least and the most. */
async function moveIntervals(runner: QueryRunner): Promise<void> {
  const feeds = (await runner.query(`SELECT id, settings FROM feed WHERE settings <> '{}'`)) as { id: number; settings: string }[];
  for (const { id, settings } of feeds) {
    const { intervalMinutes } = JSON.parse(settings) as { intervalMinutes?: number };
    const moved = intervalMinutes === undefined ? {} : { leastMinutes: intervalMinutes, mostMinutes: intervalMinutes };
    await runner.query(`UPDATE feed SET settings = '${JSON.stringify(moved)}' WHERE id = ${id}`);
  }
}
