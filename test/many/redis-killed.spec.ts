/** A Redis that is killed under polls, stays away, and comes back empty. `npm run test:queue`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { entities } from '../../src/entities.js';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { freshDatabase, onPostgres } from '../support/database.js';
import { addFeeds, Farm } from '../support/farm.js';
import { hasRedisServer, RedisServer } from '../support/redis-server.js';
import { WorkerProcess } from '../support/worker-process.js';

const HOSTS = 40;
const TIMES = 2;
/** Those for pages and for polls have a connection each. */
const THREADS = 2;
/** Of the server, and a bit; in it the queues have tried many times. */
const TICK_MS = 3_500;
const AWAY = / ERROR .*\[Queue\] The queue on Redis does not answer \(.+\)\. What is due stays in the tables/;
const run = process.env.TEST_REDIS_URL && onPostgres && hasRedisServer() ? describe : describe.skip;

run('Redis is killed under polls, and comes back empty', () => {
  let [redis, farm, database, server]: [RedisServer, Farm, Database, WorkerProcess | null] = [] as never;
  let ends: (() => Promise<unknown>)[];

  beforeEach(async () => {
    redis = await RedisServer.start();
    farm = new Farm({ hosts: HOSTS, feeds: 3, latencyMs: 300, spacingMs: 0 });
    await farm.start();
    server = null;
    ends = [() => redis.kill(), () => farm.close()];
  });
  afterEach(async () => {
    if (server && !server.hasEnded) await server.end('SIGKILL');
    for (const end of ends) await end();
  });

  async function start(role: string): Promise<WorkerProcess> {
    const { config, url, drop } = await freshDatabase();
    database = new Database(await openDatabase(config, entities));
    ends.unshift(() => database.onApplicationShutdown().then(drop));
    const env = { DATABASE_URL: url, ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', LOG_FORMAT: 'text' };
    await addFeeds(env, farm.urls);
    server = new WorkerProcess({ ...env, QUEUE_URL: redis.url }, role);
    return server;
  }
  const asked = <Row>(sql: string) => database.manager.query<Row[]>(sql);
  const makeDue = () => database.write((manager) => manager.query('UPDATE feed SET next_poll_at = 0'));
  const guids = async () => (await asked<{ guid: string }>('SELECT guid FROM post')).map(({ guid }) => guid).sort();
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) {
      if (server?.hasEnded) throw new Error(`It has ended:\n${server.log}`);
      await sleep(50);
    }
  };

  test('under a server, each thread of which says so once', async () => {
    const serving = await start('all');
    const url = await serving.up();
    await until(async () => (await guids()).length === farm.guids.length);

    for (let time = 1; time <= TIMES; time++) {
      farm.grow();
      await makeDue();
      const before = farm.requests;
      await until(() => farm.requests > before);
      await redis.kill();
      await until(() => said(serving.log, AWAY).length >= time * THREADS);
      // What was under way comes to its end without a queue.
      await sleep(TICK_MS);
      farm.grow();
      await makeDue();
      await sleep(2 * TICK_MS);
      expect(await ready(url)).toEqual([503, [expect.stringMatching(/^The queue does not answer, and nothing is polled meanwhile\./)]]);
      const [due] = await asked<{ count: string }>('SELECT COUNT(*) AS count FROM feed WHERE next_poll_at = 0');
      expect(Number(due?.count)).toBe(farm.urls.length);

      await redis.start();
      await until(async () => (await guids()).length >= farm.guids.length);
      await until(async () => (await ready(url))[0] === 200);
    }

    expect(await guids()).toEqual(farm.guids.sort());
    expect(farm.overlaps).toEqual([]);
    await serving.end('SIGTERM');
    expect(said(serving.log, / ERROR /)).toEqual(Array.from({ length: TIMES * THREADS }, () => expect.stringMatching(AWAY) as unknown));
    expect(said(serving.log, /The queue answers again/)).toHaveLength(TIMES * THREADS);
  });
});

async function ready(url: string): Promise<[status: number, problems: string[]]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, ((await answer.json()) as { problems: string[] }).problems];
}

function said(log: string, what: RegExp): string[] {
  return log.split('\n').filter((line) => what.test(line));
}
