import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from '../../../src/entities.js';
import type { DatabaseConfig } from '../../../src/modules/config/config.js';
import { backUp } from '../../../src/modules/copying/backup.js';
import { copyDatabase } from '../../../src/modules/copying/copy.js';
import { restore, type RestoreOptions } from '../../../src/modules/copying/restore.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { Database } from '../../../src/modules/database/database.js';
import { Initial0000000000001 } from '../../../src/modules/database/migrations/0001-initial.js';
import { hustings } from '../../support/cli.js';
import { freshDatabase, onPostgres } from '../../support/database.js';
import { fill, rowsByTable } from '../../support/filled.js';

let all: string;
/** A filled database, as a file of SQLite that nobody has open. */
let full: string;
let folder: string;

beforeAll(async () => {
  all = mkdtempSync(join(tmpdir(), 'hustings-backup-'));
  full = join(all, 'full.sqlite');
  await using(full, fill);
});
afterAll(() => rmSync(all, { recursive: true }));

beforeEach(() => {
  folder = mkdtempSync(join(all, 'test-'));
});

const at = (name: string): string => join(folder, name);

async function using<Result>(location: string | DatabaseConfig, work: (database: Database) => Promise<Result>): Promise<Result> {
  const config = typeof location === 'string' ? ({ type: 'sqlite', location } as const) : location;
  const database = new Database(await openDatabase(config, entities));
  try {
    return await work(database);
  } finally {
    await database.onApplicationShutdown();
  }
}

function restoring(file: string, to: string | DatabaseConfig, more: Partial<RestoreOptions> = {}) {
  const config = typeof to === 'string' ? ({ type: 'sqlite', location: to } as const) : to;
  return restore(file, config, { entities, over: false, now: new Date('2008-04-03T09:00:00Z'), ...more });
}

const filled = () => using(full, rowsByTable);

/** A database with one row, which is how the old is told from the restored. */
async function small(location: string): Promise<void> {
  await using(location, (database) =>
    database.write((manager) => manager.query(`INSERT INTO source (slug, title, created_at) VALUES ('old', 'Old', 0)`)),
  );
}

const sources = (location: string) => using(location, async (database) => (await rowsByTable(database)).source);

test('a backup is the database of one instant, though others write, in one file that only its owner reads', async () => {
  copyFileSync(full, at('live.sqlite'));
  const before = await filled();
  const other = new Sqlite(at('live.sqlite'));
  let told = 0;
  await using(at('live.sqlite'), async (database) => {
    const counts = await backUp(database, at('backup.sqlite'), () => {
      told++;
      other.prepare('INSERT INTO source (slug, title, created_at) VALUES (?, ?, 0)').run(`meanwhile-${told}`, '');
    });
    expect(counts).toMatchObject({ source: before.source, post: before.post });
  });
  other.close();
  expect(told).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup.sqlite']);
  expect(statSync(at('backup.sqlite')).mode & 0o777).toBe(0o600);
  expect(await using(at('backup.sqlite'), rowsByTable)).toEqual(before);
  expect(await sources(at('live.sqlite'))).toBe((before.source ?? 0) + told);
});

test('what is there already is not written over, and what cannot be written is told', async () => {
  copyFileSync(full, at('live.sqlite'));
  writeFileSync(at('mine.txt'), 'mine');
  await using(at('live.sqlite'), async (database) => {
    await expect(backUp(database, at('mine.txt'))).rejects.toThrow('is there already');
    await expect(backUp(database, at('nowhere/backup'))).rejects.toThrow('cannot be written');
  });
  expect(readFileSync(at('mine.txt'), 'utf8')).toBe('mine');
  expect(readdirSync(folder).sort()).toEqual(['live.sqlite', 'mine.txt']);
});

test('what an earlier backup left when it was killed is in nobody’s way', async () => {
  writeFileSync(at('backup.sqlite.partial'), 'half');
  await using(full, (database) => backUp(database, at('backup.sqlite')));
  expect(readdirSync(folder)).toEqual(['backup.sqlite']);
});

test('a restored database has all that was in it, and takes no place but an empty one', async () => {
  const before = await filled();
  expect(await restoring(full, at('new/data.sqlite'))).toMatchObject({ kept: null, counts: { post: before.post } });
  expect(await using(at('new/data.sqlite'), rowsByTable)).toEqual(before);
  await using(at('empty.sqlite'), () => Promise.resolve());
  const { kept } = await restoring(full, at('empty.sqlite'));
  expect(await using(at('empty.sqlite'), rowsByTable)).toEqual(before);
  expect(kept).toBe(at('empty.sqlite.before-20080403T090000Z'));
  await small(at('old.sqlite'));
  await expect(restoring(full, at('old.sqlite'))).rejects.toThrow('has rows. Say --over');
  expect(await sources(at('old.sqlite'))).toBe(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('old'))).toEqual(['old.sqlite']);
});

test('the database that was there before is kept with all its rows, and the backup itself stays as it is', async () => {
  await small(at('old.sqlite'));
  copyFileSync(full, at('backup.sqlite'));
  const { kept } = await restoring(at('backup.sqlite'), at('old.sqlite'), { over: true });
  expect(await using(at('old.sqlite'), rowsByTable)).toEqual(await filled());
  expect(await sources(kept!)).toBe(1);
  expect(readFileSync(at('backup.sqlite')).equals(readFileSync(full))).toBe(true);
  // The name of what is kept has the second in it; whoever does so twice in one loses nothing.
  await expect(restoring(full, at('old.sqlite'), { over: true })).rejects.toThrow('is there already');
  expect(await sources(at('old.sqlite'))).toBe((await filled()).source);
});

test('nothing is restored into memory, where nobody would find it', async () => {
  await expect(restoring(full, ':memory:')).rejects.toThrow('Name a file');
});

test('nothing is restored over a database that somebody has open', async () => {
  await small(at('old.sqlite'));
  await using(at('old.sqlite'), async (database) => {
    await expect(restoring(full, at('old.sqlite'), { over: true })).rejects.toThrow('Stop the server');
    await database.write((manager) => manager.query(`INSERT INTO source (slug, title, created_at) VALUES ('more', 'More', 0)`));
  });
  expect(await sources(at('old.sqlite'))).toBe(2);
  expect((await restoring(full, at('old.sqlite'), { over: true })).kept).not.toBeNull();
});

test.each<[string, () => void, RegExp]>([
  ['is damaged', () => writeFileSync(at('bad'), damaged()), /is damaged, and is not used/],
  ['is cut off', () => writeFileSync(at('bad'), readFileSync(full).subarray(0, 40_000)), /is damaged, and is not used/],
  ['is a text', () => writeFileSync(at('bad'), 'Dear diary'), /is damaged, and is not used/],
  ['is another program’s', () => new Sqlite(at('bad')).exec('CREATE TABLE t (x)').close(), /is no backup of Hustings/],
  ['is not there', () => undefined, /There is no file/],
  ['is of a newer version', () => newer(`INSERT INTO migrations (timestamp, name) VALUES (1, 'Later9')`), /made by a newer Hustings/],
  ['is half copied', () => newer('CREATE TABLE half_copied (reason text)'), /is half copied/],
  ['is in use', () => (copyFileSync(full, at('bad')), writeFileSync(at('bad-wal'), 'x')), /a database in use, and not a backup/],
])('a backup that %s is refused, and the database stays', async (_what, make, sentence) => {
  await small(at('old.sqlite'));
  make();
  await expect(restoring(at('bad'), at('old.sqlite'), { over: true })).rejects.toThrow(sentence);
  expect(await sources(at('old.sqlite'))).toBe(1);
  expect(readdirSync(folder).filter((name) => /restoring|before/.test(name))).toEqual([]);
});

/** With a page in its middle written over. */
function damaged(): Buffer {
  const bytes = readFileSync(full);
  bytes.fill(0xaa, 4096 * 10, 4096 * 14);
  return bytes;
}

function newer(statement: string): void {
  copyFileSync(full, at('bad'));
  new Sqlite(at('bad')).exec(statement).close();
}

test('a database that cannot be read any more gives way, and what lies beside it is not taken for the new one’s', async () => {
  const diary = 'Dear diary. '.repeat(5000);
  writeFileSync(at('old.sqlite'), diary);
  writeFileSync(at('old.sqlite-wal'), 'a log that is none of the new one’s');
  await expect(restoring(full, at('old.sqlite'))).rejects.toThrow('cannot be read. Say --over');
  const { kept } = await restoring(full, at('old.sqlite'), { over: true });
  expect(readFileSync(kept!, 'utf8')).toBe(diary);
  expect(await using(at('old.sqlite'), rowsByTable)).toEqual(await filled());
});

test('what a lost database left beside it is not taken for the log of the new one', async () => {
  copyFileSync(full, at('lost.sqlite'));
  const lost = new Sqlite(at('lost.sqlite'));
  lost.pragma('journal_mode = WAL');
  lost.prepare('DELETE FROM meta').run();
  copyFileSync(at('lost.sqlite-wal'), at('new.sqlite-wal'));
  lost.close();
  await restoring(full, at('new.sqlite'));
  expect(await using(at('new.sqlite'), rowsByTable)).toEqual(await filled());
});

test('a backup of an older version is brought up to date, and stays itself as it is', async () => {
  const options = { type: 'better-sqlite3', database: at('ancient.sqlite'), migrations: [Initial0000000000001] };
  const source = new DataSource(options as DataSourceOptions);
  await source.initialize();
  await source.runMigrations();
  await source.query(`INSERT INTO source (slug, title, created_at) VALUES ('ancient', 'Ancient', 0)`);
  await source.destroy();
  const bytes = readFileSync(at('ancient.sqlite'));
  await restoring(at('ancient.sqlite'), at('new.sqlite'));
  const tables = await using(at('new.sqlite'), rowsByTable);
  expect(Object.keys(tables)).toEqual(Object.keys(await filled()));
  expect(tables.source).toBe(1);
  expect(readFileSync(at('ancient.sqlite')).equals(bytes)).toBe(true);
});

if (onPostgres) {
  test('a database of PostgreSQL goes into a file, and comes back into an empty one', async () => {
    const [one, two] = [await freshDatabase(), await freshDatabase()];
    try {
      await using(full, (from) => using(one.config, (to) => copyDatabase(from, to)));
      const counts = await using(one.config, (database) => backUp(database, at('backup.sqlite')));
      const before = await filled();
      expect(counts.post).toBe(before.post);
      expect(readdirSync(folder)).toEqual(['backup.sqlite']);
      expect(statSync(at('backup.sqlite')).mode & 0o777).toBe(0o600);
      expect(await using(at('backup.sqlite'), rowsByTable)).toEqual(before);
      await expect(restoring(at('backup.sqlite'), one.config)).rejects.toThrow('is not empty');
      await expect(restoring(at('backup.sqlite'), two.config, { over: true })).rejects.toThrow('Make an empty one');
      const breaksOff = () => {
        throw new Error('The cable is out');
      };
      await expect(restoring(at('backup.sqlite'), two.config, { onProgress: breaksOff })).rejects.toThrow('The cable is out');
      await expect(restoring(at('backup.sqlite'), two.config)).rejects.toThrow('Say --again');
      await restoring(at('backup.sqlite'), two.config, { again: true });
      expect(await using(two.config, rowsByTable)).toEqual(before);
      expect(readdirSync(folder)).toEqual(['backup.sqlite']);
    } finally {
      await one.drop();
      await two.drop();
    }
  });
}

test('by command: backup and restore say what was done, and what key belongs to it', async () => {
  mkdirSync(at('data'));
  copyFileSync(full, at('data/hustings.sqlite'));
  const env = { DATABASE_URL: `sqlite:${at('data/hustings.sqlite')}` };
  const made = await hustings(['backup', at('backup.sqlite')], env);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/holds [\d,]+ rows, and was read again\.\nKeep .*data\/secret\.key as well/);
  const refused = await hustings(['restore', at('backup.sqlite')], env);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^[^\n]*has rows\. Say --over[^\n]*\n$/);
  const restored = await hustings(['restore', at('backup.sqlite'), '--over', '--json'], env);
  expect(restored.code).toBe(0);
  const told = JSON.parse(restored.out) as { kept: string; rows: Record<string, number> };
  expect(told.rows.post).toBe((await filled()).post);
  expect(existsSync(told.kept)).toBe(true);
  const database = new Sqlite(at('data/hustings.sqlite'));
  const last = database.prepare('SELECT actor, action, status, fields FROM audit_entry ORDER BY id DESC LIMIT 1').get();
  database.close();
  const fields = JSON.stringify({ file: at('backup.sqlite'), over: true });
  expect(last).toEqual({ actor: 'the command line', action: 'restore', status: 200, fields });
  expect((await hustings(['backup', at('backup.sqlite')], env)).err).toContain('is there already');
});
