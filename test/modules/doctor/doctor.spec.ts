import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkClock } from '../../../src/modules/doctor/clock.check.js';
import { judgeDisk } from '../../../src/modules/doctor/disk.check.js';
import { examine } from '../../../src/modules/doctor/doctor.js';
import { registerDoctorCommand } from '../../../src/modules/doctor/doctor.command.js';
import type { Check, Finding } from '../../../src/modules/doctor/finding.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { openDatabase } from '../../../src/modules/database/data-source.js';
import { entities } from '../../../src/entities.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Commands } from '../../support/commands.js';
import { freshDatabase, onPostgres } from '../../support/database.js';
import { startMailServer } from '../../support/mail-server.js';
import { startWeb } from '../../support/web.js';

/** PostgreSQL's server is asked what time it is, too. */
const NOW = onPostgres ? new Date() : new Date('2026-11-29T12:00:00Z');

let folder: string;
let url: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-doctor-'));
  const fresh = await freshDatabase({ empty: true });
  url = onPostgres ? fresh.url : `sqlite:${join(folder, 'h.sqlite')}`;
  drop = fresh.drop;
});
afterEach(async () => {
  await drop();
  rmSync(folder, { recursive: true });
});

/** What the doctor says on these settings, check by check. */
async function say(env: Record<string, string> = {}, now = NOW): Promise<Partial<Record<Check, Finding>>> {
  const findings = await examine(readConfig({ DATABASE_URL: url, SECRET_KEY: 'x'.repeat(32), ...env }), () => now);
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

/** Makes the tables, with a feed if an address is given. */
async function migrated(feedUrl: string | null = null, dueMs = NOW.getTime()): Promise<void> {
  const source = await openDatabase(readConfig({ DATABASE_URL: url }).database, entities);
  if (feedUrl !== null) {
    const at = new Date(0);
    const { identifiers } = await source.manager.insert(SourceEntity, { slug: 'lamp', title: 'The Lamp', createdAt: at });
    const sourceId = Number(identifiers[0]?.id);
    const due = { state: 'active', nextPollAt: new Date(dueMs) } as const;
    await source.manager.insert(FeedEntity, { sourceId, url: feedUrl, host: 'lamp', role: 'posts', ...due, createdAt: at });
  }
  await source.destroy();
}

test('all is well: a sentence for each, and nothing is changed', async () => {
  const [web, mail] = [await startWeb({ '/': { body: 'here' } }), await startMailServer()];
  await migrated(`${web.url}/feed`);
  const said = await say({ ALLOW_ADDRESSES: '127.0.0.0/8', SMTP_URL: mail.url, MAIL_FROM: 'a@example.org' });
  await web.close();
  await mail.close();
  expect(Object.entries(said).map(([check, { state }]) => `${check}: ${state}`)).toEqual([
    'settings: ok',
    'database: ok',
    'queue: ok',
    'network: ok',
    'clock: ok',
    expect.stringMatching(/^disk: /),
    'mail: ok',
  ]);
  expect(said.queue?.message).toBe('1 feed waits to be polled, since 0 minutes at most.');
  expect(said.network?.message).toMatch(/is found, and answers \(200\)/);
  expect(mail.received).toEqual([]);
});

test('a database that is not there yet is not made', async () => {
  if (onPostgres) return;
  const said = await say();
  expect(said.database).toMatchObject({ state: 'warning', message: expect.stringContaining('the first start makes it') as string });
  expect(said.queue).toBeUndefined();
  expect((await say()).database?.message).toContain('There is none at');
});

test('tables that this version has yet to make are no failure; those of a newer one are', async () => {
  await migrated();
  const source = await openDatabase(readConfig({ DATABASE_URL: url }).database, entities);
  await source.query(`DELETE FROM migrations WHERE name = 'Readers0000000000024'`);
  expect((await say()).database).toMatchObject({
    state: 'warning',
    message: expect.stringContaining('It lacks 1 of the changes') as string,
  });
  await source.query(`INSERT INTO migrations (timestamp, name) VALUES (1, 'Later')`);
  expect((await say()).database).toMatchObject({ state: 'failed', message: expect.stringContaining('a newer Hustings (Later)') as string });
  await source.destroy();
});

test('a file that is no database', async () => {
  if (onPostgres) return;
  writeFileSync(join(folder, 'h.sqlite'), 'these are words, and more words, far more than a page of them has to have'.repeat(200));
  expect((await say()).database).toMatchObject({ state: 'failed', message: expect.stringContaining('is not a SQLite database') as string });
});

test.each([
  ['all but its beginning', 4096 * 8],
  ['its last page', -4096],
])('a file of which %s is damaged', async (_what, from) => {
  if (onPostgres) return;
  await migrated();
  const bytes = readFileSync(join(folder, 'h.sqlite'));
  bytes.fill(0x5a, from < 0 ? bytes.length + from : from);
  writeFileSync(join(folder, 'h.sqlite'), bytes);
  expect((await say()).database).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/is damaged \(.*Restore a backup/s) as string,
  });
});

test('a place where nothing can be: a folder in place of the file', async () => {
  if (onPostgres) return;
  mkdirSync(join(folder, 'h.sqlite'));
  expect((await say()).database).toMatchObject({ state: 'failed', message: expect.stringContaining('cannot be') as string });
});

test('a server that is not there', async () => {
  const said = await say({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
  expect(said.database).toMatchObject({ state: 'failed', message: expect.stringMatching(/^PostgreSQL cannot be used/) as string });
  expect(said.clock?.state).toBe('ok');
});

test.each([
  ['Redis', 'redis://127.0.0.1:9'],
  ['PostgreSQL', 'postgres://nobody@127.0.0.1:9/none'],
])('a queue whose server is not there, on %s', async (server, queueUrl) => {
  await migrated();
  const message = expect.stringMatching(new RegExp(`^The queue on ${server} cannot be used \\(.*ECONNREFUSED.*Check QUEUE_URL`)) as string;
  expect((await say({ QUEUE_URL: queueUrl })).queue).toMatchObject({ state: 'failed', message });
});

test('a server that knows nothing of its tables, as with autovacuum off', async () => {
  if (!onPostgres) return;
  await migrated();
  const source = await openDatabase(readConfig({ DATABASE_URL: url }).database, entities);
  await source.query(`INSERT INTO lease (key, until_at) SELECT 'host ' || n, 0 FROM generate_series(1, 20000) n`);
  // What it counts, the server writes down within a second by itself.
  const counted = async () =>
    (await source.query<{ n: string }[]>(`SELECT n_live_tup AS n FROM pg_stat_user_tables WHERE relname = 'lease'`))[0]?.n;
  while (Number(await counted()) < 20_000) await sleep(50);
  expect((await say()).database).toEqual({
    check: 'database',
    state: 'warning',
    message: expect.stringMatching(/never looked at what is in lease, .* Run ANALYZE .* `SHOW autovacuum`/) as string,
  });
  await source.query('ANALYZE lease');
  expect((await say()).database?.state).toBe('ok');
  await source.destroy();
});

test('feeds that nobody polls', async () => {
  await migrated('http://127.0.0.1:9/feed', NOW.getTime() - 90 * 60_000);
  const said = await say();
  expect(said.queue).toMatchObject({ state: 'warning', message: expect.stringContaining('since 90 minutes') as string });
  expect(said.network).toMatchObject({ state: 'warning', message: expect.stringContaining('ALLOW_ADDRESSES') as string });
  expect((await say({ ALLOW_ADDRESSES: '127.0.0.0/8' })).network).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('127.0.0.1 is found, and does not answer') as string,
  });
});

test('a name that nobody knows', async () => {
  await migrated('http://nowhere.invalid/feed');
  expect((await say()).network).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('nowhere.invalid was not found') as string,
  });
});

test('a clock that stands in the past, and one that is apart from the server of the database', async () => {
  expect((await say({}, new Date('1970-01-01T00:00:00Z'))).clock).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('1970') as string,
  });
  if (!onPostgres) return;
  const source = await openDatabase(readConfig({ DATABASE_URL: url }).database, entities);
  expect(await checkClock(() => new Date('2031-01-01T00:00:00Z'), source)).toMatchObject({ state: 'warning' });
  await source.destroy();
});

test('a disk that fills up', () => {
  expect([50, 1000, 50_000].map((mb) => judgeDisk(mb, '/data').state)).toEqual(['failed', 'warning', 'ok']);
});

test('a mail server that is not there', async () => {
  const said = await say({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@example.org' });
  expect(said.mail).toMatchObject({ state: 'failed', message: expect.stringContaining('127.0.0.1, port 9, does not let us in') as string });
});

test.each([
  [{ HOST: '0.0.0.0' }, 'BASE_URL is not set'],
  [{ BASE_URL: 'https://digest.example.org' }, 'TRUSTED_PROXIES is not set'],
  [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', SECRET_KEY: '' }, 'SECRET_KEY is not set'],
])('settings that do not fit together: %j', async (env, message) => {
  expect((await say(env)).settings).toMatchObject({ state: 'warning', message: expect.stringContaining(message) as string });
});

describe('hustings doctor', () => {
  const run = async (env: Record<string, string>, ...args: string[]) => {
    const commands = await Commands.start([(program) => registerDoctorCommand(program, () => readConfig(env))]);
    try {
      return await commands.run('doctor', ...args);
    } finally {
      await commands.close();
    }
  };

  test('prints a line for each, and ends with 0 where nothing fails', async () => {
    await migrated();
    const { code, out } = await run({ DATABASE_URL: url });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}database {2}It opens, can be written, is whole, and has all tables\. It takes up [\d,]+\.\d MB/m);
    expect(out.trim().split('\n')).toHaveLength(7);
  });

  test('ends with 1 where something fails; --json is one object', async () => {
    const { code, out } = await run({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' }, '--json');
    const said = JSON.parse(out) as { ok: boolean; findings: Finding[] };
    expect([code, said.ok]).toEqual([1, false]);
    expect(said.findings.find(({ check }) => check === 'database')).toMatchObject({ state: 'failed' });
  });

  test('says of settings that cannot be read what is wrong with each', async () => {
    const { code, out } = await run({ PORT: 'many', DIGEST_TIMEZONE: 'Atlantis' });
    expect(code).toBe(1);
    expect(out).toMatch(/^failed {3}settings .*PORT: .*DIGEST_TIMEZONE: /);
  });
});
