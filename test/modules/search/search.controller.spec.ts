import { parseFeed } from 'feedsmith';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { Rows } from '../../support/conversation.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let rows: Rows;
let threadId: number;

async function open(): Promise<void> {
  site = await startSite();
  rows = new Rows(site.database);
}

async function file(): Promise<void> {
  await site.app.get(Reindexer).run({ again: true });
}

async function search(query: string, more = ''): Promise<Page> {
  return new Page(await site.text(`/search?q=${encodeURIComponent(query)}${more}`));
}

const results = (page: Page) => page.classed('result').map(words);
const hrefs = (page: Page) => page.all('a').map(({ attribs }) => attribs.href ?? '');

describe('in a day of news', () => {
  beforeAll(async () => {
    await open();
    ({ threadId } = await newsday(rows));
    await file();
  });
  afterAll(() => site.close());

  test('before anything is asked, the page says how, with examples that can be followed', async () => {
    const page = await search('');
    expectOrderlyHeadings(page);
    const examples = page.classed('search-help')[0];
    expect(words(examples ?? [])).toContain('How to ask');
    for (const href of hrefs(page).filter((each) => each.startsWith('/search?')))
      expect((await site.get(href)).status).toBe(href.includes('entity') ? 400 : 200);
  });

  test('results are posts and comments, with what was looked for marked, each a way to its place', async () => {
    const page = await search('dredging');
    expectOrderlyHeadings(page);
    expect(page.headings).toContain('h2 2 results');
    expect(page.all('mark').map(words)).toEqual(['dredging', 'dredging']);
    expect(results(page).join()).toContain('Owen Tranter Sample On Somebody at the Harbours department said good morning back');
    const comment = hrefs(page).find((href) => /^\/threads\/\d+$/.test(href)) ?? '';
    expect((await site.get(comment)).headers.get('location')).toMatch(new RegExp(`^/threads/${threadId}#post-\\d+$`));
  });

  test('a query with a fault points at it, with 400', async () => {
    const response = await site.get(`/search?q=${encodeURIComponent('tax after:yesterday fuel')}`);
    expect(response.status).toBe(400);
    const page = new Page(await response.text());
    expectOrderlyHeadings(page);
    expect(words(page.byId('search-error'))).toContain('after: takes a day, a month or a year');
    expect(words(page.one('strong'))).toBe('yesterday');
    expect(page.byId('q').attribs).toMatchObject({ value: 'tax after:yesterday fuel', 'aria-invalid': 'true' });
    expect((await site.get(`/search?q=${encodeURIComponent('source:nobody')}`)).status).toBe(400);
    for (const odd of ['/search?q=a&q=b', '/search?q[x]=1', '/search?q=tax&order=sideways&skip=-1&before=x&through=9e9'])
      expect([200, 400]).toContain((await site.get(odd)).status);
  });

  test('nothing found is said in words, with a way on', async () => {
    const page = await search('zeppelin');
    expectOrderlyHeadings(page);
    expect(page.headings).toContain('h2 Nobody said that');
  });

  test('facets count what was found and narrow it down', async () => {
    const page = await search('reader OR lock OR ferry');
    const facets = page.all('h3').map(words);
    expect(facets).toEqual(expect.arrayContaining(['Kind', 'Whose voice', 'Source']));
    const posts = page.all('a').find((link) => words(link) === 'Posts')?.attribs.href ?? '';
    expect(new URLSearchParams(posts.split('?')[1]).get('q')).toBe('(reader OR lock OR ferry) is:post');
    const narrowed = new Page(await site.text(posts));
    expect(narrowed.classed('result').length).toBeGreaterThan(0);
    for (const href of hrefs(page).filter((each) => each.startsWith('/search?q=%28'))) expect((await site.get(href)).status).toBe(200);
  });

  test('no robot may index a page of results, and every page leads to the search', async () => {
    const response = await site.get('/search?q=tax');
    expect(response.headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(new Page(await response.text()).one('meta', { name: 'robots' }).attribs.content).toBe('noindex, nofollow');
    expect(hrefs(new Page(await site.text('/')))).toContain('/search');
  });

  test('a search is a feed too, with threads', async () => {
    const path = `/search.atom?q=${encodeURIComponent('dredging OR "a list" OR tally')}`;
    const response = await site.get(path);
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const { feed, format } = parseFeed(await response.text());
    if (format !== 'atom') throw new Error(`is ${format}`);
    expect(feed.links?.find(({ rel }) => rel === 'self')?.href).toBe(
      `https://hustings.example/search.atom?${new URLSearchParams({ q: 'dredging OR "a list" OR tally' }).toString()}`,
    );
    expect(feed.entries?.some((entry) => (entry.thr?.inReplyTos ?? []).length > 0)).toBe(true);
    const bad = await site.get('/search.atom?q=%22');
    expect([bad.status, await bad.text()]).toEqual([400, 'This quotation mark is never closed.\n\n  "\n  ^\n']);
  });
});

describe('in what was said for it', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('the number of results is parted by whose voice, as each message was said', async () => {
    const source = await rows.source('Downing Street', 'party');
    const post = await rows.post(source, '2009-05-11T08:00:00Z', { text: 'A tax.', voice: 'civil-service' });
    await rows.post(source, '2011-05-11T08:00:00Z', { text: 'Another tax.', voice: 'party' });
    await rows.comment(source, post, '2009-05-11T09:00:00Z', { text: 'No tax!' });
    await file();
    const page = await search('tax');
    expect(page.headings).toContain('h2 3 results');
    expect(page.classed('by-voice').map(words)).toEqual(['Civil service 1 Party 1 Readers 1']);
    expect(hrefs(page)).toEqual(expect.arrayContaining(['/search?q=tax+affiliation%3Acivil-service', '/search?q=tax+is%3Areader']));
    expect(results(await search('tax affiliation:civil-service')).join()).toMatch(/^(?!.*Party).*Civil service/);
    expect((await search('tax is:reader')).headings).toContain('h2 1 result');
  });

  test('a mark is never markup of somebody else', async () => {
    const source = await rows.source('A blog');
    await rows.post(source, '2008-04-01T00:00:00Z', { title: '<b>tax</b> & <script>rise()</script>', text: 'a <i>tax</i>' });
    await file();
    const html = await site.text(`/search?q=${encodeURIComponent('tax "<b>"')}`);
    expect(html).not.toContain('"<b>');
    expect(await site.text('/search?q=tax')).toContain('&lt;b&gt;<mark>tax</mark>&lt;/b&gt; &amp; &lt;script&gt;rise()');
  });

  test('results go on over pages, each once, in both orders', async () => {
    const source = await rows.source('A blog');
    await rows.many(
      Array.from({ length: 60 }, (_, number) => rows.row(source, new Date(Date.UTC(2008, 3, 1, 0, number)), { text: 'tax', title: null })),
    );
    await file();
    for (const order of ['relevance', 'date']) {
      const seen: string[] = [];
      let href: string | undefined = `/search?q=tax&order=${order}`;
      while (href) {
        const page: Page = new Page(await site.text(href));
        seen.push(
          ...page.classed('result').flatMap((result) =>
            page
              .all('a')
              .filter((link) => within(link, result))
              .map(({ attribs }) => attribs.href ?? ''),
          ),
        );
        expect(page.headings).toContain('h2 60 results');
        href = page.all('a', { rel: 'next' })[0]?.attribs.href;
      }
      expect(new Set(seen).size).toBe(60);
      expect(seen).toHaveLength(60);
      if (order === 'date') expect(seen[0]).toBe('/threads/60');
    }
  });

  test('of more than are looked at, the page says so', async () => {
    const source = await rows.source('A blog');
    await rows.many(
      Array.from({ length: 2001 }, (_, number) =>
        rows.row(source, new Date(Date.UTC(2008, 3, 1, 0, number)), { text: 'tax', title: null }),
      ),
    );
    await file();
    const page = await search('tax');
    expect(page.headings).toContain('h2 More than 2,000 results');
    expect(page.text).toContain('The newest 2,000 are ranked and counted here');
  }, 180_000);

  test('what its publisher removed is found, and not shown', async () => {
    const source = await rows.source('A blog');
    const said = { title: 'Secret plan', text: 'The secret is out of the box now.', goneAt: new Date('2008-04-02T00:00:00Z') };
    await rows.post(source, '2008-04-01T00:00:00Z', said);
    await file();
    const page = await search('secret');
    expect(results(page)[0]).toContain('Removed by its publisher');
    expect(page.classed('result').map(words).join()).not.toMatch(/secret/i);
  });

  test('while posts of before are being filed, the page says how many can be found', async () => {
    const source = await rows.source('A blog');
    await rows.many(Array.from({ length: 200 }, () => rows.row(source, new Date('2008-04-01T00:00:00Z'))));
    await site.app.get(Reindexer).step();
    expect((await search('')).text).toMatch(/still being filed, and \d+ % of them can be found/);
    await file();
    expect((await search('')).text).not.toContain('being filed');
  });

  test('a post that is removed from the store is found no more', async () => {
    const source = await rows.source('A blog');
    const id = await rows.post(source, '2008-04-01T00:00:00Z', { text: 'zeppelin' });
    await file();
    expect(results(await search('zeppelin'))).toHaveLength(1);
    await site.database.write((manager) => manager.delete(PostEntity, { id }));
    expect(results(await search('zeppelin'))).toHaveLength(0);
  });
});

function within(element: { parent: unknown }, ancestor: unknown): boolean {
  for (let at: { parent: unknown } | null = element; at; at = at.parent as typeof at) if (at === ancestor) return true;
  return false;
}
