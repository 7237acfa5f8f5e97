import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../src/modules/database/database.js';
import { Exports } from '../../../src/modules/exports/exports.service.js';
import type { Manifest } from '../../../src/modules/exports/manifest.js';
import { SearchIndex } from '../../../src/modules/search/search-index.js';
import { Rows } from '../../support/conversation.js';
import { Page } from '../../support/page.js';
import { surgery } from '../../support/surgery.js';
import { type Site, startSite } from '../../support/site.js';

let site: Site;
let app: Site['app'];
let url: string;

beforeAll(async () => {
  site = await startSite();
  ({ app, url } = site);
  await surgery(new Rows(app.get(Database)), app.get(Database));
  await fileAll(app);
}, 180_000);
afterAll(() => site.close());

async function fileAll(context: INestApplicationContext): Promise<void> {
  const database = context.get(Database);
  const posts = await database.manager.sql<{ id: number }[]>`SELECT id FROM post WHERE is_stub = 0`;
  await database.write((manager) =>
    context.get(SearchIndex).file(
      manager,
      posts.map(({ id }) => id),
    ),
  );
}

/** With its trailers, which `fetch` does not show. */
function get(path: string, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; trailers: Record<string, unknown>; body: string }>(
    (done, fail) => {
      request(url + path, { method }, (response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, trailers: response.trailers, body }));
      })
        .on('error', fail)
        .end();
    },
  );
}

const digestOf = (body: string) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

test('a search is exported with its parameters, a hash of its bytes, and a manifest beside it', async () => {
  const { status, headers, trailers, body } = await get('/search.ndjson?q=is:comment');
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="hustings-search-is-comment.ndjson"',
    link: '</search.ndjson.manifest.json?q=is:comment>; rel="describedby"; type="application/json"',
    'x-robots-tag': 'noindex, nofollow',
  });
  expect(JSON.parse(decodeURI(String(headers['hustings-parameters'])))).toMatchObject({ query: 'is:comment', format: 'ndjson' });
  expect(trailers['repr-digest']).toBe(digestOf(body));
  const posts = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; at: string });
  expect(new Set(posts.map(({ kind }) => kind))).toEqual(new Set(['comment']));
  const times = posts.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  const manifest = JSON.parse((await get('/search.ndjson.manifest.json?q=is:comment')).body) as Manifest;
  expect(manifest).toMatchObject({
    rows: posts.length,
    bytes: Buffer.byteLength(body),
    sha256: createHash('sha256').update(body).digest('hex'),
  });
  expect(manifest.command).toBe('hustings export --query is:comment --format ndjson');
});

test('the messages that a figure counts are exported as the page lists them', async () => {
  const page = new Page((await get('/sources/lamp-room/posts?list=own&period=year')).body);
  const [ndjson, csv] = page
    .all('a')
    .map(({ attribs }) => attribs.href ?? '')
    .filter((href) => href.includes('/posts.'));
  const { body, trailers, headers } = await get(ndjson!);
  const total = Number(/(\d+) messages/.exec(page.text)?.[1]);
  expect(body.trim().split('\n')).toHaveLength(total);
  expect(trailers['repr-digest']).toBe(digestOf(body));
  expect(JSON.parse(decodeURI(String(headers['hustings-parameters'])))).toMatchObject({ source: 'lamp-room', list: 'own' });
  const table = await get(csv!);
  expect([table.headers['content-type'], table.body.split('\n')[0]]).toEqual([
    'text/csv; charset=utf-8',
    expect.stringContaining('id,guid,'),
  ]);
  const beside = /<([^>]+)>/.exec(String(headers.link))?.[1] ?? '';
  expect(JSON.parse((await get(beside)).body)).toMatchObject({ rows: total, command: `GET ${ndjson}` });
});

test('the pages of a search lead to its exports', async () => {
  const page = new Page((await get('/search?q=is:comment')).body);
  expect(page.all('a').flatMap(({ attribs }) => (attribs.href?.startsWith('/search.') ? [attribs.href.split('?')[0]] : []))).toEqual(
    expect.arrayContaining(['/search.ndjson', '/search.csv']),
  );
});

test.each([
  ['/search.ndjson', 400, 'There is nothing to look for'],
  ['/search.csv?q=pier+AND', 400, 'pier AND\n'],
  ['/search.ndjson?q=source:nowhere', 400, 'There is no source “nowhere”.'],
  ['/sources/nowhere/posts.csv', 404, 'There is no source at this address.'],
  ['/sources/lamp-room/posts.ndjson?list=nonsense', 404, 'There is no such list of messages'],
])('%s: %d, and words', async (path, status, said) => {
  const answer = await get(path);
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(said)]);
});

test('to ask for the headers alone writes nothing', async () => {
  expect(await get('/search.ndjson?q=is:comment', 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('while two are being written, a third is asked to wait', async () => {
  const exports = app.get(Exports);
  const open = exports.open.bind(exports);
  let letGo: (() => void) | undefined;
  const gate = new Promise<void>((done) => (letGo = done));
  let begun = 0;
  exports.open = async (...asked) => {
    begun++;
    await gate;
    return open(...asked);
  };
  const first = [get('/search.ndjson?q=is:comment'), get('/search.csv?q=is:comment')];
  while (begun < 2) await new Promise((done) => setTimeout(done, 5));
  expect(await get('/search.ndjson?q=is:comment')).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  letGo?.();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await get('/search.ndjson?q=is:comment')).status).toBe(200);
});
