import { LessThan } from 'typeorm';
import { Fetcher } from '../../../src/modules/fetch/fetcher.js';
import { AddressEntity } from '../../../src/modules/posts/address.entity.js';
import { AddressResolver } from '../../../src/modules/posts/address-resolver.js';
import { AliasEntity } from '../../../src/modules/posts/alias.entity.js';
import { type Batch, ingest } from '../../../src/modules/posts/ingest.js';
import { LinkEntity } from '../../../src/modules/posts/link.entity.js';
import { LinkbackEntity } from '../../../src/modules/posts/linkback.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Leases } from '../../../src/modules/queue/leases.js';
import { InProcessQueue } from '../../../src/modules/queue/in-process-queue.js';
import type { Post } from '../../../src/feeds/types.js';
import { canonicalUrl } from '../../../src/feeds/urls.js';
import { aPost, aSource } from '../../support/make.js';
import { startSite, type Site } from '../../support/site.js';
import { type Route, startWeb, type Web } from '../../support/web.js';

const NOW = new Date('2008-04-05T12:00:00Z');
let site: Site;
let web: Web;
let stranger: Web;
let resolver: AddressResolver;
let now: Date;
let stop: () => Promise<void>;
let [quay, mole] = [0, 0];

/** A site of ours answers on loopback (`web`), and a host that we do not watch (`stranger`); another source of ours links to them. */
beforeEach(async () => {
  now = NOW;
  site = await startSite(NOW, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0' });
  [web, stranger] = [await startWeb(), await startWeb()];
  const clock = { now: () => now };
  const [queue, fetcher] = [new InProcessQueue(), new Fetcher(site.config, clock)];
  resolver = new AddressResolver(site.database, queue, new Leases(site.database), fetcher, clock, site.config);
  resolver.onModuleInit();
  stop = async () => {
    await queue.onApplicationShutdown();
    await fetcher.onApplicationShutdown();
  };
  quay = await aSource(site.database, { slug: 'quay', siteUrl: `${web.url}/` });
  mole = await aSource(site.database, { slug: 'mole', siteUrl: 'http://mole.example/' });
});
afterEach(async () => {
  await stop();
  await Promise.all([web.close(), stranger.close(), site.close()]);
});

const store = (sourceId: number, posts: Post[], more: Partial<Batch> = {}) =>
  site.database.write((manager) => ingest(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [], ...more }, now));
const pier = (guid = 'quay-44') => aPost({ guid, url: `${web.url}/2008/04/pier/` });
const linking = (guid: string, ...urls: string[]) =>
  aPost({ guid, url: `http://mole.example/${guid}`, links: urls.map((url) => ({ url, key: canonicalUrl(url) ?? url, text: 'the pier' })) });
const idOf = async (guid: string) => (await site.database.manager.findOneByOrFail(PostEntity, { guid })).id;
const addresses = () => site.database.manager.find(AddressEntity, { order: { key: 'ASC' } });
const keys = async () =>
  (await site.database.manager.find(LinkEntity, { order: { postId: 'ASC', position: 'ASC' } })).map(({ key }) => key);
const permalink = () => `https://127.0.0.1:${web.port}/2008/04/pier`;
const redirect = (to: string): Route => ({ status: 301, headers: { location: to } });
const html = (head: string): Route => ({
  headers: { 'content-type': 'text/html' },
  body: `<html><head>${head}</head><body>x</body></html>`,
});
const self = () => html(`<link rel="canonical" href="${web.url}/2008/04/pier/">`);

/** Does the page of the conversation of the pier show the other post? */
async function joins(guid = 'mole-1'): Promise<boolean> {
  const response = await site.get(`/conversations/${await idOf('quay-44')}`);
  return response.status === 200 && (await response.text()).includes(`post-${await idOf(guid)}"`);
}

describe('an address that a post has by its guid', () => {
  test('is another name of it: links to it join, asked or not, whichever comes first', async () => {
    await store(mole, [linking('mole-1', `${web.url}/?p=44#comment-3`)]);
    await store(quay, [aPost({ ...pier(), guid: `${web.url}/?p=44` })]);
    await store(mole, [linking('mole-2', `https://127.0.0.1:${web.port}/?utm_source=x&p=44`)]);
    const id = await idOf(`${web.url}/?p=44`);
    expect(await site.database.manager.find(AliasEntity)).toEqual([{ key: `https://127.0.0.1:${web.port}/?p=44`, postId: id }]);
    const page = await site.text(`/conversations/${Math.min(id, await idOf('mole-1'))}`);
    for (const guid of ['mole-1', 'mole-2']) expect(page).toContain(`post-${await idOf(guid)}"`);
    await resolver.tick();
    expect(web.requests).toEqual([]);
  });

  test('belongs to the first who has it, and is none where it is the post’s own or a front page', async () => {
    await store(quay, [aPost({ guid: 'http://x.example/?p=1', url: 'http://x.example/a' })]);
    await store(mole, [aPost({ guid: 'http://x.example/?p=1', url: 'http://x.example/b' })]);
    await store(quay, [
      aPost({ guid: 'http://x.example/c', url: 'https://www.x.example/c/' }),
      aPost({ guid: 'http://x.example/', url: 'http://x.example/d' }),
    ]);
    expect((await site.database.manager.find(AliasEntity)).map(({ key }) => key)).toEqual(['https://x.example/?p=1']);
  });
});

describe('an address that leads to a post of ours', () => {
  const ways: [string, string, () => Record<string, Route>][] = [
    ['by redirect', '/?p=44', () => ({ '/?p=44': redirect('/2008/04/pier/'), '/2008/04/pier/': 'a page without a word about itself' })],
    ['by rel=canonical', '/?p=44', () => ({ '/?p=44': self() })],
    ['by og:url alone', '/?p=44', () => ({ '/?p=44': html(`<meta property="og:url" content="/2008/04/pier/">`) })],
    ['from an AMP view', '/news/amp/44', () => ({ '/news/amp/44': self() })],
    [
      'over a chain of short links',
      '/?p=44',
      () => ({ '/?p=44': redirect('/s/2'), '/s/2': redirect('/2008/04/pier/'), '/2008/04/pier/': self() }),
    ],
    [
      'from an old address that looks like any other',
      '/archives/44',
      () => ({ '/archives/44': redirect('/2008/04/pier/'), '/2008/04/pier/': self() }),
    ],
  ];
  test.each(ways)('%s joins its conversation', async (_, path, routes) => {
    Object.assign(web.routes, routes());
    await store(quay, [pier()]);
    await store(mole, [linking('mole-1', web.url + path)]);
    expect(await joins()).toBe(false);
    expect(await addresses()).toMatchObject([{ state: 'waiting', host: `127.0.0.1:${web.port}`, nextAt: NOW }]);
    await resolver.tick();
    expect(await addresses()).toMatchObject([{ state: 'known', canonicalKey: permalink(), attempts: 1, nextAt: null, checkedAt: NOW }]);
    expect(await site.database.manager.find(LinkEntity)).toMatchObject([{ url: web.url + path, key: permalink() }]);
    expect(await joins()).toBe(true);
    const asked = web.requests.length;
    await resolver.tick();
    expect(web.requests).toHaveLength(asked);
  });

  test('through a host that we do not know joins too', async () => {
    stranger.routes['/?p=9'] = redirect(`${web.url}/2008/04/pier/`);
    web.routes['/2008/04/pier/'] = 'no word';
    await store(quay, [pier()]);
    await store(mole, [linking('mole-1', `${stranger.url}/?p=9`)]);
    await resolver.tick();
    expect(await joins()).toBe(true);
  });

  test('leads there at once for links that come later, and so do the comments on it', async () => {
    web.routes['/?p=44'] = self();
    await store(mole, [linking('mole-1', `${web.url}/?p=44#comment-3`, `${web.url}/?p=44`, `${web.url}/?p=445`)]);
    await resolver.tick();
    const all = [`${permalink()}#comment-3`, permalink(), `https://127.0.0.1:${web.port}/?p=445`];
    expect(await keys()).toEqual(all);
    const asked = web.requests.length;
    await store(mole, [linking('mole-2', `${web.url}/?p=44#comment-3`)]);
    expect(await keys()).toEqual([...all, `${permalink()}#comment-3`]);
    await resolver.tick();
    expect(web.requests).toHaveLength(asked);
  });

  test('as the page of a pingback joins', async () => {
    web.routes['/?p=44'] = self();
    await store(mole, [aPost({ guid: 'mole-1', url: 'http://mole.example/mole-1' })]);
    await store(quay, [pier()]);
    const reference = { url: `${web.url}/?p=44`, title: 'The pier', excerpt: null, publishedAt: null, target: 'mole-1' };
    await store(mole, [], { linkbacks: [reference] });
    expect(await site.database.manager.find(LinkbackEntity)).toMatchObject([{ urlKey: `https://127.0.0.1:${web.port}/?p=44` }]);
    await resolver.tick();
    expect(await site.database.manager.find(LinkbackEntity)).toMatchObject([{ url: `${web.url}/?p=44`, urlKey: permalink() }]);
    await store(mole, [], { linkbacks: [reference] });
    expect(await site.database.manager.count(LinkbackEntity)).toBe(1);
    const smallest = Math.min(await idOf('mole-1'), await idOf('quay-44'));
    expect(await site.text(`/conversations/${smallest}`)).toContain(`post-${await idOf('quay-44')}"`);
  });
});

describe('an address that leads to nothing that can be believed', () => {
  const ways: [string, Record<string, Route>, string | null][] = [
    ['a loop', { '/?p=44': redirect('/a'), '/a': redirect('/?p=44') }, null],
    ['nothing', { '/?p=44': { status: 404 } }, null],
    ['gone', { '/?p=44': { status: 410 } }, null],
    ['the front page', { '/?p=44': redirect('/'), '/': html('<link rel="canonical" href="/">') }, null],
    ['a door', { '/?p=44': redirect('/wp-login.php?to=x'), '/wp-login.php': html('<link rel="canonical" href="/2008/04/pier/">') }, null],
    ['a page that calls the front page its own', { '/?p=44': html('<link rel="canonical" href="/">') }, 'itself'],
    ['a page that calls another’s page its own', { '/?p=44': html('<link rel="canonical" href="http://else.example/x">') }, 'itself'],
    ['a page of half a megabyte and more', { '/?p=44': { headers: { 'content-type': 'text/html' }, body: ' '.repeat(600_000) } }, 'itself'],
    [
      'a picture',
      { '/?p=44': { headers: { 'content-type': 'image/png' }, body: '<link rel="canonical" href="/2008/04/pier/">' } },
      'itself',
    ],
  ];
  test.each(ways)('%s changes no link, and is not asked again', async (_, routes, canonical) => {
    Object.assign(web.routes, routes);
    await store(quay, [pier()]);
    await store(mole, [linking('mole-1', `${web.url}/?p=44`)]);
    await resolver.tick();
    const own = `https://127.0.0.1:${web.port}/?p=44`;
    expect(await addresses()).toMatchObject([
      {
        state: canonical ? 'known' : 'unknown',
        canonicalKey: canonical ? own : null,
        nextAt: null,
        message: expect.stringMatching(/./) as string,
      },
    ]);
    expect(await keys()).toEqual([own]);
    expect(await joins()).toBe(false);
  });

  test('another host, which nobody knows and which does not say that it is itself', async () => {
    stranger.routes['/door'] = 'Agree to everything?';
    stranger.routes['/self'] = html(`<link rel="canonical" href="${stranger.url}/self">`);
    Object.assign(web.routes, { '/?p=1': redirect(`${stranger.url}/door`), '/?p=2': redirect(`${stranger.url}/self`) });
    await store(mole, [linking('mole-1', `${web.url}/?p=1`, `${web.url}/?p=2`)]);
    await resolver.tick();
    expect((await addresses()).map(({ state, canonicalKey }) => [state, canonicalKey])).toEqual([
      ['unknown', null],
      ['known', `https://127.0.0.1:${stranger.port}/self`],
    ]);
  });
});

describe('a host', () => {
  test('that asks for patience is left alone with all its addresses until then, and three times at most', async () => {
    web.routes['/?p=1'] = web.routes['/?p=2'] = { status: 429, headers: { 'retry-after': '86400' } };
    await store(mole, [linking('mole-1', `${web.url}/?p=1`, `${web.url}/?p=2`)]);
    await resolver.tick();
    expect(web.requests).toHaveLength(1);
    const tomorrow = new Date(NOW.getTime() + 86_400_000);
    expect(await addresses()).toMatchObject([
      { state: 'waiting', attempts: 1, nextAt: tomorrow },
      { state: 'waiting', attempts: 0, nextAt: tomorrow },
    ]);
    await resolver.tick();
    expect(web.requests).toHaveLength(1);
    for (let day = 1; day < 9; day++) {
      now = new Date(NOW.getTime() + day * 86_400_001);
      await resolver.tick();
    }
    expect((await addresses()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['unknown', 3],
      ['unknown', 3],
    ]);
    expect(web.requests).toHaveLength(6);
  });

  test('that fails is asked again later, and may answer then', async () => {
    web.routes['/?p=44'] = { status: 500 };
    await store(quay, [pier()]);
    await store(mole, [linking('mole-1', `${web.url}/?p=44`)]);
    await resolver.tick();
    expect(await addresses()).toMatchObject([{ state: 'waiting', attempts: 1, nextAt: new Date(NOW.getTime() + 3_600_000) }]);
    web.routes['/?p=44'] = self();
    await resolver.tick();
    expect(web.requests).toHaveLength(1);
    now = new Date(NOW.getTime() + 3_600_000);
    await resolver.tick();
    expect(await joins()).toBe(true);
  });

  test('is asked for one page at a time', async () => {
    let [open, most] = [0, 0];
    const slow: Route = async () => {
      most = Math.max(most, ++open);
      await new Promise((done) => setTimeout(done, 20));
      open--;
      return { status: 404 };
    };
    const paths = [1, 2, 3, 4].map((number) => `/?p=${number}`);
    for (const path of paths) web.routes[path] = slow;
    await store(mole, [linking('mole-1', ...paths.map((path) => web.url + path))]);
    await Promise.all([resolver.tick(), resolver.tick()]);
    expect([most, web.requests.length]).toEqual([1, 4]);
  });

  test('whose asker died is asked again, and in the end given up', async () => {
    await store(mole, [linking('mole-1', `${web.url}/?p=1`)]);
    for (const attempts of [1, 3]) {
      await site.database.write((manager) =>
        manager.update(AddressEntity, { attempts: LessThan(9) }, { attempts, state: 'waiting', nextAt: now }),
      );
      await resolver.tick();
      now = new Date(now.getTime() + 1000);
    }
    expect(web.requests).toHaveLength(1);
    expect(await addresses()).toMatchObject([{ state: 'unknown', message: 'The page could not be read to its end.' }]);
  });
});

describe('what is asked for', () => {
  test('are indirect addresses and pages of other sites that we watch: not own archives, posts of ours, front pages, or the rest of the web', async () => {
    await store(quay, [
      pier(),
      aPost({ guid: 'quay-1', url: `${web.url}/1`, links: linking('x', `${web.url}/archives/1`, `${web.url}/?p=7`).links }),
    ]);
    await store(mole, [
      linking(
        'mole-1',
        `${web.url}/archives/2`,
        `${web.url}/2008/04/pier/`,
        `${web.url}/`,
        'http://else.example/page',
        'https://bit.ly/x#y',
        'mailto:a@b.example',
      ),
    ]);
    expect((await addresses()).map(({ key }) => key)).toEqual([
      `https://127.0.0.1:${web.port}/?p=7`,
      `https://127.0.0.1:${web.port}/archives/2`,
      'https://bit.ly/x',
    ]);
  });

  test('is not what has become the address of a post meanwhile', async () => {
    await store(mole, [linking('mole-1', `${web.url}/2008/04/pier/`)]);
    await store(quay, [pier()]);
    await resolver.tick();
    expect(web.requests).toEqual([]);
    expect(await addresses()).toMatchObject([{ state: 'known', canonicalKey: permalink() }]);
  });

  test('never ends at an address that is known to lead on, or back to itself', async () => {
    Object.assign(web.routes, {
      '/?p=1': html('<link rel="canonical" href="/?p=2">'),
      '/?p=2': html('<link rel="canonical" href="/2008/04/pier/">'),
      '/?p=3': html('<link rel="canonical" href="/?p=4">'),
      '/?p=4': html('<link rel="canonical" href="/?p=3">'),
    });
    await store(quay, [pier()]);
    await store(mole, [linking('mole-1', ...[1, 2, 3, 4].map((number) => `${web.url}/?p=${number}`))]);
    await resolver.tick();
    const page = (number: number) => `https://127.0.0.1:${web.port}/?p=${number}`;
    expect((await addresses()).map(({ canonicalKey }) => canonicalKey)).toEqual([permalink(), permalink(), page(4), page(4)]);
    expect(await keys()).toEqual([permalink(), permalink(), page(4), page(4)]);
  });
});
