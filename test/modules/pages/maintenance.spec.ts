import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryFailedError } from 'typeorm';
import { isDatabaseAway } from '../../../src/modules/database/away.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { keepDoor } from '../../../src/modules/pages/door.js';
import { Rows } from '../../support/conversation.js';
import { onPostgres } from '../../support/database.js';
import { expectOrderlyHeadings, Page } from '../../support/page.js';
import { startSite } from '../../support/site.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('while the program starts, its door says when to come back, and then makes room', async () => {
  const config = readConfig({ PORT: String(await freePort()), BASE_URL: 'https://hustings.example' });
  const door = await keepDoor(config);
  const response = await fetch(`http://127.0.0.1:${config.port}/threads/1`);
  const page = new Page(await response.text());
  expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([503, '30', 'no-store']);
  expectOrderlyHeadings(page);
  expect(page.headings[0]).toBe('h1 Back in a moment');
  expect(page.all('link', { rel: 'stylesheet' })).toEqual([]);
  const probe = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${config.port}${path}`);
    return [answer.status, answer.headers.get('cache-control'), await answer.json()];
  };
  expect(await probe('/healthz')).toEqual([200, 'no-store', { isAlive: true }]);
  expect(await probe('/readyz')).toEqual([
    503,
    'no-store',
    { isReady: false, problems: [expect.stringContaining('bringing its database')] },
  ]);
  await expect(keepDoor(config)).resolves.toBeNull();
  await door?.close();
  const server = createServer().listen(config.port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  await new Promise((resolve) => server.close(resolve));
});

test('while the database is away, pages say when to come back, and come back by themselves', async () => {
  const site = await startSite(undefined, {});
  site.app.useLogger(false);
  const threadId = await new Rows(site.database).post(await new Rows(site.database).source('Blog'), '2008-04-03T09:00:00Z');
  const path = `/threads/${threadId}`;
  expect((await site.get(path)).status).toBe(200);
  const { manager } = site.database;
  const sql = manager.sql.bind(manager);
  manager.sql = () =>
    Promise.reject(new QueryFailedError('SELECT 1', [], Object.assign(new Error('x'), { code: onPostgres ? '57P01' : 'SQLITE_IOERR' })));
  const away = await site.get(path);
  expect([away.status, away.headers.get('retry-after'), away.headers.get('cache-control')]).toEqual([503, '30', 'no-store']);
  const text = new Page(await away.text()).text;
  expect(text).toContain('The database is out of reach for the moment. Nothing is lost.');
  manager.sql = sql;
  expect((await site.get(path)).status).toBe(200);
  await site.close();
});

test('a server that is not there, is full or closes the connection is away; a faulty statement is not', () => {
  const of = (said: object) => isDatabaseAway(Object.assign(new Error('x'), said));
  for (const code of ['ECONNREFUSED', '57P01', '57P03', '53300', '08006', '3D000', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_FULL'])
    expect(of({ code })).toBe(true);
  expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isDatabaseAway(Object.assign(new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })])))).toBe(true);
  for (const code of ['23505', '42601', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', undefined]) expect(of({ code })).toBe(false);
  expect([isDatabaseAway(null), isDatabaseAway('x'), isDatabaseAway(new Error('swordfish'))]).toEqual([false, false, false]);
});
