import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type BullStore, OF_ADDERS, OF_WORKERS } from './bull-store.js';
import { QueueError } from './queue-error.js';

const PREFIX = 'hustings';
const RETRY_MS = { step: 200, most: 2_000 };

/** BullMQ on Redis. Throws `QueueError`. */
export async function openOnRedis(url: string): Promise<BullStore> {
  const retryStrategy = (times: number) => Math.min(times * RETRY_MS.step, RETRY_MS.most);
  const usual = { lazyConnect: true, maxRetriesPerRequest: null, connectTimeout: 10_000, retryStrategy };
  // What is to be added while Redis is away is found again in the tables; what is to be said of jobs that are done waits.
  const adding = new Redis(url, { ...usual, enableOfflineQueue: false });
  const doing = new Redis(url, usual);
  const clients = [adding, doing];
  for (const client of clients) client.setMaxListeners(0).on('error', () => undefined);
  try {
    await firstAnswer(adding);
  } catch (error) {
    for (const client of clients) client.disconnect();
    throw new QueueError('redis', error);
  }
  return {
    kind: 'redis',
    adder: (name) => new Queue(name, { connection: adding, prefix: PREFIX, ...OF_ADDERS }),
    doer: (name, work, concurrency) =>
      new Worker(name, work, { connection: doing, prefix: PREFIX, ...OF_WORKERS, concurrency, autorun: false }),
    ping: () => adding.ping(),
    close: () => {
      for (const client of clients) client.disconnect();
      return Promise.resolve();
    },
  };
}

/** The client goes on trying for ever; at the start somebody waits for what is wrong. */
async function firstAnswer(client: Redis): Promise<void> {
  const refused = new Promise<never>((_, fail) => client.once('error', fail));
  await Promise.race([client.connect(), refused]);
}
