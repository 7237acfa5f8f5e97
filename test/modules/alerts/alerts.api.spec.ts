import { type Alerting, MINUTE_MS, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
});
afterEach(() => here.close());

type Json = Record<string, unknown>;
const STRANGER = { 'x-forwarded-for': '203.0.113.7' };
const happen = (guid: string) => here.store(sourceId, { guid, title: null, text: `The Ferry Board raises a ferry, ${guid}.` });

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'Content-Type': 'application/json' } };
  const response = await fetch(`${here.site.url}/api/v1/alerts${path}`, { method, headers, ...json });
  const text = await response.text();
  return { status: response.status, text, json: (text === '' ? {} : JSON.parse(text)) as Json, location: response.headers.get('location') };
}

const ferry = (more: Json = {}) => ({
  name: 'The ferry',
  kind: 'query',
  about: { watch: 'ferries' },
  webhook: [`${here.web.url}/hook?key=undisclosed`],
  groupMinutes: 0,
  ...more,
});

test('an alert is added with its secret told once, told, looked at, paused, tried out and removed', async () => {
  const added = await call('POST', '', ferry());
  expect([added.status, added.location]).toEqual([201, '/api/v1/alerts/the-ferry']);
  expect(added.json).toMatchObject({
    slug: 'the-ferry',
    about: { watch: 'ferries', entity: null, hours: 48 },
    groupMinutes: 0,
    hourlyLimit: 6,
    secrets: [{ channel: 1, secret: expect.stringMatching(/^whsec_/) as string }],
    asked: [],
  });
  const [{ secret }] = added.json.secrets as [{ secret: string }];
  await happen('one');
  await here.sender.tick();
  here.answers.push(500);
  await happen('two');
  await here.sender.tick();
  await happen('three');
  const answers = await Promise.all(['', '/the-ferry', '/the-ferry/channels', '/the-ferry/deliveries'].map((path) => call('GET', path)));
  for (const { text } of answers) for (const hidden of [secret, 'undisclosed', '/hook']) expect(text).not.toContain(hidden);
  const [list, one, channels, deliveries] = answers;
  expect(list?.json.items).toEqual([one?.json]);
  expect(one?.json).toMatchObject({ slug: 'the-ferry', events: 3, isPaused: false });
  expect(channels?.json.items).toMatchObject([
    { id: 1, kind: 'webhook', state: 'active', failures: 0, pending: { events: 1, why: 'before', until: null } },
  ]);
  expect(deliveries?.json.items).toMatchObject([
    { id: 2, state: 'waiting', events: 1, answer: 'Answered 500: it has a fault of its own.', channel: { id: 1, kind: 'webhook' } },
    { id: 1, state: 'sent', settledAt: here.now().toISOString(), tries: [{ at: here.now().toISOString(), answer: 'Taken, with 204.' }] },
  ]);
  expect((await call('POST', '/the-ferry/pause')).status).toBe(204);
  expect((await call('GET', '/the-ferry')).json.isPaused).toBe(true);
  expect((await call('POST', '/the-ferry/resume')).status).toBe(204);
  expect((await call('GET', '/the-ferry')).json.isPaused).toBe(false);
  expect((await call('POST', '/the-ferry/test')).json).toEqual({ told: 1, asked: 0 });
  expect((await call('DELETE', '/the-ferry')).status).toBe(204);
  for (const [method, path] of [
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['POST', '/test'],
    ['GET', '/channels'],
    ['GET', '/deliveries'],
  ] as const)
    expect([method, path, (await call(method, `/the-ferry${path}`, method === 'PUT' ? ferry() : undefined)).status]).toEqual([
      method,
      path,
      404,
    ]);
});

test('it is changed as a whole but for its places, of which some are taken away and others come', async () => {
  await call('POST', '', ferry({ quietFrom: '22:00', quietUntil: '07:00' }));
  here.pass(MINUTE_MS);
  const { mail, ...changed } = { ...ferry(), name: 'Boats', webhook: [], mail: ['ada@example.org'] };
  const saved = await call('PUT', '/the-ferry', { ...changed, mail });
  expect(saved.json).toMatchObject({ slug: 'the-ferry', name: 'Boats', quietFrom: null, secrets: [], asked: ['ada@example.org'] });
  const places = async () =>
    ((await call('GET', '/the-ferry/channels')).json.items as Json[]).map(({ id, kind, state }) => [id, kind, state]);
  expect(await places()).toEqual([
    [1, 'webhook', 'active'],
    [2, 'mail', 'waiting'],
  ]);
  expect(await call('PUT', '/the-ferry', { ...changed, removed: [1, 7] })).toMatchObject({
    status: 422,
    json: { errors: [{ pointer: '/removed', message: expect.stringContaining('a place with the number 7') as string }] },
  });
  expect((await call('PUT', '/the-ferry', { ...changed, removed: [1] })).status).toBe(200);
  expect(await places()).toEqual([[2, 'mail', 'waiting']]);
});

test('what is wrong is named where it stands', async () => {
  await call('POST', '', ferry());
  const pointers = async (body: Json) =>
    ((await call('POST', '', body)).json.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  expect(await pointers(ferry())).toEqual(['/name']);
  expect(await pointers(ferry({ name: 'A', about: { watch: 'none' } }))).toEqual(['/about/watch']);
  expect(await pointers(ferry({ name: 'A', about: { hours: 1.5 }, webhook: 'x' }))).toEqual(['/about/hours', '/webhook']);
  expect(await pointers(ferry({ name: 'A', kind: 'question', about: { hours: 0 } }))).toEqual(['/about/hours']);
  expect(await pointers(ferry({ name: 'A', webhook: ['ftp://a.example/'], hourlyLimit: 0 }))).toEqual(['/hourlyLimit']);
  expect(await pointers(ferry({ name: 'A', webhook: ['ftp://a.example/'] }))).toEqual(['/webhook']);
});

test('deliveries are read in parts, and what comes meanwhile moves nothing', async () => {
  await call('POST', '', ferry());
  for (let time = 0; time < 5; time++) await here.alerts.test('the-ferry');
  const ids = ({ json }: { json: Json }) => (json.items as { id: number }[]).map(({ id }) => id);
  const first = await call('GET', '/the-ferry/deliveries?limit=2');
  expect(ids(first)).toEqual([5, 4]);
  await here.alerts.test('the-ferry');
  const second = await call('GET', (first.json.next as string).replace('/api/v1/alerts', ''));
  expect(ids(second)).toEqual([3, 2]);
  const last = await call('GET', (second.json.next as string).replace('/api/v1/alerts', ''));
  expect([ids(last), last.json.next]).toEqual([[1], null]);
});

test('strangers see what there is and how much happened, and neither where it is told nor change anything', async () => {
  await call('POST', '', ferry());
  await happen('one');
  const host = new URL(here.web.url).host;
  for (const path of ['', '/the-ferry']) {
    const { status, text } = await call('GET', path, undefined, STRANGER);
    expect(status).toBe(200);
    expect(text).not.toContain(host);
  }
  const refused: [method: string, path: string, body?: Json][] = [
    ['GET', '/the-ferry/channels'],
    ['GET', '/the-ferry/deliveries'],
    ['POST', '', ferry({ name: 'A' })],
    ['PUT', '/the-ferry', ferry({ name: 'A' })],
    ['DELETE', '/the-ferry'],
    ['POST', '/the-ferry/pause'],
    ['POST', '/the-ferry/test'],
  ];
  for (const [method, path, body] of refused)
    expect([method, path, (await call(method, path, body, STRANGER)).status]).toEqual([method, path, 401]);
  expect(await here.alerts.bySlug('the-ferry')).toMatchObject({ name: 'The ferry', isPaused: 0 });
});

test('what an alert would have told is said before it is added, and before it is changed', async () => {
  await happen('one');
  const seen = await call('POST', '/preview', ferry());
  expect([seen.status, seen.json]).toEqual([
    200,
    { events: [expect.objectContaining({ post: expect.any(Number) as number, href: expect.stringMatching(/^\//) as string })] },
  ]);
  expect((await call('GET', '')).json.items).toEqual([]);
  await call('POST', '', ferry());
  expect((await call('POST', '/preview', ferry())).json).toMatchObject({ status: 422, errors: [{ pointer: '/name' }] });
  expect((await call('POST', '/preview', ferry({ of: 'the-ferry' }))).status).toBe(200);
  expect((await call('POST', '/preview', ferry({ of: 'nobody' }))).status).toBe(404);
});
