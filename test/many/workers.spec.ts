/** Many workers, as they are run: processes that are killed, added, and held for longer than anybody waits for them. `npm run test:queue`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { entities } from '../../src/entities.js';
import { freshDatabase, onPostgres } from '../support/database.js';
import { addFeeds, Farm } from '../support/farm.js';
import { WorkerProcess } from '../support/worker-process.js';

const SECONDS = Number(process.env.TEST_WORKERS_SECONDS ?? 0);
const HOSTS = Number(process.env.TEST_WORKERS_HOSTS ?? 1000);
const WORKERS = 4;
const SPACING_MS = 500;
const queues = { PostgreSQL: '', ...(process.env.TEST_REDIS_URL && { Redis: process.env.TEST_REDIS_URL }) };

const run = SECONDS > 0 && onPostgres ? describe.each(Object.entries(queues)) : describe.skip.each(Object.entries(queues));

run('four workers, and a queue on %s', (_name, queueUrl) => {
  test(
    'are killed at random: every entry is stored once, none is lost, and no host is asked by two of them at once',
    async () => {
      const farm = new Farm({ hosts: HOSTS, feeds: 3, latencyMs: 50, spacingMs: SPACING_MS });
      await farm.start();
      const { config, url, drop } = await freshDatabase();
      const database = new Database(await openDatabase(config, entities));
      const env = {
        DATABASE_URL: url,
        ...(queueUrl && { QUEUE_URL: queueUrl }),
        ALLOW_ADDRESSES: '127.0.0.0/8',
        HOST_SPACING_MS: String(SPACING_MS),
        SECRET_KEY: 'the-same-for-all-of-them-here-and-long-enough',
      };
      await addFeeds(env, farm.urls);
      const workers = Array.from({ length: WORKERS }, () => new WorkerProcess(env));
      const logs: string[] = [];
      try {
        await Promise.all(workers.map((worker) => worker.up()));
        await harass(workers, env, farm, database, logs);
        // Twice: a poll that was under way the first time may have asked before the last entries came.
        for (let round = 0; round < 2; round++) await pollAll(database);
        const rows = await database.manager.query<{ guid: string }[]>('SELECT guid FROM post');
        expect(rows.map(({ guid }) => guid).sort()).toEqual(farm.guids.sort());
        expect({ overlaps: farm.overlaps, tooSoon: farm.tooSoon }).toEqual({ overlaps: [], tooSoon: [] });
        await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
        const [left] = await database.manager.query<{ count: string }[]>(
          `SELECT COUNT(*) AS count FROM lease WHERE holder IS NOT NULL AND key LIKE 'host %'`,
        );
        expect(Number(left?.count)).toBe(0);
        const errors = [...logs, ...workers.map(({ log }) => log)].flatMap((log) => errorsOf(log));
        // A crowded machine may keep the queue waiting; what the queue says then is shown, and nothing may come of it.
        const [ofQueue, ofJobs] = [true, false].map((isOf) => errors.filter((error) => error.includes('[Queue] The queue') === isOf));
        for (const error of ofQueue ?? []) process.stderr.write(`${error}\n`);
        expect(ofJobs).toEqual([]);
      } finally {
        for (const worker of workers) if (!worker.hasEnded) await worker.end('SIGKILL');
        await database.onApplicationShutdown();
        await farm.close();
        await drop();
      }
    },
    (SECONDS + 600) * 1000,
  );
});

/** Kills one after another at random, and starts another in its place; one is held for longer than its leases last, and goes on then. */
async function harass(
  workers: WorkerProcess[],
  env: Record<string, string>,
  farm: Farm,
  database: Database,
  logs: string[],
): Promise<void> {
  const until = performance.now() + SECONDS * 1000;
  const growing = setInterval(() => farm.grow(), (SECONDS * 1000) / 10);
  const held = workers[0]!;
  held.signal('SIGSTOP');
  const letGo = setTimeout(() => held.signal('SIGCONT'), Math.min(25_000, SECONDS * 800));
  let kills = 0;
  try {
    while (performance.now() < until) {
      await sleep(1_000 + Math.random() * 3_000);
      const index = 1 + Math.floor(Math.random() * (WORKERS - 1));
      await workers[index]!.end('SIGKILL');
      logs.push(workers[index]!.log);
      workers[index] = new WorkerProcess(env);
      kills += 1;
      await database.write((manager) =>
        manager.query(`UPDATE feed SET next_poll_at = 0 WHERE state = 'active' AND next_poll_at > ${Date.now()}`),
      );
    }
  } finally {
    clearInterval(growing);
    clearTimeout(letGo);
    held.signal('SIGCONT');
  }
  process.stderr.write(`${kills} workers were killed; the farm was asked ${farm.requests} times.\n`);
}

/** Every feed once more, for what came last: none may be forgotten. */
async function pollAll(database: Database): Promise<void> {
  const since = Date.now();
  for (;;) {
    // Again and again: a poll that was under way has set the time of the next one meanwhile.
    await database.write((manager) => manager.query(`UPDATE feed SET next_poll_at = 0 WHERE state = 'active' AND polled_at < ${since}`));
    const [row] = await database.manager.query<{ count: string }[]>(
      `SELECT COUNT(*) AS count FROM feed WHERE polled_at IS NULL OR polled_at < ${since}`,
    );
    if (Number(row?.count) === 0) return;
    await sleep(500);
  }
}

/** Each with what stands below it. */
function errorsOf(log: string): string[] {
  const lines = log.split('\n');
  return lines.flatMap((line, index) => (line.includes(' ERROR ') ? [lines.slice(index, index + 3).join('\n')] : []));
}
