import type { Database } from '../../../src/modules/database/database.js';
import { Rates } from '../../../src/modules/polling/rates.js';
import { openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
});
afterEach(() => close());

const strict = { name: 'strict', rate: { requests: 3, perMs: 60_000 } };

test('so many requests as a platform allows are free, and the next waits for the rest of its time', async () => {
  const rates = new Rates(database);
  for (let request = 0; request < 3; request++) expect(await rates.take(strict, 'api.example')).toBe(0);
  const waitMs = await rates.take(strict, 'api.example');
  expect(waitMs).toBeGreaterThan(50_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
});

test('each host has an allowance of its own, and so has each platform of a host', async () => {
  const rates = new Rates(database);
  for (let request = 0; request < 3; request++) await rates.take(strict, 'one.example');
  expect(await rates.take(strict, 'two.example')).toBe(0);
  expect(await rates.take({ ...strict, name: 'other' }, 'one.example')).toBe(0);
  expect(await rates.take(strict, 'one.example')).toBeGreaterThan(0);
});

test('a platform that names no rate has none', async () => {
  const rates = new Rates(database);
  for (let request = 0; request < 100; request++) expect(await rates.take({ name: 'open', rate: null }, 'open.example')).toBe(0);
});

test('on PostgreSQL, processes count together', async () => {
  if (!database.isPostgres) return;
  const [one, other] = [new Rates(database), new Rates(database)];
  for (let request = 0; request < 3; request++) expect(await one.take(strict, 'shared.example')).toBe(0);
  expect(await other.take(strict, 'shared.example')).toBeGreaterThan(0);
});
