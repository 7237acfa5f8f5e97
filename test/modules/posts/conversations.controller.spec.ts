import { HUB_LINKS_MAX, WINDOW_MS } from '../../../src/feeds/conversations.js';
import { ROUNDS_MAX, THREADS_MAX } from '../../../src/modules/posts/conversations.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { Rows } from '../../support/conversation.js';
import { crosstalk } from '../../support/crosstalk.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { startSite, type Site } from '../../support/site.js';

const NOON = '2008-04-03T12:00:00Z';
let site: Site;
let rows: Rows;
let talk: Awaited<ReturnType<typeof crosstalk>>;

async function open(): Promise<void> {
  site = await startSite();
  rows = new Rows(site.database);
}

async function conversation(id: number): Promise<Page> {
  const response = await site.get(`/conversations/${id}`);
  expect([response.status, response.headers.get('location')]).toEqual([200, null]);
  return new Page(await response.text());
}

/** Where the address of a conversation leads: the number it ends at. */
async function nameOf(id: number): Promise<number> {
  const response = await site.get(`/conversations/${id}`);
  return response.status === 200 ? id : Number(response.headers.get('location')?.split('/').at(-1));
}

/** The threads that a conversation's page shows. */
function threadsOn(page: Page): string[] {
  return page.headings.filter((heading) => heading.startsWith('h4')).map((heading) => heading.slice(3));
}

/** A post of a site of its own. */
async function aPost(title: string, at = NOON, said: Partial<PostEntity> = {}): Promise<number> {
  return rows.post(await rows.source(`Site of ${title}`), at, { title, ...said });
}

describe('a conversation of four sites', () => {
  beforeAll(async () => {
    await open();
    talk = await crosstalk(rows);
  });
  afterAll(() => site.close());

  test('shows sites side by side in time, and who answered whom with which words', async () => {
    const { question, answer, remark } = talk;
    const page = await conversation(question);
    expectOrderlyHeadings(page);
    expect(page.headings).toEqual([
      'h1 Who answers when you write to a lighthouse?',
      'h2 In the order of time',
      'h3 Wednesday 2 April 2008',
      'h4 Who answers when you write to a lighthouse?',
      'h4 We read them, and here is what we do next',
      'h3 Thursday 3 April 2008',
      'h4 Lighthouses promise to write back',
      'h3 Friday 4 April 2008',
      'h4 First week: 212 letters, 207 answers. Thanks to H. for counting. https://site.example/x',
      'h2 Elsewhere',
    ]);
    expect(page.text).toContain('4 threads on 4 sites, with 3 comments, joined by the links between them.');
    const columns = page.classed('event').map((event) => `${event.attribs.class?.match(/c\d/)?.[0]} ${event.attribs.id}`);
    expect(columns.slice(0, 2)).toEqual([`c1 post-${question}`, `c2 post-${answer}`]);
    expect(words(page.byId(`post-${answer}`))).toContain(
      'Links to Hester Quill’s post on Quay Notebook: who answers when you write to a lighthouse Taken up by',
    );
    expect(words(page.byId(`post-${question}`))).toContain(
      'Taken up by Ruth Ferrier on Beacon: the harbours blog, Tom Arkwright on The Tidewater Post, Chirp / beacon 2 comments',
    );
    expect(words(page.byId(`post-${remark}`))).toMatch(/^M. Frith in a comment on The Tidewater Post, .* Links to Ruth Ferrier’s post/);
    expect(words(page.byId(`post-${remark}`))).toContain('read what they do next before you laugh.');
    expect(page.all('strong').map(words)).toContain('read what they do next');
    expect(page.all('a', { href: `/threads/${question}#comments` }).map(words)).toEqual([
      '2 comments on Who answers when you write to a lighthouse?',
    ]);
    expect(new Set(page.ids).size).toBe(page.ids.length);
    for (const { attribs } of page.all('a')) if (attribs.href?.startsWith('#post')) page.byId(attribs.href.slice(1));
  });

  test('has one address: that of its smallest thread, from whichever post one comes', async () => {
    const { question, answer, remark, report } = talk;
    for (const id of [answer, remark, report, question + 1]) {
      const response = await site.get(`/conversations/${id}`);
      expect([response.status, response.headers.get('location')]).toEqual([302, `/conversations/${question}`]);
    }
    expect(threadsOn(await conversation(question))).toHaveLength(4);
  });

  test.each(['0', '-1', 'abc', '2147483648', '9999', '1%20OR%201=1'])('there is no conversation “%s”, and the page says so', async (id) => {
    const response = await site.get(`/conversations/${id}`);
    expect(response.status).toBe(404);
    expect(new Page(await response.text()).headings[0]).toBe('h1 This page is not here');
  });
});

describe('the page', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('names pages that we do not have, once each, with the sites that point to them', async () => {
    const { question, answer } = await crosstalk(rows);
    await rows.link(answer, 'https://www.registers.example/', 'a front page');
    await rows.link(answer, 'https://beacon-the-harbours-blog.example/about', 'its own site');
    const page = await conversation(question);
    expect(words(page.classed('elsewhere'))).toContain(
      'a name beside every address registers.example, linked from Beacon: the harbours blog and The Tidewater Post',
    );
    expect(page.classed('elsewhere').flatMap((section) => page.all('li').filter((item) => item.parent?.parent === section))).toHaveLength(
      1,
    );
  });

  test('of one thread says that it is on one site so far, and leads to the thread', async () => {
    const post = await aPost('Alone');
    const page = await conversation(post);
    expect(page.text).toContain('A conversation on one site so far');
    expect(page.all('a', { href: `/threads/${post}` }).map(words)).toContain('Read the whole thread');
    expect(await site.text(`/threads/${post}`)).not.toContain('goes on elsewhere');
  });

  test('shows what others wrote as words, whatever they wrote', async () => {
    const evil = '"><script>alert(1)</script>';
    const target = await rows.post(await rows.source(`Target ${evil}`), NOON, { title: evil, authorName: evil, text: `${evil} said.` });
    const linking = await rows.post(await rows.source('Linking'), NOON, { title: 'Linking', text: `Before ${evil} after.` });
    await rows.link(linking, target, evil);
    await rows.link(linking, 'javascript:alert(1)', 'a trap');
    await rows.link(linking, 'https://far.example/"><script>', evil);
    const html = await site.text(`/conversations/${target}`);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('javascript:');
    expect(new Page(html).all('strong').map(words)).toContain(evil);
  });
});

describe('one conversation', () => {
  beforeEach(open);
  afterEach(() => site.close());

  test('is joined over many steps, by posts and by comments, in both directions', async () => {
    const [one, two, three, four] = [await aPost('One'), await aPost('Two'), await aPost('Three'), await aPost('Four')];
    const comment = await rows.comment(2, two, NOON);
    await rows.link(comment, one, 'one');
    await rows.link(two, three, 'three');
    await rows.link(four, three, 'three');
    expect(await Promise.all([one, two, three, four].map(nameOf))).toEqual([one, one, one, one]);
  });

  test('is joined by a link to a comment of ours, and to a comment that we do not have', async () => {
    const page = 'https://blog.example/2008/lighthouse';
    const target = await aPost('Target', NOON, { url: page, urlKey: page });
    const source = (await site.database.manager.findOneByOrFail(PostEntity, { id: target })).sourceId;
    await rows.comment(source, target, NOON, { url: `${page}#comment-12`, urlKey: `${page}#comment-12`, authorName: 'Owen' });
    const [known, unknown, elsewhere] = [await aPost('Known'), await aPost('Unknown'), await aPost('Other')];
    await rows.link(known, `${page}/#comment-12`, 'a comment');
    await rows.link(unknown, `http://www.blog.example/2008/lighthouse?utm_source=x#comment-99`, 'a lost comment');
    await rows.link(elsewhere, `${page}-two#comment-12`, 'another page');
    expect(await Promise.all([known, unknown, elsewhere].map(nameOf))).toEqual([target, target, elsewhere]);
    const view = await conversation(target);
    expect(threadsOn(view).sort()).toEqual(['Known', 'Target', 'Unknown']);
    expect(words(view.byId(`post-${known}`))).toContain('Links to Owen’s comment on Site of Target');
  });

  test('does not join what links to a hub, to an old post, to itself, or from a blogroll', async () => {
    const hub = await aPost('Hub');
    for (let number = 0; number <= HUB_LINKS_MAX; number++) await rows.link(await aPost(`Follower ${number}`), hub, 'the law');
    expect(threadsOn(await conversation(hub))).toEqual(['Hub']);

    const old = await aPost('Old', new Date(Date.parse(NOON) - WINDOW_MS - 1).toISOString());
    const late = await aPost('Late');
    await rows.link(late, old, 'last year');
    await rows.link(late, late, 'permalink');
    expect([await nameOf(late), await nameOf(old)]).toEqual([late, old]);

    const friend = await aPost('Friend');
    const blog = await rows.source('Blogroll');
    const posts = [1, 2, 3].map((number) => rows.post(blog, NOON, { title: `With a footer ${number}` }));
    for (const post of await Promise.all(posts)) await rows.link(post, friend, 'my friend');
    expect(await nameOf(friend)).toBe(friend);
    expect(threadsOn(await conversation(friend))).toEqual(['Friend']);
  });

  test('is not joined by an address that many posts bear, nor by what its publisher removed', async () => {
    const home = { url: 'https://home.example/', urlKey: 'https://home.example/' };
    for (let number = 0; number < 4; number++) await aPost(`At home ${number}`, NOON, home);
    const visitor = await aPost('Visitor');
    await rows.link(visitor, 'https://home.example/', 'home');
    expect(await nameOf(visitor)).toBe(visitor);

    const [target, gone] = [await aPost('Target'), await aPost('Gone', NOON, { goneAt: new Date(NOON) })];
    await rows.link(gone, target, 'target');
    expect([await nameOf(target), await nameOf(gone)]).toEqual([target, gone]);
  });

  test('is joined by a pingback of a post that we have, though its body as we have it has no link', async () => {
    const [target, linking, stranger] = [await aPost('Target'), await aPost('Linking'), await aPost('Stranger')];
    await rows.linkback(target, linking, { title: 'Linking', excerpt: '[...] as he wrote on the pier [...]' });
    await rows.linkback(target, 'https://nobody.example/page', { title: 'Unknown page' });
    expect([await nameOf(target), await nameOf(linking), await nameOf(stranger)]).toEqual([target, target, stranger]);
    const page = await conversation(target);
    expect(threadsOn(page).sort()).toEqual(['Linking', 'Target']);
    const event = words(page.byId(`post-${linking}`));
    expect(event).toContain('as he wrote on the pier');
    expect(event).not.toContain('[...]');
  });

  test('counts a link in the body and its pingback once, with the words of the body', async () => {
    const [target, linking] = [await aPost('Target'), await aPost('Linking')];
    await rows.linkback(target, linking, { title: 'Linking', excerpt: '[...] quoted by the other side [...]' });
    await rows.link(linking, target, 'in my own words');
    const event = words((await conversation(target)).byId(`post-${linking}`));
    expect(event).toContain('in my own words');
    expect(event).not.toContain('quoted by the other side');
  });

  test('is joined by a pingback of a comment too, from both ends', async () => {
    const [target, linking] = [await aPost('Target'), await aPost('Linking')];
    const source = (await site.database.manager.findOneByOrFail(PostEntity, { id: target })).sourceId;
    const comment = await rows.comment(source, target, NOON);
    await rows.linkback(comment, linking, { kind: 'webmention' });
    expect([await nameOf(target), await nameOf(linking)]).toEqual([target, target]);
  });

  test('is not joined by a pingback that was removed, nor of an old or a removed post, nor of a home page, nor to a hub', async () => {
    const target = await aPost('Target');
    await rows.linkback(target, await aPost('Removed pingback'), { goneAt: new Date(NOON) });
    await rows.linkback(target, await aPost('Removed post', NOON, { goneAt: new Date(NOON) }));
    await rows.linkback(target, await aPost('Old', new Date(Date.parse(NOON) - WINDOW_MS - 1).toISOString()));
    const home = { url: 'https://home.example/', urlKey: 'https://home.example/' };
    for (let number = 0; number < 4; number++) await aPost(`At home ${number}`, NOON, home);
    await rows.linkback(target, home.url);
    expect(threadsOn(await conversation(target))).toEqual(['Target']);

    // Links and pingbacks count together, from whichever end one looks.
    const [hub, followers] = [await aPost('Hub'), [] as number[]];
    for (let number = 0; number <= HUB_LINKS_MAX; number++) {
      const follower = await aPost(`Follower ${number}`);
      followers.push(follower);
      if (number % 2) await rows.link(follower, hub, 'the law');
      else await rows.linkback(hub, follower);
    }
    expect(threadsOn(await conversation(hub))).toEqual(['Hub']);
    expect([await nameOf(followers[0]!), await nameOf(followers[1]!)]).toEqual([followers[0], followers[1]]);
  });

  test('that is larger than a page is cut, says so, and each thread shows its own neighbourhood', async () => {
    const chain: number[] = [];
    for (let number = 0; number < 2 * ROUNDS_MAX + 3; number++) chain.push(await aPost(`Link ${number}`));
    for (const [index, id] of chain.entries()) if (index > 0) await rows.link(id, chain[index - 1] ?? 0, 'before me');
    const last = await conversation(chain.at(-1) ?? 0);
    expect(last.text).toContain('There is more than this page can show.');
    expect(threadsOn(last)).toHaveLength(ROUNDS_MAX + 1);

    const centres = [await aPost('Centre'), await aPost('Second centre')];
    for (let number = 0; number < THREADS_MAX; number++) await rows.link(await aPost(`Ray ${number}`), centres[number % 2] ?? 0, 'centre');
    await rows.link(centres[1] ?? 0, centres[0] ?? 0, 'centre');
    const star = await conversation(centres[0] ?? 0);
    expect(threadsOn(star)).toHaveLength(THREADS_MAX);
    expect(star.text).toContain('There is more than this page can show.');
  });

  test('has at most four columns, however many sites', async () => {
    const centre = await aPost('Centre');
    for (let number = 0; number < 7; number++) await rows.link(await aPost(`Ray ${number}`), centre, 'centre');
    const page = await conversation(centre);
    expect(
      page
        .classed('sites')
        .flatMap((list) => page.all('li').filter((item) => item.parent === list))
        .map((item) => item.attribs.class),
    ).toEqual(['c1', 'c2', 'c3', 'c4', 'c4', 'c4', 'c4', 'c4']);
  });
});
