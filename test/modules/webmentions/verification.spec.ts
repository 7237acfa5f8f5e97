import { AliasEntity } from '../../../src/modules/posts/alias.entity.js';
import { LinkbackEntity } from '../../../src/modules/posts/linkback.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { RevisionEntity } from '../../../src/modules/posts/revision.entity.js';
import { SourceEntity } from '../../../src/modules/sources/source.entity.js';
import { Verifier } from '../../../src/modules/webmentions/verifier.js';
import { Page, words } from '../../support/page.js';
import { BASE, type Receiving, reply, startReceiving } from './support.js';

let here: Receiving;

const begin = async () => void (here = await startReceiving());
const end = () => here.close();

const HOUR_MS = 3_600_000;

async function comments(): Promise<PostEntity[]> {
  const rows = await here.site.database.manager.find(PostEntity, { where: { kind: 'comment' }, order: { id: 'ASC' } });
  return rows.filter(({ guid }) => guid.startsWith('webmention:'));
}

function linkbacks(): Promise<LinkbackEntity[]> {
  return here.site.database.manager.find(LinkbackEntity, { order: { id: 'ASC' } });
}

/** Sends the same page again, later. */
async function again(path: string, target = here.target) {
  here.pass(60_000);
  return here.mention(path, target);
}

function link(to: string): { headers: Record<string, string>; body: string } {
  const body = `<!doctype html><title>Tides</title><p>The council <a href="${to}">answers</a> at last.</p>`;
  return { headers: { 'content-type': 'text/html' }, body };
}

describe('a reply', () => {
  beforeEach(begin);
  afterEach(end);

  test('is a comment under the post, shown on its thread with its author and a link to its page', async () => {
    here.web.routes['/note'] = reply(here.target, 'It <em>never</em> sails.');
    const row = await here.mention('/note');
    expect(row).toMatchObject({ state: 'accepted', attempts: 1, nextAt: null, message: expect.stringMatching(/comment/) as string });
    const [comment] = await comments();
    expect(comment).toMatchObject({
      rootId: here.postId,
      parentId: here.postId,
      replyBasis: 'explicit',
      parentUrl: here.target,
      url: `${here.web.url}/note`,
      authorName: 'Ada Quill',
      authorUrl: `${here.web.url}/`,
      html: '<p>It <em>never</em> sails.</p>',
      publishedAt: new Date('2008-04-04T10:00:00Z'),
      feedId: null,
    });
    const source = await here.site.database.manager.findOneByOrFail(SourceEntity, { id: comment?.sourceId ?? 0 });
    expect(source).toMatchObject({ title: `127.0.0.1:${here.web.port}`, siteUrl: `${here.web.url}/`, affiliation: 'unknown', isSample: 0 });
    const page = new Page(await here.site.text(`/threads/${here.postId}`));
    const shown = page.byId(`post-${comment?.id}`);
    expect(words([shown])).toMatch(/Ada Quill.*It never sails\./);
    expect(page.all('a', { href: `${here.web.url}/note` })[0]?.attribs.rel).toMatch(/nofollow/);
    expect(await linkbacks()).toEqual([]);
    const status = new Page(await here.site.text(`/webmention/${row.id}`));
    expect(status.headings[0]).toBe('h1 Accepted');
    expect(status.one('a', { href: `${here.web.url}/note` }).attribs.rel).toBe('nofollow noopener ugc');
  });

  test('to a comment hangs on that comment', async () => {
    const target = `${here.target}#post-${here.commentId}`;
    here.web.routes['/note'] = reply(target, 'Ask the harbour master.');
    await here.mention('/note', target);
    expect(await comments()).toMatchObject([{ rootId: here.postId, parentId: here.commentId, replyBasis: 'explicit' }]);
  });

  test('to two messages is a comment under each', async () => {
    const second = `${here.target}#post-${here.commentId}`;
    here.web.routes['/note'] = reply(here.target, 'To both.', `<a class="u-in-reply-to" href="${second}"></a>`);
    await here.mention('/note');
    await here.mention('/note', second);
    expect((await comments()).map(({ parentId }) => parentId)).toEqual([here.postId, here.commentId]);
    expect(await here.site.database.manager.countBy(SourceEntity, {})).toBe(2);
  });

  test('without a date stands where it was received; a date to come is none', async () => {
    here.web.routes['/note'] = { ...reply(here.target, 'x'), body: reply(here.target, 'Soon.').body.replace('2008-04-04', '2031-04-04') };
    await here.mention('/note');
    expect(await comments()).toMatchObject([{ publishedAt: null, sortAt: new Date('2008-04-05T12:00:00Z') }]);
  });

  test('that was edited keeps what it said as a revision', async () => {
    here.web.routes['/note'] = reply(here.target, 'It sails on Mondays.');
    await here.mention('/note');
    here.web.routes['/note'] = reply(here.target, 'It sails on Tuesdays.');
    expect(await again('/note')).toMatchObject({ state: 'accepted' });
    expect(await comments()).toMatchObject([{ text: 'It sails on Tuesdays.', revisionCount: 1, parentId: here.postId }]);
    expect(await here.site.database.manager.find(RevisionEntity)).toMatchObject([{ text: 'It sails on Mondays.' }]);
  });

  test('that came again unchanged changes nothing', async () => {
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    await here.mention('/note');
    const before = await comments();
    await again('/note');
    expect(await comments()).toEqual(before);
    expect(here.web.requests).toHaveLength(2);
  });

  test.each([
    ['is gone', { status: 410 }, /is gone \(410\)/],
    ['is not found', { status: 404 }, /no such page \(404\)/],
    ['no longer links', '<p>I changed my mind.</p>', /no link to/],
  ])('whose page %s is marked as removed, keeps its words, and may come back', async (_, answer, message) => {
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    await here.mention('/note');
    here.web.routes['/note'] = answer;
    expect(await again('/note')).toMatchObject({ state: 'gone', message: expect.stringMatching(message) as string });
    expect(await comments()).toMatchObject([{ text: 'It sails.', goneAt: new Date('2008-04-05T12:01:00Z') }]);
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    expect(await again('/note')).toMatchObject({ state: 'accepted' });
    expect(await comments()).toMatchObject([{ text: 'It sails.', goneAt: null, revisionCount: 0 }]);
  });

  test('that became a link is no comment any more, and the other way round', async () => {
    here.web.routes['/note'] = link(here.target);
    await here.mention('/note');
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    await again('/note');
    expect([await linkbacks(), await comments()]).toMatchObject([[], [{ goneAt: null }]]);
    here.web.routes['/note'] = link(here.target);
    await again('/note');
    expect([await linkbacks(), await comments()]).toMatchObject([[{ goneAt: null }], [{ goneAt: expect.any(Date) as Date }]]);
  });

  test('brings no markup that could harm a reader', async () => {
    const hostile = `Hello<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a><form action="/sample/remove"><button>b</button></form><style>body{display:none}</style><iframe src="/"></iframe>`;
    here.web.routes['/note'] = { body: reply(here.target, hostile).body.replace('Ada Quill', '&lt;script&gt;alert(2)&lt;/script&gt;') };
    await here.mention('/note');
    const page = new Page(await here.site.text(`/threads/${here.postId}`));
    expect(page.scripts).toEqual([]);
    for (const data of page.all('script')) expect(words(data)).not.toContain('<');
    expect(page.all('iframe')).toEqual([]);
    expect(page.all('form', { action: '/sample/remove' })).toEqual([]);
    expect(page.classed('comment').length).toBe(2);
    expect(page.all('a').filter(({ attribs }) => !/^(https?:|\/|#)/.test(attribs.href ?? ''))).toEqual([]);
    expect(page.all('img').filter(({ attribs }) => 'onerror' in attribs)).toEqual([]);
    expect(page.text).toContain('<script>alert(2)</script>');
  });

  test('to the sample belongs to the sample', async () => {
    await here.site.database.write((manager) => manager.update(SourceEntity, { id: 1 }, { isSample: 1 }));
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    await here.mention('/note');
    expect(await here.site.database.manager.countBy(SourceEntity, { isSample: 0 })).toBe(0);
    await here.site.database.write((manager) => manager.delete(SourceEntity, { isSample: 1 }));
    for (const table of [PostEntity, AliasEntity]) expect(await here.site.database.manager.count(table)).toBe(0);
    expect(await here.all()).toEqual([]);
  });
});

describe('what is no reply', () => {
  beforeEach(begin);
  afterEach(end);

  test('is a link under the post, and no speaker in its thread', async () => {
    here.web.routes['/note'] = link(here.target);
    expect(await here.mention('/note')).toMatchObject({ state: 'accepted', message: expect.stringMatching(/kept as a link/) as string });
    expect(await comments()).toEqual([]);
    expect(await linkbacks()).toMatchObject([
      {
        kind: 'webmention',
        sourceId: 1,
        postId: here.postId,
        guid: `webmention:${here.postId}:${here.web.url}/note`,
        url: `${here.web.url}/note`,
        title: 'Tides',
        excerpt: 'The council answers at last.',
        seenAt: new Date('2008-04-05T12:00:00Z'),
        goneAt: null,
      },
    ]);
  });

  test('is one row however often it comes, is marked when it goes, and comes back', async () => {
    here.web.routes['/note'] = link(here.target);
    await here.mention('/note');
    await again('/note');
    expect(await linkbacks()).toMatchObject([{ goneAt: null, seenAt: new Date('2008-04-05T12:00:00Z') }]);
    here.web.routes['/note'] = { status: 410 };
    expect(await again('/note')).toMatchObject({ state: 'gone' });
    expect(await linkbacks()).toMatchObject([{ goneAt: new Date('2008-04-05T12:02:00Z'), excerpt: 'The council answers at last.' }]);
    here.web.routes['/note'] = link(here.target);
    await again('/note');
    expect(await linkbacks()).toMatchObject([{ goneAt: null }]);
  });

  test('may be a like, a repost or a bookmark', async () => {
    for (const mark of ['like-of', 'repost-of', 'bookmark-of'])
      here.web.routes[`/${mark}`] = `<!doctype html><div class="h-entry"><a class="u-${mark}" href="${here.target}">x</a></div>`;
    const messages = [];
    for (const mark of ['like-of', 'repost-of', 'bookmark-of']) messages.push((await here.mention(`/${mark}`)).message);
    expect(messages).toEqual([expect.stringMatching(/likes/), expect.stringMatching(/repeats/), expect.stringMatching(/bookmark/)]);
    expect(await linkbacks()).toHaveLength(3);
    expect(await comments()).toEqual([]);
  });

  test('is also a reply that we have already from its own feed', async () => {
    const known = { url: `${here.web.url}/note`, urlKey: `https://127.0.0.1:${here.web.port}/note` };
    await here.rows.post(await here.rows.source('Ada’s notes'), '2008-04-04T10:00:00Z', known);
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    expect(await here.mention('/note')).toMatchObject({ state: 'accepted', message: expect.stringMatching(/not stored again/) as string });
    expect(await comments()).toEqual([]);
    expect(await linkbacks()).toMatchObject([{ url: known.url, urlKey: known.urlKey }]);
  });

  test('may be plain text or JSON', async () => {
    here.web.routes['/text'] = { headers: { 'content-type': 'text/plain' }, body: `See ${here.target}.` };
    here.web.routes['/json'] = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'A', to: here.target }) };
    expect([(await here.mention('/text')).state, (await here.mention('/json')).state]).toEqual(['accepted', 'accepted']);
  });
});

describe('a page that does not link is refused', () => {
  beforeAll(begin);
  afterAll(end);

  // Each is a page of its own, and those that are taken come last.
  test.each<[string, (target: string) => string]>([
    ['nothing', () => '<p>Hello</p>'],
    ['a comment in the source', (to) => `<!-- <a href="${to}">x</a> -->`],
    ['bare words', (to) => `<p>${to}</p>`],
    ['another thread', (to) => `<a href="${to}1">x</a>`],
    ['a message of the thread, and not the post', (to) => `<a href="${to}#post-99">x</a>`],
    ['the same path elsewhere', (to) => `<a href="${to.replace('hustings', 'else')}">x</a>`],
  ])('%s', async (name, html) => {
    const path = `/${encodeURIComponent(name)}`;
    here.web.routes[path] = { headers: { 'content-type': 'text/html' }, body: html(here.target) };
    expect(await here.mention(path)).toMatchObject({ state: 'refused', message: `The page has no link to ${here.target}.` });
    expect([await comments(), await linkbacks()]).toEqual([[], []]);
  });

  test.each([
    'https://www.hustings.example/threads/1',
    'http://hustings.example/threads/1/',
    'https://hustings.example/threads/1?page=1&utm_source=x#comments',
  ])('but %s is a link to the thread', async (href) => {
    const path = `/${encodeURIComponent(href)}`;
    here.web.routes[path] = `<!doctype html><a href="${href}">x</a>`;
    expect(await here.mention(path)).toMatchObject({ state: 'accepted', postId: 1 });
  });
});

describe('what cannot be read', () => {
  beforeAll(begin);
  afterAll(end);

  test.each<[string, object, RegExp]>([
    ['too large', { body: 'x'.repeat(1024 * 1024 + 1) }, /^The page is larger than 1024 KB/],
    ['a picture', { headers: { 'content-type': 'image/png' }, body: 'x' }, /^The page is of the type image\/png/],
    ['closed', { status: 403 }, /does not let us read the page \(403\)/],
    ['missing', { status: 404 }, /no such page \(404\)/],
    ['gone', { status: 410 }, /is gone \(410\)/],
  ])('%s is refused at once', async (name, answer, message) => {
    const path = `/${encodeURIComponent(name)}`;
    here.web.routes[path] = answer;
    expect(await here.mention(path)).toMatchObject({
      state: 'refused',
      nextAt: null,
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('what cannot be read, or not yet', () => {
  beforeEach(begin);
  afterEach(end);

  test('a page that leads back to this site proves nothing', async () => {
    here.web.routes['/hop'] = { status: 302, headers: { location: `${here.web.url}/note` } };
    here.web.routes['/note'] = link(here.target);
    expect(await here.mention('/hop')).toMatchObject({ state: 'accepted' });
    expect(await linkbacks()).toMatchObject([{ url: `${here.web.url}/note` }]);
    const own = await startReceiving({ BASE_URL: here.web.url });
    try {
      const target = `${here.web.url}/threads/${own.postId}`;
      own.web.routes['/hop'] = { status: 302, headers: { location: target } };
      here.web.routes[`/threads/${own.postId}`] = link(target);
      expect(await own.mention('/hop', target)).toMatchObject({ state: 'refused', message: expect.stringMatching(/leads back/) as string });
    } finally {
      await own.close();
    }
  });

  test('a private address is not asked, and nothing of it is told', async () => {
    const closed = await startReceiving({ ALLOW_ADDRESSES: '' });
    try {
      closed.web.routes['/note'] = link(closed.target);
      const row = await closed.mention('/note');
      expect(row).toMatchObject({
        state: 'refused',
        message: `127.0.0.1:${closed.web.port} leads to no public web page, so it is not read.`,
      });
      expect(closed.web.requests).toEqual([]);
    } finally {
      await closed.close();
    }
  });

  test('a server in trouble is asked again, later each time, and five times at most', async () => {
    here.web.routes['/note'] = { status: 500 };
    let row = await here.mention('/note');
    const waits: number[] = [];
    for (let tries = 1; row.state === 'waiting' && tries < 10; tries++) {
      const waitMs = (row.nextAt?.getTime() ?? 0) - (row.checkedAt?.getTime() ?? 0);
      waits.push(waitMs / 60_000);
      here.pass(waitMs - 1);
      await here.verify();
      expect(here.web.requests).toHaveLength(tries);
      here.pass(1);
      await here.verify();
      [row] = (await here.all()) as [typeof row];
    }
    expect(waits).toEqual([10, 60, 240, 720]);
    expect(row).toMatchObject({ state: 'refused', attempts: 5, message: expect.stringMatching(/server-error.*5 times/) as string });
  });

  test('a server that asks for patience has it', async () => {
    here.web.routes['/note'] = { status: 429, headers: { 'retry-after': '7200' } };
    const row = await here.mention('/note');
    expect(row).toMatchObject({ state: 'waiting', nextAt: new Date('2008-04-05T14:00:00Z') });
    here.web.routes['/note'] = link(here.target);
    here.pass(2 * HOUR_MS);
    await here.verify();
    expect(await here.all()).toMatchObject([{ state: 'accepted', attempts: 2 }]);
  });

  test('what was verified once stays when its server fails', async () => {
    here.web.routes['/note'] = reply(here.target, 'It sails.');
    await here.mention('/note');
    here.web.routes['/note'] = { status: 403 };
    expect(await again('/note')).toMatchObject({ state: 'accepted', message: expect.stringMatching(/403.*stays\.$/) as string });
    expect(await comments()).toMatchObject([{ goneAt: null }]);
  });
});

describe('the work', () => {
  beforeEach(begin);
  afterEach(end);

  test('of one host is done page by page', async () => {
    let [open, most] = [0, 0];
    for (const path of ['/a', '/b', '/c'])
      here.web.routes[path] = async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 30));
        open -= 1;
        return link(here.target);
      };
    for (const path of ['/a', '/b', '/c']) await here.send({ source: here.web.url + path, target: here.target });
    await Promise.all([here.verify(), here.verify()]);
    expect([most, here.web.requests.length]).toEqual([1, 3]);
    expect((await here.all()).map(({ state }) => state)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('that a process left half done is found again, and a page that kills every one is given up', async () => {
    here.site.app.useLogger(false);
    here.web.routes['/note'] = link(here.target);
    await here.send({ source: `${here.web.url}/note`, target: here.target });
    const dying = here.site.app.get<unknown, { ask: () => Promise<never> }>(Verifier);
    const ask = dying.ask.bind(dying);
    dying.ask = () => Promise.reject(new Error('The process died.'));
    await here.verify();
    expect(await here.all()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    dying.ask = ask;
    await here.verify();
    expect(await here.all()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    here.pass(2 * 60_000);
    await here.verify();
    expect(await here.all()).toMatchObject([{ state: 'accepted', attempts: 2 }]);
    here.pass(60_000);
    await here.send({ source: `${here.web.url}/note`, target: here.target });
    Object.assign(dying, { ask: () => Promise.reject(new Error('The process died.')) });
    for (let deaths = 0; deaths < 8; deaths++) {
      await here.verify();
      here.pass(2 * 60_000);
    }
    expect(await here.all()).toMatchObject([
      { state: 'accepted', attempts: 6, message: expect.stringMatching(/to its end\. What/) as string },
    ]);
  });

  test('whose thread was removed meanwhile ends in peace', async () => {
    here.web.routes['/note'] = async () => {
      await here.site.database.write((manager) => manager.delete(SourceEntity, { id: 1 }));
      return link(here.target);
    };
    await here.send({ source: `${here.web.url}/note`, target: here.target });
    await here.verify();
    expect([await here.all(), await linkbacks()]).toEqual([[], []]);
  });

  test('what was refused is forgotten after a week', async () => {
    here.web.routes['/bad'] = 'nothing';
    here.web.routes['/good'] = link(here.target);
    await here.mention('/bad');
    await here.mention('/good');
    here.pass(6 * 24 * HOUR_MS);
    await here.site.app.get(Verifier).forgetRefused();
    expect(await here.all()).toHaveLength(2);
    here.pass(25 * HOUR_MS);
    await here.site.app.get(Verifier).forgetRefused();
    expect(await here.all()).toMatchObject([{ state: 'accepted' }]);
  });

  test('a name of ours does not stand in the way of a second reply', async () => {
    for (const path of ['/a', '/b']) {
      here.web.routes[path] = reply(here.target, `Words of ${path}.`);
      await here.mention(path);
    }
    expect((await comments()).map(({ parentId }) => parentId)).toEqual([here.postId, here.postId]);
    expect(await here.site.database.manager.find(AliasEntity)).toEqual([{ key: `${BASE}/threads/${here.postId}`, postId: here.postId }]);
  });
});
