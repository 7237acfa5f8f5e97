import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/modules/config/config.js';
import { freshDatabase } from './database.js';
import { startWeb, type Web } from './web.js';

export interface PollingApp {
  app: INestApplicationContext;
  /** The web that it polls. */
  web: Web;
  close: () => Promise<void>;
}

/** The whole program as a command has it, on a fresh database, beside a web on loopback that it may ask without a pause. */
export async function startApp(env: Record<string, string> = {}): Promise<PollingApp> {
  const { url, drop } = await freshDatabase();
  const web = await startWeb();
  const config = readConfig({ DATABASE_URL: url, ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', ...env });
  const app = await NestFactory.createApplicationContext(AppModule.of(config, 'none'), { logger: false, abortOnError: false });
  return {
    app,
    web,
    close: async () => {
      await app.close();
      await web.close();
      await drop();
    },
  };
}
