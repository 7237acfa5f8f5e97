import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import type { Database } from '../../../src/modules/database/database.js';
import { openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;

beforeEach(async () => ({ database, close } = await openTestDatabase()));
afterEach(() => close());

test('the migrations give exactly the tables that the entities describe', async () => {
  const drift = await database.source.driver.createSchemaBuilder().log();
  expect(drift.upQueries.map((query) => query.query)).toEqual([]);
});

test('writes that start together all land, and one that fails takes nobody along', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      database.write(async (manager) => {
        await manager.insert(SourceEntity, source(`source-${index}`));
        await new Promise((done) => setTimeout(done, index % 3));
        if (index % 5 === 0) throw new Error('changed its mind');
      }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(4);
  expect(await database.manager.count(SourceEntity)).toBe(16);
});

test('a write inside a write is refused, for it would wait for itself', async () => {
  await expect(database.write(() => database.write(() => Promise.resolve()))).rejects.toThrow('inside another write');
  await expect(database.write(() => Promise.resolve('free again'))).resolves.toBe('free again');
});

test('an instant comes back as it went in, to the millisecond', async () => {
  const createdAt = new Date('2008-04-03T12:40:00.123Z');
  await database.write((manager) => manager.insert(SourceEntity, { ...source('a'), createdAt }));
  expect((await database.manager.findOneByOrFail(SourceEntity, { slug: 'a' })).createdAt).toEqual(createdAt);
});

test('the same slug twice is refused by the database itself', async () => {
  const twice = database.write((manager) => manager.insert(SourceEntity, [source('a'), source('a')]));
  await expect(twice).rejects.toThrow(/unique/i);
});

function source(slug: string) {
  return {
    slug,
    title: slug,
    siteUrl: null,
    platform: 'web',
    affiliation: 'unknown' as const,
    tags: [],
    isSample: 0,
    createdAt: new Date(0),
  };
}
