import { parseFeed } from 'feedsmith';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';
import { busyHarbours, harbours, Talked } from '../../support/harbours.js';

let now: Date;
let site: Site;
let rows: Talked;
let known: Awaited<ReturnType<typeof harbours>>;

async function open(): Promise<void> {
  now = new Date('2008-04-05T12:00:00Z');
  site = await startSite(now);
  rows = new Talked(site.database);
  known = await harbours(rows, site.database);
}

async function page(path: string): Promise<Page> {
  const response = await site.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return new Page(await response.text());
}

const hrefs = (shown: Page) => shown.all('a').map(({ attribs }) => attribs.href ?? '');
const line = (shown: Page, name: string) => words(shown.all('li').find((item) => words(item).startsWith(name)) ?? []);

/** How many messages a list has. */
async function counted(href: string): Promise<number> {
  const items = (await page(href)).classed('counted')[0]?.children.filter((child) => 'name' in child);
  return items?.length ?? 0;
}

/** Every link to a list of an entity opens as many messages as it says. */
async function expectFiguresToOpen(shown: Page): Promise<number> {
  const links = shown.all('a').filter(({ attribs }) => /^\/entities\/[\w-]+\/posts\?/.test(attribs.href ?? ''));
  for (const link of links) {
    // Counts of people are of people, and open what those said.
    const said = /(\d+)(?: (?:message|question|comment|answer|repl|post|addressed|discussed|quoted|linked|of )|$)/.exec(words(link))?.[1];
    const items = await counted(link.attribs.href ?? '');
    if (said === undefined) expect(items).toBeGreaterThan(0);
    else expect([link.attribs.href, items]).toEqual([link.attribs.href, Number(said)]);
  }
  return links.length;
}

describe('what is said of those who are watched', () => {
  beforeAll(open);
  afterAll(() => site.close());

  test('who is watched: those most mentioned first, by whose voice and in which role', async () => {
    const list = await page('/entities');
    expectOrderlyHeadings(list);
    expect(
      list
        .all('li')
        .map(words)
        .filter((text) => /^(Dep|Can|Min)/.test(text))
        .map((text) => text.slice(0, 10)),
    ).toEqual(['Department', 'Canal Agen', 'Ministry o']);
    expect(line(list, 'Department')).toContain(
      '3 messages that mention Department for Harbours, by voice: Minister 1 of Department for Harbours; Media 1 of Department for Harbours; Readers, in comments 1',
    );
    expect(line(list, 'Department')).toContain(
      'By role: 2 addressed: Department for Harbours, 1 discussed: Department for Harbours, 1 linked',
    );
    expect(line(list, 'Ministry')).toContain('Nobody mentioned it in the last 28 days.');
    expect(await expectFiguresToOpen(list)).toBe(10);
  });

  test('by kind and by any of its names, without script', async () => {
    const names = (shown: Page) => shown.classed('source-name').map((each) => words(each));
    expect(names(await page('/entities?kind=agency'))).toEqual(['Canal Agency agency']);
    expect(names(await page('/entities?name=HARBÔURS&order=name'))).toEqual(['Department for Harbours department']);
    expect(names(await page('/entities?order=name'))[0]).toBe('Canal Agency agency');
    const form = (await page('/entities?kind=agency&name=canal')).one('form', { action: '/entities' });
    expect(words(form)).toContain('Name Kind All kindsagencydepartment');
    expect((await page('/entities?name=zeppelin')).text).toContain('Nobody of that name or kind is watched');
    for (const odd of ['/entities?name[]=a&kind=1&page=x&order=y', '/entities?page=99999']) await page(odd);
  });

  test('one of them: its mentions by voice, role and time, and every figure opens what it counts', async () => {
    const shown = await page('/entities/department-for-harbours?period=year');
    expectOrderlyHeadings(shown);
    expect(words(shown.byId('mentions'))).toBe('4 messages about it');
    expect(shown.text).toContain('By voice: Minister: 1 message; Media: 2 messages; Readers, in comments: 1 message.');
    expect(shown.text).toContain('addressed: 2 messages; discussed: 1 message; quoted: 1 message; linked: 1 message');
    expect(words(shown.all('li').find((item) => words(item).startsWith('Estuary Courier')) ?? [])).toBe(
      'Estuary Courier: 2 messages Media',
    );
    expect(shown.text).toContain('The Minister: 1 message Minister its own');
    expect(shown.text).toContain('Owen Tranter: 1 message');
    expect(line(shown, 'Canal Agency')).toContain('1 message');
    expect(line(shown, 'Who pays')).toContain('3 people, 3 comments');
    const row = shown.all('tr').find((each) => words(each).startsWith('March 2008'));
    expect(words(row ?? [])).toBe('March 2008March 2008: 1March 2008: 1March 2008: 1');
    expect(shown.text).toContain('It is looked for in messages from 2007-01-01.');
    expect(shown.text).toContain('Harbours (only as it is written here, until 2009-01-01)');
    expect(shown.text).not.toMatch(/NaN|undefined|Infinity/);
    expect(await expectFiguresToOpen(shown)).toBeGreaterThan(15);
    expect(hrefs(shown)).toContain('/sources/harbour-lamp?period=year');
    const days = await page('/entities/department-for-harbours?from=2008-03-01&until=2008-03-31');
    expect(hrefs(days)).toContain('/search.csv?q=entity%3Adepartment-for-harbours+after%3A2008-03-01+before%3A2008-04-01');
  });

  test('what it says itself, one voice at a time, from the day on which the account was its own', async () => {
    const minister = await page('/entities/department-for-harbours?period=year');
    expect(words(minister.one('nav', { 'aria-label': 'Voice' }))).toContain('It speaks with several voices.');
    expect(minister.text).toContain('1 message of its own in this time.');
    expect(minister.text).toContain('Of messages of its own there was one; it takes 10 to say anything.');
    const civil = await page('/entities/department-for-harbours?period=year&voice=civil-service');
    expect(civil.text).toContain('2 messages of its own in this time.');
    expect(civil.text).toContain('Owen Tranter: 1 message');
    await expectFiguresToOpen(civil);
  });

  test('questions that nobody there has answered, with their age', async () => {
    const shown = await page('/entities/department-for-harbours?period=year');
    const questions = shown.classed('open-questions')[0];
    expect(words(questions ?? [])).toContain('Tom Arkwright, 20 March 2008, waiting for 16 days');
    expect(words(questions ?? [])).not.toContain('When is the lock open');
  });

  test('a thread leads to whom it mentions', async () => {
    const thread = await page(`/threads/${known.open}`);
    expect(thread.text).toContain('Who is watched and mentioned here: Canal Agency; Department for Harbours');
    expect(hrefs(thread)).toContain('/entities/canal-agency');
    expect((await page(`/threads/${known.own}`)).text).toContain('mentioned here: Department for Harbours');
  });

  test('the newest as a feed, with whom they answer', async () => {
    const response = await site.get('/entities/department-for-harbours.atom');
    expect(response.headers.get('content-type')).toContain('application/atom+xml');
    const { feed, format } = parseFeed(await response.text());
    if (format !== 'atom') throw new Error(format);
    expect(feed.title?.value).toBe('Hustings: Department for Harbours');
    expect(feed.entries).toHaveLength(4);
    expect(feed.entries?.map(({ published }) => published)).toEqual(
      [...(feed.entries ?? [])]
        .map(({ published }) => published)
        .sort()
        .reverse(),
    );
    const comment = feed.entries?.find(({ title }) => title?.value.startsWith('Owen Tranter on Opening hours'));
    expect(comment?.thr?.inReplyTos?.[0]?.ref).toBe(`tag:hustings.example,2008:post/${known.own}`);
    const silent = parseFeed(await site.text('/entities/ministry-of-silence.atom'));
    expect((silent.feed as { entries?: unknown[] }).entries ?? []).toEqual([]);
  });

  test.each([
    ['/entities/nobody', 404],
    ['/entities/nobody.atom', 404],
    ['/entities/canal-agency/posts', 404],
    ['/entities/canal-agency/posts?list=about/no-such', 404],
    ['/entities/canal-agency/posts?list=about/all&page=9', 404],
    ['/entities/canal-agency/posts?list[]=about/all', 404],
    ['/entities/canal-agency/posts?list=about/window/1/2/', 200],
    ['/entities/canal-agency?voice=nobody&period=', 200],
  ])('%s: %i', async (path, status) => {
    expect((await site.get(path)).status).toBe(status);
  });
});

describe('what comes later', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('without a source of its own: words that say so, and what is addressed to it all the same', async () => {
    const agency = await page('/entities/canal-agency');
    expectOrderlyHeadings(agency);
    expect(agency.text).toContain('No source of its own is read here');
    expect(agency.text).toContain('Nothing that we have read in this time is addressed to it.');
    await rows.mentioning(known.agency, known.paper, '2008-04-04T09:00:00Z', 'addressed', { voice: 'media', text: 'Who pays?' });
    // A page is kept for half a minute.
    now.setSeconds(31);
    const asked = await page('/entities/canal-agency');
    expect(asked.text).toContain('1 message addressed to it in this time can be read.');
    expect(asked.text).toContain(
      '1 question put to it in this time that nobody there has answered, as far as we have read, and nothing of its own is read',
    );
    await expectFiguresToOpen(asked);
  });

  test('nothing, one message, all at one instant: words in every period', async () => {
    const { paper } = known;
    const single = await rows.entity('Single');
    await rows.mentioning(single, paper, '2008-04-01T09:00:00Z');
    const instant = await rows.entity('Instant');
    for (let number = 0; number < 3; number++) await rows.mentioning(instant, paper, '2008-04-05T12:00:00Z');
    for (const slug of ['ministry-of-silence', 'single', 'instant'])
      for (const period of ['28-days', 'year', 'all', 'century']) {
        const shown = await page(`/entities/${slug}?period=${period}`);
        expectOrderlyHeadings(shown);
        expect(shown.text).not.toMatch(/NaN|undefined|Infinity/);
        await expectFiguresToOpen(shown);
      }
    expect((await page('/entities/ministry-of-silence')).text).toContain('Nobody mentioned it in this time');
    expect((await page('/entities/instant')).text).toContain('3 messages about it');
  });

  test('fifty on a page, and ways on', async () => {
    for (let number = 0; number < 60; number++) await rows.entity(`Body ${String(number).padStart(2, '0')}`);
    const first = await page('/entities?order=name');
    expect(first.classed('source-name')).toHaveLength(50);
    const second = await page('/entities?order=name&page=2');
    expect(hrefs(first)).toContain('/entities?order=name&page=2');
    expect(second.classed('source-name')).toHaveLength(13);
    expect(hrefs(second)).toContain('/entities?order=name');
  });
});

test('more than usual is marked, with its numbers, who made it, and its messages; not where coverage changed instead', async () => {
  site = await startSite();
  await busyHarbours(new Talked(site.database), site.database);
  for (const path of ['/entities', '/entities/department-for-harbours', '/entities/canal-agency']) {
    const shown = await page(path);
    if (path !== '/entities/canal-agency') {
      expect(shown.text).toContain(
        'More than usual in the last hour. 14 messages in the hour until 5 April 2008, 13:00; 0 in each of the 12 hours before on average, and 0 in the same hour a week before. By voice: Media: 14.',
      );
      expect(shown.text).toContain('More than usual in the last day. 14 messages in the 24 hours');
    }
    if (path !== '/entities/department-for-harbours')
      expect(shown.text).toMatch(
        /Coverage changed\. 14 messages in the hour until .* But coverage changed: 1 source of these was not read throughout/,
      );
    for (const link of shown.all('a').filter((each) => words(each) === 'The messages'))
      expect(await counted(link.attribs.href ?? '')).toBe(14);
  }
  await site.close();
});

test('nobody is watched yet: how to begin', async () => {
  const empty = await startSite();
  const shown = new Page(await empty.text('/entities'));
  expectOrderlyHeadings(shown);
  expect(shown.text).toContain('npx hustings entities import starter/uk-public-bodies.json');
  await empty.close();
});
