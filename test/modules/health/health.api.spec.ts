import { Program } from '../../support/program.js';
import { rss, Ward } from './support.js';

let ward: Ward;
let program: Program;

beforeAll(async () => {
  ward = await Ward.open();
  program = new Program(ward.site);
}, 180_000);
afterAll(() => ward.close());
afterEach(() => ward.clear());

const HOUR = 3_600_000;

test('how the feeds fare, what needs care first, in parts and counted', async () => {
  ward.web.routes['/fine'] = rss(ward.now, 1, 2);
  ward.web.routes['/gone'] = { status: 410, body: 'gone' };
  const fine = await ward.follow('/fine', 'A first blog');
  const gone = await ward.follow('/gone', 'Z last blog');
  await ward.poll();
  const { body } = await program.get('/health?limit=1');
  expect(body.items).toMatchObject([
    {
      id: gone,
      standing: { kind: 'gone', needsCare: true, detail: expect.stringContaining('410') as unknown },
      lastPolls: ['failed'],
      nextPollAt: null,
    },
  ]);
  const rest = await ward.site.get(String(body.next));
  expect(await rest.json()).toMatchObject({
    items: [{ id: fine, standing: { kind: 'fine' }, lastPolls: ['news'], entriesAWeek: 0.5, gapsWithinAMonth: 0 }],
    next: null,
  });
  expect((await program.get('/health?show=gone')).body.items).toHaveLength(1);
  expect((await program.get('/health/counts')).body).toMatchObject({ attention: 1, gone: 1, all: 2, silent: 0 });
});

test('one feed: its last polls, its habit, and what may have been missed', async () => {
  ward.web.routes['/feed'] = rss(ward.now, ...Array.from({ length: 12 }, (_, index) => 20 + index));
  const id = await ward.follow('/feed');
  await ward.poll();
  ward.now += 30 * 24 * HOUR;
  ward.web.routes['/feed'] = rss(ward.now, ...Array.from({ length: 12 }, (_, index) => 1 + index));
  await program.ask('POST', `/feeds/${id}/poll`);
  await ward.poll();
  const { body } = await program.get(`/health/${id}`);
  expect(body).toMatchObject({
    id,
    outcomes: [
      { kind: 'new', look: 'news', added: 12, entries: 12 },
      { kind: 'new', look: 'news', added: 12, entries: 12 },
    ],
    gaps: [{ fromAt: expect.any(String) as unknown, untilAt: expect.any(String) as unknown }],
    gapsWithinAMonth: 1,
    silence: { usualMs: 24 * HOUR, words: expect.stringContaining('24 hours between two entries as a rule') as unknown },
    progress: null,
  });
  expect((await program.get('/health/999999')).status).toBe(404);
});

test('a feed is polled now, but not against the wish of its server', async () => {
  ward.web.routes['/feed'] = rss(ward.now, 1);
  const id = await ward.follow('/feed');
  await ward.poll();
  expect(await program.ask('POST', `/feeds/${id}/poll`)).toMatchObject({ status: 200, body: { isOver: false, done: 0, of: 1 } });
  expect((await ward.feed(id)).nextPollAt?.getTime()).toBe(ward.now);
  expect((await program.get('/health/progress')).body).toMatchObject({ isOver: false, of: 1 });
  await ward.poll();
  expect((await program.get('/health/progress?of=1')).body).toMatchObject({ isOver: true, done: 1 });
  await ward.set(id, { failures: 1, outcome: 'throttled', nextPollAt: new Date(ward.now + HOUR) });
  const refused = await program.ask('POST', `/feeds/${id}/poll`);
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('asked for patience')]);
  await ward.set(id, { failures: 4, outcome: 'unreachable:dns', nextPollAt: new Date(ward.now + HOUR) });
  expect((await program.ask('POST', '/health/poll')).body).toMatchObject({ isOver: false, of: 1 });
  await ward.set(id, { state: 'paused', nextPollAt: null });
  expect((await program.ask('POST', `/feeds/${id}/poll`)).status).toBe(409);
  expect((await program.ask('POST', '/feeds/999999/poll')).status).toBe(404);
});

test('a move is accepted, and a feed that is gone is asked again', async () => {
  ward.web.routes['/old'] = { status: 301, headers: { location: '/new' } };
  ward.web.routes['/new'] = rss(ward.now, 1);
  const id = await ward.follow('/old');
  expect(await program.ask('POST', `/feeds/${id}/accept`)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('does not redirect') as unknown },
  });
  await ward.poll();
  expect((await program.get(`/health/${id}`)).body).toMatchObject({ movedTo: `${ward.web.url}/new`, standing: { kind: 'moved' } });
  expect(await program.ask('POST', `/feeds/${id}/accept`)).toMatchObject({
    status: 200,
    body: { url: `${ward.web.url}/new`, movedTo: null },
  });
  expect((await program.ask('POST', `/feeds/${id}/again`)).status).toBe(409);
  await ward.set(id, { state: 'gone', nextPollAt: null });
  expect(await program.ask('POST', `/feeds/${id}/again`)).toMatchObject({ status: 200, body: { state: 'active' } });
  expect((await program.ask('POST', '/feeds/999999/again')).status).toBe(404);
});
