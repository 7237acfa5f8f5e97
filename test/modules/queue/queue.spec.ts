import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { Stopping } from '../../../src/modules/queue/stopping.js';

beforeAll(() => {
  Logger.overrideLogger(false);
});

test('a second job of the same key joins the first', async () => {
  const queue = new InProcessQueue();
  let runs = 0;
  queue.handle('poll-host', 4, async () => {
    runs += 1;
    await pause();
  });
  await Promise.all([
    queue.add('poll-host', 'a', { host: 'a' }),
    queue.add('poll-host', 'a', { host: 'a' }),
    queue.add('poll-host', 'b', { host: 'b' }),
  ]);
  expect(runs).toBe(2);
  await queue.add('poll-host', 'a', { host: 'a' });
  expect(runs).toBe(3);
});

test('no more jobs run at once than were asked for', async () => {
  const queue = new InProcessQueue();
  let open = 0;
  let most = 0;
  queue.handle('poll-host', 2, async () => {
    most = Math.max(most, ++open);
    await pause();
    open -= 1;
  });
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((host) => queue.add('poll-host', host, { host })));
  expect(most).toBe(2);
});

test('a job that fails takes nothing with it, and its key is free again', async () => {
  const queue = new InProcessQueue();
  const seen: string[] = [];
  queue.handle('poll-host', 1, ({ host }) => {
    seen.push(host);
    return host === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve();
  });
  await Promise.all([queue.add('poll-host', 'bad', { host: 'bad' }), queue.add('poll-host', 'good', { host: 'good' })]);
  await queue.add('poll-host', 'bad', { host: 'bad' });
  expect(seen).toEqual(['bad', 'good', 'bad']);
});

test('stopping lets what has begun finish, and begins nothing more', async () => {
  const queue = new InProcessQueue();
  const done: string[] = [];
  queue.handle('poll-host', 1, async ({ host }) => {
    await pause();
    done.push(host);
  });
  void queue.add('poll-host', 'a', { host: 'a' });
  void queue.add('poll-host', 'b', { host: 'b' });
  await queue.onApplicationShutdown();
  expect(done).toEqual(['a']);
});

test('a job that breaks off because the program stops has not failed', async () => {
  const errors: unknown[] = [];
  Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (message: unknown) => errors.push(message) });
  const queue = new InProcessQueue();
  queue.handle('poll-host', 1, ({ host }) => Promise.reject(host === 'a' ? new Stopping() : new Error('no')));
  await Promise.all(['a', 'b'].map((host) => queue.add('poll-host', host, { host })));
  Logger.overrideLogger(false);
  expect(errors).toEqual(['Job failed: poll-host b']);
});

test('a job that nobody handles is a mistake in the program', () => {
  expect(() => new InProcessQueue().add('poll-host', 'a', { host: 'a' })).toThrow('No handler');
});

test('a job that takes long is told when to stop', async () => {
  const queue = new InProcessQueue();
  let steps = 0;
  queue.handle('rematch-entities', 1, async (_, signal) => {
    for (; !signal.aborted; steps += 1) await pause();
  });
  void queue.add('rematch-entities', 'all', {});
  while (steps < 2) await pause();
  await queue.onApplicationShutdown();
  const atTheStop = steps;
  await pause();
  expect(steps).toBe(atTheStop);
});

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 10));
}

test('a job that had to wait runs in the name of whoever asked for it', async () => {
  const [queue, names, seen] = [new InProcessQueue(), new AsyncLocalStorage<string>(), [] as unknown[]];
  queue.handle('judge-source', 1, async () => {
    await Promise.resolve();
    seen.push(names.getStore());
  });
  await Promise.all(['a', 'b', 'c'].map((name) => names.run(name, () => queue.add('judge-source', name, { slug: name }))));
  expect(seen).toEqual(['a', 'b', 'c']);
});
