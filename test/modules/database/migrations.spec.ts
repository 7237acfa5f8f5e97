import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from '../../../src/entities.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { Initial0000000000001 } from '../../../src/modules/database/migrations/0001-initial.js';
import { Database } from '../../../src/modules/database/database.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { Revoicer } from '../../../src/modules/posts/revoicer.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { hustings } from '../../support/cli.js';
import { freshDatabase, onPostgres } from '../../support/database.js';

let location: string;
let close: () => Promise<void>;

/** A database that outlives its connection, so that the next version can open it. */
beforeEach(async () => {
  if (onPostgres) {
    const { config, drop } = await freshDatabase({ empty: true });
    [location, close] = [config.location, drop];
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hustings-migrations-'));
  [location, close] = [join(folder, 'old.sqlite'), () => rm(folder, { recursive: true })];
});
afterEach(() => close());

const oldRow = {
  source_id: 1,
  feed_id: null,
  kind: 'comment',
  url: null,
  url_key: null,
  title: null,
  author_name: 'Ada',
  author_url: null,
  html: '<p>x</p>',
  text: 'x',
  language: null,
  published_at: 1000,
  updated_at: null,
  seen_at: 2000,
  sort_at: 1000,
  root_id: 1,
  parent_id: 1,
  parent_ref: null,
  parent_url: null,
  reply_basis: 'feed',
  reply_confidence: null,
  comments_url: null,
  comment_count: null,
  position: 0,
  entry_hash: 'e',
  content_hash: 'c',
  revision_count: 0,
  gone_at: null,
  categories: '[]',
  enclosures: '[]',
};

test('a database of the version before keeps everything, with its pingbacks as links between sites', async () => {
  await storeBefore([
    { id: 1, guid: 'p', kind: 'post', root_id: null, parent_id: null, reply_basis: null, text: '[...] A post may begin so [...]' },
    { id: 2, guid: 'c1', text: 'What somebody says.' },
    {
      id: 3,
      guid: 'c2',
      author_name: 'Quay » A walk',
      author_url: 'http://www.quay.example/walk/',
      text: '[...] a walk on the pier [...]',
    },
    { id: 4, guid: 'c3', author_name: 'Mole&#8217;s Notes', text: '[…] as he says […]', gone_at: 3000 },
    { id: 5, guid: 'c4', author_name: 'Answered', text: '[...] this one was answered [...]' },
    { id: 6, guid: 'c5', parent_id: 5, text: 'Is this a person?' },
    { id: 7, guid: 'c6', root_id: null, parent_id: null, text: '[…] lost […]', url: 'http://blog.example/p9/#comment-7' },
    { id: 8, guid: 'c7', text: `[...] ${'long '.repeat(300)} [...]` },
  ]);
  const source = await openDatabase({ type: onPostgres ? 'postgres' : 'sqlite', location }, entities);
  try {
    const posts = await source.query<{ guid: string }[]>('SELECT guid FROM post ORDER BY id');
    expect(posts.map(({ guid }) => guid)).toEqual(['p', 'c1', 'c4', 'c5', 'c7']);
    const rows: unknown = await source.query(
      'SELECT guid, kind, post_id, target_key, url, url_key, title, excerpt, published_at, seen_at, gone_at FROM linkback ORDER BY guid',
    );
    const common = {
      kind: 'pingback',
      post_id: 1,
      target_key: null,
      url: null,
      url_key: null,
      published_at: 1000,
      seen_at: 2000,
      gone_at: null,
    };
    expect(rows).toEqual([
      {
        ...common,
        guid: 'c2',
        url: 'http://www.quay.example/walk/',
        url_key: 'https://quay.example/walk',
        title: 'Quay » A walk',
        excerpt: '[...] a walk on the pier [...]',
      },
      { ...common, guid: 'c3', title: 'Mole’s Notes', excerpt: '[…] as he says […]', gone_at: 3000 },
      { ...common, guid: 'c6', title: 'Ada', excerpt: '[…] lost […]', post_id: null, target_key: 'https://blog.example/p9' },
    ]);
    // What hung on the rows that were moved went with them; what hangs on others stays.
    expect(await source.query('SELECT post_id FROM link ORDER BY post_id')).toEqual([{ post_id: 2 }]);
    expect(await source.query('SELECT "key" FROM alias')).toEqual([{ key: 'two' }]);
    if (!onPostgres) expect(await source.query('PRAGMA foreign_key_check')).toEqual([]);
  } finally {
    await source.destroy();
  }
});

test('messages of a version that knew no voices wait for theirs, and get them', async () => {
  await storeBefore([
    { id: 1, guid: 'p', kind: 'post', root_id: null, parent_id: null, reply_basis: null, text: 'A post.' },
    { id: 2, guid: 'c1', text: 'What somebody says.' },
    { id: 3, guid: 'c2', text: 'What somebody else says.' },
  ]);
  const database = new Database(await openDatabase({ type: onPostgres ? 'postgres' : 'sqlite', location }, entities));
  try {
    expect(await new Revoicer(database, new Ingestion(), new InProcessQueue()).run()).toEqual({ done: 3, of: 3 });
    expect(await database.source.query('SELECT voice FROM post ORDER BY id')).toEqual([
      { voice: 'unknown' },
      { voice: null },
      { voice: null },
    ]);
  } finally {
    await database.onApplicationShutdown();
  }
});

async function storeBefore(rows: Record<string, unknown>[]): Promise<void> {
  const options = onPostgres ? { type: 'postgres', url: location } : { type: 'better-sqlite3', database: location };
  const source = new DataSource({ ...options, migrations: [Initial0000000000001] } as DataSourceOptions);
  await source.initialize();
  await source.runMigrations();
  const insert = async (table: string, row: object) => {
    const names = Object.keys(row);
    const marks = names.map((_, index) => (onPostgres ? `$${index + 1}` : '?'));
    await source.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks.join(', ')})`, Object.values(row));
  };
  await insert('source', { id: 1, slug: 's', title: 's', created_at: 0 });
  for (const row of rows) await insert('post', { ...oldRow, ...row });
  for (const post_id of [2, 3]) await insert('link', { post_id, position: 0, url: 'u', key: 'u', text: '' });
  await insert('alias', { key: 'two', post_id: 2 });
  await insert('alias', { key: 'three', post_id: 3 });
  await source.destroy();
}

(onPostgres ? test : test.skip)('processes that are started together migrate once', async () => {
  const config = { type: 'postgres', location } as const;
  const sources = await Promise.all([1, 2, 3].map(() => openDatabase(config, entities)));
  const [row] = await sources[0]!.query<{ most: number }[]>(
    'SELECT MAX(times) AS most FROM (SELECT COUNT(*) AS times FROM migrations GROUP BY name) AS each',
  );
  expect(Number(row?.most)).toBe(1);
  await Promise.all(sources.map((source) => source.destroy()));
});

// Twice, for they do not always meet.
test.each([1, 2])('several processes that open a new database at once make its tables once (%s)', async () => {
  const address = onPostgres ? location : `sqlite:${location}`;
  const runs = await Promise.all(Array.from({ length: 3 }, () => hustings(['migrate'], { DATABASE_URL: address })));
  expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']));
});
