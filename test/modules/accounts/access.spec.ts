/** Who may do what: every route, asked as nobody, reader, analyst and admin, compared with this table. A new route has to be entered here. */
import { type Access, type Actor, mayDo, type Role, ROLES } from '../../../src/modules/pages/access.js';
import { account, Surfer, tokenOf } from '../../support/accounts.js';
import { routesOf } from '../../support/routes.js';
import { type Site, startSite } from '../../support/site.js';

/** They ask for a password or a token of their own, and say with 401 that it is wrong. */
const DOORS = [
  'POST /login',
  'POST /accounts/ClientLogin',
  'GET /reader/api/0/token',
  'GET /reader/api/0/user-info',
  'GET /reader/api/0/subscription/list',
  'GET /reader/api/0/tag/list',
  'GET /reader/api/0/unread-count',
  'GET /reader/api/0/preference/list',
  'GET /reader/api/0/preference/stream/list',
  'GET /reader/api/0/stream/items/ids',
  'GET /reader/api/0/stream/items/contents',
  'GET /reader/api/0/stream/contents',
  'GET /reader/api/0/stream/contents/*stream',
  'GET /reader/api/0/*rest',
  'POST /reader/api/0/stream/items/contents',
  'POST /reader/api/0/edit-tag',
  'POST /reader/api/0/mark-all-as-read',
  'POST /reader/api/0/subscription/edit',
  'POST /reader/api/0/subscription/quickadd',
  'POST /reader/api/0/*rest',
];

const ROUTES: Record<Access, string[]> = {
  anyone: [
    'GET /alerts/confirm/:token',
    'POST /alerts/confirm/:token',
    'GET /alerts/stop/:token',
    'POST /alerts/stop/:token',
    'GET /invitation/:token',
    'GET /login',
    'GET /login/code',
    'GET /login/openid',
    'GET /login/openid/callback',
    'GET /reset',
    'GET /reset/:token',
    'GET /robots.txt',
    'GET /healthz',
    'GET /readyz',
    // From this machine: `probes.spec.ts` has the rest.
    'GET /metrics',
    'GET /api/openapi.json',
    'GET /api/docs',
    'GET /setup/:token',
    'GET /subscribe/confirm/:token',
    'GET /subscribe/preferences/:token',
    'GET /subscribe/unsubscribe/:token',
    'POST /invitation/:token',
    ...DOORS,
    'GET /fever',
    'POST /fever',
    'POST /login/code',
    'POST /logout',
    'POST /reset',
    'POST /reset/:token',
    'POST /setup/:token',
    'POST /subscribe/confirm/:token',
    'POST /subscribe/preferences/:token',
    'POST /subscribe/unsubscribe/:token',
    'GET /websub/:key',
    'POST /websub/:key',
  ],
  reader: [
    'GET /images/:signature/:encoded',
    'GET /api/v1/affiliations',
    'GET /api/v1/alerts',
    'GET /api/v1/alerts/:slug',
    'GET /api/v1/codebook/agreement',
    'GET /api/v1/codebook/coders',
    'GET /api/v1/codebook/codes',
    'GET /api/v1/codebook/posts',
    'GET /api/v1/conversations/:id',
    'GET /api/v1/editions',
    'GET /api/v1/editions/:edition',
    'GET /api/v1/editions/:edition/edits',
    'GET /api/v1/entities',
    'GET /api/v1/entities/:slug',
    'GET /api/v1/entities/:slug/mentions',
    'GET /api/v1/entities/:slug/posts',
    'GET /api/v1/posts/:id',
    'GET /api/v1/posts/:id/judgements',
    'GET /api/v1/posts/:id/revisions',
    'GET /api/v1/search',
    'GET /api/v1/sources',
    'GET /api/v1/sources/:slug',
    'GET /api/v1/sources/:slug/engagement',
    'GET /api/v1/sources/:slug/posts',
    'GET /api/v1/threads/:id',
    'GET /api/v1/threads/:id/posts',
    'GET /api/v1/watches',
    'GET /api/v1/watches/:slug',
    'GET /api/v1/watches/:slug/posts',
    'GET /api/v1/webmentions/:id',
    'GET /alerts',
    'GET /alerts/:slug.atom',
    'GET /alerts/:slug',
    'GET /',
    'GET /codebook',
    'GET /codebook/posts',
    'GET /conversations/:id',
    'GET /digest',
    'GET /digest.atom',
    'GET /digest.json',
    'GET /digest.rss',
    'GET /digest/:edition',
    'GET /digest/:edition.atom',
    'GET /digest/:edition.json',
    'GET /digest/:edition.rss',
    'GET /digest/:edition.txt',
    'GET /digest/:edition/history',
    'GET /digest/:key/mail',
    'GET /digest/ranking',
    'GET /engagement',
    'GET /entities',
    'GET /entities/:slug',
    'GET /entities/:slug.atom',
    'GET /entities/:slug.json',
    'GET /entities/:slug.rss',
    'GET /entities/:slug/posts',
    'GET /posts/:id/codes',
    'GET /posts/:id/revisions',
    'GET /search',
    'GET /search.atom',
    'GET /search.csv',
    'GET /search.csv.manifest.json',
    'GET /search.json',
    'GET /search.ndjson',
    'GET /search.ndjson.manifest.json',
    'GET /search.rss',
    'GET /sources',
    'GET /sources/:slug',
    'GET /sources/:slug/posts',
    'GET /sources/:slug/posts.csv',
    'GET /sources/:slug/posts.csv.manifest.json',
    'GET /sources/:slug/posts.ndjson',
    'GET /sources/:slug/posts.ndjson.manifest.json',
    'GET /subscribe',
    'GET /subscribe/sent',
    'GET /threads/:id',
    'GET /threads/:id.atom',
    'GET /threads/:id.json',
    'GET /threads/:id.rss',
    'GET /watches',
    'GET /watches/:slug',
    'GET /watches/:slug.atom',
    'GET /watches/:slug.json',
    'GET /watches/:slug.rss',
    'GET /watches/:slug/posts',
    'GET /webmention',
    'GET /webmention/:id',
    'POST /api/v1/subscribers',
    'POST /subscribe',
    'POST /webmention',
  ],
  account: [
    'GET /account/readers',
    'POST /account/readers',
    'GET /account',
    'GET /account/second-factor',
    'POST /account/name',
    'POST /account/password',
    'POST /account/second-factor',
    'POST /account/second-factor/end',
    'POST /account/sessions/end',
    'POST /account/tokens',
    'POST /account/tokens/:id/revoke',
  ],
  analyst: [
    'POST /api/v1/codebook/codes',
    'PUT /api/v1/codebook/codes/:slug',
    'POST /api/v1/codebook/codes/:slug/retire',
    'POST /api/v1/codebook/import',
    'GET /api/v1/desk',
    'GET /api/v1/desk/posts',
    'POST /api/v1/editions/:edition/edits',
    'DELETE /api/v1/editions/:edition/edits/:id',
    'POST /api/v1/posts/:id/judgements',
    'POST /api/v1/watches',
    'POST /api/v1/watches/count',
    'PUT /api/v1/watches/:slug',
    'DELETE /api/v1/watches/:slug',
    'GET /admin/codebook',
    'GET /admin/codebook/:slug',
    'GET /admin/codebook/:slug/retire',
    'POST /admin/codebook',
    'POST /admin/codebook/:slug',
    'POST /admin/codebook/:slug/retire',
    'POST /admin/codebook/import',
    'POST /alerts',
    'GET /alerts/:slug/edit',
    'POST /alerts/:slug/edit',
    'POST /alerts/:slug/pause',
    'POST /alerts/:slug/resume',
    'POST /alerts/:slug/test',
    'GET /alerts/:slug/remove',
    'POST /alerts/:slug/remove',
    'GET /api/v1/alerts/:slug/channels',
    'GET /api/v1/alerts/:slug/deliveries',
    'POST /api/v1/alerts',
    'POST /api/v1/alerts/preview',
    'POST /api/v1/alerts/:slug/pause',
    'POST /api/v1/alerts/:slug/resume',
    'POST /api/v1/alerts/:slug/test',
    'PUT /api/v1/alerts/:slug',
    'DELETE /api/v1/alerts/:slug',
    'GET /coding',
    'GET /watches/:slug/remove',
    'POST /coding',
    'POST /digest/:edition/history',
    'POST /digest/:edition/history/undo',
    'POST /watches',
    'POST /watches/:slug/remove',
  ],
  admin: [
    'GET /api/v1/accounts',
    'GET /api/v1/accounts/:id',
    'PUT /api/v1/accounts/:id/role',
    'POST /api/v1/accounts/:id/close',
    'POST /api/v1/accounts/:id/open',
    'POST /api/v1/accounts/:id/reset',
    'DELETE /api/v1/accounts/:id/second-factor',
    'DELETE /api/v1/accounts/:id/sessions',
    'GET /api/v1/account-links',
    'POST /api/v1/account-links',
    'DELETE /api/v1/account-links/:id',
    'GET /api/v1/audit',
    'GET /api/v1/settings',
    'POST /api/v1/affiliations',
    'DELETE /api/v1/affiliations/:id',
    'POST /api/v1/entities',
    'PUT /api/v1/entities/:slug',
    'DELETE /api/v1/entities/:slug',
    'POST /api/v1/entities/:slug/rematch',
    'POST /api/v1/entities/import',
    'POST /api/v1/entities/preview',
    'GET /api/v1/feeds',
    'POST /api/v1/feeds',
    'POST /api/v1/feeds/bulk',
    'GET /api/v1/feeds/export',
    'POST /api/v1/feeds/import',
    'GET /api/v1/feeds/import/:id',
    'POST /api/v1/feeds/import/:id',
    'POST /api/v1/feeds/preview',
    'POST /api/v1/feeds/preview/add',
    'GET /api/v1/feeds/:id',
    'PUT /api/v1/feeds/:id',
    'DELETE /api/v1/feeds/:id',
    'POST /api/v1/feeds/:id/accept',
    'POST /api/v1/feeds/:id/again',
    'POST /api/v1/feeds/:id/pause',
    'POST /api/v1/feeds/:id/poll',
    'POST /api/v1/feeds/:id/restore',
    'POST /api/v1/feeds/:id/resume',
    'GET /api/v1/health',
    'GET /api/v1/health/:id',
    'GET /api/v1/health/counts',
    'GET /api/v1/health/progress',
    'POST /api/v1/health/poll',
    'DELETE /api/v1/sample',
    'GET /api/v1/sources/:slug/settings',
    'PUT /api/v1/sources/:slug',
    'DELETE /api/v1/sources/:slug',
    'POST /api/v1/starter',
    'GET /api/v1/subscribers',
    'GET /api/v1/subscribers/outbox',
    'DELETE /api/v1/subscribers/:id',
    'POST /api/v1/subscribers/:id/on',
    'GET /admin/entities',
    'GET /admin/entities/:slug',
    'GET /admin/entities/:slug/remove',
    'GET /admin/entities/add',
    'POST /admin/entities',
    'POST /admin/entities/:slug',
    'POST /admin/entities/:slug/rematch',
    'POST /admin/entities/:slug/remove',
    'POST /admin/entities/add',
    'GET /admin/subscribers',
    'GET /admin/subscribers/:id/remove',
    'POST /admin/subscribers/:id/on',
    'POST /admin/subscribers/:id/remove',
    'GET /admin/sources',
    'GET /admin/sources/:slug',
    'GET /admin/sources/:slug/remove',
    'POST /admin/sources/:slug',
    'POST /admin/sources/:slug/remove',
    'POST /admin/sources/:slug/voices',
    'POST /admin/sources/:slug/voices/:id/remove',
    'GET /admin/feeds',
    'GET /admin/feeds/:id',
    'GET /admin/feeds/add',
    'GET /admin/feeds/export',
    'GET /admin/feeds/import',
    'GET /admin/feeds/import/:id',
    'POST /admin/feeds/:id',
    'POST /admin/feeds/:id/pause',
    'POST /admin/feeds/:id/remove',
    'POST /admin/feeds/:id/restore',
    'POST /admin/feeds/:id/resume',
    'POST /admin/feeds/add',
    'POST /admin/feeds/bulk',
    'POST /admin/feeds/import',
    'POST /admin/feeds/import/:id',
    'GET /admin/health',
    'GET /admin/health.csv',
    'GET /admin/health/progress',
    'GET /admin/health/progress/events',
    'GET /admin/health/:id',
    'GET /admin/health/:id/progress',
    'POST /admin/health/poll',
    'POST /admin/health/:id/poll',
    'POST /admin/health/:id/accept',
    'POST /admin/health/:id/again',
    'POST /admin/health/:id/pause',
    'POST /admin/health/:id/resume',
    'GET /admin/audit',
    'GET /admin/settings',
    'GET /admin/users',
    'GET /welcome',
    'POST /admin/users/:id/close',
    'POST /admin/users/:id/open',
    'POST /admin/users/:id/reset',
    'POST /admin/users/:id/role',
    'POST /admin/users/:id/second-factor/end',
    'POST /admin/users/:id/sessions/end',
    'POST /admin/users/invite',
    'POST /admin/users/links/:id/withdraw',
    'POST /sample/remove',
    'POST /setup',
    'POST /starter',
  ],
};

/** These end the session that asks, so they come last. */
const ENDS = ['POST /logout'];

const NOBODY: Actor = { kind: 'nobody' };

let site: Site;

afterEach(() => site.close());

const isForeseen = (status: number) => status !== 401 && status !== 403 && status < 500;

/** An address of the route at which nothing is, so that nothing changes by the walk. */
function addressOf(path: string): string {
  return path.replace(':edition', '1999-01-01').replace(':key', '1999-01-01').replace(':id', '999999').replace(/:\w+/g, 'none-such');
}

async function ask(surfer: Surfer, route: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const response = await surfer.send(addressOf(path), { method, ...(method !== 'GET' && { body: new URLSearchParams() }) });
  if (response.headers.get('location')?.startsWith('/login?next=') || response.status === 401) return 'sent to the door';
  if (response.status === 403) return 'refused';
  return isForeseen(response.status) ? 'let in' : `${response.status}`;
}

test.each(['public', 'login'] as const)(
  'every route lets in whom the table says, where reading is %s',
  async (readerAccess) => {
    site = await startSite(undefined, { READER_ACCESS: readerAccess, SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@example.org' });
    const surfers: [Role | null, Surfer][] = [[null, new Surfer(site)]];
    for (const role of ROLES) {
      await account(site, role);
      surfers.push([role, await Surfer.signedIn(site, role)]);
    }
    expect(
      routesOf(site)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(Object.values(ROUTES).flat().sort());
    const found: Record<string, string> = {};
    const foretold: Record<string, string> = {};
    for (const [access, routes] of Object.entries(ROUTES) as [Access, string[]][])
      for (const route of [...routes].sort((a, b) => ENDS.indexOf(a) - ENDS.indexOf(b)))
        for (const [role, surfer] of surfers) {
          if (ENDS.includes(route)) continue;
          const actor: Actor = role === null ? NOBODY : { kind: 'account', id: 1, name: role, role, by: 'session' };
          // What is wrong with a password is told with 401, too: that is the door itself.
          const isLet = mayDo(actor, access, readerAccess === 'public') && !DOORS.includes(route);
          found[`${route} as ${role ?? 'nobody'}`] = await ask(surfer, route);
          foretold[`${route} as ${role ?? 'nobody'}`] = isLet
            ? 'let in'
            : role === null || DOORS.includes(route)
              ? 'sent to the door'
              : 'refused';
        }
    expect(found).toEqual(foretold);
    for (const [role, surfer] of surfers) expect([role, (await surfer.post('/logout')).status]).toEqual([role, 303]);
  },
  180_000,
);

test('the decision itself, as a table', () => {
  const as = (role: Role, by: 'session' | 'token' = 'session'): Actor => ({ kind: 'account', id: 1, name: 'A', role, by });
  const here: Actor = { kind: 'here', name: 'H', role: 'admin' };
  const may = (actor: Actor) =>
    (['anyone', 'reader', 'account', 'analyst', 'admin'] as const).map((access) =>
      [mayDo(actor, access, true), mayDo(actor, access, false)].map(Number).join(''),
    );
  expect([NOBODY, as('reader'), as('analyst'), as('admin'), as('admin', 'token'), here].map((actor) => may(actor).join(' '))).toEqual([
    '11 10 00 00 00',
    '11 11 11 00 00',
    '11 11 11 11 00',
    '11 11 11 11 11',
    '11 11 11 11 11',
    '11 11 00 11 11',
  ]);
});

test('until there is an account, whoever sits at the machine is its admin; from then on nobody is by that alone', async () => {
  site = await startSite();
  const surfer = new Surfer(site);
  expect((await surfer.get('/admin/users')).status).toBe(200);
  expect((await new Surfer(site, { 'X-Forwarded-For': '203.0.113.9' }).get('/admin/users')).status).toBe(303);
  await account(site, 'admin');
  expect((await surfer.get('/admin/users')).headers.get('location')).toBe('/login?next=%2Fadmin%2Fusers');
  expect((await surfer.post('/starter')).status).toBe(401);
});

test('a token does what its scope and its account may, the less of both, and never changes its account', async () => {
  site = await startSite(undefined, { READER_ACCESS: 'login' });
  const { id } = await account(site, 'analyst');
  const asking = async (scope: Role, path: string, method = 'GET') => {
    const headers = { Authorization: `Bearer ${await tokenOf(site, id, scope)}` };
    return (await new Surfer(site, headers).send(path, { method })).status;
  };
  expect(await asking('reader', '/search')).toBe(200);
  expect(await asking('reader', '/watches', 'POST')).toBe(403);
  expect(await asking('analyst', '/watches', 'POST')).toBe(422);
  expect(await asking('admin', '/admin/users')).toBe(403);
  expect(await asking('admin', '/account/tokens', 'POST')).toBe(403);
});

test('a reader of feeds gives the token as its password, and that writes nothing', async () => {
  site = await startSite(undefined, { READER_ACCESS: 'login' });
  const { id } = await account(site, 'admin');
  const basic = `Basic ${Buffer.from(`whoever:${await tokenOf(site, id, 'admin')}`).toString('base64')}`;
  const nobody = await new Surfer(site).get('/digest.atom');
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm=/)]);
  const read = await new Surfer(site, { Authorization: basic }).get('/digest.atom');
  expect([read.status, read.headers.get('cache-control')]).toEqual([200, 'private, max-age=300']);
  expect((await new Surfer(site, { Authorization: basic }).post('/starter')).status).toBe(401);
});
