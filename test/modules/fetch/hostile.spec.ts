import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Clock } from '../../../src/modules/clock/clock.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { Fetcher, type FetchLimits } from '../../../src/modules/fetch/fetcher.js';
import { selfSigned } from '../../support/certificate.js';
import { type Route, startWeb, type Web } from '../../support/web.js';

/**
 * A farm of faults: each ends in the outcome that it is named by here, within the limits of time and size, and leaves the client able to go on. The limits are
 * short, so that what they end shows in no time; their usual values are `DEFAULT_FETCH_LIMITS`.
 */
const LIMITS: Partial<FetchLimits> = {
  connectTimeoutMs: 2000,
  headersTimeoutMs: 300,
  bodyTimeoutMs: 300,
  totalTimeoutMs: 1500,
  maxBytes: 100_000,
};
const FEED = '<rss version="2.0"><channel><title>A feed</title></channel></rss>';
const ZEROS = Buffer.alloc(40_000_000);

let farm: Web;
let sent = 0;
let fetcher: Fetcher;
const open: { close: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  farm = await startWeb(FAULTS_OF_HTTP);
  open.push(farm);
  fetcher = new Fetcher(readConfig({ ALLOW_ADDRESSES: '127.0.0.1/32' }), new Clock(), LIMITS);
});

afterAll(async () => {
  await fetcher.onApplicationShutdown();
  for (const { close } of open) await close();
});

/** Writes as fast as it is read, without an end, and counts. */
const endless =
  (headers: Record<string, string>, piece: Buffer): Route =>
  (_request, response) => {
    response.writeHead(200, headers);
    const write = (): void => {
      while (!response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', write);
      }
    };
    write();
  };

const FAULTS_OF_HTTP: Record<string, Route> = {
  '/good': FEED,
  '/reset-before': (request) => void request.socket.resetAndDestroy(),
  '/reset-within': (request, response) => void response.write('<rss>', () => request.socket.resetAndDestroy()),
  '/stall-before': () => undefined,
  '/stall-within': (_request, response) => void response.writeHead(200, { 'content-length': '1000' }).write('<rss>'),
  '/drip': (_request, response) => {
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  },
  '/endless': endless({}, Buffer.alloc(16_384, 'x')),
  '/endless-packed': endless({ 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(5_000_000))),
  '/announced': (_request, response) => void response.writeHead(200, { 'content-length': '99000000' }).write('x'),
  '/bomb-gzip': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(ZEROS) },
  '/bomb-brotli': { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(ZEROS) },
  '/bomb-in-a-bomb': { headers: { 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync(ZEROS)) },
  '/packed-many-times': { headers: { 'content-encoding': 'gzip, gzip, gzip, gzip' }, body: 'x' },
  '/packed-badly': { headers: { 'content-encoding': 'gzip' }, body: 'not packed' },
  '/packed-unknown': { headers: { 'content-encoding': 'zstd2' }, body: 'x' },
  '/loop': { status: 302, headers: { location: '/loop' } },
  '/loop-of-two': { status: 302, headers: { location: '/loop-of-three' } },
  '/loop-of-three': { status: 302, headers: { location: '/loop-of-two' } },
  '/chain': ({ url = '' }) => ({ status: 302, headers: { location: `/chain?${Number(url.split('?')[1] ?? 0) + 1}` } }),
  '/nowhere': { status: 302 },
  '/not-a-url': { status: 302, headers: { location: 'http://[' } },
  '/to-private': { status: 302, headers: { location: 'http://10.0.0.1/' } },
  '/to-metadata': { status: 301, headers: { location: 'http://169.254.169.254/latest/' } },
  '/to-a-name-of-this-machine': { status: 302, headers: { location: 'http://localhost.localdomain.invalid/' } },
  '/to-a-file': { status: 302, headers: { location: 'file:///etc/passwd' } },
  '/redirect-with-endless-body': (_request, response) => {
    response.writeHead(302, { location: '/good' });
    const timer = setInterval(() => response.write(Buffer.alloc(10_000)), 1);
    response.on('close', () => clearInterval(timer));
  },
  '/too-short': (request, response) =>
    void response.writeHead(200, { 'content-length': '1000' }).write('<rss>', () => request.socket.end()),
  '/304-unasked': { status: 304 },
  '/long-header': { headers: { 'x-long': 'x'.repeat(100_000) }, body: FEED },
};

const OF_HTTP: [fault: string, outcome: string][] = [
  ['/good', 'modified'],
  ['/reset-before', 'unreachable:reset'],
  ['/reset-within', 'unreachable:reset'],
  ['/stall-before', 'unreachable:timeout-headers'],
  ['/stall-within', 'unreachable:timeout-body'],
  ['/drip', 'unreachable:timeout-total'],
  ['/endless', 'too-large'],
  ['/endless-packed', 'too-large'],
  ['/announced', 'too-large'],
  ['/bomb-gzip', 'too-large'],
  ['/bomb-brotli', 'too-large'],
  ['/bomb-in-a-bomb', 'too-large'],
  ['/packed-many-times', 'unreachable:bad-encoding'],
  ['/packed-badly', 'unreachable:bad-encoding'],
  ['/packed-unknown', 'unreachable:bad-encoding'],
  ['/loop', 'unreachable:redirect-loop'],
  ['/loop-of-two', 'unreachable:redirect-loop'],
  ['/chain', 'unreachable:too-many-redirects'],
  ['/nowhere', 'unreachable:bad-redirect'],
  ['/not-a-url', 'unreachable:bad-redirect'],
  ['/to-private', 'refused:address'],
  ['/to-metadata', 'refused:address'],
  ['/to-a-name-of-this-machine', 'unreachable:dns'],
  ['/to-a-file', 'refused:url'],
  ['/redirect-with-endless-body', 'modified'],
  ['/too-short', 'unreachable:wrong-length'],
  ['/304-unasked', 'unreachable:bad-response'],
  ['/long-header', 'unreachable:bad-response'],
];

test.each(OF_HTTP)('%s is %s', async (path, expected) => {
  sent = 0;
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const outcome = await fetcher.get(farm.url + path);
  const after = process.memoryUsage();
  expect(named(outcome)).toBe(expected);
  // What the kernel holds on both sides of a connection, and no more: nobody reads on.
  expect(sent).toBeLessThan(20_000_000);
  expect(after.heapUsed - heapUsed + after.arrayBuffers - arrayBuffers).toBeLessThan(60_000_000);
  // Whatever was asked before, the next is answered.
  expect(named(await fetcher.get(`${farm.url}/good`))).toBe('modified');
});

/** What is said on a connection that was accepted, byte by byte. */
const OF_SOCKETS: [fault: string, say: (socket: Socket) => unknown, outcome: string][] = [
  ['says nothing', () => undefined, 'unreachable:timeout-headers'],
  ['closes at once', (socket) => socket.end(), 'unreachable:reset'],
  ['speaks another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), 'unreachable:bad-response'],
  ['begins a head and stops', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-A: b\r\n'), 'unreachable:timeout-headers'],
  [
    'sends heads without an end',
    (socket) => writeOn(socket, 'HTTP/1.1 200 OK\r\n', `X-A: ${'b'.repeat(1000)}\r\n`),
    'unreachable:bad-response',
  ],
  [
    'sends a length that is no number',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx'),
    'unreachable:bad-response',
  ],
  [
    'sends two lengths',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nxxxxx'),
    'unreachable:wrong-length',
  ],
  [
    'sends a piece of no size',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx'),
    'unreachable:bad-response',
  ],
  [
    'sends more than it announced',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n<rss>and more'),
    'modified',
  ],
];

test.each(OF_SOCKETS)('a server that %s', async (_fault, say, expected) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.once('data', () => say(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  expect(named(await fetcher.get(`http://127.0.0.1:${port}/`))).toBe(expected);
  server.close();
});

describe('a certificate', () => {
  test.each([
    ['that nobody signed', ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']],
    ['that is for another', ['-subj', '/CN=another.example', '-addext', 'subjectAltName=DNS:another.example']],
    ['without a name', ['-subj', '/']],
  ])('%s: nothing is asked', async (_name, naming) => {
    const secure = await startWeb({ '/': FEED }, selfSigned(...naming));
    open.push(secure);
    expect(named(await fetcher.get(`${secure.url}/`))).toBe('unreachable:tls');
    expect(secure.requests).toEqual([]);
  });

  test('where there is none', async () => {
    expect(named(await fetcher.get(`https://127.0.0.1:${farm.port}/good`))).toBe('unreachable:tls');
  });
});

function named(outcome: { kind: string; code?: string; reason?: string }): string {
  return [outcome.kind, outcome.code ?? outcome.reason].filter((part) => part !== undefined).join(':');
}

function writeOn(socket: Socket, first: string, piece: string): void {
  socket.write(first);
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(piece)), 1);
}
