import { alertDraftOf } from '../../../src/modules/alerts/alert.form.js';
import { Database } from '../../../src/modules/database/database.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { FeedDayEntity } from '../../../src/modules/sources/feed-day.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { type Alerting, DAY_MS, HOUR_MS, MINUTE_MS, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
});
afterEach(() => here.close());

const told = async () => (await here.events()).map(({ key, title, sentence, quote, href }) => ({ key, title, sentence, quote, href }));
const keys = async () => (await here.events()).map(({ key }) => key);
const change = (work: Parameters<Database['write']>[0]) => here.site.database.write(work);

test('a message that mentions an entity is noted with the message, once, however often it is read', async () => {
  await here.add({ name: 'The board', kind: 'entity', entity: 'ferry-board' });
  await here.store(
    sourceId,
    { guid: 'one', title: 'Fares', text: 'The Ferry Board raises the fares.' },
    { guid: 'two', text: 'The sea is calm.' },
  );
  await here.store(sourceId, { guid: 'one', title: 'Fares', text: 'The Ferry Board raises the fares again.' });
  expect(await told()).toEqual([
    {
      key: 'post:1',
      title: 'Ada Example, Harbour Light',
      sentence: 'Mentions Ferry Board.',
      quote: 'Fares: The Ferry Board raises the fares.',
      href: '/threads/1',
    },
  ]);
});

test('a message that mentions it after an edit only is told of then', async () => {
  await here.add({ name: 'The board', kind: 'entity', entity: 'ferry-board' });
  await here.store(sourceId, { guid: 'one', text: 'Somebody raises the fares.' });
  expect(await keys()).toEqual([]);
  await here.store(sourceId, { guid: 'one', text: 'The Ferry Board raises the fares.' });
  expect(await keys()).toEqual(['post:1']);
});

test('where nothing is stored, nothing is noted', async () => {
  await here.add({ name: 'The board', kind: 'entity', entity: 'ferry-board' });
  const { Ingestion } = await import('../../../src/modules/posts/ingestion.js');
  const { aPost } = await import('../../support/make.js');
  const posts = [aPost({ guid: 'one', text: 'The Ferry Board raises the fares.', publishedAt: here.now() })];
  const died = change(async (manager) => {
    await here.site.app.get(Ingestion).store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [] }, here.now());
    throw new Error('The process died.');
  });
  await expect(died).rejects.toThrow('died');
  expect(await here.events()).toEqual([]);
});

test('the role is looked at, and an archive is no news', async () => {
  await here.add({ name: 'Links', kind: 'entity', entity: 'ferry-board', role: 'linked' });
  await here.add({ name: 'The board', kind: 'entity', entity: 'ferry-board' });
  await here.store(sourceId, { guid: 'old', text: 'The Ferry Board is new.', publishedAt: new Date(here.now().getTime() - 8 * DAY_MS) });
  await here.store(sourceId, { guid: 'new', text: 'The Ferry Board is old.' });
  expect(await told()).toMatchObject([{ key: 'post:2', sentence: 'Mentions Ferry Board.' }]);
});

test('a message that a watch finds is told of', async () => {
  await here.add({ name: 'Ferries', kind: 'query', watch: 'ferries' });
  await here.store(sourceId, { guid: 'one', title: null, text: 'A ferry sails.' }, { guid: 'two', text: 'A train leaves.' });
  expect(await told()).toMatchObject([{ key: 'post:1', sentence: 'Found by the watch Ferries.', quote: 'A ferry sails.' }]);
});

test('what a source edits or removes is told of, however old it is; what its readers edit is not', async () => {
  await here.add({ name: 'Edits', kind: 'edit', source: 'harbour-light' });
  await here.add({ name: 'Removals', kind: 'edit', edits: 'removed' });
  const other = await here.rows.source('Other');
  const publishedAt = new Date(here.now().getTime() - 60 * DAY_MS);
  await here.store(sourceId, { guid: 'one', text: 'Two ferries.', publishedAt }, { guid: 'c', kind: 'comment', text: 'Two?', publishedAt });
  await here.store(other, { guid: 'one', text: 'Two trains.', publishedAt });
  here.pass(MINUTE_MS);
  await here.store(
    sourceId,
    { guid: 'one', text: 'Three ferries.', publishedAt },
    { guid: 'c', kind: 'comment', text: 'Three?', publishedAt },
  );
  await here.store(other, { guid: 'one', text: 'Three trains.', publishedAt });
  await here.store(sourceId, { guid: 'one', text: 'Four ferries.', publishedAt });
  expect(await told()).toMatchObject([
    { key: 'edited:1:1', sentence: 'Was edited; 1 time so far.', href: '/posts/1/revisions' },
    { key: 'edited:1:2', sentence: 'Was edited; 2 times so far.' },
  ]);
  await change((manager) => manager.update(PostEntity, 1, { goneAt: here.now() }));
  await here.look();
  await here.look();
  const gone = (await told()).slice(2);
  expect(gone).toEqual([
    {
      key: expect.stringMatching(/^removed:1:/) as string,
      title: 'Ada Example, Harbour Light',
      sentence: 'A post was removed by its publisher.',
      quote: null,
      href: '/threads/1',
    },
    {
      key: gone[0]?.key,
      title: 'Ada Example, Harbour Light',
      sentence: 'A post was removed by its publisher.',
      quote: null,
      href: '/threads/1',
    },
  ]);
});

test('a question is told of when its time is over without an answer, and not when it had one', async () => {
  await here.add({ name: 'Questions', kind: 'question', source: 'harbour-light', hours: '24' });
  await here.add({ name: 'All questions', kind: 'question', hours: '24' });
  const [feedId, comments] = [await here.rows.feed(sourceId), await here.rows.feed(sourceId, 'comments')];
  const post = await here.rows.post(sourceId, '2008-04-05T09:00:00Z', { feedId, authorName: 'Harbour Light' });
  const asks = { feedId: comments, replyBasis: 'explicit' as const };
  await here.rows.comment(sourceId, post, '2008-04-05T10:00:00Z', {
    ...asks,
    authorName: 'Ben Tide',
    text: 'When does the ferry come back?',
  });
  const second = await here.rows.comment(sourceId, post, '2008-04-05T10:30:00Z', {
    ...asks,
    authorName: 'Cleo',
    text: 'Which ferry do you mean?',
  });
  await here.rows.comment(sourceId, post, '2008-04-05T10:45:00Z', {
    feedId,
    parentId: second,
    replyBasis: 'explicit',
    authorName: 'Harbour Light',
    text: 'The old one.',
  });
  await here.look();
  expect(await keys()).toEqual([]);
  here.pass(24 * HOUR_MS);
  await here.look();
  await here.look();
  expect(await told()).toMatchObject([
    {
      key: 'question:2',
      title: 'Ben Tide, in a comment at Harbour Light',
      sentence: 'Asked Harbour Light 25 hours ago, and has had no answer.',
    },
    { key: 'question:2' },
  ]);
});

describe('silence', () => {
  let feedId: number;

  beforeEach(async () => {
    feedId = await here.rows.feed(sourceId);
    // A post every day at nine, the last on 5 April.
    const days = Array.from({ length: 15 }, (_, index) => new Date(Date.parse('2008-04-05T09:00:00Z') - index * DAY_MS));
    await here.rows.many(days.map((day) => here.rows.row(sourceId, day, { feedId })));
    await here.add({ name: 'Silence', kind: 'silence' });
  });

  const polled = (said: Partial<FeedEntity> = {}) =>
    change((manager) => manager.update(FeedEntity, feedId, { polledAt: here.now(), ...said }));

  test('a feed that keeps us waiting longer than it is used to is told of once, with its habit', async () => {
    here.pass(3 * DAY_MS);
    await polled();
    await here.look();
    expect(await keys()).toEqual([]);
    here.pass(DAY_MS);
    await polled();
    await here.look();
    here.pass(DAY_MS);
    await polled();
    await here.look();
    expect(await told()).toEqual([
      {
        key: `silent:${feedId}:${Date.parse('2008-04-05T09:00:00Z')}`,
        title: 'Harbour Light',
        sentence:
          'Has published nothing for 4 days, and is read without trouble. Between its last posts were 24 hours as a rule, and 24 hours at most.',
        quote: null,
        href: '/sources/harbour-light',
      },
    ]);
  });

  test('of one that was not read since, nobody says that it is silent', async () => {
    await polled();
    here.pass(10 * DAY_MS);
    await here.look();
    expect(await keys()).toEqual([]);
  });

  test('one that cannot be read is told of as that, once, unless nobody wants to know', async () => {
    await here.add({ name: 'Silence alone', kind: 'silence', unread: false });
    const day = Math.floor(here.now().getTime() / DAY_MS);
    await change((manager) => manager.insert(FeedDayEntity, { feedId, day, polls: 3, failures: 0 }));
    here.pass(5 * DAY_MS);
    await polled({ failures: 4, outcomeMessage: 'feeds.example does not accept connections.' });
    await here.look();
    await polled({ failures: 9 });
    await here.look();
    expect(await told()).toMatchObject([
      {
        key: `unread:${feedId}:${day}`,
        sentence:
          'Cannot be read; 4 polls in a row failed, so nobody knows whether it is silent. feeds.example does not accept connections.',
      },
    ]);
    await polled({ state: 'gone', outcomeMessage: null });
    await here.look();
    expect(await keys()).toEqual([`unread:${feedId}:${day}`, `gone:${feedId}`]);
  });
});

test('a spike is told of once while it lasts', async () => {
  const loud = (name: string, count: number) =>
    here.store(
      sourceId,
      ...Array.from({ length: count }, (_, index) => ({ guid: `${name}${index}`, text: `The Ferry Board, ${index}: a ferry.` })),
    );
  const feedId = await here.rows.feed(sourceId);
  const day = Math.floor(here.now().getTime() / DAY_MS);
  await change(async (manager) => {
    for (let back = 0; back <= 16; back++) await manager.insert(FeedDayEntity, { feedId, day: day - back, polls: 4, failures: 0 });
  });
  await here.add({ name: 'Loud', kind: 'spike', entity: 'ferry-board' });
  await here.add({ name: 'Loud watch', kind: 'spike', watch: 'ferries' });
  await here.look();
  expect(await keys()).toEqual([]);
  await loud('g', 40);
  here.pass(10 * MINUTE_MS);
  await here.look();
  const first = await told();
  expect(first.map(({ title }) => title)).toEqual([
    'Ferry Board: more than usual in the last hour',
    'Ferry Board: more than usual in the last day',
    'Ferries: more than usual in the last hour',
    'Ferries: more than usual in the last day',
  ]);
  expect(first[0]?.sentence).toContain('40 messages in the hour until 5 April 2008, 12:10');
  here.pass(60 * MINUTE_MS);
  await loud('h', 90);
  await here.look();
  expect(await told()).toHaveLength(4);
  // What is told of one does not keep the other from being told, where an alert is changed to be on that.
  const read = alertDraftOf({ name: 'Loud', kind: 'spike', watch: 'ferries' });
  if (read.ok) await here.alerts.change('loud', read.draft);
  await here.look();
  expect((await told()).slice(4).map(({ title }) => title)).toEqual(['Ferries: more than usual in the last day']);
});

test('what is paused notes nothing, and afterwards tells nothing of that time', async () => {
  const { slug } = await here.add({ name: 'The board', kind: 'entity', entity: 'ferry-board' });
  await here.add({ name: 'Removals', kind: 'edit' });
  for (const paused of [slug, 'removals']) await here.alerts.pause(paused, true);
  await here.store(sourceId, { guid: 'one', text: 'The Ferry Board.' });
  await change((manager) => manager.update(PostEntity, 1, { goneAt: here.now() }));
  await here.look();
  here.pass(MINUTE_MS);
  for (const paused of [slug, 'removals']) await here.alerts.pause(paused, false);
  await here.look();
  expect(await keys()).toEqual([]);
  await here.store(sourceId, { guid: 'two', text: 'The Ferry Board.' });
  expect(await keys()).toEqual(['post:2']);
});
