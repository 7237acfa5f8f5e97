import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { entities } from '../../src/entities.js';
import { Clock } from '../../src/modules/clock/clock.js';
import { ClockModule } from '../../src/modules/clock/clock.module.js';
import { CodingModule } from '../../src/modules/coding/coding.module.js';
import { readConfig, type Config } from '../../src/modules/config/config.js';
import { ConfigModule } from '../../src/modules/config/config.module.js';
import { Database } from '../../src/modules/database/database.js';
import { DatabaseModule } from '../../src/modules/database/database.module.js';
import { DigestsModule } from '../../src/modules/digests/digests.module.js';
import { EngagementModule } from '../../src/modules/engagement/engagement.module.js';
import { EntitiesModule } from '../../src/modules/entities/entities.module.js';
import { FetchModule } from '../../src/modules/fetch/fetch.module.js';
import { MailModule } from '../../src/modules/mail/mail.module.js';
import { configurePages, PagesModule } from '../../src/modules/pages/pages.module.js';
import { ThreadsModule } from '../../src/modules/posts/threads.module.js';
import { QueueModule } from '../../src/modules/queue/queue.module.js';
import { SearchModule } from '../../src/modules/search/search.module.js';
import { WatchesModule } from '../../src/modules/watches/watches.module.js';
import { WebmentionsModule } from '../../src/modules/webmentions/webmentions.module.js';
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
  const config = readConfig({ PORT: '0', BASE_URL: 'https://hustings.example', DATABASE_URL: databaseUrl, ...env });
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.of(config),
      ClockModule,
      DatabaseModule.with(entities),
      QueueModule,
      FetchModule,
      PagesModule,
      ThreadsModule,
      WebmentionsModule,
      EngagementModule,
      EntitiesModule,
      DigestsModule,
      MailModule,
      SearchModule,
      CodingModule,
      WatchesModule,
    ],
  })
    .overrideProvider(Clock)
    .useValue({ now: () => now })
    .compile();
  const app = testing.createNestApplication<NestExpressApplication>({ logger: ['error'] });
  configurePages(app);
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
