import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let threadId: number;

beforeAll(async () => {
  site = await startSite();
  ({ threadId } = await newsday(new Rows(site.database)));
});
afterAll(() => site.close());

interface Posting {
  '@type': string;
  '@id': string;
  url: string;
  author: { '@type': string; name: string };
  headline: string;
  text: string;
  commentCount: number;
  comment: { '@id': string; text: string; author: { name: string }; datePublished: string; parentItem: { '@id': string } }[];
}

async function schemaOf(path: string): Promise<unknown> {
  const page = new Page(await site.text(path));
  const { children } = page.one('script');
  return JSON.parse(children.map((child) => ('data' in child ? child.data : '')).join(''));
}

test('a thread says what it is: a posting, who wrote it, and its comments with what each answers', async () => {
  const posting = (await schemaOf(`/threads/${threadId}`)) as Posting;
  const url = `https://hustings.example/threads/${threadId}`;
  expect(posting).toMatchObject({ '@type': 'DiscussionForumPosting', '@id': url, url, commentCount: 7 });
  expect(posting.author).toEqual({ '@type': 'Person', name: 'Hester Quill' });
  expect(posting.text).toMatch(/^For a fortnight now .*…$/);
  const by = (name: string) => posting.comment.find(({ author }) => author.name === name);
  expect(by('Owen Tranter')?.parentItem['@id']).toBe(url);
  expect(by('Priya Nandakumar')?.parentItem['@id']).toBe(by('Owen Tranter')?.['@id']);
  expect(by('Owen Tranter')?.datePublished).toBe('2008-04-03T08:12:00.000Z');
  // What was removed is not said again.
  expect(by('Buy Cheap Boats')).toBeUndefined();
});

test('an edition says which discussions it collects', async () => {
  const page = (await schemaOf('/digest/2008-04-03')) as { '@type': string; url: string; hasPart: Posting[] };
  expect([page['@type'], page.url]).toEqual(['CollectionPage', 'https://hustings.example/digest/2008-04-03']);
  expect(page.hasPart.map(({ url }) => url)).toContain(`https://hustings.example/threads/${threadId}`);
  expect(page.hasPart.every((part) => part['@type'] === 'DiscussionForumPosting' && part.commentCount > 0)).toBe(true);
});

test('words cannot end the element that they stand in, and run as their language does', async () => {
  const rows = new Rows(site.database);
  const source = await rows.source('Blog');
  const text = '</script><img src=x onerror=alert(1)> & \u2028';
  const post = await rows.post(source, '2008-04-03T09:00:00Z', { title: text, text, html: '<p>x</p>', language: 'en' });
  await rows.comment(source, post, '2008-04-03T09:10:00Z', { text: 'مرحبا', html: '<p>مرحبا</p>', language: 'ar', authorName: 'A' });
  const html = await site.text(`/threads/${post}`);
  expect(html).not.toContain('<img');
  expect(((await schemaOf(`/threads/${post}`)) as Posting).text).toBe(text.trim());
  const said = new Page(html).classed('prose');
  expect(said.map(({ attribs }) => [attribs.dir, attribs.lang])).toEqual([
    ['auto', 'en'],
    ['rtl', 'ar'],
  ]);
  expect(words(said[1]!)).toBe('مرحبا');
});
