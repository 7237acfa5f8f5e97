import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { words } from '../../support/page.js';
import { rss, Ward } from './support.js';

const HOUR = 3_600_000;

let ward: Ward;
let id: number;
let path: string;

beforeAll(async () => {
  ward = await Ward.open();
}, 180_000);
afterAll(() => ward.close());
beforeEach(async () => {
  ward.web.routes['/feed'] = rss(ward.now, 1, 2);
  id = await ward.follow('/feed');
  path = `/admin/health/${id}`;
  await ward.poll();
  ward.now += 60_000;
  ward.web.requests.length = 0;
});
afterEach(() => ward.clear());

test('poll now makes the feed due, shows that it waits, and then what came of it', async () => {
  expect((await ward.press(`${path}/poll`)).headers.get('location')).toBe(path);
  const waiting = await ward.page(path);
  expect(words(waiting.one('p', { role: 'status' }))).toBe(`Next on 127.0.0.1:${ward.web.port}: it is asked within seconds.`);
  expect(waiting.all('a', { href: path }).map(words)).toEqual(['Look again']);
  expect(waiting.scripts).toHaveLength(1);
  ward.web.routes['/feed'] = rss(ward.now, 0, 1, 2);
  const { first, all } = await listen(`${path}/progress`);
  expect(first).toMatchObject({ isOver: false, words: expect.stringContaining('within seconds') as string });
  await ward.poll();
  expect((await all()).at(-1)).toMatchObject({ isOver: true, words: expect.stringMatching(/^Read 3 entries/) as string });
  const after = await ward.page(path);
  expect([after.scripts, after.classed('progress')]).toEqual([[], []]);
});

test('the second who presses joins the first', async () => {
  await ward.press(`${path}/poll`);
  const { nextPollAt } = await ward.feed(id);
  ward.now += 5000;
  expect((await ward.press(`${path}/poll`)).status).toBe(303);
  expect((await ward.feed(id)).nextPollAt).toEqual(nextPollAt);
  await ward.poll();
  expect(ward.web.requests).toHaveLength(1);
});

test('those of its host that are due stand before it', async () => {
  await ward.follow('/other');
  ward.now += 1000;
  await ward.press(`${path}/poll`);
  expect((await ward.page(path)).text).toContain('1 feed of 127.0.0.1');
});

test('a server that asks for patience gets it', async () => {
  const until = new Date(ward.now + HOUR);
  await ward.set(id, { failures: 1, outcome: 'throttled', outcomeMessage: 'Wait.', nextPollAt: until });
  const refused = await ward.press(`${path}/poll`);
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('Its server has asked for patience')]);
  expect((await ward.feed(id)).nextPollAt).toEqual(until);
});

test('all that fails is asked again at once, but for those who ask for patience', async () => {
  const [throttled, paused] = [await ward.follow('/throttled'), await ward.follow('/paused')];
  const later = new Date(ward.now + HOUR);
  await ward.set(id, { failures: 4, outcome: 'unreachable:reset', nextPollAt: later });
  await ward.set(throttled, { failures: 1, outcome: 'throttled', nextPollAt: later });
  await ward.set(paused, { state: 'paused', failures: 2, outcome: 'unreachable:reset', nextPollAt: null });
  expect((await ward.page('/admin/health')).text).toContain('Ask the failing feed again now');
  expect((await ward.press('/admin/health/poll', { which: 'failing' })).headers.get('location')).toBe('/admin/health/progress?of=1');
  const due = await ward.site.database.manager.find(FeedEntity, { order: { id: 'ASC' } });
  expect(due.map(({ nextPollAt }) => nextPollAt?.getTime() ?? null)).toEqual([ward.now, later.getTime(), null]);
  const page = await ward.page('/admin/health/progress?of=1');
  expect(page.text).toContain('1 feed is still due, on 1 host.');
  expect(page.one('progress').attribs).toMatchObject({ max: '1', value: '0' });
  const { all } = await listen('/admin/health/progress/events?of=1');
  await ward.poll();
  expect((await all()).at(-1)).toEqual({ words: 'All that was due has been asked.', done: 1, of: 1, isOver: true });
});

test('script runs on the pages that get better by it, ours alone, and on no other', async () => {
  const policy = async (at: string) => (await ward.site.get(at)).headers.get('content-security-policy');
  for (const at of [path, '/admin/health/progress']) expect(await policy(at)).toContain(`;script-src 'self';connect-src 'self'`);
  for (const at of ['/admin/health', '/', '/search']) expect(await policy(at)).not.toContain('script-src');
});

test('a server that stops does not wait for those who look on', async () => {
  const other = await Ward.open();
  try {
    const feed = await other.follow('/feed');
    const response = await fetch(`${other.site.url}/admin/health/${feed}/progress`);
    const reader = response.body!.getReader();
    await reader.read();
    await other.site.close();
    for (let isOver = false; !isOver;) isOver = (await reader.read()).done;
  } finally {
    await other.web.close();
  }
});

/** A stream of events: the first, and all of them once the server has ended it. */
async function listen(at: string): Promise<{ first: unknown; all: () => Promise<unknown[]> }> {
  const response = await fetch(ward.site.url + at);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const events = () => [...text.matchAll(/^data: (.*)\n/gm)].map(([, data]) => JSON.parse(data ?? '') as unknown);
  while (events().length === 0) text += (await reader.read()).value ?? '';
  const all = async () => {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
    return events();
  };
  return { first: events()[0], all };
}
