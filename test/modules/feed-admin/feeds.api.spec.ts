import { Clock } from '../../../src/modules/clock/clock.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Rows } from '../../support/conversation.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let web: Web;
let visitor: Visitor;
let program: Program;
let now: Date;

beforeAll(async () => {
  site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  web = await startWeb();
  visitor = new Visitor(site);
  program = new Program(site);
  site.app.get(Clock).now = () => now;
}, 180_000);
beforeEach(() => {
  now = new Date('2008-04-05T12:00:00Z');
  web.routes = {};
});
afterEach(() => visitor.clear());
afterAll(async () => {
  await web.close();
  await site.close();
});

const three = () =>
  visitor.add(
    { url: 'https://a.example/feed', title: 'Ferries', sourceTitle: 'Harbour', affiliation: 'civil-service', tags: ['ports'] },
    { url: 'https://b.example/feed', title: 'Locks', sourceTitle: 'Canal', affiliation: 'party', state: 'paused' },
    { url: 'https://c.example/feed', title: 'Buns', sourceTitle: 'Bakery', affiliation: 'party' },
  );

test('the list is narrowed as on the page', async () => {
  const [first, second, third] = (await three()).map(({ id }) => id);
  const found = async (query: string) => (await program.get(`/feeds${query}`)).body.items.map(({ id }) => id);
  expect(await found('')).toEqual([first, second, third]);
  expect(await found('?q=FERR')).toEqual([first]);
  expect(await found('?affiliation=party&state=active')).toEqual([third]);
  expect(await found('?tag=ports&source=harbour')).toEqual([first]);
  await program.ask('DELETE', `/feeds/${third}`);
  expect([await found(''), await found('?state=removed')]).toEqual([[first, second], [third]]);
  expect((await program.get(`/feeds/${third}`)).body).toMatchObject({ state: 'removed', keptUntil: '2008-05-05T12:00:00.000Z' });
  expect((await program.get('/feeds?state=lost')).status).toBe(422);
});

test('settings are kept, and one that was removed keeps its own', async () => {
  const id = (await three())[0]?.id ?? 0;
  const settings = {
    tags: ['Ministers', 'press, ports'],
    role: 'comments',
    leastMinutes: 20,
    mostMinutes: 120,
    spacingSeconds: 5,
    keepDays: 90,
    note: ' Ask Hester. ',
  };
  const kept = {
    settings: { leastMinutes: 20, mostMinutes: 120, spacingSeconds: 5, keepDays: 90 },
    tags: ['ministers', 'press ports'],
    role: 'comments',
    note: 'Ask Hester.',
  };
  expect(await program.ask('PUT', `/feeds/${id}`, settings)).toMatchObject({ status: 200, body: kept });
  const wrong = await program.ask('PUT', `/feeds/${id}`, { role: 'posts', leastMinutes: 0, mostMinutes: 1.5 });
  expect([wrong.status, wrong.body.errors.map(({ pointer }) => pointer)]).toEqual([422, ['/leastMinutes', '/mostMinutes']]);
  await program.ask('DELETE', `/feeds/${id}`);
  expect((await program.ask('PUT', `/feeds/${id}`, { role: 'posts' })).status).toBe(409);
  expect((await program.get(`/feeds/${id}`)).body).toMatchObject(kept);
  expect((await program.ask('PUT', '/feeds/999999', { role: 'posts' })).status).toBe(404);
});

test('one thing is done to many feeds, named or found', async () => {
  const [first, second, third] = (await three()).map(({ id }) => id);
  const bulk = (body: object) => program.ask('POST', '/feeds/bulk', body);
  expect(await bulk({ action: 'pause', ids: [first, second, 999_999] })).toMatchObject({
    status: 200,
    body: { feeds: 2, changed: 1, missing: 1, kept: 0, message: expect.stringContaining('1 feed paused.') as unknown },
  });
  expect((await bulk({ action: 'resume', filter: { state: 'paused' } })).body).toMatchObject({ feeds: 2, changed: 2 });
  expect((await bulk({ action: 'affiliation', filter: {}, affiliation: 'media' })).body).toMatchObject({ feeds: 3, changed: 3 });
  expect((await bulk({ action: 'limits', ids: [third], leastMinutes: 30 })).body).toMatchObject({ changed: 1 });
  expect(await visitor.feed(third ?? 0)).toMatchObject({ settings: { leastMinutes: 30 } });
  // Those that have brought posts belong where they were read.
  const rows = new Rows(site.database);
  const { sourceId } = await visitor.feed(second ?? 0);
  await rows.post(sourceId, '2008-04-03T09:00:00Z', { feedId: second ?? 0 });
  expect((await bulk({ action: 'move', ids: [second, third], source: 'Harbour' })).body).toMatchObject({ changed: 1, kept: 1 });
  expect((await site.database.manager.find(SourceEntity, { order: { id: 'ASC' } })).map(({ title }) => title)).toEqual([
    'Harbour',
    'Canal',
  ]);
  expect((await bulk({ action: 'remove', ids: [999_999] })).status).toBe(404);
});

test('what an address holds is shown, and added as it is chosen; after an hour it has to be looked at again', async () => {
  const item = '<item><title>A lock</title><guid>1</guid><pubDate>Fri, 04 Apr 2008 09:00:00 GMT</pubDate></item>';
  const head = { 'content-type': 'application/rss+xml' };
  web.routes['/'] = { headers: { 'content-type': 'text/html' }, body: '<link rel="alternate" type="application/rss+xml" href="/feed/">' };
  web.routes['/feed/'] = { headers: head, body: `<rss version="2.0"><channel><title>Locks</title>${item}</channel></rss>` };
  const { status, body } = await program.ask('POST', '/feeds/preview', { url: web.url });
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      title: 'Locks',
      affiliation: 'unknown',
      feeds: [
        expect.objectContaining({
          url: `${web.url}/feed/`,
          isRead: true,
          known: null,
          habit: '1 entry, the newest of 4 April 2008.',
          entries: [expect.objectContaining({ title: 'A lock', publishedAt: '2008-04-04T09:00:00.000Z' })],
        }),
      ],
    }),
  ]);
  expect(await visitor.feeds()).toEqual([]);
  const { offer } = body;
  const add = (more: object) => program.ask('POST', '/feeds/preview/add', { offer, ...more });
  expect((await program.ask('POST', '/feeds/preview/add', { offer: `${String(offer)}x` })).status).toBe(422);
  const added = await add({ title: 'The lock', affiliation: 'media', tags: ['Canals'] });
  expect(added.body).toMatchObject({ added: 1, feed: { url: `${web.url}/feed/`, tags: ['canals'], source: { slug: 'the-lock' } } });
  expect((await add({})).body).toMatchObject({ added: 0, feed: { source: { slug: 'the-lock' } } });
  expect((await program.ask('POST', '/feeds/preview', { url: web.url })).body.feeds).toMatchObject([
    { known: { state: 'active', source: 'The lock' } },
  ]);
  now = new Date('2008-04-05T13:00:01Z');
  expect(await add({})).toMatchObject({ status: 409, body: { detail: expect.stringContaining('over an hour old') as unknown } });
});

test('sources are narrowed by words and by voice', async () => {
  await three();
  const found = async (query: string) => (await program.get(`/sources?${query}`)).body.items.map(({ slug }) => slug);
  expect([await found('q=HARB'), await found('affiliation=party'), await found('q=harb&affiliation=party')]).toEqual([
    ['harbour'],
    ['bakery', 'canal'],
    [],
  ]);
});

test('a source is changed, and removed with all that hangs on it', async () => {
  const rows = new Rows(site.database);
  const id = await rows.source('The Lamp', 'civil-service');
  const post = await rows.post(id, '2008-04-03T09:00:00Z');
  await rows.comment(id, post, '2008-04-03T10:00:00Z');
  const changed = await program.ask('PUT', '/sources/the-lamp', {
    title: 'Lamp-room',
    siteUrl: null,
    platform: 'WordPress',
    affiliation: 'party',
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { slug: 'the-lamp', title: 'Lamp-room', siteUrl: null, platform: 'wordpress', affiliation: 'party', isRevoiced: true },
  });
  expect((await program.get('/sources/the-lamp/settings')).body).toMatchObject({ feeds: 0, posts: 1, comments: 1, judgements: 0 });
  expect((await program.ask('PUT', '/sources/nobody', { title: 'x', platform: 'web', affiliation: 'party' })).status).toBe(404);
  expect((await program.ask('DELETE', '/sources/the-lamp')).status).toBe(204);
  expect((await program.get(`/posts/${post}`)).status).toBe(404);
  expect((await program.ask('DELETE', '/sources/the-lamp')).status).toBe(404);
});

test('the list goes out as OPML, as a page and as a program narrow it', async () => {
  await three();
  const [{ id = 0 } = {}] = (await program.get('/feeds?q=buns')).body.items as { id: number }[];
  await program.ask('DELETE', `/feeds/${id}`);
  const out = async (path: string) => {
    const response = await site.get(path);
    const urls = [...(await response.text()).matchAll(/xmlUrl="https:\/\/(\w)\.example\/feed"/g)].map(([, name]) => name);
    return [response.status, response.headers.get('content-type'), urls.join()];
  };
  const file = 'text/x-opml; charset=utf-8';
  for (const path of ['/api/v1/feeds/export', '/admin/feeds/export']) {
    expect(await out(path)).toEqual([200, file, 'a,b']);
    expect(await out(`${path}?affiliation=party`)).toEqual([200, file, 'b']);
    expect(await out(`${path}?tag=ports&state=active`)).toEqual([200, file, 'a']);
  }
  expect((await site.get('/api/v1/feeds/export?state=removed')).status).toBe(422);
  expect((await visitor.page('/admin/feeds?tag=ports')).all('a').map(({ attribs }) => attribs.href)).toContain(
    '/admin/feeds/export?tag=ports',
  );
});
