import { AsyncResource } from 'node:async_hooks';
import type { OnApplicationShutdown } from '@nestjs/common';
import PQueue from 'p-queue';
import type { Handler, JobName, Payload } from './jobs.js';
import { type Depth, Queue } from './queue.js';

interface Line {
  handle: (payload: never, signal: AbortSignal) => Promise<void>;
  running: PQueue;
}

/** Carries jobs inside this process. A second job of a key joins the first, and whoever added either can wait until it is done. */
export class InProcessQueue extends Queue implements OnApplicationShutdown {
  readonly works = true;
  private readonly lines = new Map<JobName, Line>();
  private readonly underway = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  handle<Name extends JobName>(name: Name, atOnce: number, handler: Handler<Name>): void {
    this.lines.set(name, { handle: handler, running: new PQueue({ concurrency: atOnce }) });
  }

  /** Resolves when the job is done; a failure is logged here and rejects nobody, for the tables still hold the work. */
  add<Name extends JobName>(name: Name, key: string, payload: Payload<Name>): Promise<void> {
    const line = this.lines.get(name);
    if (!line) throw new Error(`No handler for the job ${name}: its module is not loaded`);
    const id = `${name} ${key}`;
    const known = this.underway.get(id);
    if (known) return known;
    const job = line.running
      // What it logs is about whoever asked for it, and not about whoever's job has just ended.
      .add(AsyncResource.bind(() => line.handle(payload as never, this.stopping.signal)))
      .catch((error: unknown) => this.complain(id, error))
      .finally(() => this.underway.delete(id));
    this.underway.set(id, job);
    return job;
  }

  depths(): Promise<Depth[]> {
    return Promise.resolve([...this.lines].map(([name, { running }]) => ({ name, waiting: running.size, running: running.pending })));
  }

  isReachable(): Promise<true> {
    return Promise.resolve(true);
  }

  /** Lets what has begun finish, as far as it must, and drops what has not: it is still in the tables. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const { running } of this.lines.values()) running.clear();
    await Promise.all([...this.lines.values()].map(({ running }) => running.onIdle()));
  }
}
