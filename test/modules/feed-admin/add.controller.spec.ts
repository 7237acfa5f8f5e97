import { Database } from '../../../src/modules/database/database.js';
import { KeptDocuments } from '../../../src/modules/fetch/kept-documents.js';
import { Offers } from '../../../src/modules/feed-admin/offer.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { tagsOfFeeds } from '../../../src/modules/sources/feed-tags.js';
import { expectOrderlyHeadings, type Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { type Route, startWeb, type Web } from '../../support/web.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let web: Web;
let visitor: Visitor;

beforeAll(async () => {
  site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8' });
  web = await startWeb();
  visitor = new Visitor(site);
}, 180_000);
beforeEach(() => {
  web.routes = {};
  web.requests.length = 0;
});
afterEach(() => visitor.clear());
afterAll(async () => {
  await web.close();
  await site.close();
});

const FEED = { 'content-type': 'application/rss+xml' };

function rss(title: string, items: string[]): Route {
  const namespaces = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/"';
  return {
    headers: FEED,
    body: `<rss version="2.0" ${namespaces}><channel><title>${title}</title><link>${web.url}/</link>${items.join('')}</channel></rss>`,
  };
}

function item(title: string, day: number, more = ''): string {
  return `<item><title>${title}</title><guid>${title}</guid><pubDate>${new Date(Date.UTC(2008, 3, day)).toUTCString()}</pubDate>${more}</item>`;
}

function blog(): void {
  const items = [4, 3, 2].map((day) => item(`Day ${day} &amp; co`, day, `<wfw:commentRss>${web.url}/${day}/feed</wfw:commentRss>`));
  web.routes['/'] = {
    headers: { 'content-type': 'text/html' },
    body: '<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" type="application/atom+xml" href="/atom/">',
  };
  web.routes['/feed/'] = rss('Harbour', items);
  web.routes['/comments/feed/'] = rss('Comments on Harbour', [item('Ada', 4)]);
}

const look = (address: string) => site.get(`/admin/feeds/add?address=${encodeURIComponent(address)}`);
const hidden = (page: Page) => page.one('input', { type: 'hidden', name: 'offer' }).attribs.value ?? '';
const legends = (page: Page) => page.all('legend').map(words);

async function lookAt(address: string): Promise<Page> {
  const page = await visitor.page(`/admin/feeds/add?address=${encodeURIComponent(address)}`);
  expectOrderlyHeadings(page);
  return page;
}

test('asks for an address, and nothing else', async () => {
  const page = await visitor.page('/admin/feeds/add');
  expectOrderlyHeadings(page);
  expect(page.byId('address').attribs.value).toBe('');
  expect(web.requests).toEqual([]);
});

test('shows what would come, and stores nothing', async () => {
  blog();
  const page = await lookAt(web.url);
  expect(page.text).toContain('A feed, and the feed of its comments');
  expect(legends(page)).toEqual(['Posts (rss)', 'Comments (rss)', 'Also named there']);
  expect(page.text).toContain('3 entries, about one a day, the newest of 4 April 2008.');
  expect(page.text).toContain('Each of its entries names a feed of its own comments');
  expect(page.classed('found-entries').map(words)[0]).toMatch(/^Day 4 & co 4 April 2008, 01:00 ?Day 3 & co/);
  expect(page.all('input', { type: 'checkbox' }).map(({ attribs }) => [attribs.value, 'checked' in attribs])).toEqual([
    ['0', true],
    ['1', true],
    ['2', false],
  ]);
  expect([await visitor.feeds(), await site.database.manager.count(SourceEntity)]).toEqual([[], 0]);
});

test('adds what is ticked, under the name, voice and tags that were given, and hands the document to the first poll', async () => {
  blog();
  const offer = hidden(await lookAt(web.url));
  const asked = web.requests.length;
  const form = { offer, title: 'The Harbour Office', affiliation: 'local-government', tags: 'Port, ships', feed: ['0', '2'] };
  const { status, page } = await visitor.send('/admin/feeds/add', form);
  expect([status, page.text]).toEqual([303, expect.stringContaining('Added. The first poll brings its entries.')]);
  const feeds = await visitor.feeds();
  expect(feeds.map(({ url, role, state }) => [url, role, state])).toEqual([
    [`${web.url}/feed/`, 'posts', 'active'],
    [`${web.url}/atom/`, 'posts', 'active'],
  ]);
  expect(await site.database.manager.find(SourceEntity)).toMatchObject([{ title: 'The Harbour Office', affiliation: 'local-government' }]);
  expect(await tagsOfFeeds(site.database.manager, [feeds[0]?.id ?? 0])).toEqual(new Map([[feeds[0]?.id, ['port', 'ships']]]));
  expect(web.requests).toHaveLength(asked);
  expect((await site.app.get(KeptDocuments).take(`${web.url}/feed/`))?.bytes.toString()).toContain('Day 4');
  const again = await visitor.send('/admin/feeds/add', form);
  expect([again.status, again.page.text]).toEqual([303, expect.stringContaining('on the list already')]);
  expect(await visitor.feeds()).toHaveLength(2);
});

test('two who press the button at once add it once', async () => {
  blog();
  const form = { offer: hidden(await lookAt(web.url)), title: 'Harbour', affiliation: 'unknown', tags: '', feed: ['0', '1'] };
  const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/admin/feeds/add', form)));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect([(await visitor.feeds()).length, await site.database.manager.count(SourceEntity)]).toEqual([2, 1]);
});

test('says of a feed that is there what it is; a removed one comes back', async () => {
  blog();
  await visitor.add({ url: `${web.url}/feed/`, title: 'Harbour', sourceTitle: 'Docks' });
  const [feed] = await visitor.feeds();
  expect((await lookAt(web.url)).text).toContain('It is there already, under “Docks”.');
  await visitor.post(`/admin/feeds/${feed?.id}/remove`, {});
  const page = await lookAt(web.url);
  expect(page.text).toContain('It was removed from “Docks”. Adding it brings it back.');
  await visitor.send('/admin/feeds/add', { offer: hidden(page), title: 'Harbour', affiliation: 'unknown', feed: ['0', '1'] });
  expect((await visitor.feeds()).map(({ state, sourceId }) => [state, sourceId === feed?.sourceId])).toEqual([
    ['active', true],
    ['active', true],
  ]);
});

test('an account by its handle: its server says where its page is', async () => {
  const { host } = new URL(web.url);
  web.routes['/.well-known/webfinger'] = JSON.stringify({
    links: [{ rel: 'http://webfinger.net/rel/profile-page', href: `${web.url}/people/ada` }],
  });
  web.routes['/people/ada'] = {
    headers: { 'content-type': 'text/html' },
    body: '<link rel="alternate" type="application/rss+xml" href="/ada.rss">',
  };
  web.routes['/ada.rss'] = rss('Ada', [item('Hello', 4)]);
  expect((await lookAt(`@ada@${host}`)).text).toContain('Hello');
  expect(web.requests[0]?.path).toBe(`/.well-known/webfinger?resource=acct%3Aada%40${encodeURIComponent(host)}`);
  web.routes['/.well-known/webfinger'] = { status: 404 };
  web.routes['/@ada'] = web.routes['/people/ada'];
  expect((await lookAt(`ada@${host}`)).text).toContain('Hello');
});

test.each<[string, () => Route | undefined, string, string]>([
  ['words', () => undefined, 'no address at all', 'is not an address'],
  ['another scheme', () => undefined, 'file:///etc/passwd', 'is not an http or https address'],
  ['a password', () => undefined, 'https://a:b@example.org/', 'user name or a password'],
  ['a private address', () => undefined, 'http://10.0.0.1/feed', 'private'],
  ['a page without a feed', () => ({ headers: { 'content-type': 'text/html' }, body: '<p>Nothing</p>' }), '', 'names no feed'],
  ['nothing', () => ({ status: 404 }), '', '404'],
  ['a picture', () => ({ headers: { 'content-type': 'image/png' }, body: Buffer.from([0x89, 0x50, 0x4e, 0x47]) }), '', ''],
])('where there is %s, it says so in words, and keeps what was typed', async (_what, route, address, expected) => {
  const answer = route();
  if (answer !== undefined) web.routes['/x'] = answer;
  const typed = address || `${web.url}/x`;
  const response = await look(typed);
  const page = await visitor.page(`/admin/feeds/add?address=${encodeURIComponent(typed)}`);
  expect([response.status, words(page.byId('address-problem'))]).toEqual([422, expect.stringContaining(expected)]);
  expect(words(page.byId('address-problem')).length).toBeGreaterThan(20);
  expect(page.byId('address').attribs.value).toBe(typed);
  expectOrderlyHeadings(page);
});

describe('the second form', () => {
  const good = () => ({ title: 'Harbour', affiliation: 'unknown', tags: '', feed: '0' });

  test.each<[string, Record<string, string>, string]>([
    ['title', { title: ' ' }, 'Give the source a name'],
    ['affiliation', { affiliation: 'martian' }, 'Choose one of the list'],
    ['tags', { tags: 'x'.repeat(61) }, 'A tag may have 60'],
    ['feed', { feed: 'x' }, 'names no feed'],
    ['feed', { feed: '99' }, 'names no feed'],
  ])('wrong in %s: words, what was typed stays, nothing is added', async (_field, wrong, expected) => {
    blog();
    const offer = hidden(await lookAt(web.url));
    const { status, page } = await visitor.send('/admin/feeds/add', { ...good(), title: 'My own', ...wrong, offer });
    expect([status, page.text]).toEqual([422, expect.stringContaining(expected)]);
    expect(page.byId('title').attribs.value).toBe(wrong.title ?? 'My own');
    expectOrderlyHeadings(page);
    expect(await visitor.feeds()).toEqual([]);
  });

  test('with nothing ticked', async () => {
    blog();
    const offer = hidden(await lookAt(web.url));
    const { status, page } = await visitor.send('/admin/feeds/add', { offer, title: 'Harbour', affiliation: 'unknown' });
    expect([status, page.text]).toEqual([422, expect.stringContaining('Tick at least one feed')]);
  });

  test('with an offer that nobody made, or that was changed', async () => {
    blog();
    const offer = hidden(await lookAt(web.url));
    for (const wrong of ['', 'x', `${offer.slice(0, -3)}abc`]) {
      const { status, page } = await visitor.send('/admin/feeds/add', { ...good(), offer: wrong });
      expect([status, page.text]).toEqual([422, expect.stringContaining('Look at the address again')]);
    }
    expect((await visitor.send('/admin/feeds/add', {})).status).toBe(422);
    expect(await visitor.feeds()).toEqual([]);
  });

  test('an hour late', async () => {
    const at = new Date('2008-04-05T10:59:59Z').getTime();
    const feed = { url: 'https://a.example/feed', title: 'A', siteUrl: null, role: 'posts' as const, format: 'rss', reader: null };
    const offer = site.app.get(Offers).seal({ typed: 'a.example', title: 'A', siteUrl: null, platform: null, feeds: [feed], read: 1, at });
    const { status, page } = await visitor.send('/admin/feeds/add', { ...good(), offer });
    expect([status, page.byId('address').attribs.value]).toEqual([410, 'a.example']);
    expect(await site.app.get(Database).manager.count(FeedEntity)).toBe(0);
  });
});
