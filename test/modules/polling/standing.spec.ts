import { Clock } from '../../../src/modules/clock/clock.js';
import { Database } from '../../../src/modules/database/database.js';
import { Poller } from '../../../src/modules/polling/poller.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { FeedGapEntity } from '../../../src/modules/sources/feed-gap.entity.js';
import { FeedNoteEntity } from '../../../src/modules/sources/feed-note.entity.js';
import { outcomesOf } from '../../../src/modules/sources/outcome-log.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { type PollingApp, startApp } from '../../support/app.js';

let app: PollingApp['app'];
let web: PollingApp['web'];
let close: () => Promise<void>;
let now: number;

const HOUR = 3_600_000;

beforeEach(async () => {
  ({ app, web, close } = await startApp());
  now = Date.parse('2008-04-03T12:00:00Z');
  app.get(Clock).now = () => new Date(now);
});
afterEach(() => close());

describe('the outcomes of the last polls', () => {
  test('stand on the row of the feed, with what each brought', async () => {
    await follow('/feed');
    web.routes['/feed'] = rss('a', 'b');
    await poll();
    await poll();
    web.routes['/feed'] = rss('c', 'a', 'b');
    await poll();
    web.routes['/feed'] = { status: 403, body: 'no' };
    await poll();
    web.routes['/feed'] = { status: 429, body: 'wait' };
    await poll();
    web.routes['/feed'] = 'no feed at all';
    await poll();
    const outcomes = outcomesOf((await theFeed()).outcomes);
    expect(outcomes.map(({ kind, added, entries }) => [kind, added, entries])).toEqual([
      ['new', 2, 2],
      ['not-modified', 0, null],
      ['new', 1, 3],
      ['refused:denied', 0, null],
      ['throttled', 0, null],
      ['not-a-feed:not-a-feed', 0, null],
    ]);
    expect(outcomes.map(({ bytes }) => bytes !== null)).toEqual([true, true, true, false, false, true]);
    expect(outcomes.map(({ at }) => at.getTime())).toEqual([5, 4, 3, 2, 1, 0].map((back) => now - HOUR - back * HOUR));
    expect(outcomes[3]?.message).toContain('(403)');
    expect(outcomes.every(({ durationMs }) => Number.isInteger(durationMs) && durationMs >= 0)).toBe(true);
  });

  test('are the last thirty', async () => {
    await follow('/feed');
    web.routes['/feed'] = rss('a');
    for (let count = 0; count < 33; count += 1) await poll();
    const outcomes = outcomesOf((await theFeed()).outcomes);
    expect(outcomes).toHaveLength(30);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['not-modified']));
    expect(outcomes[0]?.message).toBe('The document is the same as before.');
  });
});

describe('a redirect for good', () => {
  beforeEach(async () => {
    await follow('/old');
    web.routes['/old'] = moved('/new');
    web.routes['/new'] = rss('a');
  });

  test('is kept when it has held for several polls over some days, and noted', async () => {
    for (let count = 0; count < 6; count += 1) await poll(12 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedTo: `${web.url}/new`, movedPolls: 6 });
    await poll(12 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/new`, movedTo: null, movedPolls: 0, movedSinceAt: null, failures: 0 });
    expect(await notes()).toEqual([`Moved from ${web.url}/old to ${web.url}/new: the redirect held for 7 polls.`]);
    web.requests.length = 0;
    await poll();
    expect(web.requests.map(({ path }) => path)).toEqual(['/new']);
    expect(outcomesOf((await theFeed()).outcomes).map(({ isMoved }) => isMoved)).toEqual([...Array<boolean>(7).fill(true), false]);
  });

  test('many polls within a day keep nothing, nor do few within a week', async () => {
    for (let count = 0; count < 12; count += 1) await poll(HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedPolls: 12 });
  });

  test('is forgotten when it is taken back, and begins anew when it leads elsewhere', async () => {
    for (let count = 0; count < 6; count += 1) await poll(12 * HOUR);
    web.routes['/old'] = moved('/newer');
    web.routes['/newer'] = rss('a');
    await poll(12 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedTo: `${web.url}/newer`, movedPolls: 1 });
    web.routes['/old'] = rss('a');
    await poll(12 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedTo: null, movedPolls: 0 });
  });

  test('to what is no feed counts for nothing, and what fails meanwhile takes nothing back', async () => {
    for (let count = 0; count < 3; count += 1) await poll(12 * HOUR);
    web.routes['/new'] = '<!doctype html><html><title>Log in</title><p>Please.</p></html>';
    for (let count = 0; count < 6; count += 1) await poll(24 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedTo: `${web.url}/new`, movedPolls: 3 });
  });

  test('for now (302) is followed and never kept', async () => {
    web.routes['/old'] = { status: 302, headers: { location: '/new' } };
    for (let count = 0; count < 8; count += 1) await poll(24 * HOUR);
    expect(await theFeed()).toMatchObject({ url: `${web.url}/old`, movedTo: null });
  });

  test('to an address that is polled already leaves both as they are', async () => {
    await follow('/new');
    for (let count = 0; count < 10; count += 1) await poll(24 * HOUR);
    const feeds = await app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } });
    expect(feeds.map(({ url, movedTo }) => [url, movedTo])).toEqual([
      [`${web.url}/old`, `${web.url}/new`],
      [`${web.url}/new`, null],
    ]);
    expect(await notes()).toEqual([]);
  });
});

test('410 mutes a feed with a note', async () => {
  await follow('/feed');
  web.routes['/feed'] = { status: 410, body: 'gone' };
  await poll();
  expect(await theFeed()).toMatchObject({ state: 'gone', nextPollAt: null });
  expect(await notes()).toEqual([expect.stringMatching(/^Not asked any more: .*gone for good \(410\)/)]);
});

test('a feed that is paused while it is polled stays paused', async () => {
  await follow('/feed');
  web.routes['/feed'] = async () => {
    await app.get(Database).write((manager) => manager.update(FeedEntity, { role: 'posts' }, { state: 'paused' }));
    return { body: rss('a') };
  };
  await poll();
  expect(await theFeed()).toMatchObject({ state: 'paused', outcome: 'modified' });
});

test('what a feed is used to is learned from what it brings', async () => {
  await follow('/feed');
  web.routes['/feed'] = rss('a', 'b');
  await poll();
  expect(await theFeed()).toMatchObject({ habit: { lastMs: null, usualMs: null, longestMs: null }, silentAt: null });
  web.routes['/feed'] = rss(...Array.from({ length: 12 }, (_, index) => `d${index}`));
  await poll();
  const { habit, silentAt } = await theFeed();
  expect(habit).toEqual({ lastMs: Date.parse('2008-04-02T12:00:00Z'), usualMs: 24 * HOUR, longestMs: 24 * HOUR });
  // Daily, so four days after the last.
  expect(silentAt).toEqual(new Date(Date.parse('2008-04-02T12:00:00Z') + 4 * 24 * HOUR));
});

describe('what may have been missed', () => {
  test('is recorded with its bounds where nothing of the last look is left', async () => {
    await follow('/feed');
    now = Date.parse('2008-04-08T18:00:00Z');
    web.routes['/feed'] = dated([5, 4, 3, 2, 1]);
    await poll();
    web.routes['/feed'] = dated([8, 7, 6, 5, 4]);
    await poll();
    expect(await gaps()).toEqual([]);
    now = Date.parse('2008-04-25T12:00:00Z');
    web.routes['/feed'] = dated([20, 19, 18, 17, 16]);
    await poll();
    expect(await gaps()).toEqual([
      { fromAt: new Date('2008-04-08T12:00:00Z'), untilAt: new Date('2008-04-16T12:00:00Z'), foundAt: new Date('2008-04-25T12:00:00Z') },
    ]);
    await poll();
    expect(await gaps()).toHaveLength(1);
  });

  test('is not told of a site that has changed all its names', async () => {
    await follow('/feed');
    web.routes['/feed'] = dated([5, 4, 3, 2, 1]);
    await poll();
    web.routes['/feed'] = dated([5, 4, 3, 2, 1], 'new');
    await poll();
    expect(await gaps()).toEqual([]);
  });
});

/** Entries of these days of April. */
function dated(days: number[], names = 'day'): string {
  const items = days.map((day) => {
    const at = new Date(Date.UTC(2008, 3, day, 12)).toUTCString();
    return `<item><guid isPermaLink="false">${names}${day}</guid><title>Of ${day}</title><description>Words of ${names} ${day}</description><pubDate>${at}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>${items.join('')}</channel></rss>`;
}

async function gaps() {
  const found = await app.get(Database).manager.find(FeedGapEntity);
  return found.map(({ fromAt, untilAt, foundAt }) => ({ fromAt, untilAt, foundAt }));
}

/** Entries of one a day, the first named the newest: of the second of April. */
function rss(...guids: string[]): string {
  const items = guids.map((guid, index) => {
    const at = new Date(Date.parse('2008-04-02T12:00:00Z') - index * 24 * HOUR);
    return `<item><guid isPermaLink="false">${guid}</guid><title>On ${guid}</title><pubDate>${at.toUTCString()}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>${items.join('')}</channel></rss>`;
}

function moved(location: string) {
  return { status: 301, headers: { location } };
}

async function follow(path: string): Promise<void> {
  await app.get(SourcesService).addKnownFeeds([{ url: `${web.url}${path}`, title: path, sourceTitle: 'A blog' }]);
}

/** Polls all, and lets time pass. */
async function poll(afterMs = HOUR): Promise<void> {
  await app.get(Poller).pollOnce(true, () => undefined);
  now += afterMs;
}

async function theFeed(): Promise<FeedEntity> {
  return (await app.get(Database).manager.find(FeedEntity, { order: { id: 'ASC' } }))[0]!;
}

async function notes(): Promise<string[]> {
  return (await app.get(Database).manager.find(FeedNoteEntity, { order: { id: 'ASC' } })).map(({ note }) => note);
}
