import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { EntityManager } from 'typeorm';
import { entities } from '../../../src/entities.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { Database } from '../../../src/modules/database/database.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { onPostgres, openTestDatabase } from '../../support/database.js';

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

test('however many write, connections are left for those who read', async () => {
  let goOn = (): void => undefined;
  const isOver = new Promise<void>((done) => (goOn = done));
  const writes = Array.from({ length: 20 }, () => database.write(() => isOver));
  // All begin that can.
  await sleep(300);
  const reads = Array.from({ length: 20 }, () => database.manager.count(SourceEntity));
  expect(await Promise.all(reads)).toEqual(reads.map(() => 0));
  goOn();
  await Promise.all(writes);
});

test('an urgent write goes before all that wait, and those keep their order', async () => {
  const held = () => {
    let letGo = (): void => undefined;
    const isOver = new Promise<void>((done) => (letGo = done));
    return { write: database.write(() => isOver), letGo };
  };
  // On PostgreSQL as many as are open at once; on SQLite one is, and all others wait, too.
  const open = Array.from({ length: onPostgres ? 6 : 1 }, held);
  const order: string[] = [];
  const told = (name: string) => () => Promise.resolve(void order.push(name));
  const waiting = ['first', 'second', 'third'].map((name) => database.write(told(name)));
  waiting.push(database.write(told('urgent'), { isUrgent: true }));
  await sleep(100);
  expect(order).toEqual([]);
  // One after another goes through the place of the first.
  open[0]?.letGo();
  await Promise.all(waiting);
  expect(order).toEqual(['urgent', 'first', 'second', 'third']);
  open.forEach(({ letGo }) => letGo());
  await Promise.all(open.map(({ write }) => write));
});

test('who reads for long lets others have their turn; the statements of a write stay together', async () => {
  const long = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT COUNT(*) FROM n';
  const turnsDuring = async (work: () => Promise<unknown>) => {
    let [turns, isOver] = [0, false];
    const others = () => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    await work();
    isOver = true;
    return turns;
  };
  const reading = async (manager: Pick<EntityManager, 'query'>) => {
    for (let statement = 0; statement < 10; statement++) await manager.query(long);
  };
  expect(await turnsDuring(() => reading(database.manager))).toBeGreaterThan(3);
  if (onPostgres) return;
  const counted: number[] = [];
  await database.write(async (manager) => counted.push(await turnsDuring(() => reading(manager))));
  expect(counted).toEqual([0]);
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

(onPostgres ? describe.skip : describe)('beside another process that writes to the same file of SQLite', () => {
  let folder: string;
  let here: Database;
  let other: Sqlite.Database;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hustings-'));
    const location = join(folder, 'shared.sqlite');
    here = new Database(await openDatabase({ type: 'sqlite', location }, entities));
    other = new Sqlite(location, { timeout: 0 });
  });
  afterEach(async () => {
    other.close();
    await here.onApplicationShutdown();
    rmSync(folder, { recursive: true });
  });

  test('one that fails so that not even taking it back succeeds, as on a full disk, keeps nobody out', async () => {
    const { databaseConnection: connection } = here.source.driver as unknown as { databaseConnection: Sqlite.Database };
    const prepare = connection.prepare.bind(connection);
    Object.assign(connection, {
      prepare: (sql: string) => {
        if (sql !== 'ROLLBACK') return prepare(sql);
        Object.assign(connection, { prepare });
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      },
    });
    const failed = here.write(async (manager) => {
      await manager.insert(SourceEntity, source('a'));
      throw new Error('database or disk is full');
    });
    await expect(failed).rejects.toThrow('full');
    await here.write((manager) => manager.insert(SourceEntity, source('b')));
    expect(other.prepare('SELECT slug FROM source').pluck().all()).toEqual(['b']);
    expect(() => other.exec('BEGIN IMMEDIATE; ROLLBACK')).not.toThrow();
  });

  test('a file that somebody reads for longer than the driver waits is opened all the same', async () => {
    const location = join(folder, 'old.sqlite');
    // As one from a backup has it. In a thread, because the driver waits with all of its own.
    const reader = `const Sqlite = require('better-sqlite3');
      const old = new Sqlite(${JSON.stringify(location)});
      old.exec('CREATE TABLE old (x); BEGIN; SELECT * FROM old');
      old.prepare('SELECT * FROM old').all();
      require('node:worker_threads').parentPort.postMessage('reads');
      setTimeout(() => old.close(), 5500);`;
    const thread = new Worker(reader, { eval: true });
    await once(thread, 'message');
    const opened = await openDatabase({ type: 'sqlite', location }, entities);
    expect(await opened.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await opened.destroy();
    await once(thread, 'exit');
  });

  test('a write waits for its turn while this process goes on, and then lands', async () => {
    other.exec('BEGIN IMMEDIATE');
    const written = here.write((manager) => manager.insert(SourceEntity, source('a')));
    // If the whole thread slept, nobody would end the other write, and this one would fail.
    await new Promise((done) => setTimeout(done, 20));
    expect(await here.manager.count(SourceEntity)).toBe(0);
    expect(existsSync(`${other.name}-waiting`)).toBe(true);
    other.exec('COMMIT');
    await written;
    expect(existsSync(`${other.name}-waiting`)).toBe(false);
    expect(await here.manager.count(SourceEntity)).toBe(1);
  });

  test('what a write has read still holds when it changes it, because nobody else writes meanwhile', async () => {
    await here.write(async (manager) => {
      expect(await manager.count(SourceEntity)).toBe(0);
      expect(() => other.exec(`INSERT INTO meta ("key", value) VALUES ('a', 'b')`)).toThrow('locked');
      await manager.insert(SourceEntity, source('a'));
    });
    other.exec(`INSERT INTO meta ("key", value) VALUES ('a', 'b')`);
  });

  test('two that write much take turns', async () => {
    const there = new Database(await openDatabase({ type: 'sqlite', location: other.name }, entities));
    const writes = [here, there].flatMap((database, place) =>
      Array.from({ length: 40 }, (_, index) =>
        database.write(async (manager) => {
          const count = await manager.count(SourceEntity);
          await manager.insert(SourceEntity, { ...source(`source-${place}-${index}`), title: String(count) });
        }),
      ),
    );
    await Promise.all(writes);
    const titles = (await here.manager.find(SourceEntity, { order: { id: 'ASC' } })).map(({ title }) => Number(title));
    expect(titles).toEqual(titles.map((_, index) => index));
    expect(titles).toHaveLength(80);
    expect(existsSync(`${other.name}-waiting`)).toBe(false);
    await there.onApplicationShutdown();
  });
});

function source(slug: string) {
  return {
    slug,
    title: slug,
    siteUrl: null,
    platform: 'web',
    affiliation: 'unknown' as const,
    isSample: 0,
    createdAt: new Date(0),
  };
}
