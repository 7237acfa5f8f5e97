import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { tagsOfFeeds } from '../../../src/modules/sources/feed-tags.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, type Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterEach(() => visitor.clear());
afterAll(() => site.close());

const titles = (page: Page) => page.classed('title').map((title) => words(title).replace(/ Comments$/, ''));
const said = (page: Page) => page.classed('admin-said').map(words).join();

async function tags(id: number): Promise<string[]> {
  return (await tagsOfFeeds(site.database.manager, [id])).get(id) ?? [];
}

function three() {
  return visitor.add(
    { url: 'https://a.example/feed', title: 'Harbour', platform: 'wordpress', affiliation: 'civil-service', tags: ['Press', 'port'] },
    { url: 'https://b.example/feed', title: 'Bakery_1', affiliation: 'party', state: 'paused' },
    { url: 'https://c.example/comments/feed', title: 'Canal', role: 'comments' },
  );
}

test('without feeds, the page says how to get some', async () => {
  const page = await visitor.page('/admin/feeds');
  expectOrderlyHeadings(page);
  expect(page.headings).toEqual(['h1 Feeds', 'h2 There are no feeds yet']);
});

test('lists feeds by source, with their tags, voice and state', async () => {
  await three();
  const page = await visitor.page('/admin/feeds');
  expectOrderlyHeadings(page);
  expect(titles(page)).toEqual(['Bakery_1', 'Canal', 'Harbour']);
  const lines = page.classed('feed-line').map(words);
  expect(lines[0]).toContain('Paused');
  expect(lines[1]).toContain('Comments');
  expect(lines[2]).toMatch(/https:\/\/a\.example\/feed.*Civil service.*port.*press.*Not polled yet/);
});

test.each([
  ['q=BAKERY_', ['Bakery_1']],
  ['q=_', ['Bakery_1']],
  ['q=%25', []],
  ['q=c.example', ['Canal']],
  ['tag=Press', ['Harbour']],
  ['state=paused', ['Bakery_1']],
  ['state=active&sort=new', ['Canal', 'Harbour']],
  ['affiliation=party', ['Bakery_1']],
  ['platform=wordpress', ['Harbour']],
  ['source=canal', ['Canal']],
  ['state=nonsense&affiliation=martian&sort=x&page=-1&q[]=a', ['Bakery_1', 'Canal', 'Harbour']],
])('%s finds %j', async (search, expected) => {
  await three();
  const page = await visitor.page(`/admin/feeds?${search}`);
  expect(titles(page)).toEqual(expected);
  if (expected.length === 0) expect(page.text).toContain('No feed is like that');
});

test('failing feeds are found, with what they failed over', async () => {
  const [first] = await three();
  const id = first?.id ?? 0;
  await site.database.write((manager) => manager.update(FeedEntity, id, { failures: 3, outcomeMessage: 'a.example does not answer.' }));
  const page = await visitor.page('/admin/feeds?state=failing');
  expect(titles(page)).toEqual(['Harbour']);
  expect(page.text).toContain('Failed 3 times');
  expect(page.text).toContain('a.example does not answer.');
});

test('50 a page, each feed on one of them', async () => {
  await visitor.add(
    ...Array.from({ length: 120 }, (_, index) => ({ url: `https://${index}.example/feed`, title: `Feed ${1000 + index}` })),
  );
  const seen: string[] = [];
  for (let path: string | undefined = '/admin/feeds?q=feed'; path;) {
    const page = await visitor.page(path);
    seen.push(...titles(page));
    path = page.all('a', { rel: 'next' })[0]?.attribs.href;
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `Feed ${1000 + index}`));
  const beyond = await site.get('/admin/feeds?page=9');
  expect([beyond.status, await beyond.text()]).toEqual([404, expect.stringContaining('The list has no page 9')]);
});

describe('to the feeds that are ticked', () => {
  const bulk = (said: Record<string, string | string[]>) => visitor.send('/admin/feeds/bulk', said);

  test('pause and resume, each once however often the form is sent', async () => {
    const [first, second] = await three();
    const ids = [String(first?.id), String(second?.id)];
    const paused = await bulk({ action: 'pause', id: ids });
    expect([paused.status, said(paused.page)]).toEqual([303, '1 feed paused. For 1 other that was so already.']);
    expect((await visitor.feeds()).map(({ state, nextPollAt }) => [state, nextPollAt === null])).toEqual([
      ['paused', true],
      ['paused', true],
      ['active', false],
    ]);
    expect(said((await bulk({ action: 'pause', id: ids })).page)).toBe('Nothing was to be paused: that is so already.');
    expect(said((await bulk({ action: 'resume', id: ids })).page)).toBe('2 feeds polled again from now on.');
    expect((await visitor.feeds()).map(({ state }) => state)).toEqual(['active', 'active', 'active']);
  });

  test('remove, and bring back with one button, as they were', async () => {
    const [first, second] = await three();
    const { page } = await bulk({ action: 'remove', id: [String(first?.id), String(second?.id)] });
    expect(titles(page)).toEqual(['Canal']);
    const undo = page.classed('admin-said')[0];
    expect(words(undo ?? [])).toContain('2 feeds removed. Their posts stay.');
    expect(titles(await visitor.page('/admin/feeds?state=removed'))).toEqual(['Bakery_1', 'Harbour']);
    const back = await bulk({
      action: 'restore',
      id: page.all('input', { type: 'hidden', name: 'id' }).map(({ attribs }) => attribs.value ?? ''),
    });
    expect(titles(back.page)).toEqual(['Bakery_1', 'Canal', 'Harbour']);
    expect((await visitor.feeds()).map(({ state, removedAt }) => [state, removedAt])).toEqual([
      ['active', null],
      ['paused', null],
      ['active', null],
    ]);
    expect(await tags(first?.id ?? 0)).toEqual(['port', 'press']);
  });

  test('tags, given and taken away', async () => {
    const [first, second] = await three();
    const ids = [String(first?.id), String(second?.id)];
    await bulk({ action: 'tag', id: ids, tags: ' Ministers,  press , MINISTERS' });
    expect([await tags(first?.id ?? 0), await tags(second?.id ?? 0)]).toEqual([
      ['ministers', 'port', 'press'],
      ['ministers', 'press'],
    ]);
    await bulk({ action: 'untag', id: ids, tags: 'press' });
    expect([await tags(first?.id ?? 0), await tags(second?.id ?? 0)]).toEqual([['ministers', 'port'], ['ministers']]);
  });

  test('limits of the interval, which hold from now on', async () => {
    const [first] = await three();
    await bulk({ action: 'limits', id: String(first?.id), least: '30', most: '60' });
    const feed = await visitor.feed(first?.id ?? 0);
    // Never polled, and not due before the least has passed.
    expect([feed.settings, feed.nextPollAt]).toEqual([{ leastMinutes: 30, mostMinutes: 60 }, new Date('2008-04-05T12:30:00Z')]);
    const { status, page } = await bulk({ action: 'limits', id: String(first?.id), least: '90', most: '60' });
    expect([status, words(page.byId('bulk-problem'))]).toEqual([422, expect.stringContaining('leave no room')]);
    expect(page.byId('least').attribs.value).toBe('90');
    expect(page.byId(`feed-${first?.id}`).attribs).toHaveProperty('checked');
    await bulk({ action: 'limits', id: String(first?.id) });
    expect((await visitor.feed(first?.id ?? 0)).settings).toEqual({});
  });

  test('the voice of their sources; what is stored is told anew', async () => {
    const [first] = await three();
    const { page } = await bulk({ action: 'affiliation', id: String(first?.id), affiliation: 'minister' });
    expect(said(page)).toBe('The voice of 1 source is changed; stored posts follow.');
    const source = await site.database.manager.findOneByOrFail(SourceEntity, { id: first?.sourceId ?? 0 });
    expect([source.affiliation, source.revoiceAfterAt]).toEqual(['minister', Number.MIN_SAFE_INTEGER]);
  });

  test('another source: one that nothing is left of goes, and a feed with posts stays', async () => {
    const [first, second, third] = await three();
    await new Rows(site.database).post(third?.sourceId ?? 0, '2008-04-03T09:00:00Z', { feedId: third?.id });
    const ids = [String(second?.id), String(third?.id)];
    const { page } = await bulk({ action: 'move', id: ids, target: 'Harbour' });
    expect(said(page)).toBe('1 feed moved. 1 feed has brought posts, which belong to the source under which they were read: left there.');
    expect((await visitor.feeds()).map(({ sourceId }) => sourceId)).toEqual([first?.sourceId, first?.sourceId, third?.sourceId]);
    expect(await site.database.manager.countBy(SourceEntity, { title: 'Bakery_1' })).toBe(0);
    const refused = await bulk({ action: 'move', id: ids, target: 'Nobody' });
    expect([refused.status, words(refused.page.byId('bulk-problem'))]).toEqual([422, expect.stringContaining('no source of this name')]);
  });

  test('all that the list finds, and nothing else', async () => {
    await visitor.add(
      ...Array.from({ length: 60 }, (_, index) => ({ url: `https://${index}.example/feed`, title: index < 55 ? 'Mine' : 'Other' })),
    );
    const { page } = await bulk({ action: 'pause', all: 'yes', search: 'q=mine' });
    expect(said(page)).toBe('55 feeds paused.');
    expect((await visitor.feeds()).filter(({ state }) => state === 'paused')).toHaveLength(55);
  });

  test.each<[string, Record<string, string | string[]>, string]>([
    ['nothing is ticked', { action: 'pause' }, 'Tick the feeds first'],
    ['no button was pressed', { id: '1' }, 'press one of the buttons'],
    ['nobody knows the button', { id: '1', action: 'explode' }, 'press one of the buttons'],
    ['a tick is no number', { id: ['1', "1' OR 1=1"], action: 'pause' }, 'names no feed'],
    ['there is no tag', { id: '1', action: 'tag', tags: ' , ' }, 'Write the tag'],
    ['minutes are words', { id: '1', action: 'limits', least: 'often' }, 'whole number from 1'],
    ['the voice is nobody’s', { id: '1', action: 'affiliation', affiliation: 'martian' }, 'Choose whose voice'],
  ])('refused with words where %s', async (_what, form, words) => {
    await three();
    const before = await visitor.feeds();
    const { status, page } = await bulk({ ...form, surprise: 'x' });
    expect([status, page.text]).toEqual([422, expect.stringContaining(words)]);
    expectOrderlyHeadings(page);
    expect(await visitor.feeds()).toEqual(before);
  });

  test('those that are not there are named; where none is, that is a 404', async () => {
    const [first] = await three();
    const { status, page } = await bulk({ action: 'pause', id: [String(first?.id), '999'] });
    expect([status, said(page)]).toEqual([303, '1 feed paused. 1 feed is not here any more.']);
    expect((await bulk({ action: 'pause', id: '999' })).status).toBe(404);
  });

  test('the feed of a single thread is none of them', async () => {
    const [first] = await three();
    const postId = await new Rows(site.database).post(first?.sourceId ?? 0, '2008-04-03T09:00:00Z');
    await site.database.write((manager) => manager.update(FeedEntity, first?.id ?? 0, { postId }));
    expect(titles(await visitor.page('/admin/feeds'))).not.toContain('Harbour');
    expect((await bulk({ action: 'remove', id: String(first?.id) })).status).toBe(404);
    expect((await site.get(`/admin/feeds/${first?.id}`)).status).toBe(404);
  });

  test('a form from another site is refused', async () => {
    await three();
    const body = new URLSearchParams({ action: 'remove', id: '1' });
    const response = await fetch(`${site.url}/admin/feeds/bulk`, {
      method: 'POST',
      body,
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(response.status).toBe(403);
    expect((await visitor.feeds()).every(({ state }) => state !== 'removed')).toBe(true);
  });
});
