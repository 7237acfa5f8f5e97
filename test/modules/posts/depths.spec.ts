import { Depths } from '../../../src/modules/posts/depths.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import type { Database } from '../../../src/modules/database/database.js';
import { Rows } from '../../support/conversation.js';
import { openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;

beforeEach(async () => ({ database, close } = await openTestDatabase()));
afterEach(() => close());

test('levels are counted up to the beginning, page by page, each message looked at once', async () => {
  const rows = new Rows(database);
  const source = await rows.source('Own');
  const chain: { id: number; parentId: number | null }[] = [];
  for (let index = 0; index < 60; index++) {
    const parentId: number | null = chain.at(-1)?.id ?? null;
    const id =
      parentId === null ? await rows.post(source, '2008-04-01') : await rows.comment(source, chain[0]!.id, '2008-04-01', { parentId });
    chain.push({ id, parentId });
  }
  const depths = new Depths(database);
  const last = chain.at(-1)!;
  expect((await depths.of([last])).get(last.id)).toBe(59);
  let asked = 0;
  const query = database.manager.query.bind(database.manager);
  database.manager.query = ((...args: Parameters<typeof query>) => (asked++, query(...args))) as typeof query;
  for (let from = 0; from < 60; from += 20)
    expect([...(await depths.of(chain.slice(from, from + 20))).values()]).toEqual(Array.from({ length: 20 }, (_, index) => from + index));
  expect(asked).toBe(0);
});

test('a ring, and a parent that is not there, end', async () => {
  const rows = new Rows(database);
  const source = await rows.source('Own');
  const [a, b] = [await rows.post(source, '2008-04-01'), await rows.post(source, '2008-04-01')];
  await database.write(async (manager) => {
    await manager.update(PostEntity, a, { parentId: b });
    await manager.update(PostEntity, b, { parentId: a });
  });
  const depths = await new Depths(database).of([
    { id: a, parentId: b },
    { id: 900, parentId: 901 },
  ]);
  expect(depths.get(a)).toBeLessThan(3);
  expect(depths.get(900)).toBe(1);
});
