import { Editions } from '../../../src/modules/digests/editions.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { releases } from '../../support/releases.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let rows: Rows;
let leaderId: number;
let copyIds: number[];

async function open(): Promise<void> {
  site = await startSite();
  rows = new Rows(site.database);
  ({ leaderId, copyIds } = await releases(rows, site.database));
}

async function page(path: string): Promise<Page> {
  return new Page(await site.text(path));
}

const hrefs = (of: Page) => of.all('a').map(({ attribs }) => attribs.href ?? '');
const search = (query: string, more = '') => page(`/search?q=${encodeURIComponent(query)}${more}`);

describe('a release on ten sites', () => {
  beforeAll(async () => {
    await open();
    await site.app.get(Reindexer).run({ again: true });
  });
  afterAll(() => site.close());

  describe('in a thread', () => {
    test('says where else the same words stand, with a way to each, its voice and its comments', async () => {
      const thread = await page(`/threads/${leaderId}`);
      const [copies] = thread.classed('copies');
      expect(words(copies ?? [])).toContain('The same words on 9 other sites');
      expect(words(copies ?? [])).toMatch(/Progress Party News Party .*, 2 comments/);
      expect(hrefs(thread)).toEqual(expect.arrayContaining(copyIds.map((id) => `/threads/${id}`)));
      expect(words((await page(`/threads/${copyIds[3]}`)).classed('copies')[0] ?? [])).toContain('Harbour Light Civil service');
    });
  });

  describe('in a conversation', () => {
    test('joins the threads of all copies, with the comments of each under the name of its site', async () => {
      expect((await site.get(`/conversations/${copyIds[2]}`)).headers.get('location')).toBe(`/conversations/${leaderId}`);
      const conversation = await page(`/conversations/${leaderId}`);
      expectOrderlyHeadings(conversation);
      expect(conversation.text).toContain('10 threads on 10 sites, with 5 comments, joined by the words that 9 of them repeat.');
      const remarks = conversation.classed('remark').map(words);
      expect(remarks).toHaveLength(5);
      expect(remarks.filter((remark) => remark.startsWith('Sam in a comment on')).map((remark) => /on (.*?), /.exec(remark)?.[1])).toEqual([
        'Harbour Light',
        'The Estuary Courier',
      ]);
      // The words stand there once, under the first who had them.
      expect(conversation.text.match(/every Thursday between noon/g)).toHaveLength(1);
      expect(conversation.text.match(/The same words as in Harbour Light’s post/g)).toHaveLength(9);
    });
  });

  describe('in a search', () => {
    test('lists a release once, counts it once, says so, and lets a reader unfold it', async () => {
      for (const order of ['', '&order=date']) {
        const results = await search('signed official', order);
        expectOrderlyHeadings(results);
        expect(results.headings).toContain('h2 1 result');
        expect(results.text).toContain('9 posts say what another says; folded into that one and not counted.');
        expect(results.classed('result').map(words).join()).toContain('A question hour for harbours');
        expect(words(results.classed('copies')[0] ?? [])).toContain('The same words on 9 other sites');
        const folded = hrefs(results).find((href) => href.includes('is%3Acopy')) ?? '';
        expect((await page(folded)).classed('result')).toHaveLength(9);
      }
    });

    test('stands it under whichever of its sites was asked for', async () => {
      const results = await search('signed official affiliation:party');
      expect(results.classed('result').map(words).join()).toContain('Our minister delivers');
      expect(results.text).not.toContain('not counted');
    });

    test('lists every comment under every copy', async () => {
      expect((await search('is:comment')).headings).toContain('h2 5 results');
    });

    test('finds copies, or leaves them out, where it is asked to', async () => {
      expect((await search('signed official is:copy')).classed('result')).toHaveLength(9);
      expect((await search('signed official -is:copy')).classed('result')).toHaveLength(1);
      expect((await search('is:post')).headings).toContain('h2 1 result');
    });
  });

  describe('in an edition', () => {
    test('tells a release as one story, with the comments under all its copies, each on its site', async () => {
      const edition = await page('/digest/2008-04-04');
      expectOrderlyHeadings(edition);
      const numbers = edition.all('dt').map((term, index) => `${words(edition.all('dd')[index] ?? term)} ${words(term)}`);
      expect(numbers.slice(0, 3)).toEqual(['1 conversation', '5 comments', '10 posts']);
      expect(edition.text).toContain('9 posts of these say what an earlier one says, and are folded into that one.');
      const [lead] = edition.classed('lead');
      expect(words(lead ?? [])).toContain('A question hour for harbours');
      expect(words(lead ?? [])).toContain('The same words on 9 other sites');
      // Two who are called Sam, on two sites, are two people; the department is the sixth.
      expect(words(lead ?? [])).toContain('5 replies in a conversation of 6 people');
      expect(words(lead ?? [])).toMatch(/Sam .*Sam on The Estuary Courier/);
      expect(edition.classed('published')).toEqual([]);
      const said = hrefs(edition).filter((href) => href.includes('#post-'));
      for (const href of said) expect((await site.get(href)).status).toBe(200);
      expect(new Set(said.map((href) => href.split('#')[0])).size).toBe(3);
    });

    test('says so as text and as a feed', async () => {
      const editions = site.app.get(Editions);
      const day = await editions.find('2008-04-04');
      const text = (await editions.render(day, 'text')).replace(/\s+/g, ' ');
      expect(text).toContain('The same words on 9 other sites: The Estuary Courier, Progress Party News,');
      expect(text).toContain('> Sam on The Estuary Courier');
      const feed = await editions.render(day, 'atom');
      expect(feed.match(/<entry>/g)).toHaveLength(6);
      expect(feed).toContain('I shall ask about the dredger, every week.');
    });
  });
});

describe('beside other posts', () => {
  beforeEach(open);
  afterEach(() => site.close());

  describe('a thread', () => {
    test('says nothing of the kind about a post that stands alone', async () => {
      const alone = await rows.post(await rows.source('Alone'), '2008-04-03T10:00:00Z');
      expect((await page(`/threads/${alone}`)).classed('copies')).toEqual([]);
    });

    test('counts a post that its own site published twice as such', async () => {
      const source = await rows.source('Twice');
      const [first, again] = [await rows.post(source, '2008-04-03T10:00:00Z'), await rows.post(source, '2008-04-03T11:00:00Z')];
      await site.database.write((manager) => manager.insert('duplicate', { postId: again, leaderId: first }));
      expect(words((await page(`/threads/${first}`)).classed('copies')[0] ?? [])).toContain('The same words again on this site');
    });
  });

  describe('a search', () => {
    test('goes from page to page without listing a release twice', async () => {
      const source = await rows.source('Another');
      for (let day = 1; day <= 40; day++) {
        const at = `2008-03-${String((day % 28) + 1).padStart(2, '0')}T08:00:00Z`;
        await rows.post(source, at, { title: `Note ${day}`, text: `An official note of day ${day}.` });
      }
      await site.app.get(Reindexer).run({ again: true });
      for (const order of ['', '&order=date']) {
        const titles: string[] = [];
        for (let next: string | undefined = `/search?q=official${order}`; next;) {
          const part: Page = await page(next);
          titles.push(...part.classed('result').map((result) => words(result).slice(0, 60)));
          next = part.all('a').find(({ attribs }) => attribs.rel === 'next')?.attribs.href;
        }
        expect(titles).toHaveLength(41);
        expect(new Set(titles).size).toBe(41);
      }
    });
  });

  describe('an edition', () => {
    test('lists a release that nobody commented on once, and the others with it', async () => {
      const source = await rows.source('Weir Watch');
      const [first, again] = [await rows.post(source, '2008-04-01T10:00:00Z'), await rows.post(source, '2008-04-01T11:00:00Z')];
      await site.database.write((manager) => manager.insert('duplicate', { postId: again, leaderId: first }));
      const [published] = (await page('/digest/2008-04-01')).classed('published');
      expect(hrefs(await page('/digest/2008-04-01')).filter((href) => href === `/threads/${first}`)).toHaveLength(1);
      expect(words(published ?? [])).toContain('The same words again on this site');
    });

    test('goes on with a release of the day before where its copy is talked about', async () => {
      await rows.comment(await rows.source('Reader’s site'), copyIds[0] ?? 0, '2008-04-05T09:00:00Z', { authorName: 'Ada', text: 'And?' });
      const [lead] = (await page('/digest/2008-04-05')).classed('lead');
      expect(words(lead ?? [])).toContain('A question hour for harbours');
      expect(words(lead ?? [])).toContain('1 reply');
    });
  });
});
