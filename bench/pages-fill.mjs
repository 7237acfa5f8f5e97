/** Fills the database of `bench/pages.mjs`, in a process of its own, so that the memory of the one that serves is that of serving. */
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { EditionEntity } from '../dist/modules/digests/edition.entity.js';
import { EditionsCloser } from '../dist/modules/digests/editions-closer.js';
import { pageSettings } from './pages-settings.mjs';
import { fillWithTalk } from './talk-corpus.mjs';

const DAYS = 60;
const ENTITIES = 200;
const DAY_MS = 86_400_000;

const [location, posts] = process.argv.slice(2);
const app = await NestFactory.createApplicationContext(AppModule.of(readConfig(pageSettings(location)), 'none'), {
  logger: ['error', 'fatal'],
  abortOnError: false,
});
const database = app.get(Database);
const threadId = await fillWithTalk(database, { posts: Number(posts), entities: ENTITIES, days: DAYS });
process.send({ threadId, closed: await closeOne() });
await app.close();
process.disconnect();

/** Closes the edition of the day before yesterday. Those before it are made to look closed: to close sixty takes minutes, and nobody asks for them here. */
async function closeOne() {
  const from = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS;
  const rows = ['day', 'week', 'month'].map((kind) => ({ key: `before-${kind}`, zone: 'UTC', kind, untilAt: new Date(kind === 'day' ? from : Date.now() + 40 * DAY_MS), closedAt: new Date(), schemaVersion: 1, newestPostId: 0, previousKey: null, pageRows: {}, feedRows: {} })); // prettier-ignore
  await database.write((manager) => manager.insert(EditionEntity, rows));
  await app.get(EditionsCloser).run();
  return new Date(from).toISOString().slice(0, 10);
}
