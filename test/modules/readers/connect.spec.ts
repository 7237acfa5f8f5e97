import { account, Surfer } from '../../support/accounts.js';
import { expectOrderlyHeadings, Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { Client } from './support.js';

let site: Site;
let surfer: Surfer;

beforeEach(async () => {
  site = await startSite();
  await account(site, 'reader');
  surfer = await Surfer.signedIn(site, 'reader');
});
afterEach(() => site.close());

test('the password is shown once, reads, and stands among the tokens, where it is revoked', async () => {
  const empty = new Page(await (await surfer.get('/account/readers')).text());
  expectOrderlyHeadings(empty);
  for (const words of ['https://hustings.example/fever/', 'reader@example.org']) expect(empty.text).toContain(words);
  expect(empty.text).not.toMatch(/hustings_\w{20}/);
  const made = await surfer.post('/account/readers', { label: 'NetNewsWire, phone' });
  expect([made.status, made.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const page = new Page(await made.text());
  expectOrderlyHeadings(page);
  const [password = ''] = /hustings_[\w-]{20,}/.exec(page.text) ?? [];
  const client = new Client(site.url);
  expect((await client.login('reader@example.org', password)).status).toBe(200);
  expect((await client.get('user-info')).status).toBe(200);
  // It writes nothing but what was read.
  const asAnalyst = await fetch(`${site.url}/watches`, { method: 'POST', headers: { Authorization: `Bearer ${password}` } });
  expect(asAnalyst.status).toBe(403);
  expect(new Page(await (await surfer.get('/account')).text()).text).toContain('Reader: NetNewsWire, phone');
  await surfer.post('/account/tokens/1/revoke');
  expect((await client.get('user-info')).status).toBe(401);
});

test('a name is asked for, and what was typed is kept', async () => {
  const refused = await surfer.post('/account/readers', { label: 'x'.repeat(61) });
  expect(refused.status).toBe(422);
  const page = new Page(await refused.text());
  expect(page.text).toContain('Say it in 60 characters.');
  expect(page.one('input', { name: 'label' }).attribs.value).toBe('x'.repeat(61));
  const byToken = await fetch(`${site.url}/account/readers`, { method: 'POST' });
  expect([401, 303]).toContain(byToken.status);
});
