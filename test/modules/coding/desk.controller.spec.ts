import { CodebookService } from '../../../src/modules/coding/codebook.service.js';
import { CodingEntity } from '../../../src/modules/coding/coding.entity.js';
import { Reindexer } from '../../../src/modules/search/reindexer.js';
import { Rows } from '../../support/conversation.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { addCodes, formOf, judge, send } from '../../support/coding.js';

let site: Site;
let rows: Rows;
let posts: number[];

async function open(): Promise<void> {
  site = await startSite();
  rows = new Rows(site.database);
  const source = await rows.source('Harbour Light', 'civil-service');
  posts = [];
  for (let number = 0; number < 40; number++)
    posts.push(
      await rows.post(source, `2008-04-02T10:${10 + number}:00Z`, { title: `Ferry ${number}`, text: 'When?', voice: 'civil-service' }),
    );
  await file();
  await addCodes(site, [
    { label: 'Question', definition: 'Asks for an answer.', example: 'Who pays?' },
    { label: 'Thanks', definition: 'Thanks somebody.' },
  ]);
}

async function file(): Promise<void> {
  await site.app.get(Reindexer).run({ again: true });
}

async function page(path: string, status = 200): Promise<Page> {
  const response = await site.get(path);
  expect([path, response.status]).toEqual([path, status]);
  const html = await response.text();
  expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  return new Page(html);
}

const hrefs = (shown: Page) => shown.all('a').map(({ attribs }) => attribs.href ?? '');
const hrefOf = (shown: Page, text: string, named?: string) =>
  shown.all('a', named === undefined ? {} : { class: named }).find((link) => words(link).startsWith(text))?.attribs.href ?? '';
const postOn = (shown: Page) => Number(formOf(shown).get('post'));

/** Judges everything that a desk has, and gives the posts in their order. */
async function judgeAll(path: string, codesFor: (post: number) => string[]): Promise<number[]> {
  const seen: number[] = [];
  let at = path;
  for (;;) {
    const shown = await page(at);
    if (shown.all('form', { method: 'post' }).length === 0) {
      expect(shown.text).toContain(`All ${seen.length} posts are judged`);
      return seen;
    }
    const fields = formOf(shown);
    const post = Number(fields.get('post'));
    seen.push(post);
    for (const code of codesFor(post)) fields.append('code', code);
    const response = await send(site, fields);
    expect(response.status).toBe(303);
    at = response.headers.get('location') ?? '';
  }
}

describe('where nothing is judged', () => {
  beforeAll(open);
  afterAll(() => site.close());

  test('to look or to skip changes nothing, and what was skipped comes again', async () => {
    const first = await page('/coding?q=ferry&coder=Ada');
    expect(first.text).toContain('Ada, 0 of 40 posts judged');
    const second = await page(hrefOf(first, 'Skip', 'skip-post'));
    expect([postOn(first), postOn(second)]).toEqual(posts.slice(0, 2));
    const last = await page(`/coding?q=ferry&coder=Ada&after=${posts[38]}`);
    expect(postOn(last)).toBe(posts[39]);
    expect(postOn(await page(hrefOf(last, 'Skip', 'skip-post')))).toBe(posts[0]);
    expect(await site.database.manager.count(CodingEntity)).toBe(0);
  });

  test('what cannot be stored is said, and nothing that was typed is lost', async () => {
    const fields = formOf(await page('/coding?q=ferry&coder=Ada'));
    fields.append('code', 'thanks');
    fields.append('code', 'praise');
    fields.set('note', 'A thought');
    const response = await send(site, fields);
    expect(response.status).toBe(400);
    const shown = new Page(await response.text());
    expect(words(shown.byId('problems'))).toContain('There is no code “praise”.');
    expect(formOf(shown).getAll('code')).toEqual(['thanks']);
    expect(words(shown.byId('note'))).toBe('A thought');
    expect(postOn(shown)).toBe(posts[0]);
  });

  test('from elsewhere nothing is written', async () => {
    const fields = formOf(await page('/coding?q=ferry&coder=Ada'));
    expect((await send(site, fields, { 'X-Forwarded-For': '192.0.2.1' })).status).toBe(401);
    expect((await send(site, fields, { Origin: 'https://elsewhere.example' })).status).toBe(403);
    expect(await site.database.manager.count(CodingEntity)).toBe(0);
  });

  test.each([
    ['/coding', 200, 'Which posts, and who judges them'],
    ['/coding?q=ferry', 200, 'Your name'],
    ['/coding?coder=Ada', 200, 'Posts that a search finds'],
    ['/coding?q=zeppelin&coder=Ada', 200, 'Nothing was found'],
    ['/coding?q=ferry+after:yesterday&coder=Ada', 400, 'This cannot be read as a query'],
    ['/coding?q=tag:praise&coder=Ada', 400, 'There is no code “praise”.'],
    [`/coding?q=ferry&coder=${'x'.repeat(101)}`, 200, 'This is no name'],
    ['/coding?q[]=x&coder[a]=y&sample=-3&post=0', 200, 'Which posts'],
    ['/coding?coder=Ada&post=99999', 404, 'no post with this number'],
    ['/posts/99999/codes', 404, 'no post with this number'],
    ['/codebook', 200, 'Agreement takes two coders'],
    ['/codebook?first=nobody&second=x', 200, 'Nobody has judged a post yet.'],
    ['/codebook/posts', 404, 'There is no such list'],
    ['/codebook/posts?list=given/praise', 404, 'There is no such list'],
    ['/codebook/posts?list=given/question/whigs', 404, 'There is no such list'],
    ['/codebook/posts?list=both/question&first=a&second=b', 404, 'There is no such list'],
    ['/codebook/posts?list=given/question', 200, 'This figure counts no message.'],
  ])('%s: %i', async (path, status, sentence) => expect((await page(path, status)).text).toContain(sentence));
});

describe('where somebody judges', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('two coders at their desks: the same posts in the same order, blind, and a kappa at the end', async () => {
    const ada = await judgeAll('/coding?q=ferry&coder=Ada', (post) => (posts.indexOf(post) < 20 ? ['question'] : []));
    expect(ada).toEqual(posts);
    const bob = await judgeAll('/coding?q=ferry&coder=Bob', (post) => {
      const index = posts.indexOf(post);
      return index < 15 || index >= 36 ? ['question', 'thanks'] : [];
    });
    expect(bob).toEqual(posts);
    const book = await page('/codebook?first=ada&second=bob');
    expectOrderlyHeadings(book);
    const line = book.all('tr').find((row) => words(row).startsWith('Question'));
    // 15 by both, 5 and 4 by one, 16 by neither: as test/modules/coding/coding.command.spec.ts has it from a spreadsheet.
    expect(words(line ?? [])).toMatch(/^Question ?Kappa 0\.55, 0\.24 to 0\.76 at 95 % ?Agreed on 31 \(78 %\) of 40/);
    expect(words(line ?? [])).toContain('Ada 20 (50 %), Bob 19 (48 %): 15 by both');
    expect(book.text).toContain('They gave exactly the same codes to 16 posts');
    expect(book.text).toContain('Given to 24 posts with the code Question, by whose voice they are: Civil service 24');
    for (const href of hrefs(book).filter((each) => each.startsWith('/codebook/posts'))) {
      const link = book.all('a', { href })[0];
      const list = await page(href);
      const count = Number(/(\d+)/.exec(words(link ?? []).replace(/^.*? on /, ''))?.[1]);
      expect([href, words(list.classed('span')[0] ?? [])]).toEqual([href, `${count} ${count === 1 ? 'message' : 'messages'}`]);
    }
    const alone = await page(hrefOf(book, '4 by Bob alone'));
    expect(hrefs(alone).filter((href) => href.endsWith('/codes'))).toEqual(posts.slice(36).map((id) => `/posts/${id}/codes`));
  }, 180_000);

  test('what others said is not shown at a desk, and what one said oneself is', async () => {
    await judge(site, posts[0]!, 'Bob', ['thanks'], 'Bob thinks so');
    await judge(site, posts[0]!, 'Ada', ['question'], 'Ada thinks so');
    const shown = await page(`/coding?coder=ADA&post=${posts[0]}`);
    expectOrderlyHeadings(shown);
    expect(shown.text).not.toContain('Bob');
    expect(shown.text).toContain('You judged this before.');
    expect(formOf(shown).getAll('code')).toEqual(['question']);
    expect(words(shown.byId('note'))).toBe('Ada thinks so');
    const fields = formOf(shown);
    fields.append('code', 'thanks');
    expect((await send(site, fields)).headers.get('location')).toBe(`/posts/${posts[0]}/codes`);
    const all = await page(`/posts/${posts[0]}/codes`);
    expectOrderlyHeadings(all);
    expect(all.headings.slice(1)).toEqual(['h2 ADA', 'h2 Bob', 'h2 Judge it yourself']);
    expect(all.text).toContain('Question, Thanks');
    expect(all.text).toContain('1 earlier judgement of ADA');
    expect(all.text).toContain('Ada thinks so');
  });

  test('a judgement can be looked at again at once', async () => {
    const location = (await send(site, formOf(await page('/coding?q=ferry&coder=Ada')))).headers.get('location') ?? '';
    const next = await page(location);
    expect(next.text).toContain('Ada, 1 of 40 posts judged');
    const again = await page(hrefOf(next, 'Look at the last one again'));
    expect(postOn(again)).toBe(posts[0]);
    const fields = formOf(again);
    fields.append('code', 'thanks');
    expect(postOn(await page((await send(site, fields)).headers.get('location') ?? ''))).toBe(posts[1]);
    expect(await site.database.manager.count(CodingEntity)).toBe(2);
  });

  test('a sample is the same for whoever has its address, also when more is found later', async () => {
    const first = await page('/coding?q=ferry&coder=Ada&sample=5&seed=april');
    const shared = hrefOf(first, 'The same posts');
    expect(first.text).toContain('drawn by lot with the seed “april”');
    const start = await page(shared);
    const hidden = start.all('input', { type: 'hidden' }).map(({ attribs }) => `&${attribs.name}=${attribs.value}`);
    const ada = await judgeAll('/coding?q=ferry&coder=Ada&sample=5&seed=april', () => []);
    for (let number = 0; number < 30; number++) await rows.post(1, `2008-04-03T10:${10 + number}:00Z`, { title: 'Ferry', text: 'New' });
    await file();
    const bob = await judgeAll(`/coding?q=ferry&coder=Bob&sample=5&seed=april${hidden.join('')}`, () => ['thanks']);
    expect(ada).toHaveLength(5);
    expect(bob).toEqual(ada);
  });

  test('a comment stands with what it answers', async () => {
    const source = await rows.source('Civic Notebook', 'commentator');
    const root = await rows.post(source, '2008-04-03T09:00:00Z', { title: 'On piers', text: 'Piers are long.' });
    const parent = await rows.comment(source, root, '2008-04-03T09:01:00Z', { authorName: 'Owen', text: 'Too long.' });
    const reply = await rows.comment(source, root, '2008-04-03T09:02:00Z', { authorName: 'Priya', text: 'Walk faster.', parentId: parent });
    const shown = await page(`/coding?coder=Ada&post=${reply}`);
    expectOrderlyHeadings(shown);
    expect(shown.classed('above').map(words)).toEqual([
      expect.stringMatching(/^The thread begins with .*On piers ?Piers are long\.$/),
      expect.stringMatching(/^It answers Owen.*Too long\.$/),
    ]);
    expect(words(shown.byId('said'))).toBe('A comment by Priya');
  });

  test('a codebook that is empty says how it is filled, and so does a desk without codes', async () => {
    for (const slug of ['question', 'thanks']) await site.app.get(CodebookService).retire(slug);
    expect((await page('/codebook')).text).toContain('The codebook is empty. Add, change and retire codes');
    expect((await page('/coding?q=ferry&coder=Ada')).text).toContain('There are no codes to give yet');
  });

  test('a code that was retired stays with those who gave it, and is offered to nobody else', async () => {
    await judge(site, posts[0]!, 'Ada', ['question']);
    await site.app.get(CodebookService).retire('question');
    expect((await page(`/coding?coder=Ada&post=${posts[0]}`)).text).toContain('Question (retired)');
    expect((await page(`/coding?coder=Bob&post=${posts[0]}`)).text).not.toContain('Question');
    expect((await page('/codebook')).text).toContain('Question tag:question Retired');
  });

  test('a judgement of words that were edited since says so', async () => {
    await judge(site, posts[0]!, 'Ada', ['question']);
    expect((await page(`/posts/${posts[0]}/codes`)).text).not.toContain('before the post was last edited');
    await rows.revision(posts[0]!, '2008-04-06T12:00:00Z', { title: null, text: 'Before' });
    expect((await page(`/posts/${posts[0]}/codes`)).text).toContain('before the post was last edited');
  });

  test('what is typed is never markup', async () => {
    await judge(site, posts[0]!, '<b>Ada</b>', ['question'], '<script>1</script>');
    for (const path of ['/codebook', `/posts/${posts[0]}/codes`, `/coding?q=ferry&coder=${encodeURIComponent('<b>Ada</b>')}`])
      expect(await site.text(path)).not.toMatch(/<b>Ada|<script>1/);
  });
});
