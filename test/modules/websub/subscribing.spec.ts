import { Clock } from '../../../src/modules/clock/clock.js';
import type { Config } from '../../../src/modules/config/config.js';
import { CONFIG } from '../../../src/modules/config/config.module.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import { FeedCare } from '../../../src/modules/sources/feed-care.js';
import { Subscriptions } from '../../../src/modules/websub/subscriptions.js';
import { DAY, HOUR, Listening, MINUTE } from './support.js';

let at: Listening;
beforeAll(async () => (at = await Listening.open()));
afterEach(() => at.clear());
afterAll(() => at.close());

const first = () => [{ guid: 'a', at: at.now - HOUR }];
const change = async (deed: 'pause' | 'resume') => at.site.app.get(FeedCare).apply(deed, [(await at.feed()).id]);

test('a feed that names a hub is subscribed to there, with a secret and at an address that nobody can guess', async () => {
  at.publish(first());
  await at.follow();
  await at.poll();
  await at.pass(0);
  expect(at.hub.asked).toEqual([
    {
      'hub.mode': 'subscribe',
      'hub.topic': at.topic(),
      'hub.callback': expect.stringMatching(/^https:\/\/hustings\.example\/websub\/[\w-]{32}$/) as string,
      'hub.lease_seconds': '864000',
      'hub.secret': expect.stringMatching(/^[\w-]{43}$/) as string,
    },
  ]);
  expect(at.hub.last['hub.secret']).not.toBe(at.hub.last['hub.callback'].split('/').at(-1));
  expect(await at.row()).toMatchObject({ state: 'wanted', attempts: 1 });
  const answer = await at.hub.verify();
  expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, 'abc', 'text/plain; charset=utf-8']);
  expect(await at.row()).toMatchObject({ state: 'active', attempts: 0, leaseUntil: new Date(at.now + 10 * DAY) });
  await at.pass(HOUR);
  expect(at.hub.asked).toHaveLength(1);
});

test('headers come before the document, and of two hubs the first that can be asked', async () => {
  const link = `<ftp://no.example/>; rel="hub", <${at.hub.url}>; rel=hub, </other>; rel="self"`;
  at.web.routes['/feed'] = { headers: { Link: link }, body: at.document(first(), '/feed', 'http://not-this.example/') };
  await at.follow();
  await at.poll();
  expect(await at.row()).toMatchObject({ hub: at.hub.url, topic: at.topic('/other') });
});

test('two processes that look at the same time ask a hub once', async () => {
  const { app, database } = at.site;
  const parts = [app.get(Fetcher), app.get(Clock), app.get(SecretKey), app.get<Config>(CONFIG)] as const;
  const other = new Subscriptions(database, new InProcessQueue(), ...parts);
  other.onModuleInit();
  for (const path of ['/a', '/b', '/c']) {
    at.publish(first(), path);
    await at.follow(path);
  }
  await at.poll();
  await Promise.all([app.get(Subscriptions).tick(), other.tick()]);
  expect(at.hub.asked.map((wish) => wish['hub.topic']).sort()).toEqual(['/a', '/b', '/c'].map((path) => at.topic(path)));
});

test('what was not asked for is not confirmed', async () => {
  at.publish(first());
  await at.follow();
  await at.poll();
  await at.pass(0);
  const status = async (...said: Parameters<typeof at.hub.verify>) => (await at.hub.verify(...said)).status;
  expect(await status({ 'hub.topic': 'http://another.example/' })).toBe(404);
  expect(await status({ 'hub.mode': 'unsubscribe' })).toBe(404);
  expect(await status({ 'hub.mode': 'please' })).toBe(404);
  expect(await status({ 'hub.challenge': '' })).toBe(404);
  expect(await status({ 'hub.challenge': 'a'.repeat(3_000) })).toBe(404);
  expect(await status({}, 'https://hustings.example/websub/another')).toBe(404);
  expect(await at.row()).toMatchObject({ state: 'wanted' });
  expect(await status()).toBe(200);
  // Once, and not again.
  expect(await status()).toBe(404);
});

test('it is renewed before the lease is over, under the same address', async () => {
  await at.subscribe(first());
  const { 'hub.callback': callback } = at.hub.last;
  await at.pass(7 * DAY - 2 * MINUTE);
  expect(at.hub.asked).toHaveLength(1);
  await at.pass(2 * DAY + MINUTE);
  expect(at.hub.asked).toHaveLength(2);
  expect(at.hub.last).toMatchObject({ 'hub.mode': 'subscribe', 'hub.callback': callback });
  await at.hub.verify();
  expect((await at.row()).leaseUntil).toEqual(new Date(at.now + 10 * DAY));
});

test.each([
  ['0', 0],
  ['60', MINUTE],
  ['99999999999', 30 * DAY],
  ['soon', 10 * DAY],
])('a lease of %s seconds is no reason to ask without end, nor never again', async (seconds, leaseMs) => {
  at.publish(first());
  await at.follow();
  await at.poll();
  await at.pass(0);
  await at.hub.verify({ 'hub.lease_seconds': seconds });
  const { leaseUntil, nextAt } = await at.row();
  expect(leaseUntil!.getTime()).toBe(at.now + leaseMs);
  expect(nextAt!.getTime()).toBeGreaterThanOrEqual(at.now + HOUR);
  expect(nextAt!.getTime()).toBeLessThanOrEqual(at.now + Math.max(HOUR, 0.9 * leaseMs));
});

describe('a hub', () => {
  const ask = async () => {
    at.publish(first());
    await at.follow();
    await at.poll();
    await at.pass(0);
  };

  test.each([
    ['that refuses', () => ({ status: 404 }), /has nothing at this address/],
    ['that fails', () => ({ status: 500 }), /500/],
    ['that sends us to a private address', () => ({ status: 307, headers: { Location: 'http://169.254.169.254/' } }), /redirect/],
  ])('%s is asked later and later', async (_, answers, message) => {
    at.hub.answers = answers;
    await ask();
    expect(await at.row()).toMatchObject({ state: 'wanted', askedAt: null, message: expect.stringMatching(message) as string });
    await at.pass(9 * MINUTE);
    expect(at.hub.asked).toHaveLength(1);
    await at.pass(2 * MINUTE);
    expect(at.hub.asked).toHaveLength(2);
    await at.pass(39 * MINUTE);
    expect(at.hub.asked).toHaveLength(2);
    for (let week = 0; week < 10; week += 1) await at.pass(8 * DAY);
    expect(at.hub.asked).toHaveLength(12);
  });

  test('that takes the request and never asks back is asked again', async () => {
    await ask();
    await at.pass(12 * MINUTE);
    expect(at.hub.asked).toHaveLength(2);
    expect((await at.row()).message).toBe('It took the request, and has not asked back yet.');
  });

  test('that asks for patience is given it', async () => {
    at.hub.answers = () => ({ status: 429, headers: { 'Retry-After': '7200' } });
    await ask();
    await at.pass(7_100_000);
    expect(at.hub.asked).toHaveLength(1);
    await at.pass(200_000);
    expect(at.hub.asked).toHaveLength(2);
  });

  test('may ask back before it answers', async () => {
    at.hub.answers = async () => {
      expect((await at.hub.verify()).status).toBe(200);
      return { status: 202 };
    };
    await ask();
    expect(await at.row()).toMatchObject({ state: 'active', attempts: 0, message: null });
  });

  test('in a private network is not asked at all', async () => {
    at.web.routes['/feed'] = at.document(first(), '/feed', 'http://10.0.0.1/hub');
    await at.follow();
    await at.poll();
    await at.pass(0);
    expect((await at.row()).message).toMatch(/private/);
  });

  test('that says no is asked again after a week', async () => {
    await ask();
    const answer = await at.hub.verify({ 'hub.mode': 'denied', 'hub.reason': 'Not for you.' });
    expect(answer.status).toBe(200);
    expect(await at.row()).toMatchObject({ state: 'refused', message: '127.0.0.1:' + new URL(at.hub.url).port + ' said no: Not for you.' });
    await at.pass(6 * DAY);
    expect(at.hub.asked).toHaveLength(1);
    await at.pass(DAY + MINUTE);
    expect(at.hub.asked).toHaveLength(2);
    await at.hub.verify();
    expect(await at.row()).toMatchObject({ state: 'active' });
  });
});

test('a feed that is paused is unsubscribed, and subscribed again when it is polled again', async () => {
  await at.subscribe(first());
  await change('pause');
  await at.pass(0);
  expect(at.hub.last).toMatchObject({ 'hub.mode': 'unsubscribe', 'hub.topic': at.topic() });
  expect(at.hub.last['hub.secret']).toBeUndefined();
  expect((await at.hub.deliver(at.document(first()))).status).toBe(410);
  expect((await at.hub.verify()).status).toBe(200);
  expect(await at.row()).toMatchObject({ state: 'resting', nextAt: null });
  await change('resume');
  await at.pass(0);
  expect(at.hub.last).toMatchObject({ 'hub.mode': 'subscribe' });
});

test('a hub that does not hear that we leave is left all the same', async () => {
  await at.subscribe(first());
  at.hub.answers = () => ({ status: 500 });
  await change('pause');
  for (let day = 0; day < 5; day += 1) await at.pass(DAY);
  expect(at.hub.asked.filter(({ 'hub.mode': mode }) => mode === 'unsubscribe')).toHaveLength(3);
  expect(await at.row()).toMatchObject({ state: 'resting' });
});

test('where a feed names another hub, or none, the one before is left', async () => {
  await at.subscribe(first());
  at.web.routes['/feed'] = at.document(first(), '/other');
  await at.poll();
  expect((await at.rows()).map(({ topic, state, isNamed }) => [topic, state, isNamed])).toEqual([
    [at.topic(), 'leaving', 0],
    [at.topic('/other'), 'wanted', 1],
  ]);
  await at.pass(0);
  expect(at.hub.asked.slice(1).map((asked) => [asked['hub.mode'], asked['hub.topic']])).toEqual([
    ['unsubscribe', at.topic()],
    ['subscribe', at.topic('/other')],
  ]);
  const [left] = at.hub.asked.slice(1);
  await at.hub.verify({ 'hub.mode': 'unsubscribe', 'hub.topic': at.topic() }, left!['hub.callback']);
  expect(await at.rows()).toHaveLength(1);
});
