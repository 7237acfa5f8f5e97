import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Fetcher, type FetchLimits } from '../../../src/modules/fetch/fetcher.js';
import { VERSION } from '../../../src/modules/fetch/user-agent.js';
import { Stopping } from '../../../src/modules/queue/stopping.js';
import { selfSigned } from '../../support/certificate.js';
import { type Route, startWeb, type Web } from '../../support/web.js';

const FEED = Buffer.from('<rss version="2.0"><channel><title>A feed</title></channel></rss>');
const now = new Date('2008-04-03T12:00:00Z');

class StoppedClock extends Clock {
  override now() {
    return now;
  }
}

const open: { close: () => Promise<unknown> }[] = [];

function fetcher(limits: Partial<FetchLimits> = {}, env: Record<string, string> = { ALLOW_ADDRESSES: '127.0.0.0/8' }): Fetcher {
  const made = new Fetcher(readConfig(env), new StoppedClock(), limits);
  open.push({ close: () => made.onApplicationShutdown() });
  return made;
}

async function web(routes: Record<string, Route>, tls?: { key: string; cert: string }): Promise<Web> {
  const started = await startWeb(routes, tls);
  open.push(started);
  return started;
}

afterEach(async () => {
  for (const { close } of open.splice(0).reverse()) await close();
});

describe('a document', () => {
  test('comes with its type, its validators and its freshness', async () => {
    const headers = {
      'content-type': 'application/rss+xml; charset=utf-8',
      etag: 'W/"7"',
      'last-modified': 'Thu, 03 Apr 2008 10:00:00 GMT',
      'cache-control': 'max-age=900',
    };
    const { url } = await web({ '/feed': { headers, body: FEED } });
    expect(await fetcher().get(`${url}/feed#latest`)).toEqual({
      kind: 'modified',
      url: `${url}/feed`,
      permanentUrl: null,
      contentType: 'application/rss+xml; charset=utf-8',
      bytes: FEED,
      etag: 'W/"7"',
      lastModified: 'Thu, 03 Apr 2008 10:00:00 GMT',
      maxAgeSeconds: 900,
      message: expect.stringContaining(`${FEED.length} bytes`) as string,
    });
  });

  test('is asked for with a name, a contact and what we can read', async () => {
    const { url, requests } = await web({ '/feed': FEED });
    await fetcher({}, { ALLOW_ADDRESSES: '127.0.0.1', CONTACT: 'editor@example.org' }).get(`${url}/feed`);
    await fetcher().get(`${url}/feed`, { accept: 'text/html' });
    expect(requests[0]?.headers).toMatchObject({
      'user-agent': `Hustings/${VERSION} (+editor@example.org)`,
      'accept-encoding': 'gzip, br',
      accept: expect.stringContaining('atom+xml') as string,
    });
    expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
    expect(requests[1]?.headers).toMatchObject({ 'user-agent': expect.stringMatching(/^Hustings\/\d/) as string, accept: 'text/html' });
  });

  test('is asked for with both validators, and 304 is an outcome', async () => {
    const etag = '"7"';
    const { url, requests } = await web({
      '/feed': ({ headers }) =>
        headers['if-none-match'] === etag ? { status: 304, headers: { 'cache-control': 'max-age=60' } } : { body: FEED },
    });
    const outcome = await fetcher().get(`${url}/feed`, { etag, lastModified: 'Thu, 03 Apr 2008 10:00:00 GMT' });
    expect(outcome).toMatchObject({ kind: 'not-modified', url: `${url}/feed`, maxAgeSeconds: 60, permanentUrl: null });
    expect(requests[0]?.headers['if-modified-since']).toBe('Thu, 03 Apr 2008 10:00:00 GMT');
  });

  test('304 without a question is no answer', async () => {
    const { url } = await web({ '/feed': { status: 304 } });
    expect(await fetcher().get(`${url}/feed`)).toMatchObject({ kind: 'unreachable', code: 'bad-response', status: 304 });
  });

  test('comes unpacked', async () => {
    const { url } = await web({
      '/gzip': { headers: { 'content-encoding': 'gzip', etag: '"1"' }, body: gzipSync(FEED) },
      '/br': { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(FEED) },
      '/cut': { headers: { 'content-encoding': 'gzip', etag: '"1"' }, body: gzipSync(FEED).subarray(0, -6) },
      '/bad': { headers: { 'content-encoding': 'gzip' }, body: 'not packed at all' },
    });
    const { get } = bound(fetcher());
    expect(await get(`${url}/gzip`)).toMatchObject({ kind: 'modified', bytes: FEED, etag: '"1"' });
    expect(await get(`${url}/br`)).toMatchObject({ kind: 'modified', bytes: FEED });
    // With the validator kept, the rest of a document that was cut off would never be asked for.
    expect(await get(`${url}/cut`)).toMatchObject({ kind: 'modified', bytes: FEED, etag: null });
    expect(await get(`${url}/bad`)).toMatchObject({ kind: 'unreachable', code: 'bad-encoding', status: 200 });
  });

  test('one connection serves many requests, of whatever outcome', async () => {
    const { url, connections } = await web({
      '/feed': FEED,
      '/old': { status: 301, headers: { location: '/feed', 'content-length': '5' }, body: 'moved' },
      '/gone': { status: 410, headers: { 'content-length': '4' }, body: 'gone' },
      '/same': { status: 304 },
    });
    const { get } = bound(fetcher());
    for (const path of ['/feed', '/old', '/gone', '/same', '/feed']) {
      await get(url + path, { etag: '"1"' });
      await sleep(10);
    }
    // The redirect asks again so soon that a second connection may serve it.
    expect(connections()).toBeLessThanOrEqual(2);
  });
});

describe('too large', () => {
  test('by announcement, by size, by what comes out', async () => {
    let sent = 0;
    const { url } = await web({
      '/announced': (_request, response) => void response.writeHead(200, { 'content-length': '5000000' }).write('x'),
      '/endless': (_request, response) => {
        const timer = setInterval(() => void ((sent += 10_000), response.write(Buffer.alloc(10_000))), 1);
        response.on('close', () => clearInterval(timer));
      },
      '/bomb': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(20_000_000)) },
    });
    const { get } = bound(fetcher({ maxBytes: 100_000 }));
    for (const path of ['/announced', '/endless', '/bomb']) {
      expect(await get(url + path)).toMatchObject({
        kind: 'too-large',
        url: url + path,
        maxBytes: 100_000,
        message: expect.stringContaining('0.10 MB') as string,
      });
    }
    await sleep(30);
    expect(sent).toBeLessThan(2_000_000);
    expect(await get(`${url}/bomb`, { maxBytes: 30_000_000 })).toMatchObject({ kind: 'modified' });
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302): Route => ({ status, headers: { location } });

  test('are followed, relative ones too; a permanent chain is remembered', async () => {
    const { url } = await web({
      '/a': to('b', 301),
      '/b': to('/c?x=1', 308),
      '/c': FEED,
      '/t': to('/u', 301),
      '/u': to('/c', 307),
      '/s': to('/c', 303),
    });
    const { get } = bound(fetcher());
    expect(await get(`${url}/a`)).toMatchObject({ kind: 'modified', url: `${url}/c?x=1`, permanentUrl: `${url}/c?x=1` });
    expect(await get(`${url}/t`)).toMatchObject({ kind: 'modified', url: `${url}/c`, permanentUrl: null });
    expect(await get(`${url}/s`)).toMatchObject({ kind: 'modified', url: `${url}/c`, permanentUrl: null });
  });

  test('carry the validators to the end', async () => {
    const { url, requests } = await web({ '/a': to('/b', 301), '/b': { status: 304 } });
    expect(await fetcher().get(`${url}/a`, { etag: '"1"' })).toMatchObject({ kind: 'not-modified', permanentUrl: `${url}/b` });
    expect(requests[1]?.headers['if-none-match']).toBe('"1"');
  });

  test('end after five, and in a circle at once', async () => {
    const chain = Object.fromEntries(Array.from({ length: 9 }, (_, hop) => [`/${hop}`, to(`/${hop + 1}`)]));
    const { url, requests } = await web({ ...chain, '/9': FEED, '/x': to('/y'), '/y': to('/x#again') });
    const { get } = bound(fetcher());
    expect(await get(`${url}/4`)).toMatchObject({ kind: 'modified', url: `${url}/9` });
    expect(await get(`${url}/3`)).toMatchObject({ kind: 'unreachable', code: 'too-many-redirects' });
    requests.length = 0;
    expect(await get(`${url}/x`)).toMatchObject({ kind: 'unreachable', code: 'redirect-loop' });
    expect(requests).toHaveLength(2);
  });

  test('lead nowhere else than to a public web address', async () => {
    const { url, requests } = await web({
      '/private': to('http://10.0.0.1/feed'),
      '/metadata': to('http://169.254.169.254/latest/meta-data/'),
      '/decimal': to('http://167772161/'),
      '/slashes': to('//10.0.0.1/feed'),
      '/backslashes': to('\\\\10.0.0.1\\feed'),
      '/v6': to('http://[::ffff:10.0.0.1]/'),
      '/file': to('file:///etc/passwd'),
      '/script': to('javascript:alert(1)'),
      '/password': to('http://user:secret@example.org/'),
      '/none': { status: 302 },
      '/broken': to('http://[bad'),
    });
    const { get } = bound(fetcher());
    for (const path of ['/private', '/metadata', '/decimal', '/slashes', '/backslashes', '/v6']) {
      expect(await get(url + path)).toMatchObject({
        kind: 'refused',
        reason: 'address',
        message: expect.stringContaining('ALLOW_ADDRESSES') as string,
      });
    }
    for (const path of ['/file', '/script', '/password']) {
      const outcome = await get(url + path);
      expect(outcome).toMatchObject({ kind: 'refused', reason: 'url', status: 302, url: url + path });
      expect(JSON.stringify(outcome)).not.toContain('secret');
    }
    for (const path of ['/none', '/broken']) expect(await get(url + path)).toMatchObject({ kind: 'unreachable', code: 'bad-redirect' });
    expect(requests).toHaveLength(11);
  });
});

describe('what is never asked', () => {
  test.each([
    '',
    'no address',
    'ftp://example.org/feed',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/xml,<rss/>',
    'feed:https://example.org/',
    'https://a:b@example.org/',
  ])('%j', async (url) => {
    expect(await fetcher().get(url)).toMatchObject({ kind: 'refused', reason: 'url', status: null });
  });

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '2130706433', '0x7f.1', '127.1', '0', '[::1]', '[::ffff:127.0.0.1]', '①②⑦.0.0.1'])(
    'http://%s while nothing is opened',
    async (host) => {
      const { port, requests, connections } = await web({ '/': FEED });
      const outcome = await fetcher({}, {}).get(`http://${host}:${port}/`);
      expect(outcome).toMatchObject({ kind: 'refused', reason: 'address', status: null });
      expect(requests).toHaveLength(0);
      expect(connections()).toBe(0);
    },
  );
});

describe('a status', () => {
  test.each([
    [410, { kind: 'gone' }],
    [401, { kind: 'refused', reason: 'denied', status: 401 }],
    [403, { kind: 'refused', reason: 'denied', status: 403 }],
    [451, { kind: 'refused', reason: 'denied', status: 451 }],
    [404, { kind: 'refused', reason: 'missing', status: 404 }],
    [418, { kind: 'refused', reason: 'status', status: 418 }],
    [500, { kind: 'unreachable', code: 'server-error', status: 500 }],
    [503, { kind: 'unreachable', code: 'server-error', status: 503 }],
    [429, { kind: 'throttled', status: 429, retryAfterAt: null }],
    [204, { kind: 'modified', bytes: Buffer.alloc(0) }],
  ])('%d', async (status, expected) => {
    const { url } = await web({ '/feed': { status } });
    expect(await fetcher().get(`${url}/feed`)).toMatchObject({ ...expected, message: expect.stringMatching(/\.$/) as string });
  });

  test.each([
    [429, '120', '2008-04-03T12:02:00.000Z'],
    [503, 'Thu, 03 Apr 2008 14:00:00 GMT', '2008-04-03T14:00:00.000Z'],
  ])('%d with Retry-After %s', async (status, value, expected) => {
    const { url } = await web({ '/feed': { status, headers: { 'retry-after': value } } });
    expect(await fetcher().get(`${url}/feed`)).toMatchObject({
      kind: 'throttled',
      status,
      retryAfterAt: new Date(expected),
      message: expect.stringContaining(expected) as string,
    });
  });

  test('with a body that never ends is an outcome all the same, at once', async () => {
    const { url } = await web({ '/feed': (_request, response) => void response.writeHead(404).write('and so on') });
    expect(await fetcher().get(`${url}/feed`)).toMatchObject({ kind: 'refused', reason: 'missing' });
  });
});

describe('a server in trouble', () => {
  test('silence before the head, in the body, and a drip', async () => {
    const { url } = await web({
      '/head': () => undefined,
      '/body': (_request, response) => void response.writeHead(200).write('<rss>'),
      '/drip': (_request, response) => {
        const timer = setInterval(() => void response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    });
    // undici looks at its timers twice a second.
    const { get } = bound(fetcher({ headersTimeoutMs: 150, bodyTimeoutMs: 150, totalTimeoutMs: 2500 }));
    expect(await get(`${url}/head`)).toMatchObject({ kind: 'unreachable', code: 'timeout-headers' });
    expect(await get(`${url}/body`)).toMatchObject({ kind: 'unreachable', code: 'timeout-body' });
    expect(await get(`${url}/drip`)).toMatchObject({ kind: 'unreachable', code: 'timeout-total' });
  });

  test('breaks off before and within the answer, and sends less than it announced', async () => {
    const { url } = await web({
      '/at-once': (request) => void request.socket.destroy(),
      '/within': (_request, response) => {
        response.writeHead(200).write('<rss>');
        setTimeout(() => response.socket?.resetAndDestroy(), 30);
      },
      '/short': (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('<rss>');
        setTimeout(() => response.socket?.end(), 30);
      },
    });
    const { get } = bound(fetcher());
    expect(await get(`${url}/at-once`)).toMatchObject({ kind: 'unreachable', code: 'reset' });
    expect(await get(`${url}/within`)).toMatchObject({ kind: 'unreachable', code: 'reset' });
    expect(await get(`${url}/short`)).toMatchObject({ kind: 'unreachable', code: 'wrong-length' });
  });

  test('closes a kept connection as we use it again: we ask once more', async () => {
    let asked = 0;
    const { url } = await web({ '/feed': (request) => (++asked === 2 ? void request.socket.end() : { body: FEED }) });
    const { get } = bound(fetcher());
    await get(`${url}/feed`);
    await sleep(20);
    expect(await get(`${url}/feed`)).toMatchObject({ kind: 'modified' });
    expect(asked).toBe(3);
  });

  test('speaks something else than HTTP', async () => {
    const server = createServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .resume()
          .end('SSH-2.0-OpenSSH_9.6\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
    const address = server.address() as { port: number };
    expect(await fetcher().get(`http://127.0.0.1:${address.port}/`)).toMatchObject({ kind: 'unreachable', code: 'bad-response' });
  });

  test('is not there: no such port, no such name', async () => {
    const { url, close } = await startWeb({});
    await close();
    expect(await fetcher().get(url)).toMatchObject({ kind: 'unreachable', code: 'connect' });
    expect(await fetcher().get('http://no-such-name.invalid/')).toMatchObject({ kind: 'unreachable', code: 'dns' });
  });

  test('shows a certificate that nobody signed, or that is for another', async () => {
    const { url, requests } = await web({ '/feed': FEED }, selfSigned('-subj', '/CN=elsewhere.example'));
    expect(await fetcher().get(`${url}/feed`)).toMatchObject({
      kind: 'unreachable',
      code: 'tls',
      message: expect.stringContaining('certificate') as string,
    });
    expect(requests).toHaveLength(0);
  });

  test('speaks plain HTTP where TLS is asked for', async () => {
    const { port } = await web({ '/feed': FEED });
    expect(await fetcher().get(`https://127.0.0.1:${port}/feed`)).toMatchObject({ kind: 'unreachable', code: 'tls' });
  });
});

describe('the caller', () => {
  test('may abort: that is thrown, because it is no news of the web', async () => {
    const { url } = await web({ '/feed': () => undefined });
    const abort = new AbortController();
    const pending = fetcher().get(`${url}/feed`, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('shutting down')), 50);
    await expect(pending).rejects.toThrow('shutting down');
    await expect(fetcher().get(`${url}/feed`, { signal: abort.signal })).rejects.toThrow('shutting down');
  });
});

function bound(made: Fetcher): Pick<Fetcher, 'get'> {
  return { get: made.get.bind(made) };
}

test.each<[string, Route]>([
  ['before an answer', () => undefined],
  ['within a document', (_request, response) => void response.write('<rss>')],
])('what is under way when the program stops, %s, is broken off, and no fault of the server', async (_when, route) => {
  const { url, requests } = await web({ '/feed': route });
  const stopped = fetcher();
  const asked = expect(stopped.get(`${url}/feed`)).rejects.toThrow(Stopping);
  while (requests.length === 0) await sleep(5);
  await sleep(50);
  await stopped.onApplicationShutdown();
  await asked;
});
