import { type Filter, FILTERS, HealthQuery } from '../../../src/modules/health/health.query.js';
import { FeedGapEntity } from '../../../src/modules/sources/feed-gap.entity.js';
import { FeedNoteEntity } from '../../../src/modules/sources/feed-note.entity.js';
import { standingOf, type StandingFacts } from '../../../src/modules/sources/feed-standing.js';
import { FeedEntity, type FeedState } from '../../../src/modules/sources/feed.entity.js';
import { newFeed } from '../../../src/modules/sources/new-feed.js';
import { aSource } from '../../support/make.js';
import { expectOrderlyHeadings, words } from '../../support/page.js';
import { rss, Ward } from './support.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let ward: Ward;

beforeAll(async () => {
  ward = await Ward.open();
}, 180_000);
afterAll(() => ward.close());
afterEach(() => ward.clear());

test('a page for no feeds says where to add one', async () => {
  const page = await ward.page('/admin/health?show=silent');
  expectOrderlyHeadings(page);
  expect(page.text).toContain('There are no feeds yet');
});

test('the list says how each feed stands, what needs care first', async () => {
  ward.web.routes['/fine'] = rss(ward.now, 1, 2);
  ward.web.routes['/gone'] = { status: 410, body: 'gone' };
  await ward.follow('/fine', 'A first blog');
  await ward.follow('/gone', 'Z last blog');
  await ward.poll();
  const page = await ward.page('/admin/health');
  expectOrderlyHeadings(page);
  const lines = page.classed('health-line').map(words);
  expect(lines).toEqual([expect.stringMatching(/Gone for good.*\(410\)/), expect.stringMatching(/Read without trouble.*0\.5 a week/)]);
  expect(page.all('svg', { role: 'img' }).map(({ attribs }) => attribs['aria-label'])).toEqual([
    'One poll: 0 brought something, 0 nothing new, 1 failed',
    'One poll: 1 brought something, 0 nothing new',
  ]);
  expect(page.classed('health-filters').map(words)[0]).toMatch(/^1 Need care 0 Failing .*1 Gone 0 Paused 2 All$/);
  expect((await ward.page('/admin/health?show=gone')).classed('health-line')).toHaveLength(1);
  expect((await ward.page('/admin/health?show=moved')).text).toContain('No feed is like that');
  expect(page.text).toMatch(/The database takes up [\d,]+\.\d MB/);
  expect(page.scripts).toEqual([]);
});

test('what the list filters by is what is said of each feed', async () => {
  const sourceId = await aSource(ward.site.database);
  const now = new Date(ward.now);
  await ward.site.database.write(async (manager) => {
    for (let index = 0; index < 240; index += 1) await manager.insert(FeedEntity, strange(sourceId, index));
  });
  const feeds = await ward.site.database.manager.find(FeedEntity, { order: { id: 'ASC' } });
  const gapOf = new Map(feeds.filter((_, index) => index % 7 === 0).map(({ id }, index) => [id, index % 2 === 0 ? 2 : 20]));
  await ward.site.database.write(async (manager) => {
    for (const [feedId, days] of gapOf) {
      const at = new Date(ward.now - days * DAY);
      await manager.insert(FeedGapEntity, { feedId, fromAt: at, untilAt: at, foundAt: at });
    }
  });
  const isIn = (filter: Filter, feed: StandingFacts & { id: number }) => {
    const { kind, needsCare } = standingOf(feed, now);
    if (kind === 'removed' || filter === 'all') return kind !== 'removed';
    if (filter === 'gaps') return gapOf.has(feed.id);
    return filter === 'attention' ? needsCare || (feed.state === 'active' && gapOf.get(feed.id) === 2) : kind === filter;
  };
  const query = ward.site.app.get(HealthQuery);
  const counts = await query.counts(now);
  for (const filter of FILTERS) {
    const expected = feeds.filter((feed) => isIn(filter, feed)).map(({ id }) => id);
    expect([filter, await query.ids(filter, now)]).toEqual([filter, expected]);
    expect([filter, counts[filter], counts[filter] > 0]).toEqual([filter, expected.length, true]);
  }
  const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => query.page('all', page, now)));
  expect(pages[0]).toHaveLength(50);
  const all = pages.flat();
  expect(all.map(({ id }) => id).sort((a, b) => a - b)).toEqual(feeds.filter((feed) => isIn('all', feed)).map(({ id }) => id));
  // All that needs care stands before all that does not.
  expect(all.map((row) => isIn('attention', row)).lastIndexOf(true)).toBe(counts.attention - 1);
  const second = await ward.page('/admin/health?page=2');
  expect(second.classed('pages').map(words)).toEqual([expect.stringContaining('51 to 100, page 2 of')]);
});

test('the list as CSV, safe for spreadsheets', async () => {
  ward.web.routes['/fine'] = rss(ward.now, 1, 2);
  const id = await ward.follow('/fine');
  await ward.poll();
  await ward.set(id, { title: '=HYPERLINK("x")' });
  const response = await ward.site.get('/admin/health.csv');
  expect(response.headers.get('content-type')).toContain('text/csv');
  const [head, line, ...rest] = (await response.text()).trim().split('\n');
  expect(head).toMatch(/^id,source,title,url,role,state,words/);
  expect(line).toContain(`'=HYPERLINK`);
  expect(line).toMatch(/,fine,Read without trouble,.*,n$/);
  expect(rest).toEqual([]);
  expect((await ward.site.text('/admin/health.csv?show=gone')).trim().split('\n')).toHaveLength(1);
});

describe('one feed', () => {
  test('has its polls in full, its gaps, its notes and its habit', async () => {
    ward.web.routes['/feed'] = rss(ward.now, ...Array.from({ length: 12 }, (_, day) => day + 1));
    const id = await ward.follow('/feed');
    await ward.poll();
    ward.now += 8 * HOUR;
    ward.web.routes['/feed'] = { status: 403, body: '' };
    await ward.poll();
    const foundAt = new Date(ward.now);
    await ward.site.database.write(async (manager) => {
      const gap = { fromAt: new Date('2008-04-01T10:00:00Z'), untilAt: new Date('2008-04-03T10:00:00Z'), foundAt };
      await manager.insert(FeedGapEntity, { feedId: id, ...gap });
      await manager.insert(FeedNoteEntity, { feedId: id, at: foundAt, note: 'Moved from here to there.' });
    });
    const page = await ward.page(`/admin/health/${id}`);
    expectOrderlyHeadings(page);
    expect(page.text).toContain('Failed once');
    expect(page.text).toContain('24 hours between two entries as a rule, 24 hours at most');
    expect(page.text).toContain('1 April 2008, 11:00 to 3 April 2008, 11:00');
    expect(page.text).toContain('Moved from here to there.');
    expect([...page.classed('log-failed'), ...page.classed('log-news')].map(words)).toEqual([
      expect.stringMatching(/^Refused .*\(403\)/),
      expect.stringMatching(/^Brought something: 12 new entries in 12 entries/),
    ]);
  });

  test('is not there: 404 with a way on, for pages and for what is pressed', async () => {
    for (const path of ['999999', 'x', '99999999999'])
      expect([path, (await ward.site.get(`/admin/health/${path}`)).status]).toEqual([path, 404]);
    for (const action of ['poll', 'accept', 'again', 'pause', 'resume'])
      expect((await ward.press(`/admin/health/999999/${action}`)).status).toBe(404);
    expect(await ward.site.text('/admin/health/999999')).toContain('Health of all feeds');
    expect(await ward.site.text('/admin/health/999999/progress')).toMatch(/data: .*There is no such feed.*"isOver":true/);
  });

  test('its new address can be kept at once, unless another feed has it', async () => {
    ward.web.routes['/old'] = { status: 301, headers: { location: '/new' } };
    ward.web.routes['/new'] = rss(ward.now, 1);
    const id = await ward.follow('/old');
    await ward.poll();
    const list = await ward.page('/admin/health?show=moved');
    expect(list.text).toContain(`To ${ward.web.url}/new; 1 poll has been sent there.`);
    expect(list.all('form', { action: `/admin/health/${id}/accept` })).toHaveLength(1);
    const other = await ward.follow('/new');
    const refused = await ward.press(`/admin/health/${id}/accept`);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('Another feed has that address already')]);
    expect(await ward.feed(id)).toMatchObject({ url: `${ward.web.url}/old` });
    await ward.site.database.write((manager) => manager.delete(FeedEntity, { id: other }));
    const accepted = await ward.press(`/admin/health/${id}/accept`);
    expect([accepted.status, accepted.headers.get('location')]).toEqual([303, `/admin/health/${id}?done=moved`]);
    expect(await ward.feed(id)).toMatchObject({ url: `${ward.web.url}/new`, movedTo: null, nextPollAt: new Date(ward.now) });
    expect((await ward.page(`/admin/health/${id}`)).text).toContain('accepted by an admin');
    expect((await ward.press(`/admin/health/${id}/accept`)).headers.get('location')).toContain('done=not-moved');
  });

  test('that is gone can be tried again; one that is not, is left alone', async () => {
    ward.web.routes['/feed'] = { status: 410, body: 'gone' };
    const id = await ward.follow('/feed');
    await ward.poll();
    expect((await ward.page(`/admin/health/${id}`)).text).toContain('It is not asked any more.');
    ward.web.routes['/feed'] = rss(ward.now, 1);
    ward.now += HOUR;
    expect((await ward.press(`/admin/health/${id}/again`)).headers.get('location')).toContain('done=again');
    await ward.poll();
    expect(await ward.feed(id)).toMatchObject({ state: 'active', failures: 0, outcome: 'modified' });
    expect((await ward.press(`/admin/health/${id}/again`)).headers.get('location')).toContain('done=unchanged');
  });

  test('can be paused and resumed', async () => {
    const id = await ward.follow('/feed');
    expect((await ward.press(`/admin/health/${id}/pause`)).headers.get('location')).toContain('done=paused');
    expect(await ward.feed(id)).toMatchObject({ state: 'paused' });
    expect((await ward.page(`/admin/health/${id}`)).all('form', { action: `/admin/health/${id}/poll` })).toHaveLength(0);
    expect((await ward.press(`/admin/health/${id}/poll`)).status).toBe(409);
    expect((await ward.press(`/admin/health/${id}/resume`)).headers.get('location')).toContain('done=resumed');
    expect(await ward.feed(id)).toMatchObject({ state: 'active' });
  });
});

/** A feed in a state that is as good as any other. */
function strange(sourceId: number, index: number): Omit<FeedEntity, 'id'> {
  const pick = <Value>(values: Value[], by: number): Value => values[Math.floor(index / by) % values.length] as Value;
  const states: FeedState[] = ['active', 'active', 'active', 'gone', 'active', 'paused', 'active', 'removed', 'active'];
  return {
    ...newFeed(
      { sourceId, url: `https://strange.example/${index}`, role: 'posts', title: null, siteUrl: null },
      new Date(ward.now - 90 * DAY),
    ),
    state: pick(states, 1),
    failures: pick([0, 0, 0, 1, 2, 3, 9], 2),
    outcome: pick(['modified', 'throttled', 'unreachable:dns', null], 3),
    movedTo: pick([null, null, null, 'https://strange.example/new'], 2),
    silentAt: pick([null, new Date(ward.now - DAY), new Date(ward.now + DAY), new Date(ward.now)], 1),
    polledAt: pick([null, new Date(ward.now - 2 * DAY), new Date(ward.now - 1000), new Date(ward.now)], 5),
  };
}
