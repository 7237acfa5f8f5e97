import type { Database } from '../../../src/modules/database/database.js';
import type { Change } from '../../../src/modules/posts/ingest.js';
import { Ingestion } from '../../../src/modules/posts/ingestion.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { openTestDatabase } from '../../support/database.js';
import { aPost, aSource } from '../../support/make.js';

const now = new Date('2008-04-03T12:00:00Z');

let database: Database;
let close: () => Promise<void>;
let ingestion: Ingestion;
let sourceId: number;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  ingestion = new Ingestion();
  sourceId = await aSource(database);
});
afterEach(() => close());

function store(...posts: ReturnType<typeof aPost>[]) {
  return database.write((manager) => ingestion.store(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [] }, now));
}

test('who follows is told of what is new and of what says something else, and of nothing that stayed', async () => {
  const told: Change[][] = [];
  ingestion.follow((_, changes) => Promise.resolve(void told.push([...changes])));
  await store(aPost({ guid: 'a' }), aPost({ guid: 'b' }));
  await store(aPost({ guid: 'a' }), aPost({ guid: 'b', text: 'Edited.' }));
  await store(aPost({ guid: 'a' }));
  expect(told.map((changes) => changes.map(({ post, isNew }) => [post.guid, post.text, isNew]))).toEqual([
    [
      ['a', 'The words of a.', true],
      ['b', 'The words of b.', true],
    ],
    [['b', 'Edited.', false]],
  ]);
  const rows = await database.manager.find(PostEntity, { order: { id: 'ASC' } });
  expect(told[0]?.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
});

test('a follower that fails takes the posts along: nothing is stored by halves', async () => {
  ingestion.follow(() => Promise.reject(new Error('no room')));
  await expect(store(aPost({ guid: 'a' }))).rejects.toThrow('no room');
  expect(await database.manager.count(PostEntity)).toBe(0);
});
