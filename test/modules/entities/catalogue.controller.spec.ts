import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { Rematcher } from '../../../src/modules/mentions/rematcher.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, type Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;
let rows: Rows;
let sourceId: number;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
  rows = new Rows(site.database);
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  sourceId = await rows.source('The Lamp');
});
afterEach(async () => {
  await visitor.clear();
  await site.database.write((manager) => manager.deleteAll(EntityEntity));
});

const stored = () => site.database.manager.find(EntityEntity, { order: { name: 'ASC' } });
const value = (page: Page, id: string) => {
  const element = page.byId(id);
  return element.name === 'textarea' ? words(element) : element.attribs.value;
};
const treasury = {
  name: 'HM Treasury',
  kind: 'ministerial department',
  aliases: '=Treasury\r\nTHE Exchequer [1999-01-01..2008-12-31]\r\n',
  handles: 'twitter:hmtreasury',
  hashtags: '#budget',
  urls: 'hm-treasury.example',
  excluding: 'after:bonds',
  from: '1990-05-01',
  until: '',
};

function talk(...texts: string[]): Promise<number[]> {
  return Promise.all(texts.map((text) => rows.post(sourceId, '2008-04-03T09:00:00Z', { title: 'A day', text })));
}

test('what somebody would be found by is shown with its places before anything is stored, then kept and undone', async () => {
  await talk('Nobody asked.', 'The Treasury is dark & <b>closed</b>.', 'Who buys treasury bonds? Treasury bonds!');
  const first = await visitor.page('/admin/entities');
  expectOrderlyHeadings(first);
  expect(first.text).toContain('Nobody is watched yet');
  const seen = await visitor.send('/admin/entities/add', { ...treasury, preview: 'yes' });
  expectOrderlyHeadings(seen.page);
  expect([seen.status, await stored()]).toEqual([200, []]);
  expect(seen.page.text).toContain(
    'HM Treasury: 0 mentions in 0 posts before, 1 in 1 after. Counted in all 3 posts. Nothing is stored yet.',
  );
  expect(seen.page.text).toContain('It would be found here, where it is not now A day The Treasury is dark & <b>closed</b>.');
  expect(seen.page.all('mark').map(words)).toEqual(['Treasury']);
  expect(value(seen.page, 'aliases')).toBe('=Treasury THE Exchequer [1999-01-01..2008-12-31]');
  const added = await visitor.send('/admin/entities/add', treasury);
  expect([added.status, added.page.text]).toEqual([303, expect.stringContaining('Added.')]);
  expect(await stored()).toMatchObject([
    {
      slug: 'hm-treasury',
      from: '1990-05-01',
      until: null,
      hashtags: ['budget'],
      excluding: ['after:bonds'],
      aliases: [
        { text: 'Treasury', isCaseSensitive: true, from: null },
        { text: 'THE Exchequer', isCaseSensitive: false, from: '1999-01-01', until: '2008-12-31' },
      ],
    },
  ]);
  expect(value(added.page, 'handles')).toBe('twitter:hmtreasury');
  expect(added.page.text).toContain('0 % of the posts have been looked through');
  await site.app.get(Rematcher).run();
  expect((await visitor.page('/admin/entities?name=exchequer')).text).toContain(
    'HM Treasury ministerial department from 1990-05-01 1 post: 0 addressed, 1 discussed',
  );

  // Sent twice, and changed: what is lost is shown, and one button takes it back.
  expect((await visitor.send('/admin/entities/add', treasury)).page.text).toContain('nothing was changed');
  const other = await visitor.send('/admin/entities/add', { ...treasury, aliases: '' });
  expect([other.status, words(other.page.byId('name-problem'))]).toEqual([
    422,
    expect.stringContaining('there is an entity of this name already'),
  ]);
  expect(other.page.all('a').map(({ attribs }) => attribs.href)).toContain('/admin/entities/hm-treasury');
  const same = await visitor.send('/admin/entities/hm-treasury', treasury);
  expect([same.status, same.page.text]).toEqual([303, expect.stringContaining('nothing was changed')]);
  const lost = await visitor.send('/admin/entities/hm-treasury', { ...treasury, excluding: 'after:is', preview: 'yes' });
  expect(lost.page.text).toContain('It would no longer be found here A day The Treasury is dark');
  const changed = await visitor.send('/admin/entities/hm-treasury', { ...treasury, name: 'The Treasury' });
  expect([changed.status, changed.page.text]).toEqual([200, expect.stringContaining('Saved.')]);
  expect(await stored()).toMatchObject([{ slug: 'hm-treasury', name: 'The Treasury' }]);
  const undo = changed.page
    .all('input', { type: 'hidden' })
    .map(({ attribs }): [string, string] => [attribs.name ?? '', attribs.value ?? '']);
  await visitor.send('/admin/entities/hm-treasury', Object.fromEntries(undo));
  expect(await stored()).toMatchObject([{ slug: 'hm-treasury', name: 'HM Treasury', excluding: ['after:bonds'] }]);
});

test.each<[string, string, string, string]>([
  ['a name', 'name', '', 'It is missing.'],
  ['words in it', 'aliases', '!!!', 'has no word in it'],
  ['more than an article', 'aliases', 'it', 'the alias “it” is no name: it would match'],
  ['a platform', 'handles', 'hmtreasury', 'The handle “hmtreasury” names no platform: write it as twitter:name.'],
  ['an address', 'urls', 'nowhere at all', 'is no web address'],
  ['a rule that says something', 'excluding', 'after:', 'says nothing'],
  ['a day', 'from', '1990-13-01', 'It must be a day such as 2008-03-26.'],
  ['an end behind the beginning', 'until', '1980-01-01', 'ends before it begins'],
  ['a short kind', 'kind', 'x'.repeat(101), 'It may have 100 characters.'],
])('it takes %s: words beside the field, what was typed stays, nothing is stored', async (_what, field, wrong, expected) => {
  const { status, page } = await visitor.send('/admin/entities/add', { ...treasury, [field]: wrong });
  expectOrderlyHeadings(page);
  expect([status, words(page.byId(`${field}-problem`))]).toEqual([422, expect.stringContaining(expected)]);
  expect([value(page, field), value(page, field === 'hashtags' ? 'urls' : 'hashtags')]).toEqual([wrong, '#budget']);
  expect(await stored()).toEqual([]);
});

test('what would be found in more than half of all posts takes a tick', async () => {
  await talk(...Array.from({ length: 20 }, () => 'The Treasury again.'));
  const refused = await visitor.send('/admin/entities/add', treasury);
  expect([refused.status, await stored()]).toEqual([422, []]);
  expect(refused.page.text).toContain('it would match 20 of 20 posts, which is more than half. Tick the box');
  expect(refused.page.byId('force').attribs).not.toHaveProperty('checked');
  expect((await visitor.send('/admin/entities/add', { ...treasury, force: 'yes' })).status).toBe(303);
  expect(await stored()).toHaveLength(1);
});

test('a name that another has is refused where one is changed', async () => {
  await visitor.send('/admin/entities/add', treasury);
  await visitor.send('/admin/entities/add', { ...treasury, name: 'Home Office' });
  const { status, page } = await visitor.send('/admin/entities/home-office', treasury);
  expect([status, words(page.byId('name-problem'))]).toEqual([422, expect.stringContaining('an entity of this name already') as string]);
  expect((await stored()).map(({ name }) => name)).toEqual(['HM Treasury', 'Home Office']);
});

test('two that are sent at once make one', async () => {
  const answers = await Promise.all([visitor.post('/admin/entities/add', treasury), visitor.post('/admin/entities/add', treasury)]);
  expect(answers.map(({ status }) => status).every((status) => status === 303 || status === 422)).toBe(true);
  expect(await stored()).toHaveLength(1);
});

test('removing asks first, and can be undone', async () => {
  await visitor.send('/admin/entities/add', treasury);
  const asked = await visitor.page('/admin/entities/hm-treasury/remove');
  expect([asked.headings[0], (await stored()).length]).toEqual(['h1 Remove HM Treasury?', 1]);
  const { status, page } = await visitor.send('/admin/entities/hm-treasury/remove', {});
  expect([status, await stored()]).toEqual([200, []]);
  const again = await visitor.send('/admin/entities/hm-treasury/remove', {});
  expect([again.status, again.page.text]).toEqual([404, expect.stringContaining('All entities')]);
  const undo = page.all('input', { type: 'hidden' }).map(({ attribs }): [string, string] => [attribs.name ?? '', attribs.value ?? '']);
  await visitor.send('/admin/entities/add', Object.fromEntries(undo));
  expect(await stored()).toMatchObject([{ name: 'HM Treasury', aliases: [{ text: 'Treasury' }, { text: 'THE Exchequer' }] }]);
  expect((await visitor.send('/admin/entities/hm-treasury/rematch', {})).page.text).toContain('looked through for it again');
});

test.each(['none-such', '%F0%9F', "'"])('there is no entity %s', async (wrong) => {
  expect([400, 404]).toContain((await site.get(`/admin/entities/${wrong}`)).status);
  expect([400, 404]).toContain((await visitor.post(`/admin/entities/${wrong}`, treasury)).status);
});

const catalogue = 'name,aliases\nHM Treasury,=Treasury\n,\nThe,\nHome Office,';

test('a catalogue is looked at, stays in its field, and comes in whole or in part', async () => {
  const seen = await visitor.send('/admin/entities', { text: catalogue, preview: 'yes', all: 'yes' });
  expectOrderlyHeadings(seen.page);
  expect(seen.page.text).toContain('Would be: 2 added, 0 changed, 0 unchanged, 2 refused.');
  expect(seen.page.text).toContain('Row 2: name: is missing.');
  expect([value(seen.page, 'text'), await stored()]).toEqual([expect.stringContaining('=Treasury'), []]);
  expect((await visitor.send('/admin/entities', { text: catalogue, all: 'yes' })).page.text).toContain(
    'Nothing was stored; it would have been: 2 added',
  );
  expect(await stored()).toEqual([]);
  const { page } = await visitor.send('/admin/entities', { text: catalogue });
  expect(page.text).toContain('Stored: 2 added, 0 changed, 0 unchanged, 2 refused.');
  expect(value(page, 'text')).toBe('');
  expect((await stored()).map(({ name }) => name)).toEqual(['HM Treasury', 'Home Office']);
});

test('a catalogue comes as a file, and what is none is refused in words', async () => {
  const upload = async (text: string) => {
    const body = new FormData();
    body.set('file', new Blob([text], { type: 'application/json' }), 'list.json');
    const response = await fetch(`${site.url}/admin/entities`, { method: 'POST', body });
    return [response.status, await response.text()];
  };
  expect(await upload('{"entities":[{"name":"Home Office"}]}')).toEqual([200, expect.stringContaining('Stored: 1 added')]);
  expect(await upload('{"people":[]}')).toEqual([422, expect.stringContaining('The file has no list of entities')]);
  expect(await upload('x'.repeat(3_000_000))).toEqual([413, expect.stringContaining('This is larger than 2 MB')]);
  const empty = await visitor.send('/admin/entities', { text: ' ' });
  expect([empty.status, words(empty.page.byId('file-problem'))]).toEqual([422, expect.stringContaining('Choose a file')]);
  expect(await stored()).toHaveLength(1);
});
