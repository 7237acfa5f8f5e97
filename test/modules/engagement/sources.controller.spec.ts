import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';
import { surgery } from '../../support/surgery.js';

let site: Site;
let openId: number;

beforeAll(async () => {
  site = await startSite();
  ({ openId } = await surgery(new Rows(site.database), site.database));
  await new Rows(site.database).source('Silent Pier', 'council' as never);
}, 180_000);
afterAll(() => site.close());

async function page(path: string): Promise<Page> {
  const response = await site.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return new Page(await response.text());
}

/** The list, once nothing in it is still to be measured. */
async function whenMeasured(): Promise<Page> {
  for (;;) {
    const list = await page('/sources');
    if (!list.text.includes('being measured')) return list;
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The cells of the row that begins so. */
function rowOf(shown: Page, title: string): string {
  const row = shown.all('tr').find((line) => words(line).startsWith(title));
  return (row?.children ?? []).flatMap((cell) => ('children' in cell ? [words([cell])] : [])).join(' | ');
}

test('who speaks, by whose voice it is at present, with a verdict and its coverage', async () => {
  const first = await page('/sources');
  expect(words(first.all('li').find((item) => words(item).startsWith('Lamp Room')) ?? [])).toContain('being measured');
  const list = await whenMeasured();
  expectOrderlyHeadings(list);
  const line = (title: string) => words(list.all('li').find((item) => words(item).startsWith(title)) ?? []);
  expect(list.headings.filter((heading) => heading.startsWith('h2')).map((heading) => heading.replace(/ \d.*/, ''))).toEqual([
    'h2 Civil service',
    'h2 Minister',
    'h2 Party',
    'h2 Affiliation not known',
  ]);
  expect(line('Lamp Room')).toMatch(/conversing 67 % .* Its feeds were read in full on 366 of 366 days \(100 %\)\./);
  expect(line('Foghorn')).toContain('broadcasting 0 % (0 to 3 %) of what it says answers somebody.');
  expect(line('Dark Jetty')).toMatch(/insufficient data Its feeds were read in full on 46 % of the days; it takes 80 % for a verdict\./);
  expect(line('Silent Pier')).toContain('None of its feeds was polled in this period');
});

test('one source: its verdict, its figures, and what each counts', async () => {
  const lamp = await page('/sources/lamp-room?period=year');
  expectOrderlyHeadings(lamp);
  expect(words(lamp.byId('verdict'))).toBe('conversing');
  const figure = (title: string) => rowOf(lamp, title);
  expect(figure('Replies among its own messages')).toBe('Replies among its own messages | 67 % | 42 to 85 % | 10 replies of 15 messages');
  expect(figure('Answered, of questions put to it')).toMatch(/ \| 67 % \| 42 to 85 % \| 10 answered of 15 questions$/);
  expect(figure('Median time to an answer')).toMatch(/ \| 4 hours \| 3 hours to 4 hours \| 10 answers of 15 messages to it$/);
  expect(lamp.text).toContain(
    'Posts that were liked; Likes for a post; Likes for a post and a thousand followers. Its platform does not say how many likes a post has.',
  );
  expect(lamp.text).toContain('10 comments known by the signature alone');
  expect(lamp.text).not.toMatch(/NaN|undefined|Infinity/);
});

test('of any days: what the form asks for is shown, and kept by every link', async () => {
  const year = await page('/sources/lamp-room?period=year&author=Ruth+Ferrier');
  const form = year.one('form', { action: '/sources/lamp-room' });
  expect(form.attribs.method).toBe('get');
  expect(year.all('input', { type: 'hidden', name: 'author', value: 'Ruth Ferrier' })).toHaveLength(1);
  const days = await page('/sources/lamp-room?from=2008-01-01&until=2008-01-31');
  expect(days.text).toContain('1 January 2008 – 31 January 2008');
  expect(days.all('input', { name: 'from', value: '2008-01-01' })).toHaveLength(1);
  const link = days.all('a').find(({ attribs }) => attribs.href?.includes('list=own'));
  if (link) expect(link.attribs.href).toContain('period=2008-01-01..2008-01-31');
  expect(days.text).not.toMatch(/NaN|undefined|Infinity/);
});

test('what two voices said is never one number: each has its own, and both are told apart in time', async () => {
  const before = await page('/sources/lamp-room?period=year&voice=civil-service');
  expect(rowOf(before, 'Replies among its own messages')).toMatch(/ \| 14 replies of 21 messages$/);
  const nav = before.one('nav', { 'aria-label': 'Voice' });
  expect(words(nav)).toContain('It changed hands in this time.');
  expect(before.all('a', { href: '/sources/lamp-room?period=year&voice=minister' })).toHaveLength(1);
  const neither = await page('/sources/lamp-room?period=year&voice=party');
  expect(rowOf(neither, 'Replies among its own messages')).toMatch(/ \| 10 replies of 15 messages$/);
  expect((await page('/sources/foghorn?period=year')).all('nav', { 'aria-label': 'Voice' })).toHaveLength(0);
});

test('every figure opens exactly the messages that it counts', async () => {
  const lamp = await page('/sources/lamp-room?period=year');
  const links = lamp
    .all('a')
    .map(({ attribs }) => attribs.href ?? '')
    .filter((href) => href.startsWith('/sources/lamp-room/posts?'));
  expect(links.length).toBeGreaterThan(40);
  for (const href of new Set(links)) {
    const link = lamp.all('a', { href })[0];
    // Counts of people are of people, and open what those said.
    const said = /(\d+) ?(message|question|comment|answer|repl|post|$)/.exec(link ? words(link) : '')?.[1];
    const list = await page(href);
    const items = list.classed('counted')[0]?.children.filter((child) => 'name' in child).length;
    if (said === undefined) expect(items).toBeGreaterThan(0);
    else expect([href, items]).toEqual([href, Math.min(50, Number(said))]);
  }
});

test('a count in time is parted by whose voice it was then', async () => {
  const lamp = await page('/sources/lamp-room?period=year');
  const table = lamp.all('table')[0];
  const text = table ? words(table) : '';
  expect(text).toContain('Civil service');
  expect(text).toContain('Minister');
  expect(rowOf(lamp, 'October 2007')).toBe('October 2007 | October 2007: 3 | 0 | October 2007: 3');
  expect(rowOf(lamp, 'November 2007')).toBe('November 2007 | 0 | November 2007: 3 | November 2007: 3');
  expect(lamp.all('div', { role: 'img' })[0]?.attribs['aria-label']).toMatch(/Civil service: \d+ messages; Minister: \d+ messages; Others/);
  expect(lamp.all('svg', { 'aria-hidden': 'true' })).toHaveLength(1);
  expect(lamp.text).toContain('The lamp changed keepers.');
});

test('a question that nobody answered stands in the list, with its age', async () => {
  const lamp = await page('/sources/lamp-room?period=year');
  const questions = lamp.classed('open-questions')[0];
  expect(questions ? words(questions) : '').toContain('10 March 2008, waiting for 26 days');
  expect(lamp.all('a', { href: `/threads/${openId}` })).toHaveLength(1);
});

test('one who writes there, alone', async () => {
  const ruth = await page('/sources/lamp-room?period=year&author=ruth+FERRIER');
  expect(ruth.headings[0]).toBe('h1 ruth FERRIER, Lamp Room');
  expect(words(ruth.byId('verdict'))).toBe('conversing');
  const nobody = await page('/sources/lamp-room?period=year&author=Nobody');
  expect(words(nobody.byId('verdict'))).toBe('insufficient data');
});

test('silence is said in words, in every period', async () => {
  for (const period of ['28-days', 'year', 'all']) {
    const silent = await page(`/sources/silent-pier?period=${period}`);
    expect(silent.text).toContain('It said nothing in this time.');
    expect(silent.text).toContain('There were no messages of its own.');
    expect(silent.text).not.toMatch(/NaN|undefined|Infinity/);
    await page(`/sources/lamp-room?period=${period}`);
  }
});

test.each([
  ['/sources/nobody', 404],
  ['/sources/lamp-room/posts?list=no-such', 404],
  ['/sources/lamp-room/posts?list=own&page=99', 404],
  ['/sources/lamp-room/posts?list=own&page=0', 404],
  ['/sources/lamp-room?period=century&author=&period=x', 200],
  [`/sources/lamp-room?author=${'x'.repeat(700)}`, 200],
  ['/sources/lamp-room/posts?list[]=x', 200],
])('%s: %i', async (path, status) => {
  const response = await site.get(path);
  expect(response.status).toBe(status);
  expect(await response.text()).toContain('</html>');
});

test('the formulas, with their sources', async () => {
  const formulas = await page('/engagement');
  expectOrderlyHeadings(formulas);
  for (const name of ['Bonsón', 'Mergel', 'Federal Social Media Index', 'Wilson']) expect(formulas.text).toContain(name);
  const lamp = await page('/sources/lamp-room?period=year');
  const anchors = lamp.all('a').flatMap(({ attribs }) => /^\/engagement#(.+)/.exec(attribs.href ?? '')?.[1] ?? []);
  expect(anchors.length).toBeGreaterThan(5);
  for (const anchor of anchors) expect(formulas.ids).toContain(anchor);
});
