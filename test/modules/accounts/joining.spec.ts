import { AccountLinks } from '../../../src/modules/accounts/account-links.js';
import { AccountLinkEntity } from '../../../src/modules/accounts/account-link.entity.js';
import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { AccountLetters } from '../../../src/modules/mail/account-letters.js';
import { account, PASSWORD, Surfer } from '../../support/accounts.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let server: MailServer;
let now: number;

beforeEach(async () => {
  server = await startMailServer();
  site = await startSite(undefined, { SMTP_URL: server.url, MAIL_FROM: 'Hustings <digest@hustings.example>' });
  now = new Date('2008-04-05T12:00:00Z').getTime();
  site.app.get(Clock).now = () => new Date(now);
});
afterEach(async () => {
  await site.close();
  await server.close();
});

const pageOf = async (response: Response) => new Page(await response.text());
const FORM = { name: 'Ada  Lovelace ', address: 'Ada@example.org', password: PASSWORD };

/** The path of the link in a mail. */
function linkIn(source: string | undefined): string {
  const text = (source ?? '').replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  return /https:\/\/hustings\.example(\/(?:invitation|reset)\/[\w-]+)/.exec(text)?.[1] ?? '';
}

test('the first admin comes in by the link of the first start, once', async () => {
  const links = site.app.get(AccountLinks);
  const [earlier, link] = [await links.setup(), await links.setup()];
  const [old, path] = [earlier, link].map((each) => new URL(links.url(each)).pathname);
  const surfer = new Surfer(site, { 'X-Forwarded-For': '203.0.113.9' });
  expect((await surfer.get(old ?? '')).status).toBe(404);
  const form = await pageOf(await surfer.get(path ?? ''));
  expectOrderlyHeadings(form);
  expect(form.text).toContain('Make the first account');
  const wrong = await surfer.post(path ?? '', { ...FORM, name: ' ', password: 'ada@example.org' });
  expect(wrong.status).toBe(422);
  const kept = await pageOf(wrong);
  expect([words(kept.byId('name-problem')), kept.byId('address').attribs.value]).toEqual(['Write a name.', 'Ada@example.org']);
  const two = await Promise.all([
    surfer.post(path ?? '', FORM),
    new Surfer(site).post(path ?? '', { ...FORM, address: 'eve@example.org' }),
  ]);
  expect(two.map(({ status }) => status).sort()).toEqual([303, 410]);
  expect(await site.app.get(Accounts).all()).toMatchObject([{ role: 'admin', state: 'active' }]);
  expect((await surfer.get(path ?? '')).status).toBe(410);
  expect((await surfer.post('/setup')).status).not.toBe(303);
});

test('an invitation goes by mail or from hand to hand, works once, for a week, and only as it was made', async () => {
  await account(site, 'admin');
  const admin = await Surfer.signedIn(site, 'admin');
  expect((await admin.post('/admin/users/invite', { role: 'analyst', address: 'bob@example.org' })).status).toBe(303);
  server.next('message-451');
  await site.app.get(AccountLetters).tick();
  expect(server.received).toEqual([]);
  expect((await pageOf(await admin.get('/admin/users'))).text).toContain('tried 1 times: 451 4.3.0 Disk full');
  now += 60_000;
  await site.app.get(AccountLetters).tick();
  expect(server.received.map(({ to }) => to)).toEqual(['bob@example.org']);
  const path = linkIn(server.received[0]?.source);
  const bob = new Surfer(site);
  expect((await pageOf(await bob.get(path))).byId('address').attribs.value).toBe('bob@example.org');
  expect((await bob.post(path, { ...FORM, address: 'admin@example.org' })).status).toBe(422);
  expect((await bob.post(path, { ...FORM, address: 'bob@example.org', name: 'Bob', role: 'admin' })).headers.get('location')).toBe(
    '/account',
  );
  expect(await site.app.get(Accounts).byKey('bob@example.org')).toMatchObject({ name: 'Bob', role: 'analyst' });
  expect((await new Surfer(site).post(path, FORM)).status).toBe(410);

  const handed = await pageOf(await admin.post('/admin/users/invite', { role: 'reader', address: '' }));
  const link = new URL(words(handed.one('code'))).pathname;
  const [id = '', signature = ''] = link.slice('/invitation/'.length).split(/-(.*)/s);
  for (const forged of [`${id}-${signature.slice(1)}A`, `${Number.parseInt(id, 36) + 1}-${signature}`, `${id}`, '../x'])
    expect((await new Surfer(site).get(`/invitation/${encodeURIComponent(forged)}`)).status).toBe(404);
  expect((await new Surfer(site).get(link.replace('/invitation/', '/reset/'))).status).toBe(410);
  now += 7 * 86_400_000;
  expect((await new Surfer(site).post(link, FORM)).status).toBe(410);
});

test('a forgotten password: the answer is the same for all, the link comes by mail, sets one once and ends all sessions', async () => {
  await account(site, 'analyst');
  const signedIn = await Surfer.signedIn(site, 'analyst');
  const answers = await Promise.all(
    ['analyst@example.org', 'nobody@example.org'].map(async (address) => {
      const response = await new Surfer(site).post('/reset', { address });
      return [response.status, await response.text()];
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  await until(async () => (await site.database.manager.count(AccountLinkEntity)) === 1);
  await site.app.get(AccountLetters).tick();
  expect(server.received.map(({ to }) => to)).toEqual(['analyst@example.org']);
  const path = linkIn(server.received[0]?.source);
  expect((await new Surfer(site).get(path)).status).toBe(200);
  expect((await new Surfer(site).post(path, { password: 'short' })).status).toBe(422);
  expect((await signedIn.get('/account')).status).toBe(200);
  expect((await new Surfer(site).post(path, { password: 'another one of mine' })).headers.get('location')).toBe('/login');
  expect((await signedIn.get('/account')).status).toBe(303);
  expect((await new Surfer(site).post(path, { password: 'and yet another one' })).status).toBe(410);
  expect((await new Surfer(site).post('/login', { address: 'analyst@example.org', password: 'another one of mine' })).status).toBe(303);
});

test('an hour brings three links at most, and after an hour none of them works', async () => {
  await account(site, 'analyst');
  const links = site.app.get(AccountLinks);
  for (let time = 0; time < 5; time++) await links.askReset('analyst@example.org');
  await site.app.get(AccountLetters).tick();
  expect(server.received).toHaveLength(3);
  now += 3_600_000;
  expect((await new Surfer(site).get(linkIn(server.received[0]?.source))).status).toBe(410);
});

test('the last admin stays one', async () => {
  await account(site, 'admin');
  await account(site, 'analyst');
  const [admin, analyst] = [
    await site.app.get(Accounts).byKey('admin@example.org'),
    await site.app.get(Accounts).byKey('analyst@example.org'),
  ];
  const surfer = await Surfer.signedIn(site, 'admin');
  for (const [path, said] of [
    [`/admin/users/${admin?.id}/role`, { role: 'reader' }],
    [`/admin/users/${admin?.id}/close`, {}],
  ] as const) {
    const refused = await surfer.post(path, { ...said });
    expect(refused.status).toBe(409);
    expect((await pageOf(refused)).text).toContain('This is the last admin');
  }
  expect((await surfer.post(`/admin/users/${analyst?.id}/role`, { role: 'admin' })).status).toBe(303);
  const accounts = site.app.get(Accounts);
  const both = await Promise.all([accounts.setState(admin!.id, 'disabled'), accounts.setState(analyst!.id, 'disabled')]);
  expect(both.sort()).toEqual(['done', 'last-admin']);
  expect((await surfer.post('/admin/users/4711/role', { role: 'admin' })).status).toBeGreaterThanOrEqual(303);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let time = 0; time < 200 && !(await holds()); time++) await new Promise((done) => setTimeout(done, 10));
}
