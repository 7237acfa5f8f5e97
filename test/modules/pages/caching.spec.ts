import { alertDraftOf } from '../../../src/modules/alerts/alert.form.js';
import { Alerts } from '../../../src/modules/alerts/alerts.service.js';
import { CodebookService } from '../../../src/modules/coding/codebook.service.js';
import { Database } from '../../../src/modules/database/database.js';
import { CACHING, type Caching } from '../../../src/modules/pages/caching.js';
import { Queue } from '../../../src/modules/queue/queue.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { SourcesService } from '../../../src/modules/sources/sources.service.js';
import { SavedSearches } from '../../../src/modules/watches/saved-searches.service.js';
import { harbours, Talked } from '../../support/harbours.js';
import { routesOf } from '../../support/routes.js';
import { type Site, startSite } from '../../support/site.js';

/** Every route that can be read, an address that it has, and who may keep what it answers. A new one has to be entered here. */
const ROUTES: Record<string, [address: string, caching: Caching]> = {
  '/': ['/', 'page'],
  '/robots.txt': ['/robots.txt', 'feed'],
  '/healthz': ['/healthz', 'none'],
  '/readyz': ['/readyz', 'none'],
  '/metrics': ['/metrics', 'none'],
  '/digest': ['/digest', 'page'],
  '/digest/ranking': ['/digest/ranking', 'page'],
  '/digest/:edition': ['/digest/2008-03-20', 'page'],
  '/digest/:edition.txt': ['/digest/2008-03-20.txt', 'page'],
  '/digest/:edition/history': ['/digest/2008-03-20/history', 'own'],
  ...feeds('/digest', '/digest'),
  ...feeds('/digest/:edition', '/digest/2008-03-20'),
  '/digest/:key/mail': ['/digest/2008-03-20/mail', 'page'],
  '/images/:signature/:encoded': ['/images/wrong/wrong', 'none'],
  '/login': ['/login', 'none'],
  '/login/code': ['/login/code', 'none'],
  '/login/openid': ['/login/openid', 'none'],
  '/login/openid/callback': ['/login/openid/callback', 'none'],
  '/setup/:token': ['/setup/wrong', 'none'],
  '/invitation/:token': ['/invitation/wrong', 'none'],
  '/reset': ['/reset', 'none'],
  '/reset/:token': ['/reset/wrong', 'none'],
  '/account': ['/account', 'none'],
  '/account/readers': ['/account/readers', 'none'],
  '/fever': ['/fever', 'none'],
  '/reader/api/0/token': ['/reader/api/0/token', 'none'],
  '/reader/api/0/user-info': ['/reader/api/0/user-info', 'none'],
  '/reader/api/0/subscription/list': ['/reader/api/0/subscription/list', 'none'],
  '/reader/api/0/tag/list': ['/reader/api/0/tag/list', 'none'],
  '/reader/api/0/unread-count': ['/reader/api/0/unread-count', 'none'],
  '/reader/api/0/preference/list': ['/reader/api/0/preference/list', 'none'],
  '/reader/api/0/preference/stream/list': ['/reader/api/0/preference/stream/list', 'none'],
  '/reader/api/0/stream/items/ids': ['/reader/api/0/stream/items/ids', 'none'],
  '/reader/api/0/stream/items/contents': ['/reader/api/0/stream/items/contents', 'none'],
  '/reader/api/0/stream/contents': ['/reader/api/0/stream/contents', 'none'],
  '/reader/api/0/stream/contents/*stream': ['/reader/api/0/stream/contents/feed', 'none'],
  '/reader/api/0/*rest': ['/reader/api/0/nothing', 'none'],
  '/account/second-factor': ['/account/second-factor', 'none'],
  '/admin/users': ['/admin/users', 'none'],
  '/admin/audit': ['/admin/audit', 'none'],
  '/admin/settings': ['/admin/settings', 'none'],
  '/welcome': ['/welcome', 'none'],
  '/subscribe': ['/subscribe', 'none'],
  '/subscribe/sent': ['/subscribe/sent', 'none'],
  '/subscribe/confirm/:token': ['/subscribe/confirm/wrong', 'none'],
  '/subscribe/preferences/:token': ['/subscribe/preferences/wrong', 'none'],
  '/subscribe/unsubscribe/:token': ['/subscribe/unsubscribe/wrong', 'none'],
  '/threads/:id': ['/threads/1', 'page'],
  ...feeds('/threads/:id', '/threads/1'),
  '/conversations/:id': ['/conversations/1', 'page'],
  '/posts/:id/revisions': ['/posts/1/revisions', 'page'],
  '/search': ['/search?q=dredging', 'page'],
  ...feeds('/search', '/search', '?q=dredging'),
  '/search.ndjson': ['/search.ndjson?q=dredging', 'file'],
  '/search.csv': ['/search.csv?q=dredging', 'file'],
  '/search.ndjson.manifest.json': ['/search.ndjson.manifest.json?q=dredging', 'file'],
  '/search.csv.manifest.json': ['/search.csv.manifest.json?q=dredging', 'file'],
  '/sources': ['/sources', 'page'],
  '/engagement': ['/engagement', 'page'],
  '/sources/:slug': ['/sources/harbour-lamp', 'page'],
  '/sources/:slug/posts': ['/sources/harbour-lamp/posts?list=own&period=year', 'page'],
  '/sources/:slug/posts.ndjson': ['/sources/harbour-lamp/posts.ndjson?list=own&period=year', 'file'],
  '/sources/:slug/posts.csv': ['/sources/harbour-lamp/posts.csv?list=own&period=year', 'file'],
  '/sources/:slug/posts.ndjson.manifest.json': ['/sources/harbour-lamp/posts.ndjson.manifest.json?list=own&period=year', 'file'],
  '/sources/:slug/posts.csv.manifest.json': ['/sources/harbour-lamp/posts.csv.manifest.json?list=own&period=year', 'file'],
  '/entities': ['/entities', 'page'],
  '/entities/:slug': ['/entities/canal-agency', 'page'],
  ...feeds('/entities/:slug', '/entities/canal-agency'),
  '/entities/:slug/posts': ['/entities/canal-agency/posts?list=about/all&period=year', 'page'],
  '/watches': ['/watches', 'own'],
  '/watches/:slug': ['/watches/dredging', 'own'],
  ...feeds('/watches/:slug', '/watches/dredging'),
  '/watches/:slug/posts': ['/watches/dredging/posts', 'page'],
  '/watches/:slug/remove': ['/watches/dredging/remove', 'none'],
  '/alerts': ['/alerts', 'own'],
  '/alerts/:slug': ['/alerts/dredging', 'own'],
  '/alerts/:slug.atom': ['/alerts/dredging.atom', 'feed'],
  '/alerts/:slug/edit': ['/alerts/dredging/edit', 'own'],
  '/alerts/:slug/remove': ['/alerts/dredging/remove', 'none'],
  '/alerts/confirm/:token': ['/alerts/confirm/wrong', 'none'],
  '/alerts/stop/:token': ['/alerts/stop/wrong', 'none'],
  '/webmention': ['/webmention', 'page'],
  '/webmention/:id': ['/webmention/1', 'own'],
  '/websub/:key': ['/websub/wrong', 'none'],
  '/coding': ['/coding', 'none'],
  '/codebook': ['/codebook', 'own'],
  '/codebook/posts': ['/codebook/posts?list=judged', 'own'],
  '/posts/:id/codes': ['/posts/1/codes', 'own'],
  '/api/docs': ['/api/docs', 'page'],
  '/api/openapi.json': ['/api/openapi.json', 'page'],
  '/admin/entities': ['/admin/entities', 'own'],
  '/admin/entities/add': ['/admin/entities/add', 'own'],
  '/admin/entities/:slug': ['/admin/entities/canal-agency', 'own'],
  '/admin/entities/:slug/remove': ['/admin/entities/canal-agency/remove', 'none'],
  '/admin/sources': ['/admin/sources', 'own'],
  '/admin/sources/:slug': ['/admin/sources/harbour-lamp', 'own'],
  '/admin/sources/:slug/remove': ['/admin/sources/harbour-lamp/remove', 'none'],
  '/admin/codebook': ['/admin/codebook', 'own'],
  '/admin/codebook/:slug': ['/admin/codebook/question', 'own'],
  '/admin/codebook/:slug/retire': ['/admin/codebook/question/retire', 'none'],
  '/admin/subscribers': ['/admin/subscribers', 'none'],
  '/admin/subscribers/:id/remove': ['/admin/subscribers/999/remove', 'none'],
  '/admin/health': ['/admin/health', 'own'],
  '/admin/health.csv': ['/admin/health.csv', 'none'],
  '/admin/health/progress': ['/admin/health/progress', 'none'],
  '/admin/health/progress/events': ['/admin/health/progress/events', 'stream'],
  '/admin/health/:id': ['/admin/health/1', 'own'],
  '/admin/health/:id/progress': ['/admin/health/1/progress', 'stream'],
  '/admin/feeds': ['/admin/feeds', 'own'],
  '/admin/feeds/export': ['/admin/feeds/export', 'own'],
  '/admin/feeds/:id': ['/admin/feeds/1', 'own'],
  '/admin/feeds/add': ['/admin/feeds/add', 'none'],
  '/admin/feeds/import': ['/admin/feeds/import', 'none'],
  '/admin/feeds/import/:id': ['/admin/feeds/import/none', 'none'],
};

/** Lists that are empty here, and a form that nobody sent: they answer with an error, which nobody keeps. */
const ABSENT = ['/webmention/:id', '/codebook/posts'];

let site: Site;
let app: Site['app'];
let url: string;

beforeAll(async () => {
  site = await startSite();
  ({ app, url } = site);
  await harbours(new Talked(app.get(Database)), app.get(Database));
  await app.get(Reindexer).run();
  // Measured when somebody first looks, and shown from then on.
  for (const slug of ['harbour-lamp', 'the-minister', 'estuary-courier']) await app.get(Queue).add('judge-source', slug, { slug });
  await app.get(SourcesService).addKnownFeeds([{ url: 'https://lamp.example/feed', title: 'The Lamp' }]);
  await app.get(CodebookService).save([{ slug: 'question', label: 'Question', definition: null, example: null }]);
  const alert = alertDraftOf({ name: 'Dredging', kind: 'silence' });
  if (alert.ok) await app.get(Alerts).add(alert.draft);
  await app.get(SavedSearches).save({ name: 'Dredging', query: 'dredging', note: '', isWatched: true }, { anyway: true });
}, 180_000);
afterAll(() => site.close());

test('every route that can be read says who may keep its answer', async () => {
  // Those of the API are all called by the test of its document.
  const routes = routesOf(site).flatMap(({ method, path }) => (method === 'GET' && !path.startsWith('/api/v1/') ? [path] : []));
  expect(new Set(routes)).toEqual(new Set(Object.keys(ROUTES)));
  const told = await Promise.all(
    Object.entries(ROUTES).map(async ([route, [address]]) => [route, (await fetch(url + address)).headers.get('cache-control')]),
  );
  const known = Object.entries(ROUTES).map(([route, [, caching]]) => [route, CACHING[ABSENT.includes(route) ? 'none' : caching]]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
});

test.each(
  Object.entries(ROUTES).filter(([route, [, caching]]) => !ABSENT.includes(route) && !['none', 'file', 'stream'].includes(caching)),
)('%s is sent once, and then known again', async (_route, [address]) => {
  const first = await fetch(url + address);
  const etag = first.headers.get('etag') ?? '';
  expect([first.status, etag]).toEqual([200, expect.stringMatching(/^W\/"/)]);
  // Of itself, this client would ask for a fresh answer.
  const again = await fetch(url + address, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } });
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
  const head = await fetch(url + address, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
  expect(head.headers.get('content-type')).toBe(first.headers.get('content-type'));
});

test('pages and feeds are packed for the way, and what has a hash of its bytes is not', async () => {
  const packed = async (address: string) =>
    (await fetch(url + address, { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('content-encoding');
  expect([await packed('/digest/2008-03-20'), await packed('/threads/1.atom'), await packed('/threads/1.json')]).toEqual([
    'gzip',
    'gzip',
    'gzip',
  ]);
  expect(await packed('/search.csv?q=dredging')).toBeNull();
});

function feeds(route: string, address: string, search = ''): Record<string, [string, Caching]> {
  return Object.fromEntries(['atom', 'rss', 'json'].map((format) => [`${route}.${format}`, [`${address}.${format}${search}`, 'feed']]));
}
