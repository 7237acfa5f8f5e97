import { authorKeyOf } from '../../../src/modules/affiliations/affiliation-at.js';
import { coverageOf, jointCoverageOf, type PollDay } from '../../../src/modules/engagement/coverage.js';
import { Listener, type Signature, type TalkRow } from '../../../src/modules/engagement/voice.js';
import { TalkQuery } from '../../../src/modules/engagement/talk.query.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Rows } from '../../support/conversation.js';
import { onPostgres, openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;
let rows: Rows;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  rows = new Rows(database);
});
afterEach(() => close());

const [FROM, UNTIL] = [Date.UTC(2008, 3, 1), Date.UTC(2008, 4, 1)];
const voiceOf = (id: number, entityIds: number[] = []) => ({ sourceIds: [id], authorKey: null, entityIds });

test('the whole threads in which a source spoke, was answered elsewhere, or was named', async () => {
  const [own, other] = [await rows.source('Own'), await rows.source('Other')];
  const ownFeed = await rows.feed(own);
  const elsewhere = await rows.post(other, '2008-02-20T09:00:00Z');
  const reply = await rows.comment(own, elsewhere, '2008-03-20T09:00:00Z', { feedId: ownFeed });
  const back = await rows.comment(other, elsewhere, '2008-04-02T09:00:00Z', { parentId: reply });
  const named = await rows.post(other, '2008-04-04T09:00:00Z');
  const apart = await rows.post(other, '2008-04-05T09:00:00Z');
  const old = await rows.post(own, '2007-04-05T09:00:00Z');
  await database.write(async (manager) => {
    await manager.sql`INSERT INTO entity (slug, name, created_at, updated_at) VALUES ('own', 'Own', 0, 0)`;
    await manager.sql`INSERT INTO mention (post_id, entity_id, field, position, start_index, end_index, role, alias) VALUES (${named}, 1, 'text', 0, 0, 3, 'addressed', 'Own')`;
    await manager.sql`INSERT INTO mention (post_id, entity_id, field, position, start_index, end_index, role, alias) VALUES (${apart}, 1, 'text', 0, 0, 3, 'discussed', 'Own')`;
  });
  const talk = await new TalkQuery(database).read(voiceOf(own, [1]), FROM, UNTIL);
  expect(talk.rows.map(({ id }) => id).sort((a, b) => a - b)).toEqual([elsewhere, reply, back, named]);
  expect([...talk.addressed]).toEqual([named]);
  expect([talk.isCut, talk.rows.some(({ id }) => id === old)]).toEqual([false, false]);
  expect(talk.rows.find(({ id }) => id === reply)).toMatchObject({ feedRole: 'posts', parentId: elsewhere, threadId: elsewhere });
});

test('what is counted of a message, and how many followed all the sources at the end of a day', async () => {
  const [own, other] = [await rows.source('Own'), await rows.source('Other')];
  const post = await rows.post(own, '2008-04-02T09:00:00Z');
  await database.write(async (manager) => {
    await manager.sql`INSERT INTO reaction (post_id, likes, shares, views, read_at) VALUES (${post}, 5000000000, NULL, 3, 0)`;
    for (const [source, day, followers] of [
      [own, 10, 90],
      [own, 12, 100],
      [other, 11, 7],
    ])
      await manager.sql`INSERT INTO audience (source_id, day, followers) VALUES (${source}, ${day}, ${followers})`;
  });
  const query = new TalkQuery(database);
  expect((await query.read(voiceOf(own), FROM, UNTIL)).rows).toMatchObject([{ id: post, likes: 5_000_000_000, shares: null }]);
  const of = (day: number) => Promise.all([query.audience([own], day), query.audience([own, other], day)]);
  expect(await Promise.all([9, 10, 11, 12].map(of))).toEqual([
    [null, null],
    [90, null],
    [90, 97],
    [100, 107],
  ]);
  expect(await query.audience([], 12)).toBeNull();
});

test('goes by indexes', async () => {
  if (onPostgres) return;
  const said: string[] = [];
  const { manager } = database;
  const plan = async (sql: string) => {
    const steps: { detail: string }[] = await manager.query(`EXPLAIN QUERY PLAN ${sql}`);
    said.push(...steps.map(({ detail }) => detail));
  };
  await plan('SELECT id FROM post WHERE source_id IN (1) AND sort_at >= 0 AND sort_at < 9 AND is_stub = 0');
  await plan('SELECT c.id FROM post p JOIN post c ON c.parent_id = p.id WHERE p.source_id IN (1) AND p.sort_at >= 0 AND c.sort_at >= 0');
  expect(said.join('\n')).toContain('post_of_source_at');
  expect(said.join('\n')).toContain('post_parent');
  expect(said.filter((step) => step.startsWith('SCAN'))).toEqual([]);
});

describe('what is a source’s own', () => {
  const row = (said: Partial<TalkRow>): TalkRow => ({
    id: 1,
    threadId: 1,
    parentId: null,
    sourceId: 1,
    kind: 'comment',
    authorName: 'Ruth Ferrier',
    authorUrl: null,
    replyBasis: 'feed',
    namesParent: 0,
    commentCount: null,
    likes: null,
    shares: null,
    sortAt: 0,
    goneAt: null,
    isStub: 0,
    feedRole: 'comments',
    siteUrl: 'https://lamp.example/',
    affiliation: 'civil-service',
    ...said,
  });
  const signatures: Signature[] = [
    { sourceId: 1, authorName: 'Ruth Ferrier', authorUrl: null },
    { sourceId: 1, authorName: 'admin', authorUrl: 'https://elsewhere.example/admin' },
  ];

  test.each<[string, boolean, Partial<TalkRow>]>([
    ['a post', true, { kind: 'post', feedRole: 'posts', authorName: null }],
    ['a post from an imported document', true, { kind: 'post', feedRole: null }],
    ['a reply in its own feed', true, { feedRole: 'posts', authorName: 'Anybody' }],
    ['a comment signed in full', true, { authorName: 'ruth  ferrier' }],
    ['a comment with an address of its site', true, { authorUrl: 'https://www.lamp.example/author/ruth' }],
    ['a comment with another address', false, { authorUrl: 'https://impostor.example/' }],
    ['a comment with an address that cannot be read', false, { authorUrl: 'nonsense' }],
    ['one word is no signature', false, { authorName: 'admin' }],
    [
      'one word with the address that stands beside it in posts',
      true,
      { authorName: 'admin', authorUrl: 'https://elsewhere.example/admin' },
    ],
    ['a stranger', false, { authorName: 'Ruth Impostor' }],
    ['nobody', false, { authorName: null }],
    ['the same name on another site', false, { sourceId: 2 }],
    ['a post of another source', false, { kind: 'post', sourceId: 2 }],
  ])('%s: %s', (_, expected, said) => {
    expect(new Listener(voiceOf(1), signatures).isOwn(row(said))).toBe(expected);
  });

  test('of an account that others held before and after, only what was said in between', () => {
    const terms = new Map([[1, [{ from: '2008-04-02', until: '2008-04-03' }]]]);
    const held = new Listener({ ...voiceOf(1), terms }, signatures);
    const at = (day: number) => held.isOwn(row({ kind: 'post', sortAt: Date.UTC(2008, 3, day, 23, 59) }));
    expect([1, 2, 3, 4].map(at)).toEqual([false, true, true, false]);
  });

  test('of one author, only what is signed so', () => {
    const one = new Listener({ ...voiceOf(1), authorKey: authorKeyOf('Ruth Ferrier') }, signatures);
    expect([
      one.isOwn(row({ kind: 'post' })),
      one.isOwn(row({ kind: 'post', authorName: 'Jo' })),
      one.isOwn(row({ kind: 'post', authorName: null })),
    ]).toEqual([true, false, false]);
  });
});

describe('coverage', () => {
  const main = (day: number, read = 1, feeds = 1): PollDay => ({ day, isMain: 1, feeds, read });
  const comments = (day: number, read: number, feeds: number): PollDay => ({ day, isMain: 0, feeds, read });

  test.each<[string, PollDay[], number]>([
    ['all days read', [main(0), main(1), main(2), main(3)], 4],
    ['a day that failed', [main(0), main(1, 0), main(2), main(3)], 3],
    ['a day without a poll is read by the next', [main(0), main(2), main(3)], 4],
    ['two days without a poll are not', [main(0), main(3)], 3],
    ['one of two feeds failed', [main(0, 1, 2), main(1, 2, 2), main(2, 2, 2), main(3, 2, 2)], 3],
    ['most feeds of comments failed', [main(0), comments(0, 1, 4), main(1), main(2), main(3)], 3],
    ['one feed of comments of many failed', [main(0), comments(0, 9, 10), main(1), main(2), main(3)], 4],
    ['comments alone', [comments(0, 1, 1), comments(1, 1, 1)], 0],
  ])('%s', (_, days, covered) => {
    expect(coverageOf(days, 0, 4)).toEqual({ days: 4, covered, share: covered / 4 });
  });

  test('of several sources: the days on which all could be read', () => {
    const whole = [main(0), main(1), main(2), main(3)];
    expect(jointCoverageOf([whole, [main(0), main(1, 0), main(2), main(3)]], 0, 4)).toEqual({ days: 4, covered: 3, share: 0.75 });
    expect(
      jointCoverageOf(
        [
          [main(0, 0), main(1), main(2), main(3)],
          [main(0), main(1, 0), main(2), main(3)],
        ],
        0,
        4,
      ).covered,
    ).toBe(2);
    expect(jointCoverageOf([whole, []], 0, 4).share).toBeNull();
    expect(jointCoverageOf([], 0, 4).share).toBeNull();
  });

  test('never polled is not known', () => {
    expect(coverageOf([], 0, 4)).toEqual({ days: 4, covered: 0, share: null });
    expect(coverageOf([main(0)], 4, 4)).toEqual({ days: 0, covered: 0, share: null });
  });
});
