import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { QueueConfig } from '../config/config.js';
import { isDatabaseAway } from '../database/away.js';
import type { Adder, BullStore, Carried, Doer } from './bull-store.js';
import type { Handler, JobName, Payload } from './jobs.js';
import type { Leases } from './leases.js';
import { type Depth, Queue } from './queue.js';

interface Line {
  atOnce: number;
  handle: (payload: never, signal: AbortSignal) => Promise<void>;
  adder: Adder;
}

/** These ask hosts, and hold the lease of the host, whoever it is that asks. */
const OF_HOSTS: JobName[] = ['poll-host', 'verify-webmention', 'resolve-address'];
/** A server stops within ten seconds: what is under way longer is broken off. */
const STOP_MS = 7_000;
const ANSWER_MS = 4_000;
const LOOK_AGAIN_MS = 2_000;
/** Said of jobs that were given to others while their worker was cut off: leases see to it that no harm is done. */
const OUTDATED = /lock for job|key for job|job stalled/i;
const REDIS_AWAY = /^(Connection is closed|Stream isn't writeable|Command timed out|LOADING|MASTERDOWN|READONLY)/;

/**
 * Carries jobs to any of the processes that work, by BullMQ: a queue for each kind of job. A second job of a key is none, until the first is done. BullMQ gives
 * the jobs of a worker that it believes to be dead to another one; that two never do the same at once is what `Leases` are for.
 */
export class BullQueue extends Queue implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lines = new Map<JobName, Line>();
  private readonly doers: Doer[] = [];
  private readonly stopping = new AbortController();
  /** Added in this turn of the event loop, to be sent together: a tick finds a thousand hosts. */
  private readonly added = new Map<JobName, Map<string, object>>();
  private sending: Promise<void> | null = null;
  private isAway = false;

  constructor(
    private readonly store: BullStore,
    private readonly leases: Leases,
    readonly works: boolean,
  ) {
    super();
  }

  /** Throws `QueueError`. `works`: does jobs, and not only adds them. */
  static async open(config: Exclude<QueueConfig, { type: 'in-process' }>, leases: Leases, works: boolean): Promise<BullQueue> {
    const { url, type } = config;
    const store =
      type === 'redis'
        ? await (await import('./bull-on-redis.js')).openOnRedis(url)
        : await (await import('./bull-on-postgres.js')).openOnPostgres(url);
    return new BullQueue(store, leases, works);
  }

  handle<Name extends JobName>(name: Name, atOnce: number, handler: Handler<Name>): void {
    const adder = this.store.adder(name);
    adder.on('error', (error) => this.hear(error));
    this.lines.set(name, { atOnce, handle: handler, adder });
  }

  onApplicationBootstrap(): void {
    if (!this.works) return;
    for (const [name, { atOnce }] of this.lines) {
      const doer = this.store.doer(name, ({ data }) => this.do(name, data), atOnce);
      doer.on('error', (error) => this.hear(error));
      doer.run().catch((error: Error) => this.hear(error));
      this.doers.push(doer);
    }
  }

  add<Name extends JobName>(name: Name, key: string, payload: Payload<Name>): Promise<void> {
    if (!this.lines.has(name)) throw new Error(`No handler for the job ${name}: its module is not loaded`);
    const those = this.added.get(name) ?? new Map<string, object>();
    this.added.set(name, those.set(key, payload));
    this.sending ??= new Promise((sent) => setImmediate(() => void this.send().then(sent)));
    return this.sending;
  }

  depths(): Promise<Depth[]> {
    const counted = [...this.lines].map(async ([name, { adder }]) => {
      const { active = 0, ...waiting } = await adder.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
      return { name, waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0), running: active };
    });
    return inTime(Promise.all(counted));
  }

  isReachable(): Promise<boolean> {
    return inTime(this.store.ping()).then(
      () => true,
      () => false,
    );
  }

  /** Lets what has begun finish, as far as it must; what has not waits for others. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const done = Promise.allSettled([this.sending, ...this.doers.map((doer) => doer.close())]);
    await Promise.race([done, sleep(STOP_MS, undefined, { ref: false })]);
    await Promise.race([this.store.close().catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
  }

  private async send(): Promise<void> {
    const all = [...this.added];
    this.added.clear();
    this.sending = null;
    try {
      for (const [name, those] of all) {
        const jobs = [...those].map(([key, payload]) => {
          // BullMQ wants no colon in it, and no number.
          const opts = { jobId: `key-${encodeURIComponent(key)}`, removeOnComplete: true, removeOnFail: true };
          return { name, data: { key, payload }, opts };
        });
        await this.lines.get(name)?.adder.addBulk(jobs);
      }
    } catch (error) {
      this.hear(error as Error);
    }
  }

  private async do(name: JobName, { key, payload }: Carried): Promise<void> {
    const line = this.lines.get(name);
    if (!line || this.stopping.signal.aborted) return;
    try {
      if (OF_HOSTS.includes(name)) await line.handle(payload as never, this.stopping.signal);
      else await this.leases.hold(`job ${name} ${key}`, (lease) => this.doAlone(line, payload, lease.signal));
    } catch (error) {
      this.complain(`${name} ${key}`, error);
    }
  }

  private async doAlone({ handle }: Line, payload: object, lost: AbortSignal): Promise<void> {
    const either = new AbortController();
    const abort = () => either.abort();
    for (const signal of [lost, this.stopping.signal]) signal.addEventListener('abort', abort);
    try {
      await handle(payload as never, either.signal);
    } finally {
      for (const signal of [lost, this.stopping.signal]) signal.removeEventListener('abort', abort);
    }
  }

  /** BullMQ tells of a server that is away with every try of every queue; it is said once, and once when it is back. */
  private hear(error: Error): void {
    if (this.stopping.signal.aborted || OUTDATED.test(error.message)) return;
    if (!isDatabaseAway(error) && !REDIS_AWAY.test(error.message)) return this.logger.error('The queue has a fault', error.stack);
    if (this.isAway) return;
    this.isAway = true;
    const server = this.store.kind === 'redis' ? 'Redis' : 'PostgreSQL';
    this.logger.error(
      `The queue on ${server} does not answer (${error.message || (error as NodeJS.ErrnoException).code}). What is due stays in the tables, and goes on by itself when it is back.`,
    );
    void this.awaitReturn();
  }

  private async awaitReturn(): Promise<void> {
    while (!(await this.isReachable())) {
      await sleep(LOOK_AGAIN_MS, undefined, { ref: false });
      if (this.stopping.signal.aborted) return;
    }
    this.isAway = false;
    this.logger.log('The queue answers again.');
  }
}

function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = sleep(ANSWER_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('The queue does not answer in time.')));
  return Promise.race([work, late]);
}
