import { ImageLinks } from '../../../src/modules/pages/image-links.js';
import { Pages } from '../../../src/modules/pages/handlebars.js';
import { SecretKey } from '../../../src/modules/config/secret-key.js';
import { Rows } from '../../support/conversation.js';
import { Page } from '../../support/page.js';
import { type Site, startSite } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let site: Site;
let web: Web;

async function start(env: Record<string, string> = {}): Promise<void> {
  web = await startWeb({
    '/harbour.png': { headers: { 'Content-Type': 'text/html' }, body: PNG },
    '/page': { headers: { 'Content-Type': 'image/png' }, body: '<script>alert(1)</script>' },
    '/drawing': {
      headers: { 'Content-Type': 'image/svg+xml' },
      body: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    },
    '/huge': { body: Buffer.concat([PNG, Buffer.alloc(6 * 1024 * 1024)]) },
    '/inside': { status: 302, headers: { Location: 'http://10.0.0.1/router.png' } },
  });
  site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', ...env });
}

async function stop(): Promise<void> {
  await site.close();
  await web.close();
}

/** A thread whose post has a picture at this address. */
async function threadWith(src: string, alt: string): Promise<Page> {
  const rows = new Rows(site.database);
  const html = `<p>Look: <img src="${src.replaceAll('&', '&amp;')}" alt="${alt}" loading="lazy"></p>`;
  const id = await rows.post(await rows.source('Harbour Light'), '2008-04-03T09:00:00Z', { html });
  return new Page(await site.text(`/threads/${id}`));
}

describe('what is no picture for us', () => {
  beforeAll(() => start());
  afterAll(stop);

  test.each([
    ['/page', 415],
    ['/drawing', 415],
    ['/huge', 404],
    ['/inside', 404],
    ['/missing', 404],
  ])('%s is not passed on as a picture', async (path, status) => {
    const response = await site.get(site.app.get(Pages).images.href(web.url + path));
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  test.each(['http://169.254.169.254/latest', 'http://[::1]/', 'file:///etc/passwd', 'http://192.168.1.1/a.png'])(
    '%s is not asked',
    async (src) => {
      expect((await site.get(site.app.get(Pages).images.href(src))).status).toBe(404);
    },
  );
});

describe('a picture', () => {
  afterEach(stop);

  test('a picture of a message comes through us, as what its bytes say it is', async () => {
    await start();
    const page = await threadWith(`${web.url}/harbour.png?a=1&b=2`, 'The &quot;old&quot; harbour');
    const { src = '', alt } = page.one('img').attribs;
    expect([src, alt]).toEqual([expect.stringMatching(/^\/images\/[\w-]{22}\/[\w-]+$/), 'The "old" harbour']);
    const response = await site.get(src);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'image/png',
      'private, max-age=86400',
    ]);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    expect(web.requests.at(-1)?.path).toBe('/harbour.png?a=1&b=2');
    // The cookies and the address of the reader stay with us.
    expect(web.requests.at(-1)?.headers).not.toHaveProperty('cookie');
    const again = await fetch(site.url + src, {
      headers: { 'If-None-Match': response.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' },
    });
    expect([again.status, web.requests.length]).toEqual([304, 1]);
  });

  test('nobody has us fetch what we have not signed', async () => {
    await start();
    const encoded = Buffer.from(`${web.url}/harbour.png`).toString('base64url');
    const [, , signature = ''] = site.app.get(Pages).images.href(`${web.url}/page`).split('/');
    for (const forged of [signature, 'A'.repeat(22), 'x']) expect((await site.get(`/images/${forged}/${encoded}`)).status).toBe(404);
    expect(web.requests).toEqual([]);
  });

  test('where pictures are blocked, a link with their description stands in their place', async () => {
    await start({ IMAGES: 'block' });
    const page = await threadWith('https://harbour.example/a.png', 'The old harbour');
    expect(page.all('img')).toEqual([]);
    const [link] = page.classed('picture-link');
    expect([link?.attribs.href, link?.attribs.rel]).toEqual(['https://harbour.example/a.png', 'nofollow noopener ugc']);
    expect(page.text).toContain('Picture: The old harbour');
  });

  test('another key signs otherwise', async () => {
    await start();
    const links = (secretKey: string) =>
      new ImageLinks('proxy', new SecretKey({ secretKey, database: { type: 'sqlite', location: ':memory:' } }));
    const [, , signature = '', encoded = ''] = links('a'.repeat(40)).href('https://harbour.example/a.png').split('/');
    expect([links('a'.repeat(40)).read(signature, encoded), links('b'.repeat(40)).read(signature, encoded)]).toEqual([
      'https://harbour.example/a.png',
      null,
    ]);
  });
});
