import type { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { REVISIONS_MAX } from '../../../src/modules/posts/revisions.query.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let rows: Rows;
let beacon: number;

// Each test makes a post of its own, and asks for nothing else.
beforeAll(async () => {
  site = await startSite();
  rows = new Rows(site.database);
  beacon = await rows.source('Beacon', 'civil-service');
});
afterAll(() => site.close());

/** A post that says the last of some texts, and said the others before, an hour each. */
async function edited(texts: string[], said: Partial<PostEntity> = {}, titles: (string | null)[] = []): Promise<number> {
  const at = (hour: number) => new Date(Date.UTC(2008, 3, 3, 9 + hour));
  const post = await rows.post(beacon, at(0).toISOString(), {
    title: 'Opening hours',
    text: texts.at(-1) ?? '',
    revisionCount: texts.length - 1,
    updatedAt: at(texts.length - 1),
    ...said,
  });
  for (const [hour, text] of texts.slice(0, -1).entries()) {
    const title = titles[hour] === undefined ? 'Opening hours' : titles[hour];
    await rows.revision(post, at(hour + 2).toISOString(), { title, text, updatedAt: at(hour) });
  }
  return post;
}

async function revisions(id: number): Promise<Page> {
  return new Page(await site.text(`/posts/${id}/revisions`));
}

test('says what each edit changed, newest first, in words and not by colour alone', async () => {
  const post = await edited([
    'Open at eight, closed on Sunday.',
    'Open at nine, closed on Sunday.',
    'Open at nine, closed on Sunday and Monday.',
  ]);
  const page = await revisions(post);
  expectOrderlyHeadings(page);
  expect(page.headings).toEqual(['h1 What changed in Opening hours', 'h2 Seen 3 April 2008, 13:00', 'h2 Seen 3 April 2008, 12:00']);
  expect(page.classed('changed').map(words)).toEqual([
    'Open at nine, closed on Sunday[added: and Monday].',
    'Open at [removed: eight][added: nine], closed on Sunday.',
  ]);
  expect(page.text).toContain('2 edits, newest first.');
  expect(page.text).toContain('Made 3 April 2008, 12:00, by the publisher’s own date.');
  expect(page.all('a', { href: `/threads/${post}` }).length).toBeGreaterThan(0);
});

test('says when a title changed, and when its words did not', async () => {
  const post = await edited(['Same words.', 'Same words.'], {}, ['Opening times']);
  const page = await revisions(post);
  expect(page.text).toMatch(/Title: Opening \[removed: times\]\[added: hours\]/);
  expect(page.classed('changed')).toHaveLength(0);
});

test('says that a post is gone, and when', async () => {
  const post = await edited(['One.', 'Two.'], { goneAt: new Date('2008-04-04T09:00:00Z') });
  expect((await revisions(post)).text).toContain('Removed by its publisher; we saw that on 4 April 2008, 10:00. Its last words are kept.');
});

test('leaves out what did not change for long, and says how much', async () => {
  const filler = 'word '.repeat(400);
  const page = await revisions(await edited([`${filler}old ${filler}`, `${filler}new ${filler}`]));
  expect(page.classed('skipped').map(words)).toEqual([
    expect.stringMatching(/^\[…3\d\d words that did not change…\]$/),
    expect.stringMatching(/^\[…3\d\d words that did not change…\]$/),
  ]);
  expect(page.all('ins').map(words)).toContain('[added: new]');
});

test('of a comment leads to its thread; of what was never edited says so', async () => {
  const post = await rows.post(beacon, '2008-04-03T09:00:00Z');
  const comment = await rows.comment(beacon, post, '2008-04-03T10:00:00Z');
  const page = await revisions(comment);
  expect(page.text).toContain('A comment by Ada Example');
  expect(page.text).toContain('It has not been edited since we first saw it.');
  expect(page.all('a', { href: `/threads/${comment}` }).length).toBeGreaterThan(0);
});

test('shows markup as the words that it is', async () => {
  const evil = '<script>alert(1)</script>';
  const html = await site.text(
    `/posts/${await edited([`${evil} one`, `${evil} two <img src=x onerror=y>`], { title: evil }, [`${evil} too`])}/revisions`,
  );
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<img');
});

test('of a post that is edited by a clock shows the newest edits', async () => {
  const page = await revisions(await edited(Array.from({ length: REVISIONS_MAX + 6 }, (_, index) => `It is ${index} o’clock.`)));
  expect(page.classed('edit')).toHaveLength(REVISIONS_MAX);
  expect(page.text).toContain(`${REVISIONS_MAX + 5} edits, newest first; here are the newest ${REVISIONS_MAX}.`);
});

test.each(['0', 'abc', '2147483648', '9999'])('there is no post “%s”, and the page says so', async (id) => {
  expect((await site.get(`/posts/${id}/revisions`)).status).toBe(404);
});
