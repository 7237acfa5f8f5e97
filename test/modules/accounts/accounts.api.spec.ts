import { AuditEntryEntity } from '../../../src/modules/accounts/audit-entry.entity.js';
import { Audit, COMMAND_LINE } from '../../../src/modules/accounts/audit.js';
import type { Role } from '../../../src/modules/pages/access.js';
import { account, Surfer, tokenOf } from '../../support/accounts.js';
import { type Site, startSite } from '../../support/site.js';

type Json = Record<string, unknown>;
interface Part {
  items: Json[];
  next: string | null;
}

let site: Site;
let adminId: number;

beforeEach(async () => {
  site = await startSite(undefined, { SMTP_URL: 'smtp://mailer:swordfish@127.0.0.1:9', MAIL_FROM: 'a@example.org' });
  adminId = (await account(site, 'admin')).id;
});
afterEach(() => site.close());

async function ask(method: string, path: string, body?: unknown, scope: Role = 'admin'): Promise<{ status: number; body: Json }> {
  const headers = { Authorization: `Bearer ${await tokenOf(site, adminId, scope)}`, 'Content-Type': 'application/json' };
  const response = await fetch(`${site.url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
}

const list = async (path: string): Promise<Part> => (await ask('GET', path)).body as unknown as Part;

test('a token of less scope does none of it, whosever it is', async () => {
  const { id } = await account(site, 'reader');
  const operations: [string, string, unknown?][] = [
    ['GET', '/accounts'],
    ['GET', `/accounts/${id}`],
    ['PUT', `/accounts/${id}/role`, { role: 'admin' }],
    ['POST', `/accounts/${id}/close`],
    ['POST', `/accounts/${id}/open`],
    ['POST', `/accounts/${id}/reset`],
    ['DELETE', `/accounts/${id}/sessions`],
    ['DELETE', `/accounts/${id}/second-factor`],
    ['GET', '/account-links'],
    ['POST', '/account-links', { role: 'admin' }],
    ['DELETE', '/account-links/1'],
    ['GET', '/audit'],
    ['GET', '/settings'],
  ];
  for (const scope of ['reader', 'analyst'] as const)
    for (const [method, path, body] of operations)
      expect([method, path, scope, (await ask(method, path, body, scope)).status]).toEqual([method, path, scope, 403]);
  expect((await ask('GET', `/accounts/${id}`)).body).toMatchObject({ role: 'reader', state: 'active' });
  expect((await list('/account-links')).items).toEqual([]);
});

test('an invitation is shown once, makes an account of its role, and can be withdrawn', async () => {
  const made = await ask('POST', '/account-links', { role: 'analyst' });
  expect([made.status, made.body]).toMatchObject([201, { purpose: 'invitation', role: 'analyst', madeBy: 'admin', address: null }]);
  const path = new URL(made.body.url as string).pathname;
  const { items } = await list('/account-links');
  expect(items).toHaveLength(1);
  expect(JSON.stringify(items)).not.toContain(path);
  const row = await site.database.manager.findOneByOrFail(AuditEntryEntity, { action: 'POST /api/v1/account-links' });
  expect(JSON.stringify(row)).not.toContain(path);
  expect((await new Surfer(site).post(path, { name: 'Bob', address: 'bob@example.org', password: 'four words that rhyme not' })).status).toBe(303); // prettier-ignore
  expect((await list('/accounts')).items.map(({ name, role }) => [name, role])).toEqual([['admin', 'admin'], ['Bob', 'analyst']]); // prettier-ignore
  expect((await ask('DELETE', `/account-links/${made.body.id as number}`)).status).toBe(404);
  const other = await ask('POST', '/account-links', { role: 'reader' });
  expect((await ask('DELETE', `/account-links/${other.body.id as number}`)).status).toBe(204);
  expect((await site.get(new URL(other.body.url as string).pathname)).status).not.toBe(200);
});

test('an invitation by mail shows its link to nobody else, and is for who has no account yet', async () => {
  const mailed = await ask('POST', '/account-links', { role: 'reader', address: 'Bob@example.org' });
  expect([mailed.status, mailed.body]).toMatchObject([201, { address: 'Bob@example.org', url: null, mailAttempts: 0 }]);
  expect((await ask('POST', '/account-links', { role: 'reader', address: 'ADMIN@example.org' })).status).toBe(409);
});

test('roles, closing and sessions take hold at once, and an admin is left', async () => {
  const { id } = await account(site, 'reader');
  const [surfer, token] = [await Surfer.signedIn(site, 'reader'), await tokenOf(site, id, 'admin')];
  const asAdmin = () => fetch(`${site.url}/api/v1/accounts`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await asAdmin()).status).toBe(403);
  expect((await ask('PUT', `/accounts/${id}/role`, { role: 'admin' })).body).toMatchObject({ id, role: 'admin' });
  expect((await asAdmin()).status).toBe(200);
  expect((await ask('DELETE', `/accounts/${id}/sessions`)).body).toEqual({ ended: 1 });
  expect((await surfer.get('/account')).status).toBe(303);
  expect((await ask('POST', `/accounts/${id}/close`)).body).toMatchObject({ state: 'disabled' });
  expect((await asAdmin()).status).toBe(401);
  expect((await ask('POST', `/accounts/${id}/open`)).body).toMatchObject({ state: 'active' });
  expect((await asAdmin()).status).toBe(200);
  // Of two admins one goes, and the other has to stay.
  expect((await ask('PUT', `/accounts/${id}/role`, { role: 'reader' })).status).toBe(200);
  const admin = await Surfer.signedIn(site, 'admin');
  const last = await admin.send(`/api/v1/accounts/${adminId}/close`, { method: 'POST', headers: {} });
  expect([last.status, await last.json()]).toMatchObject([409, { type: '/api/docs#problem-conflict' }]);
});

test('a link for a new password is shown once; a token gets none for its own account, nor changes it, on pages either', async () => {
  const { id } = await account(site, 'reader');
  const { status, body } = await ask('POST', `/accounts/${id}/reset`);
  expect([status, body]).toMatchObject([201, { purpose: 'reset', accountId: id }]);
  expect((await site.get(new URL(body.url as string).pathname)).status).toBe(200);
  const own: [string, string, unknown?][] = [
    ['POST', 'reset'],
    ['POST', 'close'],
    ['PUT', 'role', { role: 'admin' }],
    ['DELETE', 'sessions'],
    ['DELETE', 'second-factor'],
  ];
  for (const [method, path, sent] of own) expect([path, (await ask(method, `/accounts/${adminId}/${path}`, sent)).status]).toEqual([path, 403]); // prettier-ignore
  const surfer = new Surfer(site, { Authorization: `Bearer ${await tokenOf(site, adminId, 'admin')}` });
  for (const path of ['reset', 'close', 'sessions/end', 'second-factor/end'])
    expect([path, (await surfer.post(`/admin/users/${adminId}/${path}`)).status]).toEqual([path, 403]);
});

test('who signs everybody out of an account on the page stays in, if it is their own', async () => {
  const [here, elsewhere] = [await Surfer.signedIn(site, 'admin'), await Surfer.signedIn(site, 'admin')];
  expect((await here.post(`/admin/users/${adminId}/sessions/end`)).status).toBe(303);
  expect([(await here.get('/account')).status, (await elsewhere.get('/account')).status]).toEqual([200, 303]);
});

test('the audit log as the page has it: by words, with what was refused, in parts', async () => {
  const audit = site.app.get(Audit);
  const deed = { accountId: null, actor: COMMAND_LINE, means: 'command', target: '', fields: {} } as const;
  for (const [number, status] of [200, 409, 200, 207, 500].entries())
    await audit.end(await audit.begin({ ...deed, action: `feeds ${number}` }), status, { number });
  await audit.begin({ ...deed, action: 'feeds 5' });
  const told = ({ items }: Part) => items.map(({ action, outcome }) => [action, outcome]);
  expect(told(await list('/audit?q=feeds'))).toEqual([
    ['feeds 5', 'unknown'],
    ['feeds 4', 'failed'],
    ['feeds 3', 'in-part'],
    ['feeds 2', 'done'],
    ['feeds 0', 'done'],
  ]);
  const first = await list('/audit?q=FEEDS&refused=true&limit=4');
  await audit.begin({ ...deed, action: 'feeds 6' });
  const second = await list((first.next ?? '').replace('/api/v1', ''));
  expect([told(first).length, told(second), second.next]).toEqual([
    4,
    [
      ['feeds 1', 'refused'],
      ['feeds 0', 'done'],
    ],
    null,
  ]);
  const page = await (await Surfer.signedIn(site, 'admin')).get('/admin/audit?q=feeds&refused=yes');
  const text = await page.text();
  for (const words of ['the command line', 'failed, and may be done in part', 'outcome unknown']) expect(text).toContain(words);
});

test('each setting, where it comes from, and no secret', async () => {
  await site.close();
  const secrets = { SECRET_KEY: 'swordfish-swordfish-swordfish-swordfish', SMTP_URL: 'smtp://mailer:swordfish@127.0.0.1:9' };
  site = await startSite(undefined, { ...secrets, MAIL_FROM: 'a@example.org' });
  adminId = (await account(site, 'admin')).id;
  const { items } = await list('/settings');
  const named = (name: string) => items.find((item) => item.name === name);
  expect(named('SECRET_KEY')).toMatchObject({ value: null, from: 'environment', isSecret: true });
  expect(named('OPENID_CLIENT_SECRET')).toMatchObject({ value: null, from: 'default', isSecret: true });
  expect(named('SMTP_URL')).toMatchObject({ value: 'smtp://mailer:…@127.0.0.1:9', from: 'environment' });
  expect(named('HOSTS_AT_ONCE')).toMatchObject({ value: '16', from: 'default' });
  expect(named('CONTACT')).toMatchObject({ value: null, from: 'default', isSecret: false });
  expect(JSON.stringify(items)).not.toContain('swordfish');
});
