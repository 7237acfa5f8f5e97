/** The program of `bench/pages.mjs`: fills a database, serves its pages, and polls when it is told to. As with `npm start`, one process does both. */
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configurePages } from '../dist/modules/pages/pages.module.js';
import { Poller } from '../dist/modules/polling/poller.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';
import { fillWithTalk } from './talk-corpus.mjs';

const DAYS = 60;
const ENTITIES = 200;

const [database, posts, folder, list] = process.argv.slice(2);
const settings = { DATABASE_URL: database, PORT: '0', ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', HOSTS_AT_ONCE: '64', BASE_URL: 'http://127.0.0.1:3000' }; // prettier-ignore
const app = await NestFactory.create(AppModule.of(readConfig(settings), 'web'), { logger: ['error', 'fatal'], abortOnError: false });
configurePages(app);
app.useStaticAssets(folder, { prefix: '/static/', index: false });
await app.listen(0, '127.0.0.1');
const threadId = await fillWithTalk(app.get(Database), { posts: Number(posts), entities: ENTITIES, days: DAYS });
const urls = readFileSync(list, 'utf8').trim().split('\n');
await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url })));
process.on('message', async (message) => {
  if (message === 'poll') process.send({ polled: await app.get(Poller).pollOnce(true, () => undefined) });
  if (message === 'end') {
    await app.close();
    // Nothing holds the process then but the line to its parent.
    process.disconnect();
  }
});
process.send({ url: await app.getUrl(), threadId });
