import { parseFeed } from 'feedsmith';
import { WatchRematcher } from '../../../src/modules/watches/rematcher.js';
import { SavedSearches } from '../../../src/modules/watches/saved-searches.service.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let rows: Rows;

beforeEach(async () => {
  site = await startSite();
  rows = new Rows(site.database);
});
afterEach(() => site.close());

const page = async (path: string) => new Page(await site.text(path));
const hrefs = (from: Page) => from.all('a').map(({ attribs }) => attribs.href ?? '');
const valueOf = (from: Page, id: string) => from.byId(id).attribs.value;

function post(path: string, said: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(said), headers });
}

/** 40 messages that speak of the ferry, of a party, of nobody known and of readers; 200 that do not. */
async function ferry(): Promise<void> {
  const [party, blog] = [await rows.source('The party', 'party'), await rows.source('A blog')];
  const minute = (number: number) => new Date(Date.UTC(2008, 3, 5, 0, number));
  await rows.many(
    Array.from({ length: 20 }, (_, number) => rows.row(party, minute(number), { text: 'The ferry is late.', voice: 'party' })),
  );
  await rows.many(Array.from({ length: 10 }, (_, number) => rows.row(blog, minute(30 + number), { text: 'A ferry!', voice: 'unknown' })));
  await rows.many(
    Array.from({ length: 10 }, (_, number) =>
      rows.row(blog, minute(60 + number), { text: 'Which ferries?', kind: 'comment', rootId: 21, parentId: 21, title: null }),
    ),
  );
  await rows.many(
    Array.from({ length: 200 }, (_, number) => rows.row(blog, minute(100 + number), { text: 'The lock.', voice: 'unknown' })),
  );
  await site.app.get(Reindexer).run({ again: true });
}

async function watch(name: string, query: string): Promise<void> {
  const saved = await site.app.get(SavedSearches).save({ name, query, note: null, isWatched: true }, { anyway: true });
  expect(saved.result).toBe('added');
  await site.app.get(WatchRematcher).run();
}

test('before anything is watched, the page says what a watch is, and offers the form', async () => {
  const empty = await page('/watches');
  expectOrderlyHeadings(empty);
  expect(empty.headings).toEqual(['h1 Watches', 'h2 Nothing is watched yet', 'h2 Save a search']);
  expect(empty.one('form', { method: 'post' }).attribs.action).toBe('/watches');
});

test('from a search to a watch: counted first, then saved, then found', async () => {
  await ferry();
  const results = await page('/search?q=ferry');
  const save = hrefs(results).find((href) => href.startsWith('/watches?')) ?? '';
  const form = await page(save);
  expect(valueOf(form, 'query')).toBe('ferry');
  expect(form.text).toContain('It finds 40 of all 240 messages so far.');
  expect(form.headings).toEqual(['h1 Watches', 'h2 Save a search', 'h2 Nothing is watched yet']);
  const response = await post('/watches', { name: 'The ferry', q: 'ferry', note: 'Hester, for the <report>', watch: 'yes' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/watches/the-ferry']);
  const waiting = await page('/watches/the-ferry');
  expect(waiting.text).toContain('about to be looked through');
  await site.app.get(WatchRematcher).run();
  const shown = await page('/watches/the-ferry');
  expectOrderlyHeadings(shown);
  expect(shown.text).toContain('That is: “ferry” in any form.');
  expect(shown.text).toContain('Hester, for the <report>');
  expect(shown.text).toContain('40 messages found so far.');
  expect(shown.classed('result')).toHaveLength(25);
  expect(shown.all('mark').map(words)).toContain('ferries');
  expect(new Set(hrefs(await page('/watches')))).toContain('/watches/the-ferry');
});

test('every figure, by whose voice, leads to as many messages', async () => {
  await ferry();
  await watch('The ferry', 'ferry');
  const list = await page('/watches');
  const figures = list.classed('watch')[0];
  expect(words(figures ?? [])).toContain('40 messages: Party: 20, ');
  const shown = await page('/watches/the-ferry?period=28-days');
  const figure = (link: Parameters<typeof words>[0]) => Number(/(\d+)(?: messages)?$/.exec(words(link))?.[1]);
  const links = [...list.all('a'), ...shown.all('a')].filter(
    (link) => /\/posts\?.*from=/.test(link.attribs.href ?? '') && !Number.isNaN(figure(link)),
  );
  const counted = links.map(figure);
  expect(counted.sort((a, b) => a - b)).toEqual([10, 10, 10, 10, 20, 20, 40]);
  for (const link of links) {
    let [found, href] = [0, link.attribs.href];
    while (href) {
      const posts: Page = await page(href);
      expectOrderlyHeadings(posts);
      found += posts.classed('result').length;
      href = posts.all('a', { rel: 'next' })[0]?.attribs.href;
    }
    expect([words(link), found]).toEqual([words(link), figure(link)]);
  }
});

test('what was typed is kept, with words at each field that is wrong', async () => {
  const response = await post('/watches', { name: ' ', q: 'tax (rise', note: 'mine' });
  expect(response.status).toBe(422);
  const nameless = new Page(await response.text());
  expect(words(nameless.byId('name-problem'))).toContain('Give it a name');
  expect(nameless.byId('name').attribs['aria-describedby']).toBe('name-problem');
  expect([valueOf(nameless, 'query'), valueOf(nameless, 'note')]).toEqual(['tax (rise', 'mine']);
  expect(nameless.byId('watch').attribs.checked).toBeUndefined();
  expect((await page('/watches?name=Tax&q=tax')).byId('watch').attribs.checked).toBeUndefined();
  const faulty = new Page(await (await post('/watches', { name: 'Tax', q: 'tax (rise' })).text());
  expect(words(faulty.byId('query-problem'))).toBe('This ( is never closed. Close it with a ). tax (rise');
  expect(words(faulty.one('strong'))).toBe('(');
  const later = new Page(await (await post('/watches', { name: 'Tax', q: 'tax has:replies', watch: 'yes' })).text());
  expect(words(later.byId('query-problem'))).toContain('replies come later');
  await watch('Tax', 'tax');
  const taken = await post('/watches', { name: 'tax', q: 'duty', watch: 'yes' });
  expect(words(new Page(await taken.text()).byId('name-problem'))).toContain('of this name');
});

test('one that finds too much asks for a second word', async () => {
  await ferry();
  const said = { name: 'The lock', q: 'lock', watch: 'yes' };
  const asked = await post('/watches', said);
  expect(asked.status).toBe(422);
  const again = new Page(await asked.text());
  expect(again.text).toContain('It finds 200 of all 240 messages so far. That is much');
  expect(again.byId('anyway').attribs.type).toBe('checkbox');
  expect((await post('/watches', { ...said, anyway: 'yes' })).status).toBe(303);
});

test('a saved search that is not watched is a link to the search', async () => {
  const response = await post('/watches', { name: 'Answered', q: 'tax has:replies' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/watches']);
  expect(hrefs(await page('/watches'))).toContain('/search?q=tax+has%3Areplies');
  expect((await site.get('/watches/answered')).headers.get('location')).toBe('/search?q=tax+has%3Areplies');
  expect((await site.get('/watches/answered.atom')).headers.get('location')).toBe('/search.atom?q=tax+has%3Areplies');
});

test('removing asks first, and nothing changes by looking', async () => {
  await watch('The ferry', 'ferry');
  const shown = await page('/watches/the-ferry');
  const ask = hrefs(shown).find((href) => href.endsWith('/remove')) ?? '';
  const sure = await page(ask);
  expectOrderlyHeadings(sure);
  expect((await site.get('/watches/the-ferry')).status).toBe(200);
  expect((await post(sure.one('form').attribs.action ?? '', {})).status).toBe(303);
  const gone = await site.get('/watches/the-ferry');
  expect(gone.status).toBe(404);
  expect(new Page(await gone.text()).text).toContain('There is no watch at this address');
});

test('strangers may read, and change nothing', async () => {
  await watch('The ferry', 'ferry');
  const stranger = { 'x-forwarded-for': '203.0.113.7' };
  const read = new Page(await (await site.get('/watches/the-ferry', stranger)).text());
  expect(hrefs(read).filter((href) => href.endsWith('/remove'))).toEqual([]);
  expect(new Page(await (await site.get('/watches', stranger)).text()).all('form')).toEqual([]);
  for (const [path, said] of [
    ['/watches', { name: 'A', q: 'tax' }],
    ['/watches/the-ferry/remove', {}],
  ] as const)
    expect((await post(path, said, stranger)).status).toBe(401);
  expect((await post('/watches', { name: 'A', q: 'tax' }, { origin: 'https://elsewhere.example' })).status).toBe(403);
});

test('the feed of a watch holds its newest matches, without what was removed', async () => {
  await ferry();
  const source = await rows.source('Another');
  await rows.post(source, '2008-04-05T10:00:00Z', { title: 'No ferry', text: 'No ferry.', goneAt: new Date('2008-04-05T11:00:00Z') });
  await site.app.get(Reindexer).run({ again: true });
  await watch('The ferry', 'ferry');
  const response = await site.get('/watches/the-ferry.atom');
  expect(response.headers.get('content-type')).toContain('application/atom+xml');
  const { format, feed } = parseFeed(await response.text());
  if (format !== 'atom') throw new Error(format);
  expect(feed.title).toEqual({ value: 'Hustings: The ferry' });
  expect(feed.entries).toHaveLength(40);
  expect(feed.links?.find(({ rel }) => rel === 'self')?.href).toBe('https://hustings.example/watches/the-ferry.atom');
});

test('a watch whose query names what is no longer there says so', async () => {
  await rows.source('A blog');
  await watch('Of the blog', 'ferry source:a-blog');
  await site.database.write((manager) => manager.query('DELETE FROM source'));
  expect((await page('/watches/of-the-blog')).text).toContain('There is no source “a-blog”');
});

test('addresses that no page leads to do no harm', async () => {
  await watch('The ferry', 'ferry');
  for (const asked of [
    'before=x',
    'from=yesterday',
    'from=2008-02-31',
    'voice=king',
    'until=2008-04-03T00:00:00.000Z',
    'before=1&before=2',
  ])
    expect((await site.get(`/watches/the-ferry/posts?${asked}`)).status).toBe(200);
  expect((await site.get('/watches/nothing/posts')).status).toBe(404);
  expect((await site.get('/watches/nothing.atom')).status).toBe(404);
});
