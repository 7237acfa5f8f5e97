import { readOpml } from '../../../src/feeds/opml.js';
import { FeedCare } from '../../../src/modules/sources/feed-care.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;
let id: number;
let path: string;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  const [feed] = await visitor.add({ url: 'https://a.example/feed', title: 'Harbour & <b>', tags: ['press'] });
  id = feed?.id ?? 0;
  path = `/admin/feeds/${id}`;
});
afterEach(() => visitor.clear());

const settings = { tags: 'Ministers, press', role: 'comments', least: '20', most: '120', spacing: '5', keep: '90', note: ' Ask Hester. ' };

test('shows the feed and keeps its settings', async () => {
  const page = await visitor.page(path);
  expectOrderlyHeadings(page);
  expect(page.headings).toEqual(['h1 Harbour & <b>', 'h2 How it fares', 'h2 Settings']);
  expect(page.byId('tags').attribs.value).toBe('press');
  const saved = await visitor.send(path, settings);
  expect([saved.status, saved.page.text]).toEqual([303, expect.stringContaining('Saved.')]);
  expect(await visitor.feed(id)).toMatchObject({
    role: 'comments',
    note: 'Ask Hester.',
    settings: { leastMinutes: 20, mostMinutes: 120, spacingSeconds: 5, keepDays: 90 },
  });
  expect(saved.page.byId('tags').attribs.value).toBe('ministers, press');
  expect(saved.page.byId('role-comments').attribs).toHaveProperty('checked');
  expect(words(saved.page.byId('note'))).toBe('Ask Hester.');
});

test.each<[string, Record<string, string>, string]>([
  ['least', { least: '0' }, 'whole number from 1'],
  ['most', { most: '1e9' }, 'whole number from 1'],
  ['most', { least: '50', most: '20' }, 'leave no room'],
  ['spacing', { spacing: '-1' }, 'whole number of seconds'],
  ['keep', { keep: '39' }, 'whole number from 40'],
  ['tags', { tags: 'x'.repeat(61) }, 'A tag may have 60 characters'],
  ['tags', { tags: Array.from({ length: 21 }, (_, index) => `t${index}`).join() }, 'A feed may have 20 tags'],
  ['note', { note: 'x'.repeat(2001) }, 'A note may have 2000 characters'],
])('wrong in %s: words beside the field, what was typed stays, nothing is saved', async (field, wrong, expected) => {
  const before = await visitor.feed(id);
  const { status, page } = await visitor.send(path, { ...settings, ...wrong });
  expect([status, words(page.byId(`${field}-problem`))]).toEqual([422, expect.stringContaining(expected)]);
  expect(page.byId(field).attribs['aria-invalid']).toBe('true');
  expect(page.byId('least').attribs.value).toBe(wrong.least ?? '20');
  expect(await visitor.feed(id)).toEqual(before);
});

test('a form without its fields is refused', async () => {
  const { status, page } = await visitor.send(path, {});
  expect([status, page.text]).toEqual([422, expect.stringContaining('Choose one of the two.')]);
});

test('paused, resumed, removed, brought back; a second time changes nothing', async () => {
  const steps: [string, string, string][] = [
    ['pause', 'paused', 'The feed is paused'],
    ['pause', 'paused', 'That is so already'],
    ['remove', 'removed', 'The feed is removed'],
    ['remove', 'removed', 'That is so already'],
    ['resume', 'removed', 'That is so already'],
    ['restore', 'paused', 'back on the list'],
    ['resume', 'active', 'polled again'],
  ];
  for (const [step, state, text] of steps) {
    const { status, page } = await visitor.send(`${path}/${step}`, {});
    expect([step, status, page.text]).toEqual([step, 303, expect.stringContaining(text)]);
    expectOrderlyHeadings(page);
    expect((await visitor.feed(id)).state).toBe(state);
  }
  expect((await visitor.feed(id)).nextPollAt).toEqual(new Date('2008-04-05T12:00:00Z'));
});

test('settings of a feed that was removed meanwhile are not saved, and what was typed stays', async () => {
  await visitor.post(`${path}/remove`, {});
  const { status, page } = await visitor.send(path, settings);
  expect([status, page.text]).toEqual([409, expect.stringContaining('bring it back first')]);
  expect(page.byId('least').attribs.value).toBe('20');
  expect((await visitor.feed(id)).settings).toEqual({});
});

test.each(['999', '0', 'x', '1%20OR%201', '99999999999999'])('there is no feed %s', async (wrong) => {
  expect((await site.get(`/admin/feeds/${wrong}`)).status).toBe(404);
  expect((await visitor.post(`/admin/feeds/${wrong}`, settings)).status).toBe(404);
  expect((await visitor.post(`/admin/feeds/${wrong}/remove`, {})).status).toBe(404);
});

test('a month after it was removed, a feed is gone for good, and its posts stay', async () => {
  const feed = await visitor.feed(id);
  const rows = new Rows(site.database);
  const post = await rows.post(feed.sourceId, '2008-04-03T09:00:00Z', { feedId: id });
  await visitor.post(`${path}/remove`, {});
  await site.app.get(FeedCare).sweep();
  expect(await visitor.feeds()).toHaveLength(1);
  await site.database.write((manager) => manager.update(FeedEntity, id, { removedAt: new Date('2008-03-06T11:59:00Z') }));
  await site.app.get(FeedCare).sweep();
  expect([await visitor.feeds(), (await site.get(path)).status]).toEqual([[], 404]);
  expect((await site.get(`/threads/${post}`)).status).toBe(200);
});

test('the list goes out as OPML, without what was removed', async () => {
  await visitor.add({ url: 'https://b.example/feed', title: 'Bakery', tags: ['bread', 'tea & cake'] });
  await visitor.post(`${path}/remove`, {});
  const response = await site.get('/admin/feeds/export');
  expect(response.headers.get('content-disposition')).toContain('hustings-feeds.opml');
  expect(readOpml(await response.text()).feeds).toMatchObject([{ url: 'https://b.example/feed', tags: ['bread', 'tea & cake'] }]);
});
