import { EntityEntity } from '../../../src/modules/mentions/entity.entity.js';
import { MentionEntity } from '../../../src/modules/mentions/mention.entity.js';
import { Talked } from '../../support/harbours.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { polled } from '../../support/surgery.js';
import { type Mailing, startMailing } from './support.js';

let here: Mailing;

beforeEach(async () => (here = await startMailing()));
afterEach(() => here.close());

/** An entity that some posts mention. */
async function entity(name: string, ...postIds: number[]): Promise<string> {
  const slug = name.toLowerCase().replaceAll(' ', '-');
  await here.site.database.write(async (manager) => {
    const row = {
      slug,
      name,
      kind: null,
      from: null,
      until: null,
      createdAt: here.now(),
      updatedAt: here.now(),
      rematchAfterId: null,
      rematchUntilId: null,
    };
    const { id: entityId } = await manager.save(EntityEntity, { ...row, aliases: [], handles: [], hashtags: [], urls: [], excluding: [] });
    for (const postId of postIds)
      await manager.insert(MentionEntity, {
        postId,
        entityId,
        field: 'text',
        position: 0,
        start: 0,
        end: 3,
        role: 'discussed',
        alias: name,
      });
  });
  return slug;
}

test('the mail of an edition stands in tables, with its styles in the elements, whole addresses and no script', async () => {
  await here.site.database.write((manager) => manager.query('DELETE FROM source'));
  await newsday(here.rows);
  const html = await here.site.text('/digest/2008-04-03/mail');
  const page = new Page(html);
  expect(page.all('script').concat(page.all('link'), page.all('img'))).toEqual([]);
  expect(page.all('a').filter(({ attribs }) => !(attribs.href ?? '').startsWith('https://hustings.example/'))).toEqual([]);
  expect(page.all('td').filter(({ attribs }) => !attribs.style?.includes('font-family') && attribs.width === undefined)).toEqual([]);
  expect(page.all('table').every(({ attribs }) => attribs.role === 'presentation' && attribs.width !== undefined)).toBe(true);
  // What is left in the head asks for the screen.
  expect(
    page
      .all('style')
      .map(words)
      .join('')
      .replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '')
      .trim(),
  ).toBe('');
  expect(words(page.classed('preheader'))).toBe('Somebody at the Harbours department said good morning back');
  expect(page.one('html').attribs.lang).toBe('en-GB');
  expect(Buffer.byteLength(html)).toBeLessThan(95_000);
});

test('the text part is the edition as text, with the same ways out', async () => {
  const text = await here.site.text('/digest/2008-04-04/mail?format=text');
  expect(text).toContain('HUSTINGS  Friday 4 April 2008');
  expect(text).toContain('Unsubscribe: https://hustings.example/subscribe');
});

describe('what an edition says besides its conversations', () => {
  beforeEach(async () => {
    const rows = new Talked(here.site.database);
    const [council, dead] = [await rows.source('Council', 'local-government'), await rows.source('Dead blog', 'party')];
    await polled(here.site.database, await rows.feed(council), '2008-04-01', 5);
    await polled(here.site.database, await rows.feed(dead), '2008-04-04', 1, () => true);
    const post = await rows.post(council, '2008-04-04T08:00:00Z', { title: 'Bins on Monday' });
    await rows.revision(post, '2008-04-04T10:00:00Z', { title: 'Bins on Tuesday', text: 'Before.' });
    for (let hour = 10; hour < 18; hour++)
      await rows.comment(council, post, `2008-04-04T${hour}:30:00Z`, {
        authorName: 'Owen',
        text: `Why at ${hour}?`,
        replyBasis: 'markup',
      });
    await rows.comment(council, post, '2008-04-02T08:00:00Z', {
      text: 'A slander.',
      authorName: 'Rude',
      goneAt: new Date('2008-04-04T11:00:00Z'),
    });
    await rows.mention(post, await rows.entity('Canal Agency'), 'discussed');
  });

  test('stands in the mail as well, shortened, with whole addresses', async () => {
    const html = await here.site.text('/digest/2008-04-04/mail');
    const page = new Page(html);
    expectOrderlyHeadings(page);
    expect(page.headings).toEqual(
      expect.arrayContaining(
        ['Who was talked about', 'Who answered', 'Still waiting for an answer', 'Edited', 'Removed', 'Could not be read'].map(
          (heading) => `h2 ${heading}`,
        ),
      ),
    );
    for (const line of [
      'Nothing is usual yet: that takes 4 earlier Fridays',
      'Canal Agency 1 message, nothing usual yetBy voice: Local government 1',
      'Council Local government answered 0 of 8 so far 8 questions wait.',
      '9 questions of this time that nobody there has answered, as far as we read.',
      'Owen to Council, 18:30',
      'Bins on MondayCouncil · Local government, 11:00',
      'Removed 1 message: readers 1. What they said is not listed.',
      'Dead blog Party. feeds.example was asked 1 time, and never answered as it should',
    ])
      expect(page.text).toContain(line);
    expect(page.text).not.toContain('slander');
    expect(page.all('a').filter(({ attribs }) => !(attribs.href ?? '').startsWith('https://hustings.example/'))).toEqual([]);
    expect(page.classed('line').every(({ attribs }) => attribs.style?.includes('margin'))).toBe(true);
  });

  test('is left out of a mail that has only what somebody follows', async () => {
    const page = new Page(await here.site.text('/digest/2008-04-04/mail?entity=canal-agency'));
    expect(page.text).toContain('Bins on Monday');
    expect(page.text).not.toContain('Who was talked about');
  });
});

test('an edition of many long stories is cut so that no program clips it, and says where the rest is', async () => {
  const source = await here.rows.source('The Long Post', 'media');
  const long = (number: number) => `${number} ${'“ß” & <b> ŵ '.repeat(80)}`;
  for (let number = 0; number < 30; number++) {
    const id = await here.rows.post(source, '2008-04-03T09:00:00Z', { title: `${'Very '.repeat(300)} ${number}`, text: long(number) });
    for (let reply = 0; reply < 4; reply++)
      await here.rows.comment(source, id, '2008-04-03T10:00:00Z', { authorName: `${'N'.repeat(400)}${reply}`, text: long(reply) });
  }
  const html = await here.site.text('/digest/2008-04-03/mail');
  expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  expect(new Page(html).text).toContain('Read the whole edition');
});

test('who follows somebody gets what mentions them, in the post or under it, and otherwise nothing', async () => {
  const source = await here.rows.source('Civic Notebook', 'commentator');
  const locks = await here.rows.post(source, '2008-04-04T08:00:00Z', { title: 'On locks' });
  const under = await here.rows.comment(source, locks, '2008-04-04T09:00:00Z', { authorName: 'Cleo' });
  await here.rows.post(source, '2008-04-04T10:00:00Z', { title: 'On bins' });
  const agency = await entity('Canal Agency', under);
  const office = await entity('Home Office');
  await here.subscriber({ address: 'a@example.org', entities: [agency, office] });
  await here.subscriber({ address: 'b@example.org', entities: [office] });
  await here.sender.tick();
  expect((await here.mails()).map(({ state }) => state).sort()).toEqual(['sent', 'skipped']);
  const page = new Page(await here.site.text('/digest/2008-04-04/mail?entity=canal-agency&entity=home-office'));
  expect(page.text).toContain('On locks');
  expect(page.text).not.toContain('On bins');
  expect(page.text).not.toContain('The ferry times');
  expect(page.text).toContain('You follow Canal Agency. ');
  const link = page.all('a').find((each) => words(each) === 'Canal Agency');
  expect(new URL(link?.attribs.href ?? '').searchParams.get('q')).toBe('entity:canal-agency after:2008-04-04 before:2008-04-05');
  const none = await here.site.get('/digest/2008-04-04/mail?entity=home-office');
  expect(none.status).toBe(404);
});

test('nobody gets a mail of a day on which nobody spoke', async () => {
  await here.rows.post(1, '2008-04-01T09:00:00Z');
  await here.subscriber({ mailedUntilAt: new Date('2008-04-02T12:00:00Z') });
  await here.sender.tick();
  expect((await here.mails()).map(({ about, state }) => `${about} ${state}`)).toEqual([
    '2008-04-02 skipped',
    '2008-04-03 skipped',
    '2008-04-04 sent',
  ]);
});

test('words of posts cannot become markup or headers of a mail, nor a reader’s own links', async () => {
  const source = await here.rows.source('Evil\r\nBcc: all@example.org', 'media', { slug: 'evil', siteUrl: 'https://evil.example/' });
  await here.rows.post(source, '2008-04-04T08:00:00Z', {
    title: '<script>alert(1)</script>\r\nBcc: all@example.org',
    text: '<img src=x onerror=alert(1)> {{preferencesHref}}',
  });
  await here.subscriber();
  await here.sender.tick();
  const [head = '', body = ''] = (here.server.received[0]?.source ?? '').split(/\r\n\r\n(.*)/s);
  expect(head).not.toMatch(/^Bcc:/m);
  expect(body.replace(/=\r\n/g, '').split('text/html')[1]).not.toMatch(/<script|<img/);
});
