import { FeedListEntity } from '../../../src/modules/feed-admin/feed-list.entity.js';
import { FeedLists } from '../../../src/modules/feed-admin/feed-lists.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { tagsOfFeeds } from '../../../src/modules/sources/feed-tags.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { opml, outlines } from '../../support/opml.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterEach(async () => {
  await visitor.clear();
  await site.database.write((manager) => manager.deleteAll(FeedListEntity));
});
afterAll(() => site.close());

function upload(file: string | null, text: string | null = null, headers: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  if (file !== null) form.set('file', new Blob([file]), 'my feeds.opml');
  if (text !== null) form.set('text', text);
  return fetch(`${site.url}/admin/feeds/import`, { method: 'POST', body: form, redirect: 'manual', headers });
}

async function shown(file: string): Promise<string> {
  const response = await upload(file);
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

async function refused(response: Promise<Response>): Promise<[number, string]> {
  const { status, text } = await response.then(async (each) => ({ status: each.status, text: await each.text() }));
  const page = new Page(text);
  expectOrderlyHeadings(page);
  return [status, words(page.byId('problem'))];
}

const fact = (page: Page, name: string) => {
  const [term] = page.all('dt').filter((each) => words(each) === name);
  return term?.parent
    ? words(term.parent as Parameters<typeof words>[0])
        .slice(name.length)
        .trim()
    : null;
};

const SOME = opml(
  `<outline text="Press"><outline text="Ports">${outlines(2)}<outline text="Twice" xmlUrl="https://h0.example/feeds/0#x"/></outline>${outlines(1, 2)}</outline><outline text="No" xmlUrl="mailto:x@y.example"/>${outlines(1, 3)}`,
);

test('shows what a list would bring, and adds nothing before that is confirmed', async () => {
  await visitor.add({ url: 'https://h1.example/feeds/1', title: 'Known', tags: ['old'] });
  const path = await shown(SOME);
  const page = await visitor.page(path);
  expectOrderlyHeadings(page);
  expect([fact(page, 'Feeds'), fact(page, 'New'), fact(page, 'Named again')]).toEqual(['4', '3', '1: each feed comes in once']);
  expect(fact(page, 'There already')).toBe('1: they stay as they are');
  expect(page.text).toContain('mailto:x@y.example');
  expect(page.classed('tag').map((tag) => words(tag))).toEqual(['press', 'ports']);
  expect(words(page.one('button', { type: 'submit' }))).toBe('Add 3 feeds');
  expect(await visitor.feeds()).toHaveLength(1);

  const confirmed = await visitor.send(path, {});
  expect([confirmed.status, confirmed.page.headings[0]]).toEqual([303, 'h1 The list is being brought in']);
  // A page that loads itself anew disturbs whoever reads it with a screen reader: only on request.
  const refreshes = (shownPage: Page) => shownPage.all('meta', { 'http-equiv': 'refresh' }).length;
  const following = await visitor.page(`${path}?follow=yes`);
  expect([refreshes(confirmed.page), refreshes(following)]).toEqual([0, 1]);
  expect(following.all('a', { href: path }).map((link) => words(link))).toEqual(['Stop looking every second']);
  await site.app.get(FeedLists).tick();
  const done = await visitor.page(`${path}?follow=yes`);
  expect(refreshes(done)).toBe(0);
  expectOrderlyHeadings(done);
  expect(done.text).toContain('3 feeds added from my feeds.opml; 1 were there already.');
  const rows = await visitor.feeds();
  expect(rows.map(({ url }) => url).sort()).toEqual([0, 1, 2, 3].map((number) => `https://h${number}.example/feeds/${number}`));
  const tags = await tagsOfFeeds(site.database.manager, rows.map(({ id }) => id)); // prettier-ignore
  expect(rows.map(({ id }) => tags.get(id) ?? [])).toEqual([['old'], ['ports', 'press'], ['press'], []]);
});

test('confirmed twice, brought in twice at once, and uploaded again: each feed is there once', async () => {
  const path = await shown(opml(outlines(700)));
  expect((await Promise.all([1, 2, 3].map(() => visitor.post(path, {})))).map(({ status }) => status)).toEqual([303, 303, 303]);
  await Promise.all([site.app.get(FeedLists).tick(), site.app.get(FeedLists).tick()]);
  expect((await visitor.post(path, {})).status).toBe(303);
  await site.app.get(FeedLists).tick();
  expect([(await visitor.feeds()).length, await site.database.manager.count(SourceEntity)]).toEqual([700, 700]);
  const again = await visitor.page(await shown(opml(outlines(700))));
  expect([fact(again, 'New'), again.all('button')]).toEqual(['0', []]);
});

test('one that was broken off goes on from the table, and its counts are right', async () => {
  const path = await shown(opml(outlines(600)));
  await visitor.post(path, {});
  const id = path.split('/').at(-1) ?? '';
  // As a process leaves it that died behind its first batch.
  await visitor.add(
    ...Array.from({ length: 250 }, (_, index) => ({ url: `https://h${index}.example/feeds/${index}`, title: `Feed ${index}` })),
  );
  await site.database.write((manager) => manager.update(FeedListEntity, { id }, { position: 250, added: 250 }));
  expect((await visitor.page(path)).headings[1]).toBe('h2 250 of 600 feeds');
  await site.app.get(FeedLists).tick();
  expect(await site.database.manager.findOneBy(FeedListEntity, { id })).toMatchObject({
    state: 'imported',
    position: 600,
    added: 600,
    content: '',
  });
  expect(await visitor.feeds()).toHaveLength(600);
});

test('text that is put in is as good as a file', async () => {
  const response = await upload(null, opml(outlines(1)));
  const page = await visitor.page(response.headers.get('location') ?? '');
  expect([response.status, page.headings]).toEqual([303, ['h1 What the list would bring', 'h2 Text that was put in', 'h2 New']]);
});

test('our own list comes back as it was', async () => {
  await visitor.add(
    { url: 'https://a.example/feed', sourceTitle: 'One', affiliation: 'party', tags: ['x'], leastMinutes: 30 },
    { url: 'https://a.example/comments/feed', sourceTitle: 'One', affiliation: 'party', role: 'comments', state: 'paused' },
  );
  const out = await site.text('/admin/feeds/export');
  await visitor.clear();
  await visitor.post(await shown(out), {});
  await site.app.get(FeedLists).tick();
  expect((await visitor.feeds()).map(({ url, role, state, settings }) => [url, role, state, settings])).toEqual([
    ['https://a.example/feed', 'posts', 'active', { leastMinutes: 30 }],
    ['https://a.example/comments/feed', 'comments', 'paused', {}],
  ]);
  expect(await site.database.manager.find(SourceEntity)).toMatchObject([{ title: 'One', affiliation: 'party' }]);
});

describe('refused in words, with nothing kept', () => {
  afterEach(async () => expect(await site.database.manager.count(FeedListEntity)).toBe(0));

  test('nothing at all', async () => {
    expect(await refused(upload(null))).toEqual([422, expect.stringContaining('Choose a file')]);
    expect(await refused(upload('', '  '))).toEqual([422, expect.stringContaining('Choose a file')]);
  });

  test('50 MB, as a file and as text', async () => {
    const large = `<opml>${'x'.repeat(50 * 1024 * 1024)}`;
    expect(await refused(upload(large))).toEqual([413, expect.stringContaining('larger than 20 MB')]);
    expect(await refused(upload(null, large))).toEqual([413, expect.stringContaining('larger than 20 MB')]);
  });

  test('a page, a picture, and a list of nothing', async () => {
    expect(await refused(upload('<html><p>Hello</p></html>'))).toEqual([422, expect.stringContaining('This is no OPML document')]);
    expect(await refused(upload('\x89PNG\x00\x01\x02'))).toEqual([422, expect.stringContaining('There is no feed in it')]);
    expect(await refused(upload(opml('')))).toEqual([422, expect.stringContaining('There is no feed in it')]);
    expect(await refused(upload(opml('<outline xmlUrl="javascript:alert(1)"/>')))).toEqual([422, expect.stringContaining('javascript')]);
  });

  test('an upload that is none, or breaks off', async () => {
    const post = (body: string, type: string) =>
      fetch(`${site.url}/admin/feeds/import`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(await refused(post('file=x', 'application/x-www-form-urlencoded'))).toEqual([422, expect.stringContaining('Choose a file')]);
    expect(
      await refused(post('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc', 'multipart/form-data; boundary=x')),
    ).toEqual([400, expect.stringContaining('broken off')]);
    expect(await refused(post('', 'multipart/form-data'))).toEqual([400, expect.stringContaining('no form of ours')]);
  });

  test('from another site', async () => {
    expect((await upload(SOME, null, { origin: 'https://elsewhere.example' })).status).toBe(403);
  });
});

test('folders 1,000 deep end in a sentence', async () => {
  const deep = opml(`${'<outline text="f">'.repeat(1000)}${outlines(1)}${'</outline>'.repeat(1000)}`);
  const page = await visitor.page(await shown(deep));
  expect([fact(page, 'New'), page.text]).toEqual(['1', expect.stringContaining('more than 20 deep')]);
});

test('entities that a list declares are not put in', async () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>${opml(
    `<outline text="&b;&f;" xmlUrl="https://a.example/feed"/>`,
  )}`;
  const page = await visitor.page(await shown(bomb));
  expect(page.text).toContain('entities of its own');
  expect(page.text).toContain('&b;&f;');
  expect(page.text).not.toMatch(/aaaaaa|root:/);
});

test('20,000 feeds are shown, and the same feed five times is one', async () => {
  const page = await visitor.page(await shown(opml(outlines(20_000) + outlines(1).repeat(4))));
  expect([fact(page, 'New'), fact(page, 'Named again')]).toEqual(['20,000', '4: each feed comes in once']);
}, 180_000);

test('lists of others, late ones, and none', async () => {
  expect((await site.get('/admin/feeds/import/nothing')).status).toBe(404);
  expect((await visitor.post('/admin/feeds/import/nothing', {})).status).toBe(404);
  const path = await shown(SOME);
  const id = path.split('/').at(-1) ?? '';
  await site.database.write((manager) => manager.update(FeedListEntity, { id }, { createdAt: new Date('2008-04-05T10:59:00Z') }));
  const late = await site.get(path);
  expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('over an hour ago')]);
  expect((await visitor.post(path, {})).status).toBe(410);
  await site.app.get(FeedLists).sweep();
  expect((await site.get(path)).status).toBe(404);
  expect(await visitor.feeds()).toEqual([]);
});
