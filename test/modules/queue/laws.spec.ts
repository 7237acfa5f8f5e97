/** What holds for every queue: inside one process, and by BullMQ on PostgreSQL and Redis, where there are such servers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Database } from '../../../src/modules/database/database.js';
import type { QueueConfig } from '../../../src/modules/config/config.js';
import { BullQueue } from '../../../src/modules/queue/bull-queue.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { Leases } from '../../../src/modules/queue/leases.js';
import type { Queue } from '../../../src/modules/queue/queue.js';
import { freshDatabase, onPostgres, openTestDatabase } from '../../support/database.js';

type Opened = Queue & { onApplicationBootstrap?: () => void; onApplicationShutdown: () => Promise<void> };

/** The last of Redis's sixteen databases: nothing else of a test is in it. */
const redisUrl = process.env.TEST_REDIS_URL && new URL('/15', process.env.TEST_REDIS_URL).href;
const kinds: [string, boolean][] = [
  ['in-process', true],
  ['postgres', onPostgres],
  ['redis', redisUrl !== undefined],
];

for (const [kind, isThere] of kinds) {
  (isThere ? describe : describe.skip)(`a queue, ${kind}`, () => {
    let database: Database;
    let config: QueueConfig;
    let opened: Opened[];
    let ends: (() => Promise<void>)[];

    beforeEach(async () => {
      Logger.overrideLogger(false);
      const store = await openTestDatabase();
      database = store.database;
      [opened, ends] = [[], [store.close]];
      if (kind === 'postgres') {
        const { url, drop } = await freshDatabase({ empty: true });
        ends.push(drop);
        config = { type: 'postgres', url };
      } else if (kind === 'redis') {
        const client = new Redis(redisUrl!);
        await client.flushdb();
        await client.quit();
        config = { type: 'redis', url: redisUrl! };
      } else config = { type: 'in-process' };
    });
    afterEach(async () => {
      for (const queue of opened) await queue.onApplicationShutdown();
      for (const end of ends) await end();
    });

    /** Another process, as it were. Inside one process there is one queue. */
    async function open(works = true): Promise<Opened> {
      if (config.type === 'in-process' && opened[0]) return opened[0];
      const queue = config.type === 'in-process' ? new InProcessQueue() : await BullQueue.open(config, new Leases(database), works);
      opened.push(queue);
      return queue;
    }
    const until = async (isSo: () => boolean | Promise<boolean>) => {
      while (!(await isSo())) await sleep(10);
    };
    const idle = async (queue: Queue) => (await queue.depths()).every(({ waiting, running }) => waiting + running === 0);

    test('brings each job to its handler, with what it carries', async () => {
      const queue = await open();
      const seen: string[] = [];
      queue.handle('judge-source', 2, ({ slug }) => Promise.resolve(void seen.push(slug)));
      queue.handle('poll-host', 2, ({ host }) => Promise.resolve(void seen.push(host)));
      queue.onApplicationBootstrap?.();
      const hosts = ['a.example', '127.0.0.1:8080', '[::1]:80', '42', 'ümlaut.example'];
      await Promise.all([
        ...hosts.map((host) => queue.add('poll-host', host, { host })),
        queue.add('judge-source', 'lamp', { slug: 'lamp' }),
      ]);
      await until(() => seen.length === 6);
      expect(seen.sort()).toEqual([...hosts, 'lamp'].sort());
      await until(() => idle(queue));
    });

    test('two jobs of one key never run at once, whoever adds them and whoever does them', async () => {
      const queues = [await open(), await open()];
      let [runs, atOnce, most] = [0, 0, 0];
      for (const queue of new Set(queues)) {
        queue.handle('poll-host', 4, async () => {
          most = Math.max(most, ++atOnce);
          runs += 1;
          await sleep(20);
          atOnce -= 1;
        });
        queue.onApplicationBootstrap?.();
      }
      for (let round = 0; round < 5; round++) {
        await Promise.all(queues.map((queue) => queue.add('poll-host', 'a', { host: 'a' })));
        await sleep(10);
      }
      await until(() => runs > 0 && atOnce === 0);
      await until(() => idle(queues[0]!));
      expect(most).toBe(1);
      const before = runs;
      await queues[0]!.add('poll-host', 'a', { host: 'a' });
      await until(() => runs > before);
    });

    test('no more run at once in one process than it was told', async () => {
      const queue = await open();
      let [done, atOnce, most] = [0, 0, 0];
      queue.handle('poll-host', 2, async () => {
        most = Math.max(most, ++atOnce);
        await sleep(10);
        atOnce -= 1;
        done += 1;
      });
      queue.onApplicationBootstrap?.();
      void Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((host) => queue.add('poll-host', host, { host })));
      await until(() => done === 6);
      expect(most).toBe(2);
    });

    test('a job that fails takes nothing with it, and its key is free again', async () => {
      const queue = await open();
      const seen: string[] = [];
      queue.handle('poll-host', 1, ({ host }) => {
        seen.push(host);
        return host === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve();
      });
      queue.onApplicationBootstrap?.();
      for (const host of ['bad', 'good', 'bad']) {
        await queue.add('poll-host', host, { host });
        await until(() => idle(queue));
      }
      expect(seen).toEqual(['bad', 'good', 'bad']);
    });

    test('says how much waits and runs', async () => {
      const queue = await open();
      let release = (): void => undefined;
      const held = new Promise<void>((done) => (release = done));
      queue.handle('send-mail', 1, () => held);
      queue.onApplicationBootstrap?.();
      void Promise.all(['x', 'y', 'z'].map((key) => queue.add('send-mail', key, {})));
      await until(async () => (await queue.depths())[0]?.running === 1);
      expect(await queue.depths()).toEqual([{ name: 'send-mail', waiting: 2, running: 1 }]);
      release();
      await until(() => idle(queue));
    });

    test('stopping lets what has begun finish, and begins nothing more', async () => {
      const queue = await open();
      const seen: string[] = [];
      queue.handle('poll-host', 1, async ({ host }, signal) => {
        seen.push(`${host} begins`);
        while (!signal.aborted) await sleep(5);
        seen.push(`${host} ends`);
      });
      queue.onApplicationBootstrap?.();
      void Promise.all(['a', 'b'].map((host) => queue.add('poll-host', host, { host })));
      await until(() => seen.length === 1);
      await queue.onApplicationShutdown();
      expect(seen).toEqual(['a begins', 'a ends']);
      opened.splice(opened.indexOf(queue), 1);
    });

    if (kind !== 'in-process')
      test('one that only adds leaves the doing to others, also to those that come later', async () => {
        const [web, worker] = [await open(false), await open()];
        const seen: string[] = [];
        for (const [name, queue] of Object.entries({ web, worker }))
          queue.handle('close-editions', 1, () => Promise.resolve(void seen.push(name)));
        web.onApplicationBootstrap?.();
        await web.add('close-editions', 'all', {});
        expect((await web.depths())[0]).toMatchObject({ waiting: 1 });
        worker.onApplicationBootstrap?.();
        await until(() => seen.length === 1);
        expect(seen).toEqual(['worker']);
      });
  });
}
