import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { Clock } from '../../src/modules/clock/clock.js';
import { readConfig, type Config } from '../../src/modules/config/config.js';
import { Database } from '../../src/modules/database/database.js';
import { configureServing } from '../../src/serving.js';
import { freshDatabase } from './database.js';

export interface Site {
  app: NestExpressApplication;
  database: Database;
  config: Config;
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** A request that follows no redirect. */
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  text: (path: string) => Promise<string>;
  close: () => Promise<void>;
}

/** The pages that readers see, served on loopback from a fresh database at a fixed time. */
export async function startSite(now = new Date('2008-04-05T12:00:00Z'), env: Record<string, string> = {}): Promise<Site> {
  const { url: databaseUrl, drop } = await freshDatabase();
  const config = readConfig({
    PORT: '0',
    BASE_URL: 'https://hustings.example',
    DATABASE_URL: databaseUrl,
    QUEUE_URL: 'in-process',
    ...env,
  });
  const testing = await Test.createTestingModule({
    imports: [AppModule.of(config, 'web')],
  })
    .overrideProvider(Clock)
    .useValue({ now: () => now })
    .compile();
  const app = testing.createNestApplication<NestExpressApplication>({ logger: ['error'] });
  configureServing(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { redirect: 'manual', headers });
  return {
    app,
    database: app.get(Database),
    config,
    url,
    get,
    text: async (path) => (await get(path)).text(),
    close: async () => {
      await app.close();
      await drop();
    },
  };
}
