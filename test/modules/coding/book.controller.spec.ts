import { CodeEntity } from '../../../src/modules/coding/code.entity.js';
import { JudgementsService } from '../../../src/modules/coding/judgements.service.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, type Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { account, Surfer } from '../../support/accounts.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;

beforeEach(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterEach(() => site.close());

const stored = () => site.database.manager.find(CodeEntity, { order: { position: 'ASC' } });
const question = { label: 'Question', slug: '', definition: 'Somebody wants to know.\r\nNot rhetorical.', example: 'Who ordered it?' };

test('a code is added, changed and found again; sent twice, it is there once', async () => {
  const empty = await visitor.page('/admin/codebook');
  expectOrderlyHeadings(empty);
  expect(empty.text).toContain('The book is empty');
  expect((await visitor.page('/codebook')).all('a').map(({ attribs }) => attribs.href)).toContain('/admin/codebook');
  const added = await visitor.send('/admin/codebook', question);
  expect([added.status, added.page.text]).toEqual([303, expect.stringContaining('Added at the end of the book.')]);
  expect(await stored()).toMatchObject([{ slug: 'question', definition: 'Somebody wants to know.\nNot rhetorical.' }]);
  expect((await visitor.send('/admin/codebook', question)).page.text).toContain('nothing was changed');
  const other = await visitor.send('/admin/codebook', { ...question, example: 'Why?' });
  expect([other.status, words(other.page.byId('slug-problem'))]).toEqual([
    422,
    expect.stringContaining('There is a code “question” already'),
  ]);
  expect(words(other.page.byId('example'))).toBe('Why?');
  const page = await visitor.page('/admin/codebook/question');
  expectOrderlyHeadings(page);
  const changed = await visitor.send('/admin/codebook/question', { ...question, label: 'A question', slug: 'ignored' });
  expect([changed.status, changed.page.text]).toEqual([200, expect.stringContaining('Saved.')]);
  expect(await stored()).toMatchObject([{ slug: 'question', label: 'A question' }]);
});

test('a change can be taken back right after, and so can taking out a code that nobody has given', async () => {
  await visitor.send('/admin/codebook', question);
  const before = await stored();
  const wayBack = (page: Page) => ({
    action: page.all('form').find((form) => form.attribs.action?.startsWith('/admin/codebook'))?.attribs.action ?? '',
    fields: Object.fromEntries(page.all('input', { type: 'hidden' }).map(({ attribs }) => [attribs.name ?? '', attribs.value ?? ''])),
  });
  const changed = await visitor.send('/admin/codebook/question', { label: 'Asks', definition: '', example: '' });
  expect(changed.page.text).toContain('Take it back');
  const back = wayBack(changed.page);
  expect((await visitor.send(back.action, back.fields)).page.text).toContain('Saved.');
  expect(await stored()).toEqual(before);
  expect(wayBack((await visitor.send('/admin/codebook/question', question)).page).fields).toEqual({});
  const gone = await visitor.send('/admin/codebook/question/retire', {});
  expect(await stored()).toEqual([]);
  const again = wayBack(gone.page);
  expect((await visitor.send(again.action, again.fields)).status).toBe(303);
  expect(await stored()).toMatchObject([
    { slug: 'question', label: 'Question', definition: before[0]?.definition, example: 'Who ordered it?' },
  ]);
});

test.each<[string, string, string]>([
  ['label', '', 'It is missing.'],
  ['label', '???', ''],
  ['slug', 'Not Good', 'It may have small letters'],
  ['definition', 'x'.repeat(2001), 'It may have 2000 characters.'],
])('wrong in %s (%s): words beside the field, what was typed stays, nothing is stored', async (name, wrong, expected) => {
  const { status, page } = await visitor.send('/admin/codebook', { ...question, [name]: wrong });
  const beside = expected === '' ? 'slug' : name;
  expect([status, words(page.byId(`${beside}-problem`))]).toEqual([422, expect.stringContaining(expected || 'No short name can be made')]);
  expect(words(page.byId('example'))).toBe('Who ordered it?');
  expect(await stored()).toEqual([]);
});

test('retiring asks first and says that it does not come back; what was given stays', async () => {
  await visitor.send('/admin/codebook', question);
  await visitor.send('/admin/codebook', { ...question, label: 'Praise' });
  const rows = new Rows(site.database);
  const post = await rows.post(await rows.source('The Lamp'), '2008-04-03T09:00:00Z');
  await site.app.get(JudgementsService).judge([{ postId: post, coder: { key: 'ada', name: 'Ada' }, codes: ['question'], note: null }]);
  const asked = await visitor.page('/admin/codebook/question/retire');
  expect(asked.headings).toEqual(['h1 Retire Question?', 'h2 It does not come back']);
  const retired = await visitor.send('/admin/codebook/question/retire', {});
  expect([retired.status, retired.page.text]).toEqual([200, expect.stringContaining('The code question is retired')]);
  expect((await visitor.send('/admin/codebook/praise/retire', {})).page.text).toContain('is gone: nobody had ever given it');
  expect(await stored()).toMatchObject([{ slug: 'question', retiredAt: expect.any(Date) as Date }]);
  expect((await visitor.send('/admin/codebook/question/retire', {})).page.text).toContain('was retired before');
  expect((await visitor.send('/admin/codebook/praise/retire', {})).status).toBe(404);
  expect((await visitor.send('/admin/codebook/question', question)).status).toBe(404);
  const again = await visitor.send('/admin/codebook', question);
  expect([again.status, words(again.page.byId('slug-problem'))]).toEqual([422, expect.stringContaining('was retired')]);
});

test('a codebook comes in whole or in part, and what is wrong with it is said', async () => {
  const text = 'label,slug\nQuestion,\n,praise\nThanks,thanks';
  const whole = await visitor.send('/admin/codebook/import', { text, all: 'yes' });
  expect(whole.page.text).toContain('Nothing was stored: 0 added, 0 changed, 0 unchanged, 1 refused. Row 2: label: is missing.');
  expect([words(whole.page.byId('text')), await stored()]).toEqual([expect.stringContaining('Thanks'), []]);
  expect((await visitor.send('/admin/codebook/import', { text })).page.text).toContain('Stored: 2 added');
  const none = await visitor.send('/admin/codebook/import', { text: '{}' });
  expect([none.status, words(none.page.byId('file-problem'))]).toEqual([422, expect.stringContaining('The file has no list of codes')]);
});

test('a reader is not led there; an analyst is, without the links of admins', async () => {
  for (const role of ['reader', 'analyst', 'admin'] as const) await account(site, role);
  const book = async (role: string, path: string) => (await Surfer.signedIn(site, role)).get(path).then((response) => response.text());
  expect(await book('reader', '/codebook')).not.toContain('/admin/codebook');
  expect(await book('analyst', '/codebook')).toContain('/admin/codebook');
  expect(await book('analyst', '/admin/codebook')).not.toContain('/admin/users');
  expect(await book('admin', '/admin/codebook')).toContain('/admin/users');
});
