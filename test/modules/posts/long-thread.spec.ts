/** A thread of 5,000 comments, a thousand deep. */
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let rows: Rows;
let root: number;

beforeAll(async () => {
  site = await startSite();
  rows = new Rows(site.database);
  const source = await rows.source('Forum');
  root = await rows.post(source, '2008-04-03T09:00:00Z', { title: 'Forum rules', text: 'The rules.', html: '<p>The rules.</p>' });
  const comments = Array.from({ length: 5000 }, (_, index) => {
    const parentId = index > 0 && index < 1000 ? root + index : root;
    return rows.row(source, new Date(Date.UTC(2008, 3, 3, 10) + index * 1000), {
      id: root + 1 + index,
      kind: 'comment',
      title: null,
      rootId: root,
      parentId,
    });
  });
  await rows.many(comments);
}, 180_000);
afterAll(() => site.close());

const page = async (number: number) => new Page(await site.text(`/threads/${root}${number === 1 ? '' : `?page=${number}`}`));
const hrefs = (shown: Page, rel: string) => shown.all('a', { rel }).map((link) => link.attribs.href);

test('is pages of 500 in reading order, each comment on one of them', async () => {
  const seen: string[] = [];
  for (let number = 1; number <= 10; number++) {
    const shown = await page(number);
    expectOrderlyHeadings(shown);
    expect(shown.text).toContain(`to ${(number * 500).toLocaleString('en')} of 5,000, page ${number} of 10`);
    seen.push(...shown.classed('comment').map((comment) => comment.attribs.id ?? ''));
  }
  expect(seen).toEqual(Array.from({ length: 5000 }, (_, index) => `post-${root + 1 + index}`));
});

test('leads from page to page, and each page has an address of its own', async () => {
  const [first, second, last] = [await page(1), await page(2), await page(10)];
  expect([hrefs(first, 'prev'), hrefs(first, 'next')[0]]).toEqual([[], `/threads/${root}?page=2`]);
  expect([hrefs(second, 'prev')[0], hrefs(second, 'next')[0]]).toEqual([`/threads/${root}`, `/threads/${root}?page=3`]);
  expect([hrefs(last, 'prev')[0], hrefs(last, 'next')]).toEqual([`/threads/${root}?page=9`, []]);
  expect(second.one('link', { rel: 'canonical' }).attribs.href).toBe(`https://hustings.example/threads/${root}?page=2`);
  expect(first.text).toContain('The rules.');
  expect(second.text).not.toContain('The rules.');
  expect(second.headings[0]).toBe('h1 Forum rules');
  expect(first.headings[1]).toBe('h2 5,000 comments');
});

test('a comment’s address leads to its page and its place there', async () => {
  const place = async (id: number) => (await site.get(`/threads/${id}`)).headers.get('location');
  expect(await place(root + 500)).toBe(`/threads/${root}#post-${root + 500}`);
  expect(await place(root + 501)).toBe(`/threads/${root}?page=2#post-${root + 501}`);
  expect(await place(root + 5000)).toBe(`/threads/${root}?page=10#post-${root + 5000}`);
});

test('an answer to a comment on another page leads there, and its depth is told', async () => {
  const second = await page(2);
  const answer = second.byId(`post-${root + 501}`);
  expect(words(answer)).toContain('Level 501: ');
  expect(second.all('a', { href: `/threads/${root + 500}` })).toHaveLength(1);
  expect(second.all('a', { href: `#post-${root + 501}` }).length).toBeGreaterThan(1);
});

test.each(['0', '12', '-1', 'x', '2&page=3'])('there is no page “%s”, and the way to the thread is shown', async (number) => {
  const response = await site.get(`/threads/${root}?page=${number}`);
  expect(response.status).toBe(404);
  expect(new Page(await response.text()).all('a', { href: `/threads/${root}` })).toHaveLength(1);
});

test('its feed has the newest of them, and their number', async () => {
  const feed = await site.text(`/threads/${root}.atom`);
  expect(feed.match(/<entry>/g)).toHaveLength(501);
  expect(feed).toContain('count="5000"');
});

// The last: it adds one.
test('shows what came since, though its order is kept', async () => {
  await page(1);
  const id = await rows.comment(1, root, '2008-04-04T09:00:00Z');
  expect((await page(11)).classed('comment').map((comment) => comment.attribs.id)).toEqual([`post-${id}`]);
});
