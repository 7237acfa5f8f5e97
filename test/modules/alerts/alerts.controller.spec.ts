import { parseFeed } from 'feedsmith';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Alerting, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
});
afterEach(() => here.close());

const STRANGER = { 'x-forwarded-for': '203.0.113.7' };
const page = async (path: string, headers: Record<string, string> = {}) => new Page(await (await here.site.get(path, headers)).text());
const hrefs = (from: Page) => from.all('a').map(({ attribs }) => attribs.href ?? '');
const happen = (guid: string) => here.store(sourceId, { guid, title: null, text: `The Ferry Board raises a ferry, ${guid}.` });

function post(path: string, said: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(here.site.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(said), headers });
}

const ferry = () => ({
  name: 'The ferry',
  kind: 'query',
  watch: 'ferries',
  webhook: `${here.web.url}/hook?key=undisclosed`,
  groupMinutes: '0',
});

test('before there is any, the page says what an alert is, and offers the form', async () => {
  const empty = await page('/alerts');
  expectOrderlyHeadings(empty);
  expect(empty.headings).toEqual(['h1 Alerts', 'h2 There is no alert yet', 'h2 Add an alert']);
  expect(empty.byId('entity').children.length).toBeGreaterThan(2);
  expect(empty.text).toContain('Ferry Board');
});

test('from the form to the alert: previewed, added with its secret shown once, told, paused, tried out, removed', async () => {
  await happen('before');
  const previewed = await post('/alerts', { ...ferry(), preview: 'yes' });
  expect([previewed.status, previewed.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const shown = new Page(await previewed.text());
  expect(shown.text).toContain('In the last 7 days it would have told of 1 event.');
  expect(shown.byId('webhook').attribs.value).toBe(ferry().webhook);
  expect(await here.channels()).toEqual([]);
  const added = await post('/alerts', ferry());
  expect([added.status, added.headers.get('cache-control')]).toEqual([201, 'no-store']);
  const once = new Page(await added.text());
  expectOrderlyHeadings(once);
  const secret = words(once.one('code'));
  expect(secret).toMatch(/^whsec_/);
  await happen('after');
  await here.sender.tick();
  const alert = await page('/alerts/the-ferry');
  expectOrderlyHeadings(alert);
  expect(alert.headings).toEqual([
    'h1 The ferry',
    'h2 What it tells of',
    'h2 Where it is told',
    'h2 What happened',
    'h3 Ada Example, Harbour Light',
    'h2 What was told',
    expect.stringMatching(/^h3 Webhook at 127\.0\.0\.1:\d+\.$/) as string,
  ]);
  expect(alert.text).toContain('1 event: told.');
  expect(alert.text).toContain('Taken, with 204.');
  for (const hidden of [secret, 'undisclosed', '/hook']) expect(alert.text).not.toContain(hidden);
  expect((await post('/alerts/the-ferry/pause')).status).toBe(303);
  expect((await page('/alerts')).text).toContain('Paused.');
  expect((await post('/alerts/the-ferry/resume')).status).toBe(303);
  const tested = await post('/alerts/the-ferry/test');
  expect((await page(tested.headers.get('location') ?? '')).text).toContain('A test is on its way.');
  const sure = await page('/alerts/the-ferry/remove');
  expectOrderlyHeadings(sure);
  expect((await post(sure.one('form').attribs.action ?? '')).headers.get('location')).toBe('/alerts');
  expect((await here.site.get('/alerts/the-ferry')).status).toBe(404);
});

test('what waits says why, and what failed says what was answered', async () => {
  await here.add({ ...ferry(), quietFrom: '08:00', quietUntil: '18:00' });
  await happen('one');
  await here.sender.tick();
  expect((await page('/alerts/the-ferry')).text).toContain('1 event waits for the end of quiet hours (5 April 2008, 18:00).');
  here.setClock('2008-04-05T17:00:00Z');
  here.answers.push(500);
  await here.sender.tick();
  expect((await page('/alerts/the-ferry')).text).toMatch(
    /1 event: to be told\. 5 April 2008, 18:00; next at 5 April 2008, 18:00.*Answered 500: it has a fault of its own\./,
  );
});

test('what was typed is kept, with words at each field that is wrong', async () => {
  const response = await post('/alerts', { ...ferry(), name: ' ', watch: 'no-such' });
  expect(response.status).toBe(422);
  const wrong = new Page(await response.text());
  expectOrderlyHeadings(wrong);
  expect(words(wrong.byId('name-problem'))).toContain('Give it a name');
  expect(wrong.byId('name').attribs['aria-describedby']).toBe('name-problem');
  const endless = new Page(await (await post('/alerts', { ...ferry(), quietFrom: '22:00' })).text());
  expect(words(endless.byId('quietUntil-problem'))).toContain('when they end');
  expect(endless.byId('quietFrom').attribs.value).toBe('22:00');
  const missing = new Page(await (await post('/alerts', { ...ferry(), watch: 'no-such' })).text());
  expect(words(missing.byId('watch-problem'))).toContain('There is no watch “no-such”');
  await here.add(ferry());
  expect(words(new Page(await (await post('/alerts', ferry())).text()).byId('name-problem'))).toContain('of this name');
});

test('strangers see what happened and not to whom it is told, and change nothing', async () => {
  await here.add(ferry());
  await happen('one');
  await here.sender.tick();
  const host = new URL(here.web.url).host;
  for (const path of ['/alerts', '/alerts/the-ferry', '/alerts/the-ferry.atom']) {
    const response = await here.site.get(path, STRANGER);
    const text = await response.text();
    expect(response.status).toBe(200);
    for (const hidden of [host, 'undisclosed', 'Taken, with', '<form']) expect(text).not.toContain(hidden);
  }
  expect((await page('/alerts/the-ferry', STRANGER)).text).toContain('Found by the watch Ferries.');
  expect((await here.site.get('/alerts/the-ferry', STRANGER)).headers.get('cache-control')).toBe('private, no-cache');
  for (const path of ['/alerts', ...['pause', 'resume', 'test', 'remove'].map((act) => `/alerts/the-ferry/${act}`)])
    expect((await post(path, ferry(), STRANGER)).status).toBe(401);
  expect((await post('/alerts/the-ferry/remove', {}, { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await here.alerts.bySlug('the-ferry'))?.isPaused).toBe(0);
});

test('its feed holds what happened, without the words of what was removed since', async () => {
  await here.add(ferry());
  await happen('one');
  await happen('two');
  await here.site.database.write((manager) => manager.update(PostEntity, 1, { goneAt: here.now() }));
  const { format, feed } = parseFeed(await here.site.text('/alerts/the-ferry.atom'));
  if (format !== 'atom') throw new Error(format);
  expect(feed.entries?.map(({ title, content }) => [title?.value, content?.value])).toEqual([
    ['Ada Example, Harbour Light', 'Found by the watch Ferries. “The Ferry Board raises a ferry, two.”'],
    ['Ada Example, Harbour Light', 'Found by the watch Ferries. It was removed since.'],
  ]);
  expect(new Set(feed.entries?.map(({ id }) => id)).size).toBe(2);
  expect(feed.links?.find(({ rel }) => rel === 'self')?.href).toBe('https://hustings.example/alerts/the-ferry.atom');
  expect(hrefs(await page('/alerts/the-ferry'))).toContain('/alerts/the-ferry.atom');
});

test('links that are none of ours do no harm', async () => {
  for (const path of ['/alerts/confirm/wrong', '/alerts/stop/wrong', '/alerts/nothing', '/alerts/nothing.atom', '/alerts/nothing/remove'])
    expect((await here.site.get(path)).status).toBe(404);
  expect((await post('/alerts/stop/wrong')).status).toBe(404);
  expect((await post('/alerts/nothing/pause')).status).toBe(404);
});
