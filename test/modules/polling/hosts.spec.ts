import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../src/modules/database/database.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { Queue } from '../../../src/modules/queue/queue.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import { startWeb, type Web } from '../../support/web.js';

const FEED = '<rss version="2.0"><channel><title>A feed</title><item><guid>a</guid><title>A</title></item></channel></rss>';
const AT_ONCE = 2;

let app: INestApplicationContext;
let close: () => Promise<void>;
const webs: Web[] = [];

beforeEach(async () => ({ app, close } = await startApp({ HOSTS_AT_ONCE: String(AT_ONCE) })));
afterEach(async () => {
  for (const web of webs.splice(0)) await web.close();
  await close();
});

async function aWeb(route: Web['routes'][string], feeds: number): Promise<Web> {
  const web = await startWeb(Object.fromEntries(Array.from({ length: feeds }, (_, index) => [`/feed${index}`, route])));
  webs.push(web);
  await app.get(SourcesService).addKnownFeeds(Object.keys(web.routes).map((path) => ({ url: web.url + path, title: null })));
  return web;
}

test('a host that keeps silent holds up its own feeds alone, however many are due', async () => {
  const answers: (() => void)[] = [];
  const silent = await aWeb(() => new Promise((answer) => answers.push(() => answer({ body: FEED }))), 30);
  const others = [await aWeb(FEED, 3), await aWeb(FEED, 3), await aWeb(FEED, 3)];
  // Those of the silent host have waited longest.
  await app.get(Database).write((manager) => manager.update(FeedEntity, { host: new URL(silent.url).host }, { nextPollAt: new Date(0) }));
  await app.get(Poller).tick();
  const done = () => others.every(({ requests }) => requests.length === 3);
  while (!done()) await new Promise((next) => setTimeout(next, 5));
  expect(silent.requests).toHaveLength(1);
  const over = app.get(Queue).add('poll-host', new URL(silent.url).host, { host: new URL(silent.url).host });
  while (silent.requests.length < 30 || answers.length > 0) {
    answers.shift()?.();
    await new Promise((next) => setTimeout(next, 1));
  }
  await over;
  expect(silent.requests).toHaveLength(30);
});

test('no more hosts are asked side by side than the setting allows', async () => {
  let [open, most] = [0, 0];
  const slow = async () => {
    most = Math.max(most, ++open);
    await new Promise((next) => setTimeout(next, 20));
    open--;
    return { body: FEED };
  };
  for (let count = 0; count < 5; count++) await aWeb(slow, 2);
  await app.get(Poller).pollOnce(false, () => undefined);
  expect(most).toBe(AT_ONCE);
});

test('the pause that one feed asks for holds for its host, whichever feed is asked', async () => {
  const at: number[] = [];
  await aWeb(() => {
    at.push(performance.now());
    return { body: FEED };
  }, 3);
  const [feed] = await app.get(Database).manager.find(FeedEntity, { order: { id: 'DESC' }, take: 1 });
  await app.get(Database).write((manager) => manager.update(FeedEntity, feed!.id, { settings: { spacingSeconds: 0.1 } }));
  await app.get(Poller).pollOnce(false, () => undefined);
  expect(at).toHaveLength(3);
  for (const [index, when] of at.slice(1).entries()) expect(when - at[index]!).toBeGreaterThanOrEqual(100);
});
