import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Post } from '../../../src/feeds/types.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Duplicates } from '../../../src/modules/duplicates/duplicates.js';
import { DuplicatesFiler } from '../../../src/modules/duplicates/duplicates-filer.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { onPostgres, openTestDatabase } from '../../support/database.js';
import { aPost, aSource } from '../../support/make.js';

const now = new Date('2008-04-20T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

let database: Database;
let close: () => Promise<void>;
let ingestion: Ingestion;
let duplicates: Duplicates;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  ingestion = new Ingestion();
  duplicates = new Duplicates(ingestion);
});
afterEach(() => close());

/** So many words that nobody else says. */
function wordsOf(seed: string, count = 80): string {
  return Array.from({ length: count }, (_, index) =>
    `${seed}${(index * 7919) % 1009}`.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''),
  ).join(' ');
}

const RELEASE = wordsOf('harbour');

function said(guid: string, day: number, text: string, more: Partial<Post> = {}): Post {
  return aPost({ guid, text, publishedAt: new Date(Date.UTC(2008, 3, 1) + day * DAY_MS), ...more });
}

function store(sourceId: number, ...posts: Post[]) {
  return database.write((manager) => ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [] }, now));
}

/** Who follows whom, by guid: `b>a`. */
async function groups(): Promise<string[]> {
  const rows = await database.manager.query<{ copy: string; leader: string | null }[]>(
    `SELECT p.guid AS copy, l.guid AS leader FROM duplicate d JOIN post p ON p.id = d.post_id LEFT JOIN post l ON l.id = d.leader_id`,
  );
  return rows.map(({ copy, leader }) => `${copy}>${leader ?? '?'}`).sort();
}

async function keys(): Promise<number> {
  const [row] = await database.manager.query<{ count: number | string }[]>('SELECT COUNT(*) AS count FROM duplicate_key');
  return Number(row?.count);
}

test('copies follow the earliest of them, in the write that stores them', async () => {
  const [a, b] = [await aSource(database, { slug: 'a' }), await aSource(database, { slug: 'b' })];
  await store(a, said('second', 2, `A sentence before it. ${RELEASE}`));
  await store(b, said('first', 1, RELEASE), said('another', 1, wordsOf('village')));
  await store(a, said('third', 3, `${RELEASE.slice(0, 700)} […]`));
  expect(await groups()).toEqual(['second>first', 'third>first']);
});

test('neither comments, answers nor short posts are copies, nor what stands there again weeks later', async () => {
  const a = await aSource(database);
  await store(
    a,
    said('first', 0, RELEASE),
    said('later', 15, RELEASE),
    said('answer', 1, RELEASE, { inReplyTo: { ref: 'elsewhere', url: 'http://elsewhere.example/1' }, replyBasis: 'explicit' }),
    said('comment', 1, RELEASE, { kind: 'comment' }),
    said('short', 1, 'Thanks!'),
    said('short too', 1, 'Thanks!'),
  );
  expect(await groups()).toEqual([]);
});

test('similar to similar is not the same: a group is what its leader says', async () => {
  const a = await aSource(database);
  const parts = ['one', 'two', 'three', 'four', 'five', 'six'].map((seed) => wordsOf(`part${seed}`, 60));
  await store(
    a,
    said('a', 0, parts.slice(0, 3).join(' ')),
    said('b', 1, parts.slice(0, 4).join(' ')),
    said('c', 2, parts.slice(0, 6).join(' ')),
    said('d', 3, parts.slice(0, 6).reverse().join(' ')),
  );
  expect(await groups()).toEqual(['b>a', 'd>c']);
});

test('an edit groups anew: out of a group, into one, and with the lead of it', async () => {
  const a = await aSource(database);
  await store(a, said('first', 0, RELEASE), said('second', 1, RELEASE), said('third', 2, RELEASE));
  await store(a, said('first', 0, wordsOf('village')));
  expect(await groups()).toEqual(['third>second']);
  await store(a, said('third', 2, wordsOf('village')));
  expect(await groups()).toEqual(['third>first']);
  await store(a, said('first', 0, 'It was withdrawn.'));
  expect(await groups()).toEqual([]);
  await store(a, said('first', 0, RELEASE), said('third', 2, RELEASE));
  expect(await groups()).toEqual(['second>first', 'third>first']);
});

test('a group whose leader went with its source is found again, and led by the next', async () => {
  const [a, b] = [await aSource(database, { slug: 'a' }), await aSource(database, { slug: 'b' })];
  await store(a, said('first', 0, RELEASE));
  await store(b, said('second', 1, RELEASE), said('third', 2, RELEASE));
  const filer = new DuplicatesFiler(database, duplicates, new InProcessQueue());
  while (!(await filer.step()));
  await database.write((manager) => manager.delete(SourceEntity, { id: a }));
  expect(await groups()).toEqual(['second>?', 'third>?']);
  while (!(await filer.step()));
  expect(await groups()).toEqual(['third>second']);
  await database.write((manager) => manager.delete(SourceEntity, { id: b }));
  expect([await groups(), await keys()]).toEqual([[], 0]);
});

test('a server that has not looked at its tables yet does not read the whole of the keys for each feed', async () => {
  if (!onPostgres) return;
  const source = await aSource(database);
  await store(source, said('one of them', 0, RELEASE));
  await database.write(async (manager) => {
    await manager.query('SET LOCAL session_replication_role = replica');
    await manager.query('INSERT INTO duplicate_key (key, post_id) SELECT n, n FROM generate_series(1000000, 1200000) n');
  });
  const read = async () => {
    const sql = `SELECT seq_tup_read AS read, n_live_tup AS rows FROM pg_stat_user_tables WHERE relname = 'duplicate_key'`;
    const [row] = await database.manager.query<{ read: string; rows: string }[]>(sql);
    return { read: Number(row?.read), rows: Number(row?.rows) };
  };
  // What it counts, the server writes down within a second by itself.
  while ((await read()).rows < 200_000) await sleep(50);
  const before = await read();
  await store(source, ...Array.from({ length: 25 }, (_, index) => said(`post ${index}`, 1, wordsOf(`village${index}`))));
  while ((await read()).rows === before.rows) await sleep(50);
  expect((await read()).read).toBe(before.read);
});

test('posts that were stored before are grouped in steps that another process can go on with', async () => {
  const a = await aSource(database);
  const before = new Ingestion();
  const posts = Array.from({ length: 120 }, (_, index) =>
    said(
      `p${index}`,
      index % 2,
      index % 40 === 0
        ? RELEASE
        : wordsOf(`x${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10) % 10]}y${index > 99 ? 'z' : ''}`),
    ),
  );
  await database.write((manager) => before.store(manager, { sourceId: a, feedId: null, threadId: null, posts, deleted: [] }, now));
  expect(await groups()).toEqual([]);
  expect(await new DuplicatesFiler(database, duplicates, new InProcessQueue()).step()).toBe(false);
  const next = new DuplicatesFiler(database, duplicates, new InProcessQueue());
  while (!(await next.step()));
  expect(await groups()).toEqual(['p40>p0', 'p80>p0']);
  expect(await keys()).toBeGreaterThan(0);
});

const day = fc.integer({ min: 0, max: 30 });
const wording = fc.record({ from: fc.integer({ min: 0, max: 3 }), count: fc.integer({ min: 2, max: 5 }) });

/** Whatever arrives first, and in whatever heaps, the groups are those of one look at all posts in the order of time. */
test('the groups do not depend on the order in which posts arrive', async () => {
  const a = await aSource(database);
  const parts = Array.from({ length: 9 }, (_, index) => wordsOf(`part${'abcdefghi'[index]}`, 30));
  const textOf = ({ from, count }: { from: number; count: number }) => parts.slice(from, from + count).join(' ');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(day, wording, fc.nat(1000), fc.option(wording, { nil: null })), { minLength: 2, maxLength: 10 }),
      fc.integer({ min: 1, max: 4 }),
      async (drawn, heap) => {
        const posts = drawn.map(([at, words, order, first], index) => ({ order, index, at, words, first }));
        const last = posts.map(({ index, at, words }) => said(`p${index}`, at, textOf(words)));
        const outcome = async (batches: Post[][]) => {
          await database.write((manager) => manager.createQueryBuilder().delete().from(PostEntity).execute());
          for (const batch of batches) await store(a, ...batch);
          return groups();
        };
        const inOrder = await outcome([[...last].sort((x, y) => (x.publishedAt?.getTime() ?? 0) - (y.publishedAt?.getTime() ?? 0))]);
        const shuffled = [...posts].sort((x, y) => x.order - y.order || x.index - y.index);
        const heaps: Post[][] = [];
        for (let at = 0; at < shuffled.length; at += heap)
          heaps.push(
            shuffled.slice(at, at + heap).map(({ index, at: when, words, first }) => said(`p${index}`, when, textOf(first ?? words))),
          );
        expect(await outcome([...heaps, last])).toEqual(inOrder);
      },
    ),
    { numRuns: 40 },
  );
});
