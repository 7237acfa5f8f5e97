import { Validator } from '@seriousme/openapi-schema-validator';
import { CACHING } from '../../../src/modules/pages/caching.js';
import type { OpenApi } from '../../../src/modules/api/openapi.js';
import { routesOf } from '../../support/routes.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';
import { callsOn } from './calls.js';
import { addressOf, type Call, type Documented, DocumentCheck, requestOf } from './support.js';

let site: Site;
let web: Web;
let check: DocumentCheck;
let calls: Record<string, Call>;

beforeAll(async () => {
  web = await startWeb();
  site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  calls = await callsOn(site, web);
  check = new DocumentCheck((await (await site.get('/api/openapi.json')).json()) as OpenApi);
}, 180_000);
afterAll(async () => {
  await site.close();
  await web.close();
});

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(check.document) as unknown as Record<string, unknown>)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every route under /api/v1 is in the document, and the other way round; and each is called below', () => {
  const routes = routesOf(site).flatMap(({ method, path }) =>
    path.startsWith('/api/v1') ? [`${method} ${path.replace(/:(\w+)/g, '{$1}')}`] : [],
  );
  expect(routes.sort()).toEqual(check.operations.map(({ method, address }) => `${method} ${address}`).sort());
  expect(Object.keys(calls).sort()).toEqual(check.operations.map(({ id }) => id).sort());
});

/** In the order of the table of calls: what is made is then read, and then removed. */
function inOrder(): [Documented, Call][] {
  return Object.entries(calls).map(([id, call]) => [check.operations.find((each) => each.id === id)!, call]);
}

/** What is no JSON, and what does not say that it is. */
async function refusesOtherBodies(documented: Documented, address: string, asks: Record<string, string>): Promise<void> {
  const { method } = documented;
  const sent = [
    { method, body: '{"name": ', headers: { ...asks, 'Content-Type': 'application/json' } },
    { method, body: 'name=x', headers: { ...asks, 'Content-Type': 'application/x-www-form-urlencoded' } },
    { method, body: JSON.stringify({ text: 'x'.repeat(200_000) }), headers: { ...asks, 'Content-Type': 'application/json' } },
  ];
  const answers = await Promise.all(sent.map((each) => fetch(site.url + address, each)));
  expect(answers.map(({ status }) => status)).toEqual([400, 415, 413]);
  for (const answer of answers) expect((await check.faults(documented, answer)).faults).toEqual([]);
}

/** What is sent as something else, and what is too large. */
async function refusesOtherFiles(documented: Documented, address: string, type: string): Promise<void> {
  const { method } = documented;
  const sent = [
    { method, body: '{"text": ""}', headers: { 'Content-Type': 'application/json' } },
    { method, body: 'x'.repeat(50 * 1024 * 1024), headers: { 'Content-Type': type } },
  ];
  for (const [place, each] of sent.entries()) {
    const answer = await fetch(site.url + address, each);
    expect([answer.status, (await check.faults(documented, answer)).faults]).toEqual([[415, 413][place], []]);
  }
}

test('every operation answers as it is documented', async () => {
  for (const [documented, call] of inOrder()) {
    const address = addressOf(documented, call);
    const asks: Record<string, string> = call.asker ? { Authorization: `Bearer ${await call.asker()}` } : {};
    for (const [body, ...pointers] of call.wrong ?? []) {
      const refused = await fetch(site.url + address, requestOf(documented, body, call.type, asks));
      const { body: problem, faults } = await check.faults(documented, refused);
      const named = (problem as { errors?: { pointer: string }[] }).errors?.map(({ pointer }) => pointer);
      expect([documented.id, refused.status, faults, named]).toEqual([documented.id, 422, [], pointers]);
    }
    if (call.type !== undefined) await refusesOtherFiles(documented, address, call.type);
    else if (call.body !== undefined) await refusesOtherBodies(documented, address, asks);
    const response = await fetch(site.url + address, requestOf(documented, call.body, call.type, asks));
    const success = call.status ?? Object.keys(documented.operation.responses).find((status) => status.startsWith('2'));
    const { body, faults } = await check.faults(documented, response);
    const shown = String(response.status) === success ? null : body;
    expect([documented.id, String(response.status), faults, shown]).toEqual([documented.id, success, [], null]);
    if (documented.method !== 'GET') continue;
    const etag = response.headers.get('etag') ?? '';
    const again = await fetch(site.url + address, { headers: { ...asks, 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } });
    expect([documented.id, again.status, (await check.faults(documented, again)).faults]).toEqual([documented.id, 304, []]);
    expect(Object.values(CACHING)).toContain(response.headers.get('cache-control'));
  }
}, 180_000);
