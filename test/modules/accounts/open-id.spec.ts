import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { account, Surfer } from '../../support/accounts.js';
import { type Issuer, startIssuer } from '../../support/issuer.js';
import { Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let issuer: Issuer;
let site: Site;

async function start(more: Record<string, string> = {}): Promise<void> {
  issuer = await startIssuer('hustings', 'between us');
  site = await startSite(new Date(), {
    OPENID_ISSUER: issuer.url,
    OPENID_CLIENT_ID: 'hustings',
    OPENID_CLIENT_SECRET: 'between us',
    OPENID_NAME: 'the Works',
    ...more,
  });
}

afterEach(async () => {
  await site.close();
  await issuer.close();
});

/** Where the provider lets a browser come back to. */
async function awayAndBack(surfer: Surfer, next = '/watches'): Promise<string> {
  const sent = await surfer.get(`/login/openid?next=${encodeURIComponent(next)}`);
  const { pathname, search } = new URL(issuer.comeBack(sent.headers.get('location') ?? ''));
  return pathname + search;
}

test('whoever the provider knows by a verified address comes into that account, and by the subject ever after', async () => {
  await start();
  await account(site, 'analyst');
  const door = new Page(await (await new Surfer(site).get('/login?next=/watches')).text());
  expect(door.all('a').map(({ attribs }) => attribs.href)).toContain('/login/openid?next=%2Fwatches');
  issuer.claims = { sub: 'a-1', email: 'Analyst@example.org', email_verified: true, name: 'Ann' };
  const surfer = new Surfer(site);
  const back = await awayAndBack(surfer);
  const entered = await surfer.get(back);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/watches']);
  expect((await surfer.get('/coding')).status).toBe(200);
  // The same return a second time, here and in another browser.
  expect((await surfer.get(back)).status).toBe(400);
  expect((await new Surfer(site).get(back)).status).toBe(400);
  issuer.claims = { sub: 'a-1' };
  const again = new Surfer(site);
  expect((await again.get(await awayAndBack(again))).headers.get('location')).toBe('/watches');
  const { id } = (await site.app.get(Accounts).byKey('analyst@example.org'))!;
  await account(site, 'admin');
  await site.app.get(Accounts).setState(id, 'disabled');
  const closed = new Surfer(site);
  expect((await closed.get(await awayAndBack(closed))).status).toBe(403);
});

test.each([
  ['an address that nobody verified', { sub: 'b', email: 'admin@example.org', email_verified: false }],
  ['an address of which nothing is said', { sub: 'b', email: 'admin@example.org' }],
  ['no address', { sub: 'b' }],
  ['an address without an account', { sub: 'b', email: 'eve@example.org', email_verified: true }],
])('%s opens no door', async (_what, claims) => {
  await start();
  await account(site, 'admin');
  issuer.claims = claims;
  const surfer = new Surfer(site);
  const refused = await surfer.get(await awayAndBack(surfer));
  expect(refused.status).toBe(403);
  expect(new Page(await refused.text()).text).toContain('Ask an admin for an invitation');
  expect((await surfer.get('/account')).status).toBe(303);
});

test('where the settings say so, whoever comes for the first time gets an account with that role', async () => {
  await start({ OPENID_ROLE: 'reader' });
  await account(site, 'admin');
  issuer.claims = { sub: 'c', email: 'eve@example.org', email_verified: 'true', name: ' Eve\u0000\n of the Works ' };
  const surfer = new Surfer(site);
  expect((await surfer.get(await awayAndBack(surfer, '//evil.example'))).headers.get('location')).toBe('/');
  expect(await site.app.get(Accounts).byKey('eve@example.org')).toMatchObject({
    name: 'Eve of the Works',
    role: 'reader',
    passwordHash: null,
  });
  expect((await surfer.get('/account')).status).toBe(200);
});

test('a return with another state, an error, or a provider that is down: a sentence, and nobody is let in', async () => {
  await start();
  await account(site, 'admin');
  issuer.claims = { sub: 'd', email: 'admin@example.org', email_verified: true };
  const surfer = new Surfer(site);
  const back = await awayAndBack(surfer);
  expect((await surfer.get(back.replace(/state=[^&]*/, 'state=forged'))).status).toBe(403);
  await awayAndBack(surfer);
  expect((await surfer.get('/login/openid/callback?error=access_denied')).status).toBe(403);
  const late = await awayAndBack(surfer);
  await issuer.close();
  const failed = await surfer.get(late);
  expect(failed.status).toBe(403);
  expect(new Page(await failed.text()).text).toContain('did not let you in');
});
