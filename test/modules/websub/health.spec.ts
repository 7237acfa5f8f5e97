import { readConfig } from '../../../src/modules/config/config.js';
import { checkSettings } from '../../../src/modules/doctor/settings.check.js';
import { whyNoHubs } from '../../../src/modules/sources/hub-subscriptions.js';
import { Page } from '../../support/page.js';
import { Program } from '../../support/program.js';
import { DAY, HOUR, Listening } from './support.js';

describe('the page of a feed, and the API,', () => {
  let at: Listening;
  let program: Program;
  beforeAll(async () => {
    at = await Listening.open();
    program = new Program(at.site);
  });
  afterEach(() => at.clear());
  afterAll(() => at.close());

  const first = () => [{ guid: 'a', at: at.now - HOUR }];
  const page = async () => new Page(await at.site.text(`/admin/health/${(await at.feed()).id}`)).text;
  const hub = async () =>
    (await program.get(`/health/${(await at.feed()).id}`)).body.hub as { words: string; pushedAt: string | null } | null;

  test('say that nobody tells of a feed that names no hub', async () => {
    at.web.routes['/feed'] = at.document(first()).replace(/<atom:link[^>]*>/g, '');
    await at.follow();
    await at.poll();
    expect(await page()).toContain('Nobody: its document names no hub, so it is polled.');
    expect(await hub()).toBeNull();
  });

  test('say how far a subscription is, what it brings, and what it missed', async () => {
    at.publish(first());
    await at.follow();
    await at.poll();
    expect((await hub())?.words).toMatch(/^127\.0\.0\.1:\d+ is asked to tell us of news; until it does/);
    await at.pass(0);
    await at.hub.verify();
    expect(await page()).toMatch(/has promised to tell us of news, and has had none yet\..* Promised until 15 April 2008, 13:00\./);
    at.now += HOUR;
    await at.hub.deliver(at.document([{ guid: 'b', at: at.now }]));
    await at.hub.deliver('forged', { secret: 'none' });
    expect(await hub()).toMatchObject({
      words: expect.stringMatching(/tells us of news\. The feed is polled more rarely.* One delivery was not signed as agreed/) as string,
      pushedAt: new Date(at.now).toISOString(),
      missedAt: null,
    });
    at.publish([{ guid: 'c', at: at.now - HOUR }, ...first()]);
    await at.poll();
    at.publish([{ guid: 'd', at: at.now - HOUR }, ...first()]);
    at.now += HOUR;
    await at.poll();
    expect(await page()).toMatch(/a poll found what it had not told/);
    at.hub.answers = () => ({ status: 500 });
    await at.pass(11 * DAY);
    expect(await page()).toMatch(/until its promise ran out, and is asked again/);
  });
});

test.each([
  [{ WEBSUB: 'off', BASE_URL: 'http://hustings.example' }, 'Feeds are polled only: WEBSUB is off.'],
  [{}, /BASE_URL is not set\. Set BASE_URL to an address/],
  [{ BASE_URL: 'http://192.168.1.5' }, /hubs cannot reach BASE_URL, for 192\.168\.1\.5 belongs to a private network\./],
  [{ BASE_URL: 'https://hustings.example', TRUSTED_PROXIES: '127.0.0.1' }, null],
])('doctor says whether hubs are asked: %j', (env, why) => {
  const config = readConfig({ SECRET_KEY: 'k'.repeat(32), ...env });
  const reason = whyNoHubs(config);
  if (why === null) expect(reason).toBeNull();
  else expect(reason).toMatch(why);
  expect(checkSettings(config).message).toContain(reason ?? 'Hubs that feeds name are asked to tell us of news.');
});
