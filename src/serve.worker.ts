/** The role `worker`, in a thread beside the one that serves the pages: see `WorkThread`, which starts it and tells it to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { logFor, ServerLogger } from './logger.js';
import type { Config } from './modules/config/config.js';
import { Metrics } from './modules/metrics/metrics.js';
import { Poller } from './modules/polling/poller.js';
import { REPORT_MS } from './modules/probes/work-reports.js';

const { config } = workerData as { config: Config };
const logger = new ServerLogger(logFor(config));
const app = await NestFactory.createApplicationContext(AppModule.of(config, 'worker'), { abortOnError: false, logger });
parentPort?.once('message', () => {
  app
    .close()
    .catch((error: unknown) => logger.error('Polling did not end in order; what was under way is found again in the tables.', error))
    // Nothing holds this thread then but the line to the one that serves.
    .finally(() => parentPort?.close());
});

/** That it comes says that this thread lives; what is in it is shown by the one that serves. */
async function report(): Promise<void> {
  parentPort?.postMessage(await app.get(Metrics).snapshot());
}

await app.get(Metrics).begin('work');
await app.get(Poller).tick();
await report();
setInterval(() => void report(), REPORT_MS).unref();
