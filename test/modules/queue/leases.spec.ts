import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../src/modules/database/database.js';
import { LostLease } from '../../../src/modules/queue/lease.js';
import { Leases } from '../../../src/modules/queue/leases.js';
import { openTestDatabase } from '../../support/database.js';

let database: Database;
let close: () => Promise<void>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  ({ database, close } = await openTestDatabase());
});
afterEach(() => close());

/** As if whoever has it had said nothing for too long. */
const runOut = () => database.source.query('UPDATE lease SET until_at = 1000');
const row = async () =>
  (await database.source.query<{ holder: string | null; until_at: number | string }[]>('SELECT holder, until_at FROM lease'))[0];

test('one process at a time works on a thing, and another one when it is done', async () => {
  const [one, other] = [new Leases(database), new Leases(database)];
  const inside = await new Promise<unknown>((seen) => {
    void one.hold('host a', async () => {
      seen([
        await other.hold('host a', () => Promise.resolve()),
        await one.hold('host a', () => Promise.resolve()),
        await other.hold('host b', () => Promise.resolve()),
      ]);
    });
  });
  expect(inside).toEqual(['taken', 'taken', 'done']);
  while ((await row())?.holder !== null) await sleep(5);
  expect(await other.hold('host a', () => Promise.resolve())).toBe('done');
});

test('whoever comes next is told for how long nobody had it', async () => {
  const [one, other] = [new Leases(database), new Leases(database)];
  const free: number[] = [];
  for (const leases of [one, other]) {
    await leases.hold('host a', (lease) => Promise.resolve(void free.push(lease.freeForMs)));
    await database.source.query('UPDATE lease SET until_at = until_at - 60000');
  }
  expect(free[0]).toBe(Infinity);
  expect(free[1]).toBeGreaterThanOrEqual(60_000);
});

test('it is let go where the work fails, and the failure is told', async () => {
  const leases = new Leases(database);
  await expect(leases.hold('host a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect((await row())?.holder).toBeNull();
});

test('what had run out is taken by another, and the first one stores nothing more', async () => {
  const [one, other] = [new Leases(database), new Leases(database)];
  const stored: string[] = [];
  const first = one.hold('host a', async (lease) => {
    await runOut();
    await other.hold('host a', async (theirs) => {
      await database.write((manager) => theirs.confirm(manager));
      stored.push('other');
    });
    await database.write((manager) => lease.confirm(manager));
    stored.push('one');
  });
  expect(await first).toBe('lost');
  expect(stored).toEqual(['other']);
});

test('letting go of what another has taken meanwhile takes nothing from that one', async () => {
  const [one, other] = [new Leases(database), new Leases(database)];
  let release = (): void => undefined;
  let theirs = Promise.resolve<unknown>(null);
  await one.hold('host a', async () => {
    await runOut();
    await new Promise<void>((begun) => {
      theirs = other.hold('host a', () => new Promise<void>((done) => void ((release = done), begun())));
    });
  });
  expect(await new Leases(database).hold('host a', () => Promise.resolve())).toBe('taken');
  release();
  expect(await theirs).toBe('done');
});

test('who cannot say in time that it goes on stops by itself, before anybody else may begin', async () => {
  const leases = new Leases(database);
  const result = await leases.hold('host a', async (lease) => {
    const { signal } = lease;
    expect([lease.isLost, signal.aborted]).toEqual([false, false]);
    lease.sureUntilMs = performance.now();
    expect(lease.isLost).toBe(true);
    expect(signal.reason).toBeInstanceOf(LostLease);
    await Promise.resolve();
    lease.signal.throwIfAborted();
  });
  expect(result).toBe('lost');
});

test('who works longer than a lease lasts keeps it', async () => {
  const leases = new Leases(database);
  await leases.hold('host a', async () => {
    const before = Number((await row())?.until_at);
    while (Number((await row())?.until_at) === before) await sleep(100);
    expect(await new Leases(database).hold('host a', () => Promise.resolve())).toBe('taken');
  });
});

test('what nobody has used for a day is forgotten, and nothing else', async () => {
  const leases = new Leases(database);
  await leases.hold('host old', () => Promise.resolve());
  await runOut();
  await leases.hold('host new', async () => leases.forget());
  expect(await database.source.query('SELECT key FROM lease')).toEqual([{ key: 'host new' }]);
});

test('one that was given before the clock of the database was set back lasts no longer than any other', async () => {
  const leases = new Leases(database);
  await leases.hold('host a', () => Promise.resolve());
  await database.source.query(`UPDATE lease SET holder = 'one that died', until_at = ${Date.now() + 86_400_000}`);
  // Whoever has it may be alive, and say so within that time.
  expect(await leases.hold('host a', () => Promise.resolve())).toBe('taken');
  expect(Number((await row())?.until_at)).toBeLessThan(Date.now() + 60_000);
  expect((await row())?.holder).toBe('one that died');
  await database.source.query(`UPDATE lease SET until_at = until_at - 20001`);
  expect(await leases.hold('host a', () => Promise.resolve())).toBe('done');
});
