import { ConversationsQuery } from '../../../src/modules/digests/conversations.query.js';
import { Talked } from '../../support/harbours.js';
import { startSite, type Site } from '../../support/site.js';

const DAY = { from: Date.parse('2008-04-03T00:00:00Z'), until: Date.parse('2008-04-04T00:00:00Z') };

let site: Site;
let rows: Talked;

beforeEach(async () => {
  site = await startSite();
  rows = new Talked(site.database);
});
afterEach(() => site.close());

function read(limit = 24) {
  return site.app.get(ConversationsQuery).read(DAY, limit);
}

test('counts people, their replies, sites, voices and entities of the period', async () => {
  const blog = await rows.source('Blog', 'commentator');
  const account = await rows.source('Account', 'civil-service');
  const feedId = await rows.feed(account);
  const root = await rows.post(blog, '2008-04-01T09:00:00Z', { authorName: 'Hester' });
  await rows.comment(blog, root, '2008-04-02T09:00:00Z', { authorName: 'Too early' });
  for (let minute = 10; minute < 15; minute++) await rows.comment(blog, root, `2008-04-03T09:${minute}:00Z`, { authorName: 'Ann' });
  await rows.comment(blog, root, '2008-04-03T10:00:00Z', { authorName: 'ANN' });
  await rows.comment(blog, root, '2008-04-03T10:10:00Z', { authorName: 'hester' });
  await rows.comment(blog, root, '2008-04-03T10:20:00Z', { authorName: null });
  const answer = await rows.comment(account, root, '2008-04-03T11:00:00Z', { authorName: null, feedId });
  const entity = await rows.entity('Harbours');
  for (const id of [root, answer]) await rows.mention(id, entity, 'discussed', 'linked');
  expect(await read()).toEqual([
    {
      threadId: root,
      sourceId: blog,
      participants: 3,
      replies: 9,
      counted: 6,
      sites: 2,
      voices: ['civil-service', 'commentator', null],
      entities: 1,
      latestAt: Date.parse('2008-04-03T11:00:00Z'),
      earlierOfSource: 0,
    },
  ]);
});

test('a source with hundreds of lively posts leaves room for the others', async () => {
  const loud = await rows.source('Loud');
  const quiet = await Promise.all(['One', 'Two', 'Three'].map((title) => rows.source(title)));
  for (let number = 0; number < 120; number++) {
    const root = await rows.post(loud, '2008-04-03T08:00:00Z');
    await rows.many(['Ann', 'Bob', 'Cat', 'Dan'].map((authorName) => said(loud, root, authorName)));
  }
  for (const source of quiet) {
    const root = await rows.post(source, '2008-04-03T08:00:00Z');
    await rows.many([said(source, root, 'Eve')]);
  }
  const shown = await read(10);
  expect(shown).toHaveLength(10);
  expect(shown.map(({ sourceId }) => sourceId)).toEqual(expect.arrayContaining(quiet));
  const ofLoud = shown.filter(({ sourceId }) => sourceId === loud);
  expect(ofLoud.map(({ earlierOfSource }) => earlierOfSource)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

function said(sourceId: number, rootId: number, authorName: string) {
  return rows.row(sourceId, '2008-04-03T09:00:00Z', { kind: 'comment', title: null, rootId, parentId: rootId, authorName });
}
