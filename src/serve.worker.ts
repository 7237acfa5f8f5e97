/** The role `worker`, in a thread beside the one that serves the pages: see `WorkThread`, which starts it and tells it to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { ServerLogger } from './logger.js';
import type { Config } from './modules/config/config.js';
import { Poller } from './modules/polling/poller.js';

const { config } = workerData as { config: Config };
const logger = new ServerLogger({ logLevels: ['log', 'warn', 'error', 'fatal'] });
const app = await NestFactory.createApplicationContext(AppModule.of(config, 'worker'), { abortOnError: false, logger });
parentPort?.once('message', () => {
  app
    .close()
    .catch((error: unknown) => logger.error('Polling did not end in order; what was under way is found again in the tables.', error))
    // Nothing holds this thread then but the line to the one that serves.
    .finally(() => parentPort?.close());
});
await app.get(Poller).tick();
