import { TOTP, Secret } from 'otpauth';
import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { AuditEntryEntity } from '../../../src/modules/accounts/audit-entry.entity.js';
import { SessionEntity } from '../../../src/modules/accounts/session.entity.js';
import { Clock } from '../../../src/modules/clock/clock.js';
import { account, PASSWORD, Surfer } from '../../support/accounts.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let now: number;

const SESSION = '__Host-hustings';
const WRONG = { address: 'analyst@example.org', password: 'not the password' };
const RIGHT = { address: 'Analyst@Example.org', password: PASSWORD };

beforeEach(async () => {
  site = await startSite();
  now = new Date('2008-04-05T12:00:00Z').getTime();
  site.app.get(Clock).now = () => new Date(now);
  await account(site, 'analyst');
  await account(site, 'admin');
});
afterEach(() => site.close());

const pageOf = async (response: Response) => new Page(await response.text());

test('one signs in, goes where one wanted to, under a new session, and out again', async () => {
  const surfer = new Surfer(site);
  const asked = await surfer.get('/account');
  expect(asked.headers.get('location')).toBe('/login?next=%2Faccount');
  const form = await pageOf(await surfer.get('/login?next=%2Faccount'));
  expectOrderlyHeadings(form);
  expect(form.one('input', { name: 'next' }).attribs.value).toBe('/account');
  surfer.keep(SESSION, 's%3Aprepared.by-somebody-else');
  const entered = await surfer.post('/login', { ...RIGHT, next: '/account' });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/account']);
  const cookie = entered.headers.getSetCookie().find((set) => set.startsWith(SESSION)) ?? '';
  for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part);
  expect(surfer.cookie(SESSION)).not.toContain('prepared');
  const mine = await surfer.get('/account');
  expect([mine.status, mine.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect((await pageOf(mine)).text).toContain('analyst@example.org');
  const stolen = surfer.cookie(SESSION) ?? '';
  expect((await surfer.post('/logout')).status).toBe(303);
  surfer.keep(SESSION, stolen);
  expect((await surfer.get('/account')).status).toBe(303);
});

test('what the table of sessions holds signs nobody in', async () => {
  const surfer = await Surfer.signedIn(site, 'analyst');
  const [row] = await site.database.manager.find(SessionEntity);
  expect(decodeURIComponent(surfer.cookie(SESSION) ?? '')).not.toContain(row?.keyHash);
});

test('a session ends after a fortnight, with its account, and when the role changes it may do what that says at once', async () => {
  const surfer = await Surfer.signedIn(site, 'analyst');
  const accounts = site.app.get(Accounts);
  expect((await surfer.get('/coding')).status).toBe(200);
  const { id } = (await accounts.byKey('analyst@example.org'))!;
  await accounts.setRole(id, 'reader');
  expect((await surfer.get('/coding')).status).toBe(403);
  now += 14 * 86_400_000;
  expect((await surfer.get('/account')).status).toBe(303);
  const again = await Surfer.signedIn(site, 'analyst');
  await accounts.setState(id, 'disabled');
  expect((await again.get('/account')).status).toBe(303);
  expect((await again.post('/login', RIGHT)).status).toBe(401);
});

test('whoever has no account hears the same as who mistypes a password, and neither is told which', async () => {
  const bodies = await Promise.all(
    [WRONG, { address: 'nobody@example.org', password: 'not the password' }, { ...RIGHT, password: '' }].map(async (said) => {
      const response = await new Surfer(site).post('/login', said);
      return [response.status, (await response.text()).replaceAll(said.address, 'ADDRESS').replaceAll('Analyst@Example.org', 'ADDRESS')];
    }),
  );
  expect(bodies[1]).toEqual(bodies[0]);
  expect(bodies[2]).toEqual(bodies[0]);
  expect(bodies[0]?.[0]).toBe(401);
});

test('a thousand guesses get nowhere, and lock nobody else out', async () => {
  await site.close();
  site = await startSite(undefined, { TRUSTED_PROXIES: '127.0.0.0/8' });
  await account(site, 'analyst');
  await account(site, 'admin');
  const known = await Surfer.signedIn(site, 'analyst');
  const guesses = await Promise.all(
    Array.from({ length: 60 }, () => new Surfer(site, { 'X-Forwarded-For': '203.0.1.1' }).post('/login', WRONG)),
  );
  const statuses = guesses.map(({ status }) => status);
  // However many come at once, ten are looked at.
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  // Not even with the right password, from there.
  const late = await new Surfer(site, { 'X-Forwarded-For': '203.0.1.200' }).post('/login', RIGHT);
  expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await pageOf(late)).text).toContain('There were too many tries');
  // From a hundred networks: then only browsers that know the account may try.
  for (let network = 2; network < 13; network++)
    await Promise.all(Array.from({ length: 9 }, () => new Surfer(site, { 'X-Forwarded-For': `203.0.${network}.1` }).post('/login', WRONG)));
  expect((await new Surfer(site, { 'X-Forwarded-For': '198.51.100.7' }).post('/login', RIGHT)).status).toBe(429);
  expect((await known.post('/login', RIGHT)).status).toBe(303);
  expect(
    (await new Surfer(site, { 'X-Forwarded-For': '198.51.100.7' }).post('/login', { address: 'admin@example.org', password: PASSWORD }))
      .status,
  ).toBe(303);
}, 180_000);

test('a second factor: set up with its code, asked for ever after, each code taken once', async () => {
  const surfer = await Surfer.signedIn(site, 'analyst');
  const other = await Surfer.signedIn(site, 'analyst');
  const offer = await pageOf(await surfer.get('/account/second-factor'));
  const secret = words(offer.one('code')).replaceAll(' ', '');
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = () => totp.generate({ timestamp: now });
  expect((await surfer.post('/account/second-factor', { totp: '000000' })).status).toBe(422);
  const on = await pageOf(await surfer.post('/account/second-factor', { totp: code() }));
  const recovery = on.all('code').map(words);
  expect(new Set(recovery).size).toBe(10);
  expect((await other.get('/account')).status).toBe(303);

  const entering = new Surfer(site);
  expect((await entering.post('/login', { ...RIGHT, next: '/coding' })).headers.get('location')).toBe('/login/code');
  expect((await entering.get('/account')).status).toBe(303);
  // The code that set it up was used.
  expect((await entering.post('/login/code', { totp: code() })).status).toBe(401);
  now += 30_000;
  expect((await entering.post('/login/code', { totp: code() })).headers.get('location')).toBe('/coding');
  expect((await entering.get('/account')).status).toBe(200);

  const late = new Surfer(site);
  await late.post('/login', RIGHT);
  // Whose clock was set back since would have an hour and more.
  now -= 3_600_000;
  expect((await late.get('/login/code')).headers.get('location')).toBe('/login');
  now += 3_600_000;

  const lost = new Surfer(site);
  await lost.post('/login', RIGHT);
  expect((await lost.post('/login/code', { totp: ` ${recovery[0]?.toUpperCase()} ` })).status).toBe(303);
  const again = new Surfer(site);
  await again.post('/login', RIGHT);
  expect((await again.post('/login/code', { totp: recovery[0] ?? '' })).status).toBe(401);
  now += 11 * 60_000;
  expect((await again.post('/login/code', { totp: code() })).headers.get('location')).toBe('/login');

  expect((await lost.post('/account/second-factor/end', { totp: '123456' })).status).toBe(422);
  expect((await lost.post('/account/second-factor/end', { totp: recovery[1] ?? '' })).status).toBe(303);
  await Surfer.signedIn(site, 'analyst');
});

test('a new password needs the present one, and signs out everywhere else', async () => {
  const [surfer, other] = [await Surfer.signedIn(site, 'analyst'), await Surfer.signedIn(site, 'analyst')];
  const change = (current: string, password: string) => surfer.post('/account/password', { current_password: current, password });
  expect(words((await pageOf(await change('nonsense', 'another one of mine'))).byId('current_password-problem'))).toContain(
    'not your present password',
  );
  expect(words((await pageOf(await change(PASSWORD, 'short'))).byId('password-problem'))).toContain('at least 12');
  expect((await change(PASSWORD, 'another one of mine')).status).toBe(303);
  expect([(await surfer.get('/account')).status, (await other.get('/account')).status]).toEqual([200, 303]);
  expect((await new Surfer(site).post('/login', RIGHT)).status).toBe(401);
});

async function settled(): Promise<AuditEntryEntity[]> {
  for (let time = 0; time < 500; time++) {
    const rows = await site.database.manager.find(AuditEntryEntity, { order: { id: 'ASC' } });
    if (rows.every(({ status }) => status !== null)) return rows;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('An outcome was never written down');
}

test('what is changed is written down with who did it, without secrets; what only reads is not', async () => {
  const surfer = await Surfer.signedIn(site, 'analyst');
  await surfer.get('/watches');
  await surfer.post('/watches', { name: 'Ferries', q: 'ferry', password: 'never', api_key: 'never' });
  await surfer.post('/watches', { name: '', q: 'ferry' });
  await surfer.post('/account/password', { current_password: PASSWORD, password: 'another one of mine' });
  // The outcome is written when the answer is out.
  const rows = await settled();
  const told = rows
    .filter(({ actor }) => actor === 'analyst')
    .map(({ action, target, status, fields, means }) => [means, action, target, status, fields]);
  expect(told).toEqual([
    ['session', 'POST /watches', '/watches', 303, { name: 'Ferries', q: 'ferry', password: '…', api_key: '…' }],
    ['session', 'POST /watches', '/watches', 422, { name: '', q: 'ferry' }],
    ['session', 'POST /account/password', '/account/password', 303, { current_password: '…', password: '…' }],
  ]);
  const admin = await Surfer.signedIn(site, 'admin');
  const log = await pageOf(await admin.get('/admin/audit?q=ferries'));
  expectOrderlyHeadings(log);
  expect(log.text).toContain('analyst');
  expect(log.text).not.toContain('422');
  expect((await pageOf(await admin.get('/admin/audit?refused=yes'))).text).toContain('refused (422)');
  expect(await (await admin.get('/admin/audit')).text()).not.toContain('never');
});

test('what is uploaded is written down with its fields, though they are read after the deed has begun', async () => {
  const admin = await Surfer.signedIn(site, 'admin');
  const body = new FormData();
  body.set('text', 'no list of feeds');
  expect((await admin.send('/admin/feeds/import', { method: 'POST', body })).status).toBe(422);
  const rows = await settled();
  expect(rows.at(-1)).toMatchObject({ action: 'POST /admin/feeds/import', status: 422, fields: { text: 'no list of feeds' } });
});

test('a form from another site presses no button, whoever is signed in', async () => {
  const surfer = await Surfer.signedIn(site, 'admin');
  const press = (headers: Record<string, string>) =>
    fetch(`${site.url}/starter`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, cookie: `${SESSION}=${surfer.cookie(SESSION)}` },
    });
  for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }] as Record<
    string,
    string
  >[])
    expect((await press(headers)).status).toBe(403);
  // Behind a proxy that has another name for us.
  expect((await press({ Origin: 'https://hustings.example' })).status).toBe(303);
});
