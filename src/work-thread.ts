import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from './modules/config/config.js';
import { CONFIG } from './modules/config/config.module.js';
import { THREAD_LIMITS } from './modules/config/thread-memory.js';
import { DatabaseError } from './modules/database/data-source.js';
import type { Snapshot } from './modules/metrics/meter.js';
import { QueueError } from './modules/queue/queue-error.js';
import { WorkReports } from './modules/probes/work-reports.js';

/** After an error, the thread begins anew when this has passed. */
const RESTART_MS = 5_000;
/** A server stops within ten seconds. What is under way longer is broken off, as a killed process would: the tables still hold the work. */
const STOP_MS = 8_000;

/**
 * Polls in a thread of its own, so that no page waits while a document is stored: SQLite answers while the whole thread waits. It has its own connections to
 * the database, as a process with the role `worker` has, and goes with this process, however that ends.
 */
@Injectable()
export class WorkThread implements OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger(WorkThread.name);
  private readonly stopping = new AbortController();
  private worker: Worker | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reports: WorkReports,
  ) {}

  /** From now on there is such a thread, until the program is told to stop. */
  start(file = workerFile(), restartMs = RESTART_MS): void {
    this.running = this.keepRunning(file, restartMs);
  }

  /** Begins to stop while the pages are still served, so that both have all the time there is. */
  onModuleDestroy(): void {
    this.stopping.abort();
    this.worker?.postMessage('stop');
  }

  async onApplicationShutdown(): Promise<void> {
    const isLate = sleep(STOP_MS, 'late', { ref: false });
    if ((await Promise.race([this.running, isLate])) === 'late') await this.worker?.terminate();
  }

  private async keepRunning(file: string, restartMs: number): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const fault = await this.run(file);
      this.reports.begin();
      if (this.stopping.signal.aborted) return;
      this.logger.error(
        `Polling has stopped, and begins again in ${restartMs / 1000} seconds; pages are still served. ${fault.message}`,
        ...([DatabaseError.name, QueueError.name].includes(fault.name) ? [] : [fault.stack]),
      );
      await sleep(restartMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Runs the thread to its end, and gives what ended it. */
  private async run(file: string): Promise<Error> {
    const worker = new Worker(file, {
      workerData: { config: this.config },
      name: 'work',
      resourceLimits: THREAD_LIMITS,
    });
    this.worker = worker;
    this.reports.begin();
    worker.on('message', (snapshot: Snapshot) => this.reports.hear(snapshot));
    return new Promise((ended) => {
      worker.once('error', ended);
      worker.once('exit', (code) => ended(new Error(`Its thread has ended with ${code}.`)));
    });
  }
}

/** The compiled worker: beside this file in `dist`, and in `dist` too when a test runs this file from `src`. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./serve.worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/serve.worker.js', import.meta.url));
}
