import { text } from 'node:stream/consumers';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Fetcher, type FetchLimits } from '../../../src/modules/fetch/fetcher.js';
import { type Route, startWeb } from '../../support/web.js';

const open: { close: () => Promise<unknown> }[] = [];

afterEach(async () => {
  for (const { close } of open.splice(0).reverse()) await close();
});

async function handOver(route: Route, { limits = {}, allow = '127.0.0.0/8' }: { limits?: Partial<FetchLimits>; allow?: string } = {}) {
  const web = await startWeb({ '/in?to=me': route, '/else': 'elsewhere' });
  const fetcher = new Fetcher(readConfig({ ALLOW_ADDRESSES: allow }), new Clock(), limits);
  open.push(web, { close: () => fetcher.onApplicationShutdown() });
  const message = { body: 'words=ça', contentType: 'text/plain; charset=utf-8', headers: { 'x-signature': 'abc' } };
  return { outcome: await fetcher.post(`${web.url}/in?to=me`, message), web };
}

test('hands over a body with its type and its headers', async () => {
  let seen = '';
  const { outcome, web } = await handOver(async (request) => {
    seen = `${request.method} ${await text(request)}`;
    return { status: 202, body: 'thank you' };
  });
  expect([outcome.kind, seen]).toEqual(['taken', 'POST words=ça']);
  expect(web.requests[0]?.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-signature': 'abc' });
  expect(web.requests[0]?.headers['user-agent']).toContain('Hustings');
});

test.each([
  [301, 'unreachable'],
  [400, 'refused'],
  [404, 'refused'],
  [410, 'gone'],
  [429, 'throttled'],
  [500, 'unreachable'],
])('an answer of %i is %s', async (status, kind) => {
  const { outcome, web } = await handOver({ status, headers: { Location: '/else' } });
  expect(outcome).toMatchObject({ kind, message: expect.stringMatching(/^127\.0\.0\.1:\d+ /) as string });
  expect(web.requests.map(({ path }) => path)).toEqual(['/in?to=me']);
});

test('an address of the private network is not written to', async () => {
  const { outcome, web } = await handOver('secret', { allow: '' });
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'address' });
  expect(web.requests).toEqual([]);
});

test('an answer that never comes, or never ends, holds up nobody', async () => {
  const silent = await handOver(() => undefined, { limits: { totalTimeoutMs: 300 } });
  expect(silent.outcome).toMatchObject({ kind: 'unreachable', code: 'timeout-total' });
  const endless = await handOver((_request, response) => {
    const more = setInterval(() => response.write('more'), 5);
    response.on('close', () => clearInterval(more));
  });
  expect(endless.outcome.kind).toBe('taken');
});
