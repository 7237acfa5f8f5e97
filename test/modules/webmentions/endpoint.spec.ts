import { Receiver } from '../../../src/modules/webmentions/receiver.js';
import type { WebmentionLimits } from '../../../src/modules/webmentions/limits.js';
import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { BASE, type Receiving, startReceiving } from './support.js';

let here: Receiving;

const begin = async () => void (here = await startReceiving());
const end = () => here.close();

const SOURCE = 'https://ada.example/notes/12';

/** The limits of this receiver, narrowed. */
function limit(limits: Partial<WebmentionLimits>): void {
  Object.assign(here.site.app.get<unknown, { limits: WebmentionLimits }>(Receiver).limits, limits);
}

describe('a thread', () => {
  beforeEach(begin);
  afterEach(end);

  test('names the endpoint in its header and in its head, on every page', async () => {
    const many = Array.from({ length: 501 }, () =>
      here.rows.row(1, '2008-04-03T11:00:00Z', { kind: 'comment', rootId: here.postId, parentId: here.postId }),
    );
    await here.rows.many(many.map((row) => ({ ...row, missingAt: null, goneAt: null })));
    for (const path of [`/threads/${here.postId}`, `/threads/${here.postId}?page=2`]) {
      const response = await here.site.get(path);
      expect(response.headers.get('link')).toBe(`<${BASE}/webmention>; rel="webmention"`);
      const page = new Page(await response.text());
      expect(page.one('link', { rel: 'webmention' })).toMatchObject({ attribs: { href: `${BASE}/webmention` }, parent: { name: 'head' } });
    }
  });

  test('offers to send an answer by hand', async () => {
    const page = new Page(await here.site.text(`/threads/${here.postId}`));
    const href = page.all('a').find((link) => words(link) === 'Send us the address')?.attribs.href ?? '';
    const form = new Page(await here.site.text(href));
    expectOrderlyHeadings(form);
    expect(form.one('input', { name: 'target' }).attribs.value).toBe(here.target);
    expect(form.one('form').attribs).toMatchObject({ method: 'post', action: '/webmention' });
  });

  test('alone does so: other pages name no endpoint', async () => {
    const response = await here.site.get('/digest');
    expect(response.headers.get('link')).toBeNull();
    expect(new Page(await response.text()).all('link', { rel: 'webmention' })).toEqual([]);
  });
});

describe('a notice', () => {
  beforeEach(begin);
  afterEach(end);

  test('is taken with a page of its own, and waits', async () => {
    const response = await here.send({ source: `${SOURCE}#words`, target: `${here.target}/?page=1` });
    expect(response.status).toBe(201);
    const [row] = await here.all();
    expect(response.headers.get('location')).toBe(`/webmention/${row?.id}`);
    expect(row).toMatchObject({ sourceUrl: SOURCE, targetUrl: here.target, host: 'ada.example', state: 'waiting', attempts: 0 });
    expect(await response.text()).toBe(`${row?.message}\n`);
  });

  test('may come from any page of the web', async () => {
    const headers = { origin: 'https://ada.example', 'sec-fetch-site': 'cross-site', accept: 'text/html' };
    const response = await here.send({ source: SOURCE, target: here.target }, headers);
    expect(response.status).toBe(201);
    expect(new Page(await response.text()).headings[0]).toBe('h1 Waiting to be read');
  });

  test('that comes twice is one', async () => {
    const first = await here.send({ source: SOURCE, target: here.target });
    const second = await here.send({ source: SOURCE, target: here.target.replace('https:', 'http:') });
    expect(second.status).toBe(201);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await here.all()).toHaveLength(1);
  });

  test('that comes twice at one moment is one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => here.send({ source: SOURCE, target: here.target })));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.headers.get('location')}`)).size).toBe(1);
  });

  test('may be of a message in a thread, under either of its addresses', async () => {
    await here.send({ source: SOURCE, target: `${here.target}#post-${here.commentId}` });
    await here.send({ source: SOURCE, target: `${BASE}/threads/${here.commentId}` });
    expect(await here.all()).toMatchObject([{ postId: here.commentId, targetUrl: `${here.target}#post-${here.commentId}` }]);
  });
});

describe('what is refused, with a sentence', () => {
  beforeAll(begin);
  afterAll(end);

  test.each<[string, Record<string, string>, RegExp]>([
    ['no source', { target: 'T' }, /^The source is missing/],
    ['no target', { source: SOURCE }, /^The target is missing/],
    ['an empty source', { source: ' ', target: 'T' }, /^The source is missing/],
    ['nothing', {}, /The source is missing.*The target is missing/],
    ['a source of another scheme', { source: 'gopher://ada.example/', target: 'T' }, /^The source is no http or https address/],
    ['a source that is none', { source: 'my page', target: 'T' }, /^The source is no http or https address/],
    ['a source with a password', { source: 'https://a:b@ada.example/', target: 'T' }, /^The source is no http or https address/],
    ['a script', { source: 'javascript:alert(1)', target: 'T' }, /^The source is no http or https address/],
    ['a target of another scheme', { source: SOURCE, target: 'mailto:a@hustings.example' }, /^The target is no http or https address/],
    ['the same page twice', { source: 'T', target: 'T' }, /^The source and the target are the same/],
    ['a source of ours', { source: `${BASE}/digest`, target: 'T' }, /^The source is a page of this site/],
    [
      'a source of ours by another spelling',
      { source: 'http://WWW.hustings.example./digest', target: 'T' },
      /^The source is a page of this/,
    ],
    ['a target elsewhere', { source: SOURCE, target: 'https://else.example/threads/1' }, /^The target is no thread of this site/],
    ['a host that begins like ours', { source: SOURCE, target: `${BASE}.evil.example/threads/1` }, /^The target is no thread of this site/],
    ['another page of ours', { source: SOURCE, target: `${BASE}/digest` }, /^The target is no thread of this site/],
    ['no number', { source: SOURCE, target: `${BASE}/threads/one` }, /^The target is no thread of this site/],
    ['a number of nothing', { source: SOURCE, target: `${BASE}/threads/99999` }, /^The target is not here/],
    ['a number too great', { source: SOURCE, target: `${BASE}/threads/99999999999` }, /^The target is no thread of this site/],
    ['a message of nothing', { source: SOURCE, target: `T#post-99999` }, /^The target is not here/],
    ['an endless source', { source: `https://ada.example/${'a'.repeat(1000)}`, target: 'T' }, /^The source is longer than 1000/],
  ])('%s', async (_, fields, sentence) => {
    const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.replace(/^T/, here.target)]));
    const response = await here.send(filled);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(sentence);
    expect(await here.all()).toEqual([]);
  });

  test.each([
    ['a field twice', 'application/x-www-form-urlencoded', 'source=a&source=b&target=c', 400],
    ['a field with parts', 'application/x-www-form-urlencoded', 'source[a]=b&target=c', 400],
    ['no form', 'text/plain', 'hello', 400],
    ['broken JSON', 'application/json', '{', 400],
    ['more than a notice is', 'application/x-www-form-urlencoded', `source=${'a'.repeat(300_000)}`, 413],
  ])('%s', async (_, type, body, status) => {
    const response = await fetch(`${here.site.url}/webmention`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(response.status).toBe(status);
  });

  test('to a person beside the form, with what they wrote', async () => {
    const written = '"><script>alert(1)</script>';
    const response = await here.send({ source: written, target: here.target }, { accept: 'text/html,*/*;q=0.8' });
    const page = new Page(await response.text());
    expect(response.status).toBe(400);
    expect(words(page.one('p', { role: 'alert' }))).toMatch(/^This was not taken\. The source is no http/);
    expect(page.one('input', { name: 'source' }).attribs.value).toBe(written);
    expect(page.all('script')).toEqual([]);
  });

  test('to a program as JSON', async () => {
    const response = await here.send({ target: here.target }, { accept: 'application/json' });
    expect(await response.json()).toEqual({ error: { status: 400, message: expect.stringMatching(/^The source is missing/) as string } });
  });

  // The last: it adds one.
  test('a message of another thread', async () => {
    const other = await here.rows.post(1, '2008-04-03T09:00:00Z');
    const response = await here.send({ source: SOURCE, target: `${here.target}#post-${other}` });
    expect([response.status, await response.text()]).toEqual([
      400,
      'The target is not here: this thread has no message with this number.\n',
    ]);
  });
});

describe('limits', () => {
  beforeEach(begin);
  afterEach(end);

  test('of one host within an hour', async () => {
    limit({ perHostAndHourMax: 2 });
    await here.send({ source: `${SOURCE}/a`, target: here.target });
    here.pass(20 * 60_000);
    await here.send({ source: `${SOURCE}/b`, target: here.target });
    const third = await here.send({ source: `${SOURCE}/c`, target: here.target });
    expect(third.status).toBe(429);
    expect(third.headers.get('retry-after')).toBe('2400');
    expect(await third.text()).toMatch(/^2 mentions of pages of ada.example came within an hour/);
    expect((await here.send({ source: 'https://ben.example/', target: here.target })).status).toBe(201);
    here.pass(41 * 60_000);
    expect((await here.send({ source: `${SOURCE}/c`, target: here.target })).status).toBe(201);
  });

  test('of those that wait altogether', async () => {
    limit({ waitingMax: 2 });
    await here.send({ source: 'https://a.example/', target: here.target });
    await here.send({ source: 'https://b.example/', target: here.target });
    const third = await here.send({ source: 'https://c.example/', target: here.target });
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '600']);
    expect((await here.send({ source: 'https://b.example/', target: here.target })).status).toBe(201);
  });
});

describe('the page of a mention', () => {
  beforeAll(begin);
  afterAll(end);

  test('says what became of it, in words and for programs, and links to no unread page', async () => {
    const source = 'https://ada.example/?a=<b>&"x"';
    const { headers } = await here.send({ source, target: here.target });
    const path = headers.get('location') ?? '';
    const response = await here.site.get(path, { accept: 'text/html' });
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const page = new Page(await response.text());
    expectOrderlyHeadings(page);
    expect(page.headings[0]).toBe('h1 Waiting to be read');
    expect(page.all('a').filter(({ attribs }) => attribs.href?.startsWith('https://ada.example'))).toEqual([]);
    const again = page.all('a').find((link) => words(link) === 'Send it again')?.attribs.href ?? '';
    expect(new Page(await here.site.text(again)).one('input', { name: 'source' }).attribs.value).toBe(new URL(source).href);
    const json = (await (await here.site.get(path, { accept: 'application/json' })).json()) as object;
    expect(json).toMatchObject({
      source: new URL(source).href,
      target: here.target,
      state: 'waiting',
      receivedAt: '2008-04-05T12:00:00.000Z',
    });
  });

  test.each(['0', '99999', 'x', '99999999999'])('%s is none', async (id) => {
    expect((await here.site.get(`/webmention/${id}`)).status).toBe(404);
  });
});
