import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { entities } from '../../../src/entities.js';
import type { DatabaseConfig } from '../../../src/modules/config/config.js';
import { compareTable } from '../../../src/modules/copying/compare.js';
import { copyDatabase } from '../../../src/modules/copying/copy.js';
import { registerCopyingCommands } from '../../../src/modules/copying/copying.command.js';
import { Snapshot } from '../../../src/modules/copying/snapshot.js';
import { tablesOf } from '../../../src/modules/copying/tables.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { Database } from '../../../src/modules/database/database.js';
import { MetaEntity } from '../../../src/modules/database/meta.entity.js';
import { toFts5, toTsquery } from '../../../src/modules/search/match.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { hustings } from '../../support/cli.js';
import { Commands } from '../../support/commands.js';
import { freshDatabase, onPostgres } from '../../support/database.js';
import { fill, rowsByTable } from '../../support/filled.js';

/** A filled file of SQLite, made once; each test has its own copy of it as `from`, and an empty database of this run's kind as `to`. */
let folder: string;
let full: string;
let from: Database;
let config: DatabaseConfig;
let drop: () => Promise<void>;
let to: Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-copy-'));
  full = join(folder, 'full.sqlite');
  const database = await opened({ type: 'sqlite', location: full });
  await fill(database);
  await database.onApplicationShutdown();
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  const location = join(folder, 'from.sqlite');
  copyFileSync(full, location);
  from = await opened({ type: 'sqlite', location });
  const fresh = await freshDatabase();
  config = fresh.config.type === 'sqlite' ? { type: 'sqlite', location: join(folder, 'to.sqlite') } : fresh.config;
  drop = fresh.drop;
  to = await opened(config);
});
afterEach(async () => {
  await from.onApplicationShutdown();
  await to.onApplicationShutdown();
  await drop();
  for (const file of ['from.sqlite', 'to.sqlite', 'back.sqlite']) rmSync(join(folder, file), { force: true });
});

async function opened(at: DatabaseConfig, options?: Parameters<typeof openDatabase>[2]): Promise<Database> {
  return new Database(await openDatabase(at, entities, options));
}

/** The numbers of the posts in which a word is found. */
async function finding(database: Database, word: string): Promise<number[]> {
  const match = { type: 'phrase' as const, words: [word], isPrefix: false, within: 'text' as const };
  const rows = await database.manager.query<{ id: number }[]>(
    database.isPostgres
      ? `SELECT post_id AS id FROM search s JOIN search_index i ON i.place = s.place WHERE words @@ CAST($1 AS tsquery) ORDER BY 1`
      : `SELECT post_id AS id FROM search s JOIN search_index i ON i.rowid = s.place WHERE search_index MATCH ? ORDER BY 1`,
    [database.isPostgres ? toTsquery(match) : toFts5(match)],
  );
  return rows.map(({ id }) => id);
}

test('there is a row to copy in every table of the schema', async () => {
  const counts = await rowsByTable(from);
  expect(Object.keys(counts).length).toBeGreaterThan(45);
  expect(Object.keys(counts).filter((name) => counts[name] === 0)).toEqual([]);
  // And every table is one that is copied, or one that is made anew.
  const copied = tablesOf(from.source).map(({ name }) => name);
  expect(Object.keys(counts).sort()).toEqual([...copied, 'migrations', 'search_index'].sort());
});

test('a table comes after those that its rows belong to', () => {
  const names = tablesOf(from.source).map(({ name }) => name);
  for (const { tableName, foreignKeys } of from.source.entityMetadatas)
    for (const { referencedEntityMetadata } of foreignKeys)
      expect(names.indexOf(referencedEntityMetadata.tableName)).toBeLessThan(names.indexOf(tableName));
});

test('everything comes over, and back again, and is found there', async () => {
  const there = await copyDatabase(from, to);
  expect(await rowsByTable(to)).toEqual(await rowsByTable(from));
  const known = await finding(from, 'dredging');
  expect(known.length).toBeGreaterThan(1);
  expect(await finding(to, 'dredging')).toEqual(known);
  const back = await opened({ type: 'sqlite', location: join(folder, 'back.sqlite') });
  try {
    const again = await copyDatabase(to, back);
    expect(again).toEqual(there);
    // Of few tables the rows are alike, as they are made up here.
    expect(new Set(there.map(({ sha256 }) => sha256)).size).toBeGreaterThan(there.length - 5);
    expect(await finding(back, 'dredging')).toEqual(known);
    expect(await back.manager.query('PRAGMA foreign_key_check')).toEqual([]);
    // Values, and not only what we make of them, where both are files.
    for (const table of ['post', 'meta', 'feed', 'waiting']) {
      const all = `SELECT * FROM "${table}" ORDER BY 1, 2`;
      expect(await back.manager.query(all)).toEqual(await from.manager.query(all));
    }
  } finally {
    await back.onApplicationShutdown();
  }
});

test('the number of a row that is gone is never given to another', async () => {
  const row = {
    slug: 'gone',
    title: 'Gone',
    siteUrl: null,
    platform: 'web',
    affiliation: 'unknown' as const,
    isSample: 0,
    createdAt: new Date(0),
  };
  const add = async (database: Database, slug: string) => {
    const { identifiers } = await database.write((manager) => manager.insert(SourceEntity, { ...row, slug }));
    return (identifiers[0] as { id: number }).id;
  };
  const gone = await add(from, 'gone');
  await from.write((manager) => manager.delete(SourceEntity, { id: gone }));
  await copyDatabase(from, to);
  expect(await add(to, 'next')).toBe(gone + 1);
});

test('what is stored meanwhile is not in the copy, and disturbs nothing', async () => {
  const before = await rowsByTable(from);
  const other = new Sqlite(join(folder, 'from.sqlite'));
  let written = 0;
  await copyDatabase(from, to, {
    onProgress: () => written++ < 20 && other.prepare('INSERT INTO meta ("key", value) VALUES (?, ?)').run(`meanwhile ${written}`, ''),
  });
  other.close();
  expect(await rowsByTable(to)).toEqual(before);
  expect((await rowsByTable(from)).meta).toBe((before.meta ?? 0) + 20);
});

test('progress ends at the whole', async () => {
  const told: { done: number; of: number }[] = [];
  await copyDatabase(from, to, { onProgress: (progress) => told.push(progress) });
  expect(told.at(-1)?.done).toBe(told[0]?.of);
  expect(told.length).toBeGreaterThan(100);
});

test('a copy that is broken off is recognised until it was begun anew', async () => {
  let told = 0;
  const breaksOff = () => {
    if (++told === 30) throw new Error('The cable is out');
  };
  await expect(copyDatabase(from, to, { onProgress: breaksOff })).rejects.toThrow('The cable is out');
  expect((await rowsByTable(to)).post).toBeGreaterThan(0);
  await expect(opened(config)).rejects.toThrow('This database is half copied');
  await expect(copyDatabase(from, to)).rejects.toThrow('Say --again');
  const half = await opened(config, { halfCopied: 'allow' });
  await copyDatabase(from, half, { again: true });
  await half.onApplicationShutdown();
  const whole = await opened(config);
  expect(await rowsByTable(whole)).toEqual(await rowsByTable(from));
  await whole.onApplicationShutdown();
});

test.each([false, true])('a database with rows is left as it is (again: %s)', async (again) => {
  await to.write((manager) => manager.query(`INSERT INTO subscriber (address, address_key, frequency, state, mailed_until_at, created_at) VALUES ('a', 'a', 'day', 'on', 0, 0)`)); // prettier-ignore
  await expect(copyDatabase(from, to, { again })).rejects.toThrow('is not empty: there are rows in subscriber');
  expect(await rowsByTable(to)).toMatchObject({ subscriber: 1, post: 0 });
  await (await opened(config)).onApplicationShutdown();
});

test('a row that is missing, too many or another is named', async () => {
  await copyDatabase(from, to);
  await to.write(async (manager) => {
    await manager.delete(MetaEntity, { key: 'Zebra ? $1 :x "quoted"' });
    await manager.delete(MetaEntity, { key: 'entities-version' });
    await manager.insert(MetaEntity, { key: '～ too many', value: '' });
    await manager.update(MetaEntity, { key: 'watches-version' }, { value: 'another' });
  });
  const meta = tablesOf(from.source).find(({ name }) => name === 'meta')!;
  const compared = await Snapshot.of(from.source, (ours) =>
    Snapshot.of(to.source, (theirs) => compareTable(ours, theirs, meta, () => undefined)),
  );
  expect(compared.differences).toEqual([
    { table: 'meta', key: ['entities-version'], what: 'is missing' },
    { table: 'meta', key: ['watches-version'], what: 'is another' },
    { table: 'meta', key: ['～ too many'], what: 'is not in the original' },
  ]);
});

test('a post that can be found but has no words is named', async () => {
  await copyDatabase(from, to);
  const [first] = await to.manager.query<{ place: number }[]>('SELECT place FROM search ORDER BY place LIMIT 1');
  const place = to.isPostgres ? 'place' : 'rowid';
  expect(await Snapshot.of(to.source, (snapshot) => snapshot.withoutWords())).toEqual([]);
  await to.write((manager) => manager.query(`DELETE FROM search_index WHERE ${place} = ${first!.place}`));
  expect(await Snapshot.of(to.source, (snapshot) => snapshot.withoutWords())).toEqual([first!.place]);
});

test('the order of keys is that of their bytes on either database', async () => {
  const keys = ['Z', 'a', 'ä', '～', '😀', 'z', 'é', '-', '_'];
  for (const database of [from, to])
    await database.write((manager) => manager.insert(MetaEntity, keys.map((key) => ({ key: `key ${key}`, value: '' })))); // prettier-ignore
  const meta = tablesOf(from.source).find(({ name }) => name === 'meta')!;
  const orders = [];
  for (const database of [from, to])
    orders.push(
      await Snapshot.of(database.source, async (snapshot) => {
        const found: string[] = [];
        for await (const [key] of snapshot.rows(meta)) if (String(key).startsWith('key ')) found.push(String(key).slice(4));
        return found;
      }),
    );
  expect(orders[0]).toEqual(['-', 'Z', '_', 'a', 'z', 'ä', 'é', '～', '😀']);
  expect(orders[1]).toEqual(orders[0]);
});

test('a thousand rows are read in batches, none twice and none left out', async () => {
  const rows = Array.from({ length: 1000 }, (_, number) => ({ key: `row ${String(number).padStart(4, '0')}`, value: '' }));
  await from.write((manager) => manager.insert(MetaEntity, rows));
  const meta = tablesOf(from.source).find(({ name }) => name === 'meta')!;
  const [copied] = (await copyDatabase(from, to)).filter(({ name }) => name === 'meta');
  expect(copied?.rows).toBe((await rowsByTable(from)).meta);
  const read = await Snapshot.of(to.source, async (snapshot) => {
    const keys: unknown[] = [];
    for await (const [key] of snapshot.rows(meta)) keys.push(key);
    return keys;
  });
  expect(read.filter((key) => String(key).startsWith('row '))).toEqual(rows.map(({ key }) => key));
});

if (onPostgres)
  test('what PostgreSQL cannot store is named by its table and key', async () => {
    await from.write((manager) => manager.insert(MetaEntity, { key: 'zero', value: 'a\0b' }));
    await expect(copyDatabase(from, to)).rejects.toThrow('The row "zero" of meta cannot be copied: ');
    await expect(opened(config)).rejects.toThrow('half copied');
  });

test('the command says where the copy is, and what to take along', async () => {
  const commands = await Commands.start([(program, open) => registerCopyingCommands(program, open, entities)], {
    SECRET_KEY: 'the-key-of-the-tests-of-copying-000',
  });
  const url = config.type === 'sqlite' ? `sqlite:${config.location}` : config.location;
  try {
    expect(await commands.run('copy', '--to', url)).toMatchObject({ code: 0, err: '' });
    const app = await commands.open();
    await fill(app.get(Database));
    await app.close();
    const ran = await commands.run('copy', '--to', url);
    expect(ran.out).toMatch(/rows of \d+ tables are in .*, each as its original\.\n.*DATABASE_URL=.*\nKeep SECRET_KEY as it is/s);
    await expect(commands.run('copy', '--to', url)).rejects.toThrow('is not empty');
    expect(await commands.run('copy', '--to', 'mysql://x')).toMatchObject({ code: 2 });
    expect(await commands.run('copy')).toMatchObject({ code: 2 });
  } finally {
    await commands.close();
  }
});

test('the program refuses a half copied database in a sentence, and copies with the key beside it in mind', async () => {
  await from.onApplicationShutdown();
  const env = { DATABASE_URL: `sqlite:${join(folder, 'from.sqlite')}` };
  const copy = join(folder, 'elsewhere', 'copy.sqlite');
  const ran = await hustings(['copy', '--to', `sqlite:${copy}`], env);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain(`copy that to ${join(folder, 'elsewhere', 'secret.key')}`);
  const json = await hustings(['copy', '--to', `sqlite:${join(folder, 'elsewhere', 'second.sqlite')}`, '--json'], env);
  expect((JSON.parse(json.out) as { tables: { name: string }[] }).tables.find(({ name }) => name === 'post')).toMatchObject({
    rows: expect.any(Number) as number,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  const database = new Sqlite(copy);
  database.exec('CREATE TABLE half_copied (reason text)');
  database.close();
  const refused = await hustings(['feeds', 'list'], { DATABASE_URL: `sqlite:${copy}` });
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^This database is half copied: [^\n]*\n$/);
  expect(existsSync(copy)).toBe(true);
});
