import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../../../src/modules/clock/clock.js';
import { Database } from '../../../src/modules/database/database.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { dayOf } from '../../../src/modules/sources/count-poll.js';
import { FeedDayEntity } from '../../../src/modules/sources/feed-day.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import type { Web } from '../../support/web.js';

let app: INestApplicationContext;
let web: Web;
let close: () => Promise<void>;

beforeEach(async () => ({ app, web, close } = await startApp()));
afterEach(() => close());

const DOCUMENT =
  '<rss version="2.0"><channel><title>T</title><link>http://x.example/</link><item><guid>a</guid><title>A</title></item></channel></rss>';

test('each poll counts for its feed and day, and a failure as one', async () => {
  const now = jest.spyOn(app.get(Clock), 'now');
  web.routes['/feed'] = DOCUMENT;
  now.mockReturnValue(new Date('2008-04-03T23:50:00Z'));
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}/feed`, title: 'A feed', sourceTitle: 'A blog' }]);
  await app.get(Poller).pollOnce(true, () => undefined);
  web.routes['/feed'] = { status: 500 };
  now.mockReturnValue(new Date('2008-04-03T23:55:00Z'));
  await app.get(Poller).pollOnce(true, () => undefined);
  now.mockReturnValue(new Date('2008-04-04T00:05:00Z'));
  await app.get(Poller).pollOnce(true, () => undefined);
  const rows = await app.get(Database).manager.find(FeedDayEntity, { order: { day: 'ASC' } });
  expect(rows.map(({ day, polls, failures }) => ({ day, polls, failures }))).toEqual([
    { day: dayOf(new Date('2008-04-03T00:00:00Z')), polls: 2, failures: 1 },
    { day: dayOf(new Date('2008-04-04T00:00:00Z')), polls: 1, failures: 1 },
  ]);
});
