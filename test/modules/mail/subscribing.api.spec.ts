import { linksIn, type Mailing, MINUTE_MS, startMailing } from './support.js';

let here: Mailing;

beforeEach(async () => (here = await startMailing({ TRUSTED_PROXIES: '127.0.0.0/8, ::1' })));
afterEach(() => here.close());

const ask = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${here.site.url}/api/v1/subscribers`, {
    method: 'POST',
    body: JSON.stringify({ address: 'ada@example.org', frequency: 'day', ...body }),
    headers: { 'Content-Type': 'application/json', ...headers },
  });

test('a program asks for somebody as the form does: nothing is sent there before a yes', async () => {
  expect((await ask({ address: ' Ada@EXAMPLE.org ', frequency: 'week' })).status).toBe(204);
  expect(await here.subscribers()).toMatchObject([{ address: 'Ada@example.org', state: 'waiting', frequency: 'week', entities: [] }]);
  for (let count = 0; count < 3; count++) {
    here.pass(MINUTE_MS);
    expect((await ask({})).status).toBe(204);
  }
  await here.sender.tick();
  expect(here.server.received).toHaveLength(3);
  expect(linksIn(here.server.received[0]?.source ?? '', '/subscribe/')[0]).toMatch(/^\/subscribe\/confirm\//);
  expect((await ask({ entities: ['nobody'] })).status).toBe(422);
  expect((await ask({ address: 'ada' })).status).toBe(422);
});

test('a program shares the limit of the form', async () => {
  for (let count = 0; count < 19; count++)
    await here.post('/subscribe', { address: `a${count}@example.org`, frequency: 'day', scope: 'all', website: '' });
  expect((await ask({})).status).toBe(204);
  const refused = await ask({});
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  expect((await ask({}, { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' })).status).toBe(204);
});
