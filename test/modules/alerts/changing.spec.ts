import { alertDraftOf, saidBy } from '../../../src/modules/alerts/alert.form.js';
import { AlertRuleEntity } from '../../../src/modules/alerts/alert-rule.entity.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Alerting, MINUTE_MS, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
  await here.add({ name: 'The ferry', kind: 'query', watch: 'ferries', quietFrom: '22:00', quietUntil: '07:00' });
});
afterEach(() => here.close());

const EDIT = '/alerts/the-ferry/edit';
const page = async (path: string) => new Page(await here.site.text(path));
const happen = (guid: string) => here.store(sourceId, { guid, title: null, text: `The Ferry Board raises a ferry, ${guid}.` });

function post(fields: Record<string, string> | [string, string][], path = EDIT): Promise<Response> {
  return fetch(here.site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
}

/** What a browser sends of the form as it stands. */
async function form(): Promise<Record<string, string>> {
  const shown = await page(EDIT);
  const inputs = shown.all('input').filter(({ attribs }) => attribs.type !== 'checkbox' || 'checked' in attribs);
  const chosen = shown.all('select').map((select): [string, string] => {
    const options = select.children.filter((child) => 'attribs' in child);
    const option = options.find(({ attribs }) => 'selected' in attribs) ?? options[0];
    return [select.attribs.name ?? '', option?.attribs.value ?? ''];
  });
  return Object.fromEntries([...inputs.map(({ attribs }): [string, string] => [attribs.name ?? '', attribs.value ?? '']), ...chosen]);
}

const rule = () => here.site.database.manager.findOneByOrFail(AlertRuleEntity, { slug: 'the-ferry' });

/** Changed as by command or API. */
async function change(said: Record<string, unknown>, removed: number[] = []) {
  const now = await rule();
  const read = alertDraftOf({ ...saidBy(now), unread: now.about.unread, ...said });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return here.alerts.change('the-ferry', read.draft, removed);
}

test('the form has what is there, and sent as it is it changes nothing', async () => {
  const before = [await rule(), await here.channels()];
  const shown = await page(EDIT);
  expectOrderlyHeadings(shown);
  expect(shown.headings).toEqual(['h1 The ferry', 'h2 Change it']);
  expect(await form()).toMatchObject({ name: 'The ferry', kind: 'query', watch: 'ferries', entity: '', quietFrom: '22:00', webhook: '' });
  expect(shown.text).toMatch(/Remove the webhook at 127\.0\.0\.1:\d+ Is told\./);
  expect(shown.text).not.toContain('/hook');
  here.pass(MINUTE_MS);
  const saved = await post(await form());
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/alerts/the-ferry?did=changed']);
  expect([await rule(), await here.channels()]).toEqual(before);
  expect((await page('/alerts/the-ferry?did=changed')).text).toContain('It is changed.');
});

test('it gets another name and other manners, and keeps its address, its secret and its log', async () => {
  await happen('one');
  here.setClock('2008-04-05T12:00:00Z');
  await here.sender.tick();
  const [channel] = await here.channels();
  expect((await post({ ...(await form()), name: 'Boats', groupMinutes: '30', quietFrom: '', quietUntil: '' })).status).toBe(303);
  const shown = await page('/alerts/the-ferry');
  expect(shown.headings[0]).toBe('h1 Boats');
  expect(shown.text).toContain('What happens within 30 minutes as one; 60 times an hour at most.');
  expect(shown.text).toContain('Taken, with 204.');
  expect(await here.channels()).toEqual([channel]);
  expect(await rule()).toMatchObject({ sinceAt: new Date('2008-04-05T11:00:00Z') });
});

test('a name that another has, or had, is refused where it stands', async () => {
  await here.add({ name: 'Boats', kind: 'silence' });
  const response = await post({ ...(await form()), name: 'boats', groupMinutes: '7' });
  expect(response.status).toBe(422);
  const wrong = new Page(await response.text());
  expectOrderlyHeadings(wrong);
  expect(words(wrong.byId('name-problem'))).toBe('There is an alert of this name. Choose another, or remove that one first.');
  expect([wrong.byId('name').attribs.value, wrong.byId('groupMinutes').attribs.value]).toEqual(['boats', '7']);
  expect(await change({ name: 'The boats' })).toMatchObject({ ok: true, slug: 'the-ferry' });
  await expect(here.add({ name: 'The boats', kind: 'silence' })).rejects.toThrow('There is an alert of this name.');
  await expect(here.add({ name: 'The ferry', kind: 'silence' })).rejects.toThrow('“The boats” had this name before');
  expect(await change({ name: 'The ferry' })).toMatchObject({ ok: true });
});

test('what it is on from now on is told of from now on, and of what was noted all is told still', async () => {
  await here.store(sourceId, { guid: 'mine', title: null, text: 'The Ferry Board.' });
  await happen('one');
  here.pass(MINUTE_MS);
  expect((await post({ ...(await form()), kind: 'edit', watch: '', edits: 'removed' })).status).toBe(303);
  expect(await rule()).toMatchObject({ kind: 'edit', about: { watch: null, edits: 'removed' }, sinceAt: here.now() });
  await here.look();
  await here.sender.tick();
  expect(here.bodies().map(({ events }) => events.length)).toEqual([2]);
});

test('places are added and removed; what stays keeps its secret, and a new one is shown its own', async () => {
  const [first] = await here.channels();
  const added = await post({ ...(await form()), webhook: `${here.web.url}/other ${here.web.url}/hook`, mail: 'ada@example.org' });
  expect(added.status).toBe(200);
  const shown = new Page(await added.text());
  expectOrderlyHeadings(shown);
  expect(shown.headings[0]).toBe('h1 The ferry was changed');
  expect(shown.all('code')).toHaveLength(1);
  expect(shown.text).toContain('ada@example.org gets a mail first');
  const channels = await here.channels();
  expect(channels.map(({ kind, state }) => [kind, state])).toEqual([
    ['webhook', 'active'],
    ['mail', 'waiting'],
    ['webhook', 'active'],
  ]);
  expect(channels[0]).toEqual(first);
  const ticked: [string, string][] = channels.slice(0, 2).map(({ id }) => ['removed', String(id)]);
  const wrong = new Page(await (await post([...Object.entries({ ...(await form()), name: '' }), ...ticked])).text());
  for (const [, id] of ticked) expect('checked' in wrong.byId(`removed-${id}`).attribs).toBe(true);
  expect('checked' in wrong.byId(`removed-${channels[2]!.id}`).attribs).toBe(false);
  expect((await post([...Object.entries(await form()), ...ticked])).status).toBe(303);
  expect(await here.channels()).toEqual(channels.slice(2));
  const again = await post([...Object.entries(await form()), ...ticked]);
  expect([again.status, new Page(await again.text()).text]).toEqual([422, expect.stringContaining('it may be removed already')]);
});

test('a place that was switched off is on again when its address is given anew; a reader is asked anew', async () => {
  await change({ mail: 'ada@example.org' });
  const [hook, mail] = await here.channels();
  here.answers.push(410);
  await here.alerts.test('the-ferry');
  await here.sender.tick();
  await here.alerts.confirm(mail?.id ?? 0);
  await here.alerts.stop(mail?.id ?? 0);
  expect((await here.channels()).map(({ state }) => state)).toEqual(['off', 'off']);
  expect(await change({})).toMatchObject({ secrets: [], asked: [] });
  expect((await here.channels()).map(({ state }) => state)).toEqual(['off', 'off']);
  expect(await change({ webhook: `${here.web.url}/hook`, mail: 'ada@example.org' })).toMatchObject({
    secrets: [],
    asked: ['ada@example.org'],
  });
  expect(await here.channels()).toMatchObject([
    { id: hook?.id, state: 'active', reason: null, secret: hook?.secret },
    { id: mail?.id, state: 'waiting', reason: null, failures: 0 },
  ]);
});

test('removed and given again at once, a webhook has another secret', async () => {
  const [hook] = await here.channels();
  const changed = await change({ webhook: `${here.web.url}/hook` }, [hook?.id ?? 0]);
  expect(changed).toMatchObject({ ok: true, secrets: [{ secret: expect.stringMatching(/^whsec_/) as string }] });
  expect((await here.channels()).map(({ id }) => id === hook?.id)).toEqual([false]);
});

test('it shows what it would have told, and stores nothing', async () => {
  await happen('one');
  const previewed = await post({ ...(await form()), kind: 'entity', watch: '', entity: 'ferry-board', name: 'Board', preview: 'yes' });
  expect(previewed.status).toBe(200);
  const shown = new Page(await previewed.text());
  expect(shown.text).toContain('In the last 7 days it would have told of 1 event.');
  expect(shown.byId('name').attribs.value).toBe('Board');
  expect(await rule()).toMatchObject({ name: 'The ferry', kind: 'query' });
});

test('what it is on stays chosen though it is on no list any more', async () => {
  await here.site.database.write((manager) => manager.query("DELETE FROM saved_search WHERE slug = 'ferries'"));
  expect(await form()).toMatchObject({ watch: 'ferries' });
  const response = await post(await form());
  expect([response.status, new Page(await response.text()).text]).toEqual([422, expect.stringContaining('There is no watch “ferries”')]);
});

test('one that is not there cannot be changed', async () => {
  expect((await here.site.get('/alerts/nothing/edit')).status).toBe(404);
  expect((await post({ name: 'A' }, '/alerts/nothing/edit')).status).toBe(404);
});
