import { readConfig } from '../../../src/modules/config/config.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { Robots } from '../../../src/modules/fetch/robots.js';
import { type Route, startWeb, type Web } from '../../support/web.js';

const HOUR = 3_600_000;

let now = Date.UTC(2008, 3, 3, 12);
class SetClock extends Clock {
  override now() {
    return new Date(now);
  }
}

let web: Web;
let fetcher: Fetcher;
let robots: Robots;

beforeEach(async () => {
  const config = readConfig({ ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  web = await startWeb();
  fetcher = new Fetcher(config, new SetClock());
  robots = new Robots(fetcher, new SetClock(), config);
});
afterEach(async () => {
  await fetcher.onApplicationShutdown();
  await web.close();
});

const allows = (path: string) => robots.allows(`${web.url}${path}`);

test.each<[string, Route | undefined, string, boolean]>([
  ['no rules', undefined, '/post', true],
  ['rules for others', 'User-agent: Other\nDisallow: /', '/post', true],
  ['rules for all', 'User-agent: *\nDisallow: /private/\nAllow: /private/open', '/private/post', false],
  ['an exception', 'User-agent: *\nDisallow: /private/\nAllow: /private/open', '/private/open', true],
  ['rules for us before those for all', 'User-agent: *\nDisallow: /\n\nUser-agent: Hustings\nDisallow:', '/post', true],
  ['rules against us', 'User-agent: hustings\nDisallow: /', '/post', false],
  ['a page in place of rules', '<!doctype html><p>Hello</p>', '/post', true],
  ['a server with a fault', { status: 500 }, '/post', false],
  ['a server that refuses to say', { status: 403 }, '/post', true],
])('%s', async (_what, rules, path, expected) => {
  if (rules !== undefined) web.routes['/robots.txt'] = rules;
  expect(await allows(path)).toBe(expected);
});

test('rules are asked for once a day, by all who want to know at once', async () => {
  web.routes['/robots.txt'] = 'User-agent: *\nDisallow: /a';
  expect(await Promise.all(['/a', '/b', '/a'].map(allows))).toEqual([false, true, false]);
  now += 23 * HOUR;
  web.routes['/robots.txt'] = '';
  expect(await allows('/a')).toBe(false);
  now += 2 * HOUR;
  expect(await allows('/a')).toBe(true);
  expect(web.requests).toHaveLength(2);
});

test('a server that had a fault is asked again soon', async () => {
  web.routes['/robots.txt'] = { status: 503 };
  expect(await allows('/a')).toBe(false);
  web.routes['/robots.txt'] = '';
  now += HOUR;
  expect(await allows('/a')).toBe(true);
});
