import type { Database } from '../../../src/modules/database/database.js';
import { ensureSource, type WantedSource } from '../../../src/modules/sources/ensure-source.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { openTestDatabase } from '../../support/database.js';

const now = new Date('2008-04-03T12:00:00Z');
let database: Database;
let close: () => Promise<void>;

beforeEach(async () => ({ database, close } = await openTestDatabase()));
afterEach(() => close());

function ensure(wanted: WantedSource, by: 'site' | 'title' = 'site') {
  return database.write((manager) => ensureSource(manager, wanted, now, { by }));
}

async function slugs(): Promise<string[]> {
  const sources = await database.manager.find(SourceEntity, { order: { id: 'ASC' } });
  return sources.map((source) => source.slug);
}

describe('ensureSource', () => {
  test('makes a source once, whatever spelling its site comes in', async () => {
    const id = await ensure({ title: 'Foreign Office blogs', siteUrl: 'http://blogs.example/' });
    expect(await ensure({ title: 'Another title', siteUrl: 'https://blogs.example' })).toBe(id);
    expect(await ensure({ title: 'Foreign Office blogs', siteUrl: 'https://other.example/' })).not.toBe(id);
    expect(await ensure({ title: 'Foreign Office blogs', siteUrl: null })).toBe(id);
  });

  test('by title, a source is the same if its title is, and what else is given', async () => {
    const id = await ensure({ title: 'Number 10', siteUrl: 'https://a.example/', platform: 'flickr', affiliation: 'civil-service' });
    expect(await ensure({ title: 'Number 10', siteUrl: 'https://b.example/' }, 'title')).toBe(id);
    expect(await ensure({ title: 'Number 10', siteUrl: null, platform: 'flickr' }, 'title')).toBe(id);
    expect(await ensure({ title: 'Number 10', siteUrl: null, platform: 'youtube' }, 'title')).not.toBe(id);
    expect(await ensure({ title: 'Number 10', siteUrl: null, affiliation: 'party' }, 'title')).not.toBe(id);
  });

  test('the sample keeps to itself', async () => {
    const sample = await ensure({ title: 'A blog', siteUrl: 'https://a.example/', isSample: 1 });
    expect(await ensure({ title: 'A blog', siteUrl: 'https://a.example/' })).not.toBe(sample);
  });

  test('slugs are readable and unique', async () => {
    for (const title of [
      'Café & Ministère',
      '10 Downing Street',
      '10 Downing Street',
      '10 Downing Street',
      '大臣',
      '!?',
      'x'.repeat(200),
    ]) {
      await ensure({ title, siteUrl: `https://${Math.random()}.example/` });
    }
    const [first, ...rest] = await slugs();
    expect(first).toBe('cafe-and-ministere');
    expect(rest.slice(0, 3)).toEqual(['10-downing-street', '10-downing-street-2', '10-downing-street-3']);
    expect(rest[3]).toMatch(/^[a-z0-9-]+$/);
    expect(rest[4]).toMatch(/^source(-2)?$/);
    expect(rest[5]).toBe('x'.repeat(60));
  });
});
