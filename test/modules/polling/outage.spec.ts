import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../src/modules/database/database.js';
import { CUT_OFF, Outage } from '../../../src/modules/polling/outage.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { startApp } from '../../support/app.js';
import { startWeb, type Web } from '../../support/web.js';

const FEED = '<rss version="2.0"><channel><title>A feed</title><item><guid>a</guid><title>A</title></item></channel></rss>';

describe('whose fault it is that nobody answers', () => {
  const well = (host: string, id = host.charCodeAt(0)) => ({ id, host, failures: 0 });
  const unreached = { outcome: 'unreachable:dns' };

  test('five hosts in a row that were well before: it is ours, and is taken back from those before', () => {
    const outage = new Outage();
    for (const host of 'abcd') expect(outage.excused(well(host), unreached)).toBeNull();
    expect(outage.isOn).toBe(false);
    expect(outage.excused(well('e'), unreached)).toEqual([97, 98, 99, 100]);
    expect([outage.isOn, outage.excused(well('f'), unreached)]).toEqual([true, []]);
    // Whoever answers, even with a fault, was reached.
    expect([outage.excused(well('g'), { outcome: 'unreachable:server-error' }), outage.isOn]).toEqual([null, false]);
  });

  test.each<[string, ReturnType<typeof well>[]]>([
    ['one host with many feeds', Array.from({ length: 9 }, (_, id) => well('a', id))],
    ['hosts that failed before', [...'abcdefgh'].map((host) => ({ ...well(host), failures: 1 }))],
  ])('%s: it is theirs', (_who, feeds) => {
    const outage = new Outage();
    expect(feeds.map((feed) => outage.excused(feed, unreached))).toEqual(feeds.map(() => null));
  });
});

describe('a poll', () => {
  let app: INestApplicationContext;
  let close: () => Promise<void>;
  let webs: Web[];

  beforeEach(async () => {
    ({ app, close } = await startApp());
    webs = await Promise.all(Array.from({ length: 7 }, () => startWeb({ '/feed': FEED })));
    await app.get(SourcesService).addKnownFeeds(webs.map(({ url }, number) => ({ url: `${url}/feed`, title: `Feed ${number}` })));
    await poll();
  });
  afterEach(async () => {
    await Promise.all(webs.map((web) => web.close()));
    await close();
  });

  const feeds = () => app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } });
  async function poll(): Promise<string[]> {
    const said: string[] = [];
    await app.get(Poller).pollOnce(true, ({ message }) => said.push(message));
    return said;
  }

  test('while we are cut off counts against no feed, and is made up for soon', async () => {
    await Promise.all(webs.splice(0).map((web) => web.close()));
    const said = await poll();
    expect(said.filter((message) => message === CUT_OFF)).toHaveLength(3);
    const after = await feeds();
    expect(after.map(({ failures }) => failures)).toEqual(after.map(() => 0));
    const minutes = after.map(({ nextPollAt }) => ((nextPollAt?.getTime() ?? 0) - Date.now()) / 60_000);
    expect(Math.min(...minutes)).toBeGreaterThan(2);
    expect(Math.max(...minutes)).toBeLessThan(6.1);
  });

  test('of four hosts that are down among others counts against those', async () => {
    await Promise.all(webs.splice(0, 4).map((web) => web.close()));
    await poll();
    expect((await feeds()).map(({ failures }) => failures)).toEqual([1, 1, 1, 1, 0, 0, 0]);
  });
});
