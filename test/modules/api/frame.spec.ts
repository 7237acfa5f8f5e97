import { jest } from '@jest/globals';
import type { OpenApi } from '../../../src/modules/api/openapi.js';
import { ThreadOrders } from '../../../src/modules/posts/thread-orders.js';
import type { Role } from '../../../src/modules/pages/access.js';
import { account, tokenOf } from '../../support/accounts.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

interface Listed {
  items: { id: number; depth: number; parentId: number | null }[];
  next: string | null;
}

let site: Site;
let closed: Site;
let threadId: number;

/** Behind a proxy: as readers elsewhere are, and nobody in particular. */
const ELSEWHERE = { 'X-Forwarded-For': '203.0.113.7' };

beforeAll(async () => {
  site = await startSite(undefined, { TRUSTED_PROXIES: '127.0.0.1' });
  closed = await startSite(undefined, { READER_ACCESS: 'login' });
  ({ threadId } = await newsday(new Rows(site.database)));
}, 180_000);
afterAll(async () => {
  await site.close();
  await closed.close();
});

async function listed(address: string): Promise<Listed> {
  return (await (await site.get(address)).json()) as Listed;
}

async function walk(address: string): Promise<Listed['items']> {
  const items: Listed['items'] = [];
  for (let next: string | null = address; next !== null;) {
    const part: Listed = await listed(next);
    items.push(...part.items);
    next = part.next;
  }
  return items;
}

test('a thread is a flat list, each message after what it answers', async () => {
  const { items, next } = await listed(`/api/v1/threads/${threadId}/posts`);
  expect(next).toBeNull();
  expect(items[0]).toMatchObject({ id: threadId, depth: 0, parentId: null });
  for (const [place, { depth, parentId }] of items.entries()) {
    if (place === 0) continue;
    const above = items.slice(0, place).find(({ id }) => id === parentId);
    expect(above?.depth).toBe(depth - 1);
  }
});

test.each([
  ['/threads/1/posts', 1],
  ['/sources', 2],
  ['/editions?kind=day', 1],
  ['/feeds', 1],
  ['/health', 1],
])('%s in parts of %i is the same as whole', async (list, limit) => {
  const address = `/api/v1${list.replace('/threads/1/', `/threads/${threadId}/`)}`;
  const whole = await walk(`${address}${address.includes('?') ? '&' : '?'}limit=200`);
  const parts = await walk(`${address}${address.includes('?') ? '&' : '?'}limit=${limit}`);
  expect(parts).toEqual(whole);
});

test('the address of the next part stands in the answer and in its Link, and keeps what was asked', async () => {
  const response = await site.get('/api/v1/editions?kind=month&limit=1');
  const { next } = (await response.json()) as Listed;
  expect(next).toMatch(/^\/api\/v1\/editions\?kind=month&limit=1&after=[\w-]+$/);
  expect(response.headers.get('link')).toBe(`<${next}>; rel="next"`);
});

test('a source that comes between two parts moves nothing', async () => {
  const first = await listed('/api/v1/sources?limit=2');
  const before = await walk('/api/v1/sources');
  await new Rows(site.database).source('Aardvark Gazette');
  const rest = await walk(first.next ?? '');
  expect([...first.items, ...rest]).toEqual(before);
});

test.each(['x', 'bnVsbA', Buffer.from('["a"]').toString('base64url'), Buffer.from('{"toString":1}').toString('base64url')])(
  'the cursor %s is none of this list',
  async (after) => {
    const response = await site.get(`/api/v1/sources?after=${after}`);
    expect([response.status, await response.json()]).toMatchObject([422, { errors: [{ in: 'query', pointer: '/after' }] }]);
  },
);

test('what nobody asks for is named, wherever it stands', async () => {
  const response = await site.get('/api/v1/search?q=&limt=5&order=loudest&q=x');
  const { errors } = (await response.json()) as { errors: { pointer: string }[] };
  expect([response.status, errors.map(({ pointer }) => pointer)]).toEqual([422, ['/q', '/order', '/limt']]);
});

test('what a query says wrong is said in the words of the search page', async () => {
  const response = await site.get(`/api/v1/search?q=${encodeURIComponent('tax after:yesterday')}`);
  const page = new Page(await site.text(`/search?q=${encodeURIComponent('tax after:yesterday')}`));
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  expect(response.status).toBe(422);
  expect(page.text).toContain(errors[0]?.message);
});

test.each(['/api', '/api/v1', '/api/v1/nothing', '/api/v2/sources', '/api/v1/posts/0', '/api/v1/posts/1e99', '/api/v1/posts/9999999999'])(
  '%s is a problem, and not a page',
  async (address) => {
    const response = await site.get(address);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(await response.json()).toMatchObject({ type: '/api/docs#problem-not-found', status: 404, instance: address });
  },
);

test('a fault is told by its number, and nothing else of it', async () => {
  const orders = jest.spyOn(site.app.get(ThreadOrders), 'of').mockRejectedValue(new Error('the password is swordfish'));
  const response = await site.get(`/api/v1/threads/${threadId}`);
  orders.mockRestore();
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ type: '/api/docs#problem-fault', incident: expect.stringMatching(/^[0-9a-f]{8}$/) as string });
  expect(text).not.toContain('swordfish');
});

test('who may not is told so, and by what token it goes', async () => {
  const [writing, reading] = [
    await fetch(`${site.url}/api/v1/watches/x`, { method: 'DELETE', headers: ELSEWHERE }),
    await closed.get('/api/v1/sources', ELSEWHERE),
  ];
  for (const response of [writing, reading]) {
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Hustings"']);
    expect(await response.json()).toMatchObject({ type: '/api/docs#problem-sign-in', status: 401 });
  }
});

test('a token does what its scope says, and is counted by its account', async () => {
  const { id } = await account(closed, 'analyst');
  const asking = async (scope: Role, method: string, address: string) => {
    const headers = { Authorization: `Bearer ${await tokenOf(closed, id, scope)}` };
    return fetch(closed.url + address, { method, headers });
  };
  const read = await asking('reader', 'GET', '/api/v1/sources');
  expect([read.status, read.headers.get('ratelimit')]).toEqual([200, expect.stringMatching(/^"account";r=599;/)]);
  const refused = await asking('reader', 'DELETE', '/api/v1/watches/none');
  expect([refused.status, await refused.json()]).toMatchObject([403, { type: '/api/docs#problem-not-allowed' }]);
  expect((await asking('analyst', 'DELETE', '/api/v1/watches/none')).status).toBe(404);
  expect((await asking('admin', 'GET', '/api/v1/subscribers')).status).toBe(403);
  const unknown = await closed.get('/api/v1/sources', { Authorization: 'Bearer nonsense' });
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer /)]);
});

test('the document says what needs a token, as this site is set', async () => {
  const security = async (of: Site) =>
    ((await (await of.get('/api/openapi.json')).json()) as OpenApi).paths['/api/v1/sources']?.get?.security;
  expect([await security(site), await security(closed)]).toEqual([[{}, { token: [] }], [{ token: [] }]]);
});

test('a page of another site may read as nobody, may not write, and may not look into the machine of its reader', async () => {
  const origin = { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' };
  const allowed = async (of: Site, address: string, headers: Record<string, string>) =>
    (await of.get(address, headers)).headers.get('access-control-allow-origin');
  expect(await allowed(site, '/api/v1/sources', { ...origin, ...ELSEWHERE })).toBe('*');
  expect(await allowed(site, '/api/v1/sources', origin)).toBeNull();
  expect(await allowed(site, '/api/v1/feeds', { ...origin, ...ELSEWHERE })).toBeNull();
  expect(await allowed(closed, '/api/v1/sources', { ...origin, ...ELSEWHERE })).toBeNull();
  const sent = await fetch(`${site.url}/api/v1/sample`, { method: 'DELETE', headers: origin });
  expect([sent.status, await sent.json()]).toMatchObject([403, { type: '/api/docs#problem-not-allowed' }]);
});

test('a network without a token is told what is left, and when there is nothing', async () => {
  const from = { 'X-Forwarded-For': '198.51.100.9' };
  const first = await site.get('/api/v1/sources', from);
  expect(first.headers.get('ratelimit-policy')).toBe('"network";q=120;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"network";r=119;t=\d+$/);
  for (let asked = 1; asked < 120; asked++) await site.get('/api/v1/nothing', from);
  const last = await site.get('/api/v1/sources', { 'X-Forwarded-For': '198.51.100.77' });
  expect([last.status, await last.json()]).toMatchObject([429, { type: '/api/docs#problem-too-many' }]);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(last.headers.get('ratelimit')).toMatch(/^"network";r=0;t=\d+$/);
  expect((await site.get('/api/v1/sources', { 'X-Forwarded-For': '198.51.101.9' })).status).toBe(200);
});

test('what cannot be read, comes from another site or brings a token that is none of ours counts as any other request', async () => {
  const from = { 'X-Forwarded-For': '198.51.102.9' };
  const json = { ...from, 'Content-Type': 'application/json' };
  const watches = `${site.url}/api/v1/watches`;
  const asks: [number, () => Promise<Response>][] = [
    [400, () => fetch(watches, { method: 'POST', headers: json, body: '{"name": ' })],
    [413, () => fetch(watches, { method: 'POST', headers: json, body: JSON.stringify({ note: 'x'.repeat(200_000) }) })],
    [401, () => site.get('/api/v1/sources', { ...from, Authorization: 'Bearer nonsense' })],
    [403, () => fetch(watches, { method: 'POST', headers: { ...json, 'Sec-Fetch-Site': 'cross-site' }, body: '{}' })],
  ];
  for (const [place, [status, ask]] of asks.entries()) {
    const { status: told, headers } = await ask();
    expect([told, headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([
      status,
      '"network";q=120;w=60',
      expect.stringMatching(new RegExp(`^"network";r=${119 - place};t=\\d+$`)),
    ]);
  }
  for (let asked = asks.length; asked < 120; asked++) await site.get('/api/v1/nothing', from);
  for (const [, ask] of asks) {
    const { status, headers } = await ask();
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
  }
});

test('who is known is counted by the account, also where the body cannot be read', async () => {
  const { id } = await account(closed, 'admin', 'Grace');
  const headers = { Authorization: `Bearer ${await tokenOf(closed, id, 'admin')}`, 'Content-Type': 'application/json' };
  const unread = await fetch(`${closed.url}/api/v1/watches`, { method: 'POST', headers, body: '{' });
  expect([unread.status, unread.headers.get('ratelimit')]).toEqual([400, expect.stringMatching(/^"account";r=599;/)]);
});

test('the docs show every operation with a call and an answer, and need no script', async () => {
  const page = new Page(await site.text('/api/docs'));
  const { paths } = (await (await site.get('/api/openapi.json')).json()) as OpenApi;
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expectOrderlyHeadings(page);
  expect(page.scripts).toEqual([]);
  expect(new Set(page.ids).size).toBe(page.ids.length);
  for (const { operationId, summary } of operations) {
    expect(page.byId(operationId)).toBeDefined();
    expect(page.headings).toContain(`h3 ${summary}`);
  }
  expect(page.text).toContain("curl 'https://hustings.example/api/v1/sources/harbour-lamp/engagement'");
  for (const { attribs } of page.all('a')) if (attribs.href?.startsWith('#')) expect(page.ids).toContain(attribs.href.slice(1));
});
