/** A thread that reads inputs, and whoever watches over it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Of the processor, which nothing else here uses: a busy machine makes no hang. */
const CPU_MS_MAX = 2000;
const WATCH_MS = 100;
const HEAP_MB = 512;

export class Reader {
  worker = null;
  at = new SharedArrayBuffer(4);

  constructor(isOwn) {
    this.isOwn = isOwn;
  }

  /** Reads the inputs of a chunk from one on. Gives the report, and where it broke off (`hung`): why, and at which input. */
  async read(task) {
    this.worker ??= this.start();
    const { worker } = this;
    const index = new Int32Array(this.at);
    Atomics.store(index, 0, -1);
    const answered = new Promise((resolve) => {
      const settle = (report) => {
        worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        resolve(report);
      };
      worker.once('message', (report) => settle({ report }));
      worker.once('error', (error) =>
        settle({ hung: { what: `the thread died: ${error.code ?? error.message}`, index: Atomics.load(index, 0) } }),
      );
      worker.once('exit', () => settle({ hung: { what: 'the thread ended', index: Atomics.load(index, 0) } }));
    });
    worker.postMessage(task);
    const watching = { isDone: false };
    const outcome = await Promise.race([answered, this.watch(index, watching)]);
    watching.isDone = true;
    if (outcome.hung) await this.close();
    return outcome;
  }

  async watch(index, watching) {
    let [seen, since] = [-1, process.cpuUsage()];
    for (;;) {
      await sleep(WATCH_MS);
      if (watching.isDone) return {};
      const now = Atomics.load(index, 0);
      if (now !== seen || now < 0) [seen, since] = [now, process.cpuUsage()];
      const { user, system } = process.cpuUsage(since);
      if (user + system > CPU_MS_MAX * 1000)
        return { hung: { what: `takes more than ${CPU_MS_MAX / 1000} s of the processor`, index: now } };
    }
  }

  start() {
    const limits = { maxOldGenerationSizeMb: HEAP_MB };
    return new Worker(new URL('fuzz.worker.mjs', import.meta.url), {
      workerData: { at: this.at, isOwn: this.isOwn },
      resourceLimits: limits,
    });
  }

  async close() {
    await this.worker?.terminate();
    this.worker = null;
  }
}
