/** NUL and its like, which no database takes as text and no page may hold, sent to every address and into the forms: nobody ever gets a 500 of them. */
import { CodeEntity } from '../../../src/modules/coding/code.entity.js';
import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { SavedSearchEntity } from '../../../src/modules/watches/saved-search.entity.js';
import { Page } from '../../support/page.js';
import { routesOf } from '../../support/routes.js';
import { type Site, startSite } from '../../support/site.js';

const NAMES =
  'action address affiliation aliases body by code coder codes definition edition entities entity example from handles id item kind label list mail name next ' +
  'note password platform query q replacement role scope slug source story tags target text title token until url urls watch webhook';
const TYPED = Object.fromEntries(NAMES.split(' ').map((name) => [name, 'a\0b']));

let site: Site;

beforeAll(async () => {
  site = await startSite();
  site.app.useLogger(false);
});
afterAll(() => site.close());

const filled = (path: string, value: string) => path.replace(/[:*]\w+/g, value);

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
}

function upload(path: string, text: string, file: string | null): Promise<Response> {
  const form = new FormData();
  form.set('text', text);
  if (file !== null) form.set('file', new Blob([file]), 'a\0b.csv');
  return fetch(site.url + path, { method: 'POST', redirect: 'manual', body: form });
}

test('an address that holds one is refused, whatever it is the address of', async () => {
  const addresses = routesOf(site)
    .filter(({ method }) => method === 'GET')
    .flatMap(({ path }) => [`${filled(path, 'a')}?q=%00`, ...(filled(path, '') === path ? [] : [filled(path, 'a%00b')])]);
  expect(addresses.length).toBeGreaterThan(100);
  const answers = await Promise.all(addresses.map(async (address) => [address, (await site.get(address)).status]));
  expect(answers).toEqual(addresses.map((address) => [address, 400]));
});

test('people and programs are told so in words, and the page holds none', async () => {
  const page = await site.text('/search?q=lock%00');
  expect(page).not.toContain('\0');
  expect(new Page(page).text).toContain('There is a character in the address that no text has');
  const problem = await site.get('/api/v1/search?q=lock%1F');
  expect([problem.status, problem.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
  expect(await problem.json()).toMatchObject({ status: 400, detail: expect.stringContaining('no text has') as string });
});

test.each(['%00', '%0b', '%1f', '%EF%BF%BF'])('%s is none of a text', async (written) => {
  expect((await site.get(`/search?q=${written}`)).status).toBe(400);
});

test.each(['%09', '%0A', '%0D%0A', '%2500', '%C2%A0'])('%s is', async (written) => {
  expect((await site.get(`/search?q=lock${written}`)).status).toBe(200);
});

test('what was typed is stored without it', async () => {
  const sent = [
    await post('/watches', { name: 'The \0lock', q: 'lo\0ck', note: 'pasted\x0c from\x02 a\tpage', watch: 'yes' }),
    await post('/alerts', { name: 'The\0 lock', kind: 'query', watch: 'the-lo\0ck', quietFrom: '22:\x0000', quietUntil: '07:00' }),
    await post('/admin/entities/add', { name: 'Lock\0 Board', aliases: 'The\0 Board' }),
    await post('/admin/codebook', { label: 'Asks\0 a question', definition: 'It\x0b asks.' }),
    await fetch(`${site.url}/api/v1/watches`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Fer\0ries', query: 'fe\0rry' }),
    }),
  ];
  expect(sent.map(({ status }) => status)).toEqual([303, 201, 303, 303, 201]);
  const { manager } = site.database;
  expect(await manager.find(SavedSearchEntity, { order: { id: 'ASC' } })).toMatchObject([
    { name: 'The lock', query: 'lock', note: 'pasted from a\tpage' },
    { name: 'Ferries', query: 'ferry' },
  ]);
  expect(await manager.find(EntityEntity)).toMatchObject([{ name: 'Lock Board' }]);
  expect(await manager.find(CodeEntity)).toMatchObject([{ label: 'Asks a question', definition: 'It asks.' }]);
});

test('no form and no body gets a 500 of it, at whatever address', async () => {
  const writing = routesOf(site).filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  expect(writing.length).toBeGreaterThan(80);
  const faults: string[] = [];
  for (const { method, path } of writing) {
    const isJson = path.startsWith('/api/');
    const body = isJson
      ? JSON.stringify({ ...TYPED, codes: ['a\0b'], 'a\0b': [{ 'c\0': '\0' }] })
      : new URLSearchParams({ ...TYPED, 'x\0': '\0' });
    const headers: Record<string, string> = isJson ? { 'Content-Type': 'application/json' } : {};
    const response = await fetch(site.url + filled(path, '1'), { method, body, headers, redirect: 'manual' });
    // No mail is sent from here, which is told with 503.
    if (response.status >= 500 && response.status !== 503) faults.push(`${method} ${path}: ${response.status}`);
    await response.arrayBuffer();
  }
  expect(faults).toEqual([]);
});

test.each(['/admin/codebook/import', '/admin/entities', '/admin/feeds/import'])('a list for %s is read without it', async (path) => {
  for (const [text, file] of [
    ['name,label\na\0b,c\0d', null],
    ['', 'name,label\na\0b,c\0d\n'],
    ['', '<opml version="2.0"><body><outline text="a\0b" xmlUrl="https://a.example/\0feed"/></body></opml>'],
    ['{"name":"a\\u0000b","label":"c\\u0000d"}', null],
  ] as const) {
    const response = await upload(path, text, file);
    expect([path, text, response.status < 500]).toEqual([path, text, true]);
    expect(await response.text()).not.toContain('\0');
  }
});
