import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../../../src/modules/clock/clock.js';
import { bringBack } from '../../../src/modules/clock-jump/ahead.js';
import { ClockJump, ClockWatch } from '../../../src/modules/clock-jump/clock-jump.js';
import { Database } from '../../../src/modules/database/database.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import type { Web } from '../../support/web.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FEED = '<rss version="2.0"><channel><title>A feed</title><item><guid>a</guid><title>A</title></item></channel></rss>';

let app: INestApplicationContext;
let web: Web;
let close: () => Promise<void>;
let now = 0;

beforeEach(async () => {
  ({ app, web, close } = await startApp());
  now = Date.parse('2008-04-05T12:00:00Z');
  app.get(Clock).now = () => new Date(now);
  for (const path of ['/a', '/b']) web.routes[path] = FEED;
  await app.get(SourcesService).addKnownFeeds(['/a', '/b'].map((path) => ({ url: web.url + path, title: path })));
});
afterEach(() => close());

const waits = async () =>
  (await app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } })).map(
    ({ nextPollAt }) => (nextPollAt?.getTime() ?? Infinity) - now,
  );
const poll = () => app.get(Poller).pollOnce(true, () => undefined);

test('feeds that were polled by a clock a day ahead are not waited for until it is tomorrow', async () => {
  await poll();
  await app.get(ClockJump).tick();
  now += DAY_MS;
  await poll();
  await app.get(ClockJump).tick();
  now -= DAY_MS;
  expect(Math.min(...(await waits()))).toBeGreaterThan(DAY_MS);
  await app.get(ClockJump).tick();
  const after = await waits();
  expect(Math.max(...after)).toBeLessThan(HOUR_MS);
  // Nobody is asked twice for it: each waits as long as it would have.
  expect(Math.min(...after)).toBeGreaterThan(0);
});

test('who starts after the clock was set right brings them back as well, and leaves others alone', async () => {
  await poll();
  const before = await waits();
  await app.get(ClockJump).tick();
  expect(await waits()).toEqual(before);
  await app
    .get(Database)
    .write((manager) =>
      manager.query(`UPDATE feed SET polled_at = polled_at + ${DAY_MS}, next_poll_at = next_poll_at + ${DAY_MS} WHERE id = 1`),
    );
  now += 1000;
  await bringBack(app.get(Database), new Date(now), false);
  const after = await waits();
  expect(Math.max(...after)).toBeLessThan(DAY_MS);
  expect(after[1]).toBe((before[1] ?? 0) - 1000);
});

test('a feed that was added by a clock a day ahead is polled now', async () => {
  await app.get(ClockJump).tick();
  now += DAY_MS;
  await app.get(ClockJump).tick();
  web.routes['/c'] = FEED;
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/c`, title: '/c' }]);
  now -= DAY_MS;
  await app.get(ClockJump).tick();
  expect((await waits())[2]).toBe(0);
});

test('a start, and a step back by more than a minute, are looked into; what clocks do every day is not', () => {
  const watch = new ClockWatch();
  const at = (seconds: number) => watch.wentBack(new Date(seconds * 1000));
  expect([1000, 1003, 1002, 90_000, 89_950, 3000, 3003].map(at)).toEqual(['perhaps', 'no', 'no', 'no', 'no', 'yes', 'no']);
});
