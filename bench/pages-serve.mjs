/**
 * The program of `bench/pages.mjs`: serves the pages of a database that `pages-fill.mjs` has filled, and polls when it is told to: in a thread beside the pages, as
 * `npm start` does, or with `within` in theirs. Answers `cpu`, `poll` and `end`, and tells how long the event loop of the pages was held.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../dist/app.module.js';
import { readConfig } from '../dist/modules/config/config.js';
import { Database } from '../dist/modules/database/database.js';
import { configureServing } from '../dist/serving.js';
import { Poller } from '../dist/modules/polling/poller.js';
import { SourcesService } from '../dist/modules/sources/sources.service.js';
import { WorkThread } from '../dist/work-thread.js';
import { pageSettings } from './pages-settings.mjs';

const [location, , folder, list, where] = process.argv.slice(2);
const app = await NestFactory.create(AppModule.of(readConfig(pageSettings(location)), 'web'), {
  logger: ['error', 'fatal'],
  abortOnError: false,
});
const database = app.get(Database);
configureServing(app);
app.useStaticAssets(folder, { prefix: '/static/', index: false });
await app.listen(0, '127.0.0.1');
// On a busy machine a connection would be closed just as the next request goes out on it.
app.getHttpServer().keepAliveTimeout = 600_000;
const urls = readFileSync(list, 'utf8').trim().split('\n');
await app.get(SourcesService).addKnownFeeds(urls.map((url) => ({ url })));
await setFeeds('paused', null);
if (where !== 'within') app.get(WorkThread).start();

const delay = monitorEventLoopDelay({ resolution: 2 });
delay.enable();
process.on('message', async (message) => {
  if (message === 'reset') {
    delay.reset();
    process.send({ isReset: true });
  }
  if (message === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMs: (user + system) / 1000, loopP50Ms: inMs(delay.percentile(50)), loopP99Ms: inMs(delay.percentile(99)), loopMaxMs: inMs(delay.max), rssMb: Math.round(process.memoryUsage.rss() / 1e6), maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024) }); // prettier-ignore
  }
  if (message === 'poll') await (where === 'within' ? pollWithin() : pollBeside());
  if (message === 'end') {
    await app.close();
    // Nothing holds the process then but the line to its parent.
    if (process.connected) process.disconnect();
  }
});
process.send({ url: await app.getUrl() });

/** One that was never polled is due whatever its row says, so that a clock that was ahead delays none: until it is to be polled, it is paused. */
function setFeeds(state, dueAt) {
  return database.write((manager) => manager.query('UPDATE feed SET state = ?, next_poll_at = ?', [state, dueAt]));
}

async function pollWithin() {
  await setFeeds('active', Date.now());
  process.send({ isBegun: true });
  const { feeds, added, seconds } = await app.get(Poller).pollOnce(true, () => undefined);
  process.send({ polled: { feeds, added, seconds, writes: [] } });
}

/** The thread finds with its next heartbeat what is due. Meanwhile the pages write now and then, too, as those with forms do. */
async function pollBeside() {
  const count = async (sql, parameters = []) => (await database.manager.query(`SELECT COUNT(*) AS n FROM ${sql}`, parameters))[0].n;
  const before = await count('post');
  const dueAt = Date.now();
  await setFeeds('active', dueAt);
  while ((await count('feed WHERE polled_at >= ?', [dueAt])) === 0) await sleep(20);
  const startedAt = performance.now();
  process.send({ isBegun: true });
  const writes = [];
  while ((await count('feed WHERE next_poll_at <= ?', [dueAt])) > 0) {
    const askedAt = performance.now();
    await database.write((manager) => manager.query(`UPDATE meta SET value = value WHERE "key" = 'no-such-key'`));
    writes.push(performance.now() - askedAt);
    await sleep(100);
  }
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  process.send({ polled: { feeds: urls.length, added: (await count('post')) - before, seconds, writes } });
}

function inMs(nanoseconds) {
  return nanoseconds / 1e6;
}
