import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Rows } from '../../support/conversation.js';
import { crosstalk } from '../../support/crosstalk.js';
import { newsday } from '../../support/newsday.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

let site: Site;
let rows: Rows;
let threadId: number;

async function open(): Promise<void> {
  site = await startSite();
  rows = new Rows(site.database);
}

async function thread(id: number): Promise<Page> {
  return new Page(await site.text(`/threads/${id}`));
}

/** Each comment as its level and its author, in the order of the page. */
function tree(page: Page): string[] {
  return page
    .classed('comment')
    .map(
      (comment) =>
        `${comment.attribs.class?.match(/l(\d+)/)?.[1]} ${words(page.classed('name').find((name) => inside(name, comment)) ?? [])}`,
    );
}

function inside(element: { parent: unknown } | null, ancestor: unknown): boolean {
  for (let at = element; at; at = at.parent as typeof element) if (at === ancestor) return true;
  return false;
}

describe('a thread of a day of news', () => {
  beforeAll(async () => {
    await open();
    ({ threadId } = await newsday(rows));
  });
  afterAll(() => site.close());

  test('a thread shows its post, then its comments as a tree, each with an anchor, a time and its original', async () => {
    const page = await thread(threadId);
    expectOrderlyHeadings(page);
    expect(page.headings).toEqual(['h1 Somebody at the Harbours department said good morning back', 'h2 The other nine', 'h2 7 comments']);
    expect(tree(page)).toEqual([
      '1 Owen Tranter',
      '2 Priya Nandakumar',
      '3 Owen Tranter',
      '1 Malcolm Frith',
      '1 Hester Quill',
      '1 Buy Cheap Boats',
      '1 Chirp / harbours',
    ]);
    for (const comment of page.classed('comment')) {
      const id = comment.attribs.id ?? '';
      expect(page.all('a', { href: `#${id}` }).length).toBeGreaterThan(0);
    }
    expect(new Set(page.ids).size).toBe(page.ids.length);
    const times = page.all('time').map((time) => `${time.attribs.datetime} ${words(time)}`);
    expect(times[0]).toBe('2008-04-03T08:02:00.000Z 3 April 2008, 09:02');
    expect(
      page
        .all('a')
        .filter((link) => words(link).startsWith('Original'))
        .map((link) => link.attribs.rel),
    ).toEqual(new Array(7).fill('external nofollow'));
  });

  test('a thread says who answers whom, what was read from words alone, what was edited and what was removed', async () => {
    const { text } = await thread(threadId);
    expect(text).toContain('Priya Nandakumar seems to answer Owen Tranter (read from the words, 80 % sure)');
    expect(text).toContain('Owen Tranter in reply to Priya Nandakumar');
    expect(text).toContain('Edited 3 April 2008, 12:20');
    expect(text).toContain('Hester Quill Signed as the post’s author');
    expect(text).toContain('Removed by its publisher; we saw that on 3 April 2008, 13:00');
    expect(text).toContain('The publisher counts 9: its feed does not give all of them.');
    expect(text).toContain('Chirp / harbours Civil service');
  });

  test('a comment’s address leads to its place in its thread', async () => {
    const response = await site.get(`/threads/${threadId + 1}`);
    expect([response.status, response.headers.get('location')]).toEqual([302, `/threads/${threadId}#post-${threadId + 1}`]);
  });

  test.each(['0', '-1', '1e3', 'abc', '99999999999', '2147483648', '9999', '1%20OR%201=1'])(
    'there is no thread “%s”, and the page says where to go',
    async (id) => {
      const response = await site.get(`/threads/${id}`);
      expect(response.status).toBe(404);
      expect(new Page(await response.text()).headings[0]).toBe('h1 This page is not here');
    },
  );

  test('an edited message leads to what it said before', async () => {
    const page = await thread(threadId);
    const [mark] = page.classed('state').filter((state) => words(state).startsWith('Edited'));
    expect(mark?.attribs.href).toMatch(/^\/posts\/\d+\/revisions$/);
  });
});

describe('a thread of few words', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('replies whose parent is elsewhere, and replies in a circle, are all shown once', async () => {
    const source = await rows.source('Blog');
    const post = await rows.post(source, '2008-04-03T09:00:00Z');
    await rows.comment(source, post, '2008-04-03T09:01:00Z', { authorName: 'Lost', parentId: 999_999 });
    const one = await rows.comment(source, post, '2008-04-03T09:02:00Z', { authorName: 'Round' });
    const two = await rows.comment(source, post, '2008-04-03T09:03:00Z', { authorName: 'Round again', parentId: one });
    await site.database.write((manager) => manager.update(PostEntity, one, { parentId: two }));
    expect(tree(await thread(post))).toEqual(['1 Lost', '1 Round', '2 Round again']);
  });

  test('siblings stand by their time, those of one instant by their place in the document, then as they came', async () => {
    const source = await rows.source('Blog');
    const post = await rows.post(source, '2008-04-03T09:00:00Z');
    const say = (authorName: string, at: string, position: number) => rows.comment(source, post, at, { authorName, position });
    await say('Fourth', '2008-04-03T09:03:00Z', 1);
    await say('Third', '2008-04-03T09:02:00Z', 9);
    const second = await say('Second', '2008-04-03T09:01:00Z', 5);
    await say('Second too', '2008-04-03T09:01:00Z', 5);
    await say('First', '2008-04-03T09:01:00Z', 4);
    await rows.comment(source, post, '2008-04-03T09:09:00Z', { authorName: 'Fourth ', parentId: second });
    const page = await thread(post);
    expect(tree(page)).toEqual(['1 First', '1 Second', '2 Fourth', '1 Second too', '1 Third', '1 Fourth']);
    expect(page.text).toContain('6 people, the post’s author among them. First comment 3 April 2008, 10:01, latest 3 April 2008, 10:09.');
  });

  test('pictures published with a post are shown, other files are offered, and what could harm is neither', async () => {
    const source = await rows.source('Photostream');
    const post = await rows.post(source, '2008-04-03T09:00:00Z', {
      enclosures: [
        { url: 'https://pictures.example/pier%20one.jpg', type: 'image/jpeg', length: 1 },
        { url: 'http://pictures.example/old.png', type: null, length: null },
        { url: 'https://pictures.example/talk.mp3', type: 'audio/mpeg', length: 1 },
        { url: 'javascript:alert(1)', type: 'image/png', length: 1 },
      ],
    });
    const page = await thread(post);
    expect(page.all('img').map((image) => `${image.attribs.src} ${image.attribs.alt}`)).toEqual([
      'https://pictures.example/pier%20one.jpg Picture published with this post: pier one.jpg',
    ]);
    expect(page.text).toContain('old.png, published with this post');
    expect(page.text).toContain('talk.mp3, published with this post');
    expect(await site.text(`/threads/${post}`)).not.toContain('javascript:');
  });

  test('a post without comments says what is known', async () => {
    const source = await rows.source('Blog');
    const silent = await rows.post(source, '2008-04-03T09:00:00Z', { commentCount: 3 });
    expect((await thread(silent)).text).toContain('The publisher counts 3 comments, but none of them has reached us.');
  });

  test('a thread that others take up says where, and one that only its own site takes up does not', async () => {
    const { question, remark } = await crosstalk(rows);
    const page = await thread(question);
    expect(page.text).toContain('This conversation goes on elsewhere: 3 other sites');
    expect(page.all('a', { href: `/conversations/${question}` })).toHaveLength(1);
    expect((await thread(remark - 1)).all('a', { href: `/conversations/${question}` })).toHaveLength(1);

    const source = await rows.source('Diary');
    const [one, two] = [await rows.post(source, '2008-04-01T09:00:00Z'), await rows.post(source, '2008-04-02T09:00:00Z')];
    await rows.link(two, one, 'yesterday');
    expect((await thread(one)).text).not.toContain('goes on elsewhere');
  });

  test('a post that only its comments tell of is called by its address, and says that it has not reached us', async () => {
    const source = await rows.source('A blog');
    const at = '2008-04-03T09:00:00Z';
    const post = await rows.post(source, at, {
      url: 'http://blog.example/bridge/',
      title: null,
      text: '',
      html: '',
      isStub: 1,
      authorName: null,
    });
    await rows.comment(source, post, at, { authorName: 'Ada' });
    const page = await thread(post);
    expect(page.headings[0]).toBe('h1 blog.example/bridge');
    expect(page.text).toContain('The post itself has not reached us');
    expect(page.text).toContain('1 person.');
  });
});

describe('pages elsewhere that link to a post', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('stand after the comments, are counted among nobody, and lead to our own thread where there is one', async () => {
    const blog = await rows.source('Quay Notes');
    const other = await rows.source('Mole Diary');
    const post = await rows.post(blog, '2008-04-03T08:00:00Z', { title: 'The pier', commentCount: 4 });
    const comment = await rows.comment(blog, post, '2008-04-03T09:00:00Z', { authorName: 'Owen' });
    const ours = await rows.post(other, '2008-04-03T10:00:00Z', { title: 'A walk' });
    await rows.linkback(post, ours, { title: 'Mole Diary » A walk', excerpt: '[...] along the pier [...]' });
    await rows.linkback(post, 'https://www.far.example/x?a=1', { title: 'Far away', kind: 'webmention', publishedAt: null });
    await rows.linkback(comment, null, { title: 'No address given' });
    await rows.linkback(post, 'https://gone.example/', { title: 'Removed', goneAt: new Date(0) });
    const page = await thread(post);
    expectOrderlyHeadings(page);
    expect(page.headings.slice(1)).toEqual(['h2 1 comment', 'h2 Linked from 3 pages elsewhere']);
    const [section] = page.classed('linkbacks');
    const items = page.all('li').filter((item) => inside(item, section));
    expect(items.map(words)).toEqual([
      'Mole Diary » A walk [...] along the pier [...] Mole Diary, pingback, 3 April 2008',
      'Far away far.example, webmention, first seen 3 April 2008',
      'No address given pingback, 3 April 2008',
    ]);
    expect(
      page
        .all('a')
        .filter((link) => inside(link, section))
        .map(({ attribs }) => [attribs.href, attribs.rel]),
    ).toEqual([
      [`/threads/${ours}`, undefined],
      ['https://www.far.example/x?a=1', 'nofollow noopener ugc'],
    ]);
    // 4 that the publisher counts are the comment and the three links.
    expect(page.text).not.toContain('The publisher counts');
    expect(page.text).toContain('2 people');
  });

  test('are shown as words, whatever they say, and only the first fifty', async () => {
    const blog = await rows.source('Quay Notes');
    const post = await rows.post(blog, '2008-04-03T08:00:00Z');
    const evil = '"><script>alert(1)</script>';
    await rows.linkback(post, null, { title: evil, excerpt: evil, url: 'javascript:alert(1)', urlKey: 'javascript:alert(1)' });
    for (let number = 0; number < 51; number++) await rows.linkback(post, `https://far.example/${number}`);
    const html = await site.text(`/threads/${post}`);
    expect(html).not.toMatch(/<script(?! type="application\/ld\+json")/);
    expect(html).not.toContain('href="javascript:');
    const page = new Page(html);
    expect(page.all('li').filter((item) => inside(item, page.classed('linkbacks')[0]))).toHaveLength(50);
    expect(page.text).toContain('And 2 more.');
  });

  test('are not there where there are none, and on no page but the first', async () => {
    const { threadId } = await newsday(rows);
    expect((await thread(threadId)).classed('linkbacks')).toEqual([]);
    const blog = await rows.source('Long');
    const long = await rows.post(blog, '2008-04-03T08:00:00Z');
    await rows.many(
      Array.from({ length: 600 }, () => rows.row(blog, '2008-04-03T09:00:00Z', { kind: 'comment', rootId: long, parentId: long })),
    );
    await rows.linkback(long, 'https://far.example/');
    expect((await thread(long)).classed('linkbacks')).toHaveLength(1);
    expect(new Page(await site.text(`/threads/${long}?page=2`)).classed('linkbacks')).toEqual([]);
  });
});
