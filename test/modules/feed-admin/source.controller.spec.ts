import { AffiliationEntity } from '../../../src/modules/affiliations/affiliation.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;
let id: number;
const path = '/admin/sources/the-lamp';

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  const rows = new Rows(site.database);
  id = await rows.source('The Lamp', 'civil-service');
  await rows.source('A <b>bakery</b>', 'party', { slug: 'a-bakery', siteUrl: null });
  const feedId = await rows.feed(id);
  const post = await rows.post(id, '2008-04-03T09:00:00Z', { feedId });
  await rows.comment(id, post, '2008-04-03T10:00:00Z', { feedId });
});
afterEach(() => visitor.clear());

const source = () => site.database.manager.findOneByOrFail(SourceEntity, { id });
const periods = () => site.database.manager.find(AffiliationEntity, { order: { id: 'ASC' } });
const settings = { title: 'The Lamp-room', siteUrl: 'https://lamp.example/', platform: 'WordPress', affiliation: 'party' };
const voice = {
  voice: 'minister',
  author: 'Ada',
  from: '2008-04-01',
  until: '2010-05-11',
  evidence: 'https://gazette.example/1',
  note: ' Sworn in. ',
};

test('lists the sources with what is read there, and narrows the list', async () => {
  const page = await visitor.page('/admin/sources');
  expectOrderlyHeadings(page);
  expect(page.headings).toEqual(['h1 Sources', 'h2 2 sources']);
  expect(page.text).toContain('A <b>bakery</b>');
  expect(page.text).toContain('1 feed, 2 messages');
  expect((await visitor.page('/admin/sources?q=LAMP')).headings).toContain('h2 1 source');
  expect((await visitor.page('/admin/sources?affiliation=party')).text).not.toContain('The Lamp ');
  expect((await visitor.page('/admin/sources?q=%25_')).headings).toContain('h2 No source is like that');
  expect((await site.get('/admin/sources?page=2')).status).toBe(404);
});

test('keeps what it is, and tells its messages anew where its voice changed', async () => {
  const page = await visitor.page(path);
  expectOrderlyHeadings(page);
  expect(page.text).toContain('1 post, 1 comment');
  const saved = await visitor.send(path, settings);
  expect([saved.status, saved.page.text]).toEqual([200, expect.stringContaining('Saved. Its stored messages are looked at again')]);
  expect(await source()).toMatchObject({
    slug: 'the-lamp',
    title: 'The Lamp-room',
    platform: 'wordpress',
    affiliation: 'party',
    revoiceAfterId: 0,
  });
  expect((await visitor.send(path, { ...settings, siteUrl: '' })).status).toBe(200);
  expect((await source()).siteUrl).toBeNull();
});

test('a change is taken back by one button, and that again; what changes nothing offers none', async () => {
  const before = await source();
  const saved = await visitor.send(path, settings);
  const former = (page: typeof saved.page) =>
    Object.fromEntries(page.all('input', { type: 'hidden' }).map(({ attribs }) => [attribs.name ?? '', attribs.value ?? '']));
  const back = await visitor.send(path, former(saved.page));
  const { title, siteUrl, platform, affiliation } = before;
  expect(await source()).toMatchObject({ title, siteUrl, platform, affiliation });
  await visitor.send(path, former(back.page));
  expect(await source()).toMatchObject({ title: 'The Lamp-room', affiliation: 'party' });
  const same = await visitor.send(path, settings);
  expect([same.status, same.page.text, former(same.page)]).toEqual([303, expect.stringContaining('nothing was changed'), {}]);
});

test.each<[string, string, string]>([
  ['title', ' ', 'Give it a title.'],
  ['siteUrl', 'javascript:alert(1)', 'Give an address that begins with http:// or https://.'],
  ['platform', 'word press', 'A platform is one word'],
  ['affiliation', 'king', 'Choose whose voice it is.'],
])('wrong in %s: words beside the field, what was typed stays, nothing is saved', async (name, wrong, expected) => {
  const before = await source();
  const { status, page } = await visitor.send(path, { ...settings, [name]: wrong });
  expect([status, words(page.byId(`${name}-problem`))]).toEqual([422, expect.stringContaining(expected)]);
  expect(page.byId(name === 'title' ? 'platform' : 'title').attribs.value).toBe(name === 'title' ? 'WordPress' : 'The Lamp-room');
  expect(await source()).toEqual(before);
});

test('a voice is set by date and author, refused twice, taken back, and had back', async () => {
  const set = await visitor.send(`${path}/voices`, voice);
  expect([set.status, set.page.text]).toEqual([303, expect.stringContaining('Set. Its stored messages')]);
  expect(set.page.text).toContain('Ada: minister, from 1 April 2008 until 11 May 2010 Evidence Sworn in.');
  expect(await periods()).toMatchObject([
    {
      authorName: 'Ada',
      affiliation: 'minister',
      fromAt: new Date('2008-03-31T23:00:00Z'),
      untilAt: new Date('2010-05-10T23:00:00Z'),
      note: 'Sworn in.',
    },
  ]);
  const twice = await visitor.send(`${path}/voices`, voice);
  expect([twice.status, words(twice.page.byId('from-problem'))]).toEqual([
    422,
    expect.stringContaining('there is already: minister, from 1 April 2008 until 11 May 2010'),
  ]);
  const [first] = await periods();
  const removed = await visitor.send(`${path}/voices/${first?.id}/remove`, {});
  expect([removed.status, await periods()]).toEqual([200, []]);
  const typed = Object.fromEntries(Object.keys(voice).map((name) => [name, removed.page.byId(name).attribs.value ?? '']));
  expect(typed).toMatchObject({ author: 'Ada', from: '2008-04-01', until: '2010-05-11', evidence: 'https://gazette.example/1' });
  expect((await visitor.post(`${path}/voices/${first?.id}/remove`, {})).status).toBe(404);
});

test.each<[string, string, string]>([
  ['voice', 'king', 'Choose whose voice it is.'],
  ['from', '2010-02-30', 'Give a day as 2010-05-11.'],
  ['until', '2008-04-01', 'must come after the first day'],
  ['evidence', 'javascript:alert(1)', 'Give an address that begins'],
  ['note', 'x'.repeat(2001), 'A note may have 2000 characters.'],
])('wrong in the %s of a voice: words beside the field, and what was typed stays', async (name, wrong, expected) => {
  const { status, page } = await visitor.send(`${path}/voices`, { ...voice, [name]: wrong });
  expect([status, words(page.byId(`${name}-problem`))]).toEqual([422, expect.stringContaining(expected)]);
  expect(page.byId('author').attribs.value).toBe('Ada');
  expect(await periods()).toEqual([]);
});

test('the voice of one source is not taken back at another', async () => {
  await visitor.send(`${path}/voices`, voice);
  const [first] = await periods();
  expect((await visitor.post(`/admin/sources/a-bakery/voices/${first?.id}/remove`, {})).status).toBe(404);
  expect(await periods()).toHaveLength(1);
});

test('removing says with numbers what goes for good, and takes it all', async () => {
  const asked = await visitor.page(`${path}/remove`);
  expectOrderlyHeadings(asked);
  expect(asked.text).toContain('This cannot be undone 1 feed, 1 post and 1 comment go with it for good');
  const { status, page } = await visitor.send(`${path}/remove`, {});
  expect([status, page.text]).toEqual([303, expect.stringContaining('The source is gone')]);
  expect(await site.database.manager.count(PostEntity)).toBe(0);
  const again = await visitor.send(`${path}/remove`, {});
  expect([again.status, again.page.text]).toEqual([404, expect.stringContaining('All sources')]);
  expect((await visitor.send(path, settings)).status).toBe(404);
});
