import { DomUtils } from 'htmlparser2';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let rows: Rows;
let now: Date;

async function open(): Promise<void> {
  now = new Date('2008-04-05T12:00:00Z');
  site = await startSite(now);
  rows = new Rows(site.database);
}

async function page(path: string): Promise<Page> {
  return new Page(await site.text(path));
}

/** `fetch` would ask for a fresh copy of its own accord as soon as it sees a condition. */
function ifNoneMatch(etag: string): Record<string, string> {
  return { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
}

function hrefs(of: Page): string[] {
  return of.all('a').map((link) => link.attribs.href ?? '');
}

describe('an edition of a full day', () => {
  beforeAll(async () => {
    await open();
    await newsday(rows);
  });
  afterAll(() => site.close());

  test('opens with its date, its numbers and its conversations, headings in order', async () => {
    const edition = await page('/');
    expectOrderlyHeadings(edition);
    expect(edition.headings.slice(0, 4)).toEqual([
      'h1 Thursday 3 April 2008',
      'h2 Conversations',
      'h3 Somebody at the Harbours department said good morning back',
      'h3 What we do with your comments',
    ]);
    const numbers = edition.all('dt').map((term, index) => `${words(edition.all('dd')[index] ?? term)} ${words(term)}`);
    expect(numbers).toEqual(['8 conversations', '27 comments', '21 posts', '20 voices', '9 sources']);
  });

  test('parts its numbers by whose voice, and each part leads to just those messages', async () => {
    await site.app.get(Reindexer).run();
    const parts = (await page('/')).classed('by-voice')[0]!;
    const lines = DomUtils.getElementsByTagName('li', parts).map((line) => words(line));
    expect(lines).toEqual([
      'Civil service 10 posts, 1 comment 3 voices, 2 sources',
      'Minister 1 post 1 voice, 1 source',
      'Party 1 post 1 voice, 1 source',
      'Parliament 1 post 1 voice, 1 source',
      'Local government 3 posts 2 voices, 1 source',
      'Media 3 posts 1 voice, 1 source',
      'Commentator 1 post 1 voice, 1 source',
      'Affiliation not known 1 post 1 voice, 1 source',
      'Readers 26 comments 10 voices, 8 sources',
    ]);
    for (const link of DomUtils.getElementsByTagName('a', parts)) {
      const told = [...words(link).matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
      expect((await page(link.attribs.href!)).headings).toContain(`h2 ${told} ${told === 1 ? 'result' : 'results'}`);
    }
  });

  test('puts in order by people first, and lets no source follow itself closely', async () => {
    const tallies = (await page('/')).classed('tally').map((tally) => /\d+ repl\w+ in a conversation of \d+ \w+/.exec(words(tally))?.[0]);
    expect(tallies.slice(0, 4)).toEqual([
      '7 replies in a conversation of 6 people',
      '5 replies in a conversation of 6 people',
      '4 replies in a conversation of 5 people',
      '3 replies in a conversation of 4 people',
    ]);
  });

  test('says of each story why it is here, with its own numbers, and leads to the rule', async () => {
    const edition = await page('/');
    expect(edition.classed('why').map(words)[0]).toMatch(
      /^Why is this here\? 6 people in it: 8\.4 points 7 replies: 3 points on 2 sites: 2 points 3 kinds of voice: civil service, commentator, readers: 3\.2 points how late its last word came: 0\.7 points Together 17\.3 points\. How this is counted$/,
    );
    expect(edition.classed('why').length).toBe(edition.classed('tally').length);
    const rule = await page('/digest/ranking');
    expectOrderlyHeadings(rule);
    expect(rule.text).toContain('7 people: 9.0 points');
    expect(rule.text).toContain('the fifth keeps 32 %');
  });

  test('shows a comment with its answer under it, in the words of both, and counts the rest', async () => {
    const lead = (await page('/')).classed('lead')[0];
    const told = words(lead ?? []);
    expect(told).toMatch(/Owen Tranter 09:12 Nine is a beginning .*Priya Nandakumar 09:58 Owen, dredging went out/);
    expect(told).toContain('3 more replies');
    expect(told).not.toContain('Cheap boats');
  });

  test('marks whose voice a source is, and never gives a source’s mark to a reader', async () => {
    const edition = await page('/');
    const kickers = edition.classed('kicker').map(words);
    expect(kickers).toContain('Harbour Light Civil service Sample');
    expect(kickers).toContain('Progress Party: campaign diary Party');
    expect(edition.classed('who').map(words)).toContain('Reader 1 11:00');
    expect(edition.classed('who').map(words).join()).not.toMatch(/Reader \d+ (Civil|Party|Minister|Parliament)/);
  });

  test('groups what nobody commented on by its source, with what found no room as a number', async () => {
    const published = words((await page('/')).classed('published')[0] ?? []);
    expect(published).toMatch(/Chirp \/ harbours Civil service Sample .*and 2 more.*Medway Riverside Council Local government/);
    expect(published).not.toContain('Five pledges');
  });

  test('leads to the edition before, to its week and month, and to its feeds', async () => {
    const edition = await page('/digest/2008-04-03');
    expect(hrefs(edition)).toEqual(
      expect.arrayContaining(['/digest/2008-04-02', '/digest/2008-04-03', '/digest/2008-W14', '/digest/2008-04']),
    );
    expect(edition.all('link', { rel: 'alternate' }).map((link) => link.attribs.href)).toEqual([
      '/digest.atom',
      '/digest.rss',
      '/digest.json',
    ]);
    expect(edition.one('link', { rel: 'canonical' }).attribs.href).toBe('https://hustings.example/digest/2008-04-03');
    expect((await page('/digest/2008-W14')).headings[0]).toBe('h1 Week 14 of 2008');
    expect((await page('/digest/2008-04')).text).toContain('1 – 30 April 2008');
  });

  test('stands as plain text beside itself', async () => {
    expect(hrefs(await page('/digest/2008-04-03'))).toContain('/digest/2008-04-03.txt');
    const text = await site.get('/digest/2008-04-03.txt');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toMatch(/^HUSTINGS {2}Thursday 3 April 2008\n/);
    expect((await site.get('/digest/2008-02-30.txt')).status).toBe(404);
  });

  test('stays small: page and style sheet together under 60 KB', async () => {
    const html = await site.text('/');
    const style = new Page(html).one('link', { rel: 'stylesheet' }).attribs.href ?? '';
    expect(html.length + (await site.text(style)).length).toBeLessThan(60_000);
  });

  // The last: it adds a feed.
  test('gives its sample away, and offers to begin', async () => {
    const edition = await page('/');
    expect(edition.all('form').map((form) => `${form.attribs.method} ${form.attribs.action} ${words(form)}`)).toEqual([
      'post /starter Start with British government feeds',
      'post /sample/remove Remove the sample',
    ]);
    await rows.feed(await rows.source('Own'));
    expect((await page('/digest/2008-04-02')).all('form')).toHaveLength(0);
  });
});

describe('what is said of a message and its source', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('markup in titles, names and words is shown as it was written', async () => {
    const source = await rows.source('<i>Source</i> & Co');
    const hostile = '<script>alert("1")</script>';
    const post = await rows.post(source, '2008-04-03T09:00:00Z', {
      title: hostile,
      authorName: hostile,
      text: `${hostile} and more words`,
      html: '<p>Cleaned on its way in.</p>',
      authorUrl: 'javascript:alert(1)',
      url: 'javascript:alert(2)',
    });
    await rows.comment(source, post, '2008-04-03T10:00:00Z', { authorName: `"><img src=x onerror=alert(3)>`, text: hostile, html: '' });
    await rows.post(source, '2008-04-03T11:00:00Z', { title: hostile });
    for (const path of ['/', `/threads/${post}`]) {
      const html = await site.text(path);
      const shown = new Page(html);
      // What search engines read is data, and holds no markup.
      for (const data of shown.all('script')) expect(words(data)).not.toContain('<');
      expect([...shown.scripts, ...shown.all('img')]).toEqual([]);
      expect(shown.text).toContain(hostile);
      expect(html).not.toContain('javascript:');
    }
  });

  test('a source that changes hands within an edition is two voices, each with its own posts', async () => {
    const source = await rows.source('Downing Street', 'civil-service');
    for (const [hour, voice] of [
      ['08', 'civil-service'],
      ['09', 'civil-service'],
      ['20', 'party'],
    ] as const)
      await rows.post(source, `2008-04-02T${hour}:00:00Z`, { title: `At ${hour}`, voice });
    const edition = await page('/digest/2008-04-02');
    expect(edition.classed('by-voice').map(words)).toEqual(['Civil service 2 posts 1 voice, 1 source Party 1 post 1 voice, 1 source']);
    expect(words(edition.classed('published')[0]!)).toMatch(/Downing Street Party At 20 .*Downing Street Civil service At 09 .*At 08/);
  });

  test('an old post that is talked about today stands in today’s edition, and says its age', async () => {
    const source = await rows.source('Blog');
    const post = await rows.post(source, '2008-03-28T09:00:00Z', { title: 'Long ago' });
    await rows.comment(source, post, '2008-04-03T10:00:00Z', { text: 'Still true.' });
    const edition = await page('/digest/2008-04-03');
    expect(edition.text).toContain('first published 28 March 2008, 09:00');
    expect(edition.text).toContain('Still true.');
  });

  test('a comment whose post has not come is counted, and breaks nothing', async () => {
    const source = await rows.source('Blog');
    const orphan = await rows.post(source, '2008-04-03T10:00:00Z', {
      kind: 'comment',
      title: null,
      parentUrl: 'https://elsewhere.example/post',
      text: 'I disagree.',
      html: '<p>I disagree.</p>',
    });
    expect((await page('/')).text).toContain('Nobody commented on anything that we read');
    const thread = await page(`/threads/${orphan}`);
    expect(thread.text).toContain('This answers something that has not reached us: see it where it was published');
  });

  test('a post without a date is not given one', async () => {
    const source = await rows.source('Saved page');
    const post = await rows.post(source, '2008-04-03T09:00:00Z', { authorName: null, publishedAt: null });
    await rows.comment(source, post, '2008-04-03T10:00:00Z');
    const edition = await page('/');
    expect(edition.text).toContain('no date given');
    expect(edition.all('dt').map(words)).toEqual(['conversation', 'comment', 'post', 'voices', 'source']);
    const times = DomUtils.getElementsByTagName('time', edition.classed('sheet'));
    expect(times.map((time) => time.attribs.datetime)).toEqual(['2008-04-03T10:00:00.000Z']);
  });
});

describe('days without an edition', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('an empty database says how to begin, and has no archive', async () => {
    const start = await page('/');
    expectOrderlyHeadings(start);
    expect(start.text).toContain('npx hustings feeds add');
    expect(start.all('form').map((form) => form.attribs.action)).toEqual(['/starter']);
    expect((await site.get('/digest')).headers.get('location')).toBe('/');
    expect((await site.get('/digest/2008-04-03')).status).toBe(404);
    expect((await site.get('/digest.atom')).status).toBe(200);
  });

  test('a post with a date in the future makes no edition before its time', async () => {
    const source = await rows.source('Blog');
    await rows.post(source, '2008-04-03T10:00:00Z');
    await rows.post(source, '2031-01-01T10:00:00Z');
    expect((await page('/')).headings[0]).toBe('h1 Thursday 3 April 2008');
    expect(hrefs(await page('/digest/2008-04-04'))).not.toContain('/digest/2031-01-01');
    expect((await page('/digest')).text).not.toContain('2031');
  });
});

describe('days without an edition, between two that have one', () => {
  beforeAll(async () => {
    await open();
    const source = await rows.source('Blog');
    await rows.post(source, '2008-04-01T10:00:00Z');
    await rows.post(source, '2008-04-03T10:00:00Z');
  });
  afterAll(() => site.close());

  test('a silent day says so, and names its neighbours', async () => {
    const silent = await page('/digest/2008-04-02');
    expectOrderlyHeadings(silent);
    expect(silent.text).toContain('nobody commented');
    expect(hrefs(silent)).toEqual(expect.arrayContaining(['/digest/2008-04-01', '/digest/2008-04-03']));
    expect((await site.get('/digest/2008-04-02')).status).toBe(200);
  });

  test.each([
    ['2008-04-06', 'has not begun yet', '/digest/2008-04-03'],
    ['2008-W20', 'has not begun yet', '/digest/2008-W14'],
    ['2008-03-31', 'Nothing was read from before Tuesday 1 April 2008', '/digest/2008-04-01'],
    ['2008-02', 'Nothing was read from before April 2008', '/digest/2008-04'],
    ['2008-02-30', 'is not a date', '/digest/2008-04-01'],
    ['2008-04-31', 'is not a date', '/digest/2008-04-03'],
    ['2008-04-00', 'is not a date', '/digest/2008-04-01'],
    ['2008-W53', 'is not a date', '/digest/2008-W14'],
    ['2008-13', 'is not a date', '/digest/2008-04'],
    ['0000-00-00', 'is not a date', '/digest/2008-04-01'],
    ['9999-99-99', 'is not a date', '/digest/2008-04-03'],
    ['../../etc', 'is not a date', '/digest/2008-04-03'],
  ])('%s is not found, and says where to go', async (key, sentence, nearest) => {
    const response = await site.get(`/digest/${encodeURIComponent(key)}`);
    const missing = new Page(await response.text());
    expect(response.status).toBe(404);
    expect(missing.text).toContain(sentence);
    expect(hrefs(missing)).toContain(nearest);
  });
});

describe('the archive', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('is a calendar in the digest’s zone, where days with something to read are links that say how much', async () => {
    const source = await rows.source('Blog');
    // Half past eleven in the evening of 31 March in UTC is the first of April in London.
    await rows.post(source, '2008-03-31T23:30:00Z');
    await rows.post(source, '2008-04-03T10:00:00Z');
    await rows.post(source, '2007-12-31T23:59:00Z');
    const archive = await page('/digest');
    expectOrderlyHeadings(archive);
    const days = archive.all('a').filter((link) => link.parent && 'name' in link.parent && link.parent.name === 'td');
    expect(days.map((day) => `${day.attribs.href} ${day.attribs['aria-label']}`)).toEqual([
      '/digest/2008-04-01 Tuesday 1 April 2008: 1 entry',
      '/digest/2008-04-03 Thursday 3 April 2008: 1 entry',
    ]);
    expect(archive.headings).toEqual(['h1 2008', 'h2 April 2008 2 entries']);
    expect(hrefs(archive)).toEqual(expect.arrayContaining(['/digest?year=2007', '/digest/2008-W14', '/digest/2008-04']));
    expect((await page('/digest?year=2007')).headings).toEqual(['h1 2007', 'h2 December 2007 1 entry']);
    expect((await site.get('/digest?year=2008')).status).toBe(200);
  });
});

describe('a year without editions', () => {
  beforeAll(async () => {
    await open();
    const source = await rows.source('Blog');
    await rows.post(source, '2006-05-01T10:00:00Z');
    await rows.post(source, '2008-04-03T10:00:00Z');
  });
  afterAll(() => site.close());

  test.each([
    ['1999', 'There are no editions of 1999.', '/digest?year=2006'],
    ['2007', 'There are no editions of 2007.', '/digest?year=2006'],
    ['2031', 'There are no editions of 2031.', '/digest?year=2008'],
    ['8', '“8” is not a year.', '/digest?year=2008'],
    ['', '“” is not a year.', '/digest?year=2008'],
    ['0000', 'There are no editions of 0.', '/digest?year=2006'],
  ])('%j is not found, and says where to go', async (year, sentence, nearest) => {
    const response = await site.get(`/digest?year=${year}`);
    const missing = new Page(await response.text());
    expect([response.status, missing.text.includes(sentence)]).toEqual([404, true]);
    expect(hrefs(missing)).toContain(nearest);
  });
});

describe('how pages are kept', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('a page is asked about each time, and not sent again while it is the same', async () => {
    const source = await rows.source('Blog');
    await rows.post(source, '2008-04-03T10:00:00Z', { title: 'First' });
    const first = await site.get('/');
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
    const etag = first.headers.get('etag') ?? '';
    expect((await site.get('/', ifNoneMatch(etag))).status).toBe(304);
    await rows.post(source, '2008-04-03T11:00:00Z', { title: 'Second' });
    expect((await site.get('/', ifNoneMatch(etag))).status).toBe(304);
    now.setSeconds(31);
    const second = await site.get('/', ifNoneMatch(etag));
    expect(second.status).toBe(200);
    expect(await second.text()).toContain('Second');
  });

  test('what arrives waits ten seconds to be shown, a source that goes does not', async () => {
    await rows.post(await rows.source('Blog'), '2008-04-03T10:00:00Z', { title: 'First' });
    const other = await rows.source('Other blog');
    await rows.post(other, '2008-04-03T11:00:00Z', { title: 'Second' });
    expect(await site.text('/')).toContain('Second');
    await site.database.write((manager) => manager.delete(SourceEntity, { id: other }));
    expect(await site.text('/')).not.toContain('Second');
  });

  test('readers who come together get the same answer', async () => {
    await newsday(rows);
    const answers = await Promise.all(Array.from({ length: 20 }, () => site.text('/')));
    expect(new Set(answers).size).toBe(1);
  });
});
