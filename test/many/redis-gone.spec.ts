/** A queue on Redis that goes away under workers, and comes back with nothing in it. `npm run test:queue`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { entities } from '../../src/entities.js';
import { readConfig } from '../../src/modules/config/config.js';
import { openDatabase } from '../../src/modules/database/data-source.js';
import { Database } from '../../src/modules/database/database.js';
import { SourcesService } from '../../src/modules/sources/sources.service.js';
import { freshDatabase, onPostgres } from '../support/database.js';
import { Farm } from '../support/farm.js';
import { WorkerProcess } from '../support/worker-process.js';

const withRedis = onPostgres && process.env.TEST_REDIS_URL ? test : test.skip;

/** One of the test's own, which keeps nothing. */
class RedisServer {
  private child: ChildProcess | null = null;
  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const place = createServer().listen(0, '127.0.0.1');
    await once(place, 'listening');
    const server = new RedisServer((place.address() as AddressInfo).port);
    place.close();
    await once(place, 'close');
    await server.comeBack();
    return server;
  }

  async comeBack(): Promise<void> {
    this.child = spawn('redis-server', ['--bind', '127.0.0.1', '--port', String(this.port), '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of this.child.stdout!) if ((said += String(chunk)).includes('Ready to accept connections')) break;
    this.child.stdout!.resume();
  }

  async go(): Promise<void> {
    if (this.child?.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

withRedis(
  'Redis may go and come back empty: it is said once, no page is lost, and what is due is polled without a new start',
  async () => {
    const redis = await RedisServer.start();
    const farm = new Farm({ hosts: 20, feeds: 2, latencyMs: 20, spacingMs: 0 });
    await farm.start();
    const { config, url, drop } = await freshDatabase();
    const database = new Database(await openDatabase(config, entities));
    const env = {
      DATABASE_URL: url,
      QUEUE_URL: `redis://127.0.0.1:${redis.port}`,
      ALLOW_ADDRESSES: '127.0.0.0/8',
      HOST_SPACING_MS: '0',
      SECRET_KEY: 'the-same-for-all-of-them-here-and-long-enough',
    };
    await addFeeds(env, farm.urls);
    const worker = new WorkerProcess(env, 'all');
    try {
      const address = await worker.up();
      const status = async (path: string) => (await fetch(address + path)).status;
      await until(worker, () => isWhole(database, farm));
      expect(await status('/readyz')).toBe(200);

      await redis.go();
      farm.grow();
      await makeDue(database);
      await until(worker, async () => (await status('/readyz')) === 503);
      expect(await status('/sources')).toBe(200);
      await sleep(5_000);
      const complaints = [...worker.log.matchAll(/The queue on Redis does not answer/g)];
      // Of the thread that serves, and of the thread that works.
      expect([1, 2]).toContain(complaints.length);
      expect(worker.log).not.toMatch(/UnhandledPromise|has a fault|Job failed/);

      await redis.comeBack();
      await until(worker, async () => (await status('/readyz')) === 200);
      await until(worker, () => isWhole(database, farm));
      expect(farm.overlaps).toEqual([]);
      await worker.end('SIGTERM');
    } finally {
      if (!worker.hasEnded) await worker.end('SIGKILL');
      await redis.go();
      await database.onApplicationShutdown();
      await farm.close();
      await drop();
    }
  },
  300_000,
);

async function addFeeds(env: Record<string, string>, urls: string[]): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.of(readConfig(env), 'none'), { logger: false, abortOnError: false });
  await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url, title: url })));
  await app.close();
}

/** Every entry is there, once. */
async function isWhole(database: Database, farm: Farm): Promise<boolean> {
  const rows = await database.manager.query<{ guid: string }[]>('SELECT guid FROM post');
  return (
    rows
      .map(({ guid }) => guid)
      .sort()
      .join() === farm.guids.sort().join()
  );
}

function makeDue(database: Database): Promise<unknown> {
  return database.write((manager) => manager.query(`UPDATE feed SET next_poll_at = 0 WHERE state = 'active'`));
}

async function until(worker: WorkerProcess, isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    if (worker.hasEnded) throw new Error(`It has ended:\n${worker.log}`);
    await sleep(100);
  }
}
