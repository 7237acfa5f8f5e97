import { DomUtils } from 'htmlparser2';
import { EditionsCloser } from '../../../src/modules/digests/editions-closer.js';
import { Editions } from '../../../src/modules/digests/editions.js';
import { parsePeriod } from '../../../src/modules/digests/period.js';
import { FeedGapEntity } from '../../../src/modules/sources/feed-gap.entity.js';
import { busyHarbours, Talked } from '../../support/harbours.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';
import { polled } from '../../support/surgery.js';

/** The end of Thursday 3 April 2008, two days later. */
const NOW = new Date('2008-04-05T23:30:00Z');

let site: Site;
let rows: Talked;

beforeEach(async () => {
  site = await startSite(NOW);
  rows = new Talked(site.database);
});
afterEach(() => site.close());

async function page(path = '/digest/2008-04-03'): Promise<Page> {
  const read = new Page(await site.text(path));
  expectOrderlyHeadings(read);
  return read;
}

/** The text of the section under a heading; empty where there is none. */
function section(of: Page, id: string): string {
  return of
    .all('section', { 'aria-labelledby': id })
    .map((each) => words(each))
    .join();
}

function hrefsIn(of: Page, id: string): string[] {
  return of
    .all('section', { 'aria-labelledby': id })
    .flatMap((each) => DomUtils.getElementsByTagName('a', each).map((link) => link.attribs.href ?? ''));
}

test('numbers stand against what is usual on such a day, each voice against its own', async () => {
  const paper = await rows.source('Courier', 'media');
  const party = await rows.source('Campaign', 'party');
  for (const [day, posts] of [
    ['2008-03-06', 1],
    ['2008-03-13', 2],
    ['2008-03-20', 3],
    ['2008-03-27', 9],
  ] as const) {
    await rows.many(Array.from({ length: posts }, () => rows.row(paper, `${day}T09:00:00Z`)));
    await rows.post(party, `${day}T10:00:00Z`);
    // Friday is no Thursday.
    await rows.many(
      Array.from({ length: 20 }, () =>
        rows.row(paper, day.replace(/\d+$/, (date) => String(Number(date) + 1).padStart(2, '0')) + 'T09:00:00Z'),
      ),
    );
  }
  await rows.post(paper, '2008-04-03T09:00:00Z');
  const edition = await page();
  expect(edition.text).toContain('Usual for a Thursday: 3.5 posts, by the median of the last 4.');
  expect(edition.classed('by-voice').map(words)).toEqual(['Media 1 post 1 voice, 1 source; usual: 2.5 posts Party nothing usual: 1 post']);
  expect((await page('/digest/2008-03-27')).text).toContain('that takes 4 earlier Thursdays of which something was read, and there are 3.');
  // A silent Thursday says what one would expect.
  expect((await page('/digest/2008-04-02')).text).toContain('there are none.');
});

test('who was talked about, by whose voice, against what is usual, with what stands out', async () => {
  await site.close();
  site = await startSite(new Date('2008-04-05T12:00:00Z'));
  rows = new Talked(site.database);
  const { department, paper } = await busyHarbours(rows, site.database);
  for (const day of ['2008-03-29', '2008-03-22', '2008-03-15', '2008-03-08', '2008-03-01'])
    await rows.mentioning(department, paper, `${day}T12:00:00Z`, 'discussed', { voice: 'media' });
  const edition = await page('/digest/2008-04-05');
  const told = section(edition, 'talked-about');
  expect(told).toMatch(
    /^Who was talked about Department for Harbours 14 messages more than the 1 usual for a Saturday\. By voice: Media 14 .* Canal Agency 14 messages more than the 0 usual/,
  );
  expect(told).toContain('14 messages in the 24 hours until 5 April 2008');
  expect(hrefsIn(edition, 'talked-about')).toEqual(
    expect.arrayContaining([
      '/entities/canal-agency',
      '/search?q=entity%3Adepartment-for-harbours+affiliation%3Amedia+after%3A2008-04-05+before%3A2008-04-06&order=date',
    ]),
  );
});

describe('who answered', () => {
  async function asked(isPolled: boolean) {
    const source = await rows.source('Harbour Lamp', 'civil-service', { siteUrl: 'https://lamp.example/' });
    const feed = await rows.feed(source);
    if (isPolled) await polled(site.database, feed, '2008-04-01', 5);
    const post = await rows.post(source, '2008-04-03T08:00:00Z', { authorName: 'Ruth Ferrier' });
    const ask = (at: string, text: string, more = {}) =>
      rows.comment(source, post, `2008-04-03T${at}:00Z`, { authorName: `Reader at ${at}`, text, replyBasis: 'markup', ...more });
    const first = await ask('09:00', 'When does the lock open?');
    await ask('09:30', 'At seven.', { parentId: first, authorName: 'Ruth Ferrier' });
    await ask('10:00', 'Who pays for the dredging?');
    await ask('11:00', 'A fine lock.');
    await ask('12:00', 'Gone, but when will it be back?', { goneAt: new Date('2008-04-03T13:00:00Z') });
    return { source, post };
  }

  test('is said with its denominator, which opens what it counts, and with the questions that wait', async () => {
    await asked(true);
    const edition = await page();
    expect(section(edition, 'answering')).toMatch(/Harbour Lamp Civil service answered 1 of 3 so far 1 question waits\.$/);
    expect(section(edition, 'questions')).toBe(
      'Still waiting for an answer 1 question of this time that nobody there has answered, as far as we read. Who pays for the dredging? Reader at 10:00 to Harbour Lamp, 11:00',
    );
    const href = hrefsIn(edition, 'answering').find((each) => each.includes('/posts?')) ?? '';
    expect((await page(href)).text).toContain('A fine lock.');
  });

  test('is not said where the source could not be read', async () => {
    await asked(false);
    expect(section(await page(), 'answering')).toMatch(
      /Too little was read to say Harbour Lamp None of its feeds was polled in this time\.$/,
    );
  });
});

test('what was edited leads to its revisions; of what was removed no words are listed', async () => {
  const source = await rows.source('Council', 'local-government');
  const post = await rows.post(source, '2008-04-01T08:00:00Z', { title: 'Bins on Monday', revisionCount: 1 });
  await rows.revision(post, '2008-04-03T10:00:00Z', { title: 'Bins on Tuesday', text: 'Before.' });
  await rows.comment(source, post, '2008-04-02T08:00:00Z', {
    text: 'A slander.',
    authorName: 'Rude',
    goneAt: new Date('2008-04-03T11:00:00Z'),
  });
  await rows.comment(source, post, '2008-04-02T09:00:00Z', { text: 'Later.', goneAt: new Date('2008-04-04T11:00:00Z') });
  await rows.post(source, '2008-04-03T08:00:00Z');
  const edition = await page();
  expect(section(edition, 'edited')).toBe(
    'Edited 1 message: Local government 1 Bins on Monday Ada Example, Council Local government , 11:00',
  );
  expect(hrefsIn(edition, 'edited')).toEqual([`/posts/${post}/revisions`]);
  expect(section(edition, 'removed')).toBe('Removed 1 message: readers 1. What they said is not listed. Rude on Council, 12:00');
  expect(edition.text).not.toContain('slander');
});

test('what could not be read all day is named, also on a day on which nobody spoke', async () => {
  const [dead, shaky] = [await rows.source('Dead blog', 'party'), await rows.source('Shaky blog')];
  const [deadFeed, shakyFeed] = [await rows.feed(dead), await rows.feed(shaky)];
  await rows.post(shaky, '2008-04-01T08:00:00Z');
  await site.database.write(async (manager) => {
    const day = Math.floor(Date.parse('2008-04-03T00:00:00Z') / 86_400_000);
    await manager.insert('feed_day', [
      { feedId: deadFeed, day, polls: 12, failures: 12 },
      { feedId: shakyFeed, day, polls: 12, failures: 11 },
    ]);
  });
  const edition = await page();
  expect(edition.text).toContain('Nobody spoke');
  expect(section(edition, 'unread')).toMatch(/Dead blog Party feeds\.example was asked 12 times, and never answered as it should$/);
});

describe('where entries came and went between two looks', () => {
  const SAYS =
    'May be incomplete: Harbour news, 2 April 2008, 23:00 to 3 April 2008, 11:00; Busy blog, 3 April 2008, 10:00 to 3 April 2008, 14:30. More came between two looks at a feed than it shows at once.';

  async function missed(source: number, from: string, until: string): Promise<void> {
    const times = { fromAt: new Date(`2008-04-${from}:00+01:00`), untilAt: new Date(`2008-04-${until}:00+01:00`) };
    const feedId = await rows.feed(source);
    await site.database.write((manager) => manager.insert(FeedGapEntity, { feedId, ...times, foundAt: times.untilAt }));
  }

  beforeEach(async () => {
    const [busy, news, other] = [await rows.source('Busy blog'), await rows.source('Harbour news'), await rows.source('Other')];
    await missed(busy, '03T10:00', '03T14:30');
    await missed(news, '02T23:00', '03T11:00');
    // Of the days before and after.
    await missed(other, '02T23:00', '03T00:00');
    await missed(other, '04T00:00', '04T01:00');
    await rows.post(busy, '2008-04-03T08:00:00Z');
  });

  test('an edition says of what something may be missing, and when', async () => {
    expect(section(await page(), 'unread')).toBe(`Could not be read ${SAYS}`);
    expect(section(await page('/digest/2008-03'), 'unread')).toBe('');
  });

  test('its text, its mail and its data say it as well, also once it is closed', async () => {
    const period = parsePeriod('2008-04-03', 'Europe/London')!;
    const editions = site.app.get(Editions);
    for (let time = 0; time < 2; time++) {
      expect((await editions.render(period, 'text')).replace(/\s+/g, ' ')).toContain(SAYS);
      expect((await page('/digest/2008-04-03/mail')).text).toContain(SAYS);
      const json = JSON.parse(await site.text('/api/v1/editions/2008-04-03')) as { sections: { gaps: object[] } };
      expect(json.sections.gaps).toEqual(
        expect.arrayContaining([
          { source: 'busy-blog', title: 'Busy blog', from: '2008-04-03T09:00:00.000Z', until: '2008-04-03T13:30:00.000Z' },
          { source: 'harbour-news', title: 'Harbour news', from: '2008-04-02T22:00:00.000Z', until: '2008-04-03T10:00:00.000Z' },
        ]),
      );
      expect(json.sections.gaps).toHaveLength(2);
      await site.app.get(EditionsCloser).run();
    }
  });
});

test('the plain text says the same', async () => {
  const source = await rows.source('Council', 'local-government');
  const [dead, post] = [
    await rows.source('Dead blog', 'party'),
    await rows.post(source, '2008-04-03T08:00:00Z', { title: 'Bins on Monday' }),
  ];
  await polled(site.database, await rows.feed(dead), '2008-04-03', 1, () => true);
  await polled(site.database, await rows.feed(source), '2008-04-01', 5);
  await rows.revision(post, '2008-04-03T10:00:00Z', { title: 'Bins on Tuesday', text: 'Before.' });
  await rows.comment(source, post, '2008-04-03T09:00:00Z', { authorName: 'Owen', text: 'Why Monday?', replyBasis: 'markup' });
  await rows.comment(source, post, '2008-04-02T08:00:00Z', {
    text: 'A slander.',
    authorName: 'Rude',
    goneAt: new Date('2008-04-03T11:00:00Z'),
  });
  const entity = await rows.entity('Canal Agency');
  await rows.mention(post, entity, 'discussed');
  const period = parsePeriod('2008-04-03', 'Europe/London')!;
  const text = await site.app.get(Editions).render(period, 'text');
  for (const line of [
    'Nothing is usual yet: that takes 4 earlier Thursdays',
    '  Canal Agency: 1 message, nothing usual yet. By voice: Local government 1.',
    '  Council [Local government] answered 0 of 1 so far. 1 question waits.',
    '  Why Monday? (Owen to Council, 10:00)',
    '  Bins on Monday (Ada Example, Council [Local government], 11:00)',
    '  Rude on Council (12:00)',
    '  Dead blog: feeds.example was asked 1 time, and never answered as it',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain('slander');
});

test('a day on which none of this happened has none of it', async () => {
  await rows.post(await rows.source('Blog'), '2008-04-03T08:00:00Z');
  expect((await page()).headings).toEqual([
    'h1 Thursday 3 April 2008',
    'h2 Conversations',
    'h2 Published',
    'h3 Blog Affiliation not known',
  ]);
});
