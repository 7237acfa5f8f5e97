import { CurationEntity } from '../../../src/modules/digests/curation.entity.js';
import { EditionsCloser } from '../../../src/modules/digests/editions-closer.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

const EDITION = '/digest/2008-04-03';
const HISTORY = `${EDITION}/history`;

let site: Site;
let threadId: number;
let now: Date;

async function open(): Promise<void> {
  now = new Date('2008-04-05T12:00:00Z');
  site = await startSite(now);
  threadId = (await newsday(new Rows(site.database))).threadId;
}

function send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers });
}

async function edit(action: string, more: Record<string, string> = {}): Promise<void> {
  const response = await send(HISTORY, { story: String(threadId), action, by: 'Ann', ...more });
  expect(response.status).toBe(303);
}

async function page(path: string): Promise<Page> {
  return new Page(await site.text(path));
}

/** As readers get it once what was kept has run out. */
async function edition(ending = ''): Promise<string> {
  now.setTime(now.getTime() + 61_000);
  return site.text(EDITION + ending);
}

const acts = () => site.database.manager.find(CurationEntity, { order: { id: 'ASC' } });

describe('an edition that nobody edits', () => {
  beforeAll(open);
  afterAll(() => site.close());

  test('before anybody edits, the page says so and offers the edition’s stories', async () => {
    const history = await page(HISTORY);
    expectOrderlyHeadings(history);
    expect(history.text).toContain('Nobody has edited this edition');
    const options = history.all('option').map(words);
    expect(options[1]).toBe('Somebody at the Harbours department said good morning back (Civic Notebook)');
    expect(options.some((option) => option.startsWith('A notice about pier number 1'))).toBe(true);
    expect(await edition()).toContain(`Nobody has edited it. <a href="${HISTORY}">`);
  });

  test.each([
    ['no story', { action: 'pin', by: 'Ann' }, 'Choose a story.'],
    ['a story of another edition', { story: '999', action: 'pin', by: 'Ann' }, 'This edition has no such story.'],
    ['nothing to do', { story: '1', by: 'Ann' }, 'Choose what to do with it.'],
    ['no words', { story: '1', action: 'note', text: ' ', by: 'Ann' }, 'Write the note.'],
    ['too many words', { story: '1', action: 'title', text: 'x'.repeat(301), by: 'Ann' }, 'A title may have 300 characters.'],
    ['nobody', { story: '1', action: 'note', text: 'Kept.', by: '' }, 'Say who edits.'],
  ])('%s is refused with a sentence, and what was typed is kept', async (_, fields: Record<string, string>, sentence) => {
    const response = await send(HISTORY, fields);
    expect(response.status).toBe(422);
    const shown = new Page(await response.text());
    expect(shown.classed('problem').map(words).join(' ')).toContain(sentence);
    expect(shown.one('input', { id: 'by' }).attribs.value).toBe(fields.by);
    expect(words(shown.one('textarea'))).toBe((fields.text ?? '').trim());
    if (fields.action) expect(shown.one('input', { value: fields.action }).attribs).toHaveProperty('checked');
    expect(await acts()).toEqual([]);
  });

  test('an edition that does not exist has no history', async () => {
    expect((await site.get('/digest/2008-02-30/history')).status).toBe(404);
  });
});

describe('an edition that somebody edits', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('a title, a note and a pin show in all outputs, with who gave them', async () => {
    const story = new Page(await site.text(HISTORY)).all('option').find((option) => words(option).startsWith('Bin collections'))!.attribs
      .value!;
    await edit('title', { story, text: 'Who empties the bins at <Easter>?' });
    await edit('note', { story, text: 'They answered on Friday & said why.', by: 'Bob  Example' });
    await edit('pin', { story });
    const html = new Page(await edition());
    expect(html.headings[2]).toBe('h3 Who empties the bins at <Easter>?');
    expect(words(html.classed('lead')[0]!)).toMatch(
      /Ann gave it this title; its own is Bin collections during the Easter holidays They answered on Friday & said why\. – Bob Example, who edits this page Ann put it first/,
    );
    expect(html.text).toContain('Edited by Ann and Bob Example: 1 story put first, 1 note and 1 new title');
    expect(await edition()).not.toContain('<Easter>');
    for (const format of ['.json', '.atom', '.rss']) {
      const feed = await edition(format);
      expect(feed).toContain('Who empties the bins at');
      expect(feed).toContain('They answered on Friday');
      expect(feed).toContain('Edited by Ann and Bob Example.');
    }
    const items = (JSON.parse(await edition('.json')) as { items: { title: string }[] }).items;
    expect(items[0]?.title).toBe('Who empties the bins at <Easter>?');
  });

  test('a hidden story is gone from all outputs, and its comments with it', async () => {
    await edit('hide');
    for (const ending of ['', '.json', '.atom', '.rss']) {
      const output = await edition(ending);
      expect(output).not.toContain('said good morning back');
      expect(output).not.toContain('Nine is a beginning');
    }
    // Who wants to bring it back finds it still.
    expect((await page(HISTORY)).text).toContain('said good morning back');
  });

  test('what was done is told, the latest first, and can be undone: by name, once, and with its own entry', async () => {
    await edit('title', { text: 'First' });
    await edit('title', { text: 'Second' });
    const [, second] = await acts();
    const items = (await page(HISTORY)).classed('history')[0]!;
    expect(words(items)).toMatch(
      /^Ann gave a title to .* Second Undo.* Ann gave a title to .* First Something later holds in its stead\. Undo/,
    );
    const nameless = await send(`${HISTORY}/undo`, { id: String(second!.id), by: ' ' });
    expect(nameless.status).toBe(422);
    expect(await nameless.text()).toContain('Say who you are');
    expect((await send(`${HISTORY}/undo`, { id: String(second!.id), by: 'Bob' })).headers.get('location')).toBe(`${HISTORY}?by=Bob`);
    await send(`${HISTORY}/undo`, { id: String(second!.id), by: 'Cem' });
    expect((await acts()).map(({ undoneBy }) => undoneBy)).toEqual([null, 'Bob']);
    expect((await page(HISTORY)).text).toContain('Bob undid it, 5 April 2008, 13:00');
    expect(new Page(await edition()).headings[2]).toBe('h3 First');
  });

  test('a closed edition can be edited, and what is kept of it stays', async () => {
    await site.app.get(EditionsCloser).run();
    const before = await edition();
    await edit('title', { text: 'Another' });
    const edited = await edition();
    expect(edited).toContain('Another');
    expect(edited).toContain('This edition closed on');
    await send(`${HISTORY}/undo`, { id: String((await acts())[0]!.id), by: 'Ann' });
    expect(await edition()).toBe(before);
  });

  test('strangers read the history, and change nothing', async () => {
    const stranger = { 'X-Forwarded-For': '203.0.113.9' };
    await edit('pin');
    const response = await site.get(HISTORY, stranger);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    const history = new Page(await response.text());
    expect(history.text).toContain('Ann put first');
    expect(history.all('form')).toEqual([]);
    expect(history.all('button')).toEqual([]);
    expect((await send(HISTORY, { story: String(threadId), action: 'hide', by: 'Eve' }, stranger)).status).toBe(401);
    expect((await send(`${HISTORY}/undo`, { id: '1', by: 'Eve' }, stranger)).status).toBe(401);
    expect((await acts()).map(({ action, undoneAt }) => [action, undoneAt])).toEqual([['pin', null]]);
  });
});
