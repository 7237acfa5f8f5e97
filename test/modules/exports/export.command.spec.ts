import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../../src/modules/database/database.js';
import { registerEngagementCommand } from '../../../src/modules/exports/engagement.command.js';
import { registerExportCommand } from '../../../src/modules/exports/export.command.js';
import type { ExportedPost } from '../../../src/modules/posts/exported-post.js';
import type { Manifest } from '../../../src/modules/exports/manifest.js';
import { SearchIndex } from '../../../src/modules/search/search-index.js';
import { Commands } from '../../support/commands.js';
import { Rows } from '../../support/conversation.js';

let commands: Commands;

beforeAll(async () => {
  commands = await Commands.start([registerExportCommand, registerEngagementCommand]);
  await store();
}, 180_000);
afterAll(() => commands.close());

/** A talk of a pier with its readers, and a film of which numbers are known. */
async function store(): Promise<void> {
  const app = await commands.open();
  const database = app.get(Database);
  const rows = new Rows(database);
  const [pier, films] = [await rows.source('Pier', 'civil-service'), await rows.source('Films', 'media')];
  const feed = await rows.feed(pier);
  const post = await rows.post(pier, '2008-04-03T09:00:00Z', {
    feedId: feed,
    voice: 'civil-service',
    title: '=Pier',
    text: 'The pier opens, "again".',
  });
  const asked = await rows.comment(pier, post, '2008-04-03T10:00:00Z', { authorName: 'Ada', text: 'When does it open?' });
  await rows.comment(pier, post, '2008-04-03T11:00:00Z', { feedId: feed, parentId: asked, voice: 'civil-service', text: 'At nine.' });
  const film = await rows.post(films, '2008-04-02T23:30:00Z', { voice: 'media', text: 'A film of a pier.', language: 'en' });
  await database.write(async (manager) => {
    await manager.sql`INSERT INTO reaction (post_id, likes, shares, views, read_at) VALUES (${film}, 3, NULL, 5000000000, 0)`;
    await app.get(SearchIndex).file(manager, [post, asked, asked + 1, film]);
  });
  await app.close();
}

test('each line is a post, the oldest first, and the bytes are the same on either database', async () => {
  const { out } = await run('export');
  const posts = linesOf(out);
  expect(posts.map(({ at, affiliation, speaks, depth }) => [at, affiliation, speaks, depth])).toEqual([
    ['2008-04-02T23:30:00.000Z', 'media', true, 0],
    ['2008-04-03T09:00:00.000Z', 'civil-service', true, 0],
    ['2008-04-03T10:00:00.000Z', 'unknown', false, 1],
    ['2008-04-03T11:00:00.000Z', 'civil-service', true, 2],
  ]);
  expect(posts[2]).toMatchObject({
    id: 2,
    kind: 'comment',
    source: 'pier',
    platform: 'web',
    author: { name: 'Ada', url: null, handle: null },
    title: null,
    text: 'When does it open?',
    rootId: 1,
    parentId: 1,
    namesParent: false,
    replyBasis: 'feed',
    replyConfidence: null,
    mentions: [],
    links: [],
    commentCount: null,
    revisions: 0,
    goneAt: null,
    isStub: false,
    duplicateOf: null,
    linkbacks: [],
  });
  expect(posts[0]).toMatchObject({ likes: 3, shares: null, views: 5_000_000_000, countedAt: '1970-01-01T00:00:00.000Z', language: 'en' });
  const file = join(commands.folder, 'all.ndjson');
  await run('export', '--output', file);
  expect(readFileSync(file, 'utf8')).toBe(out);
  expect(manifestOf(file)).toMatchObject({
    rows: 4,
    bytes: Buffer.byteLength(out),
    sha256: createHash('sha256').update(out).digest('hex'),
    command: 'hustings export --format ndjson',
    store: { post: 4, revision: 0 },
    parameters: { query: null, since: null, until: null, format: 'ndjson', zone: 'Europe/London' },
  });
});

test('days are those of the zone, and a query is that of the search, which stands in the manifest as it was read', async () => {
  const file = join(commands.folder, 'found.ndjson');
  await run('export', '--query', 'PIER   -film', '--since', '2008-04-03', '--output', file);
  expect(manifestOf(file)).toMatchObject({ rows: 1, parameters: { query: 'pier -film', since: '2008-04-02T23:00:00.000Z' } });
  expect(linesOf((await run('export', '--since', '2008-04-03', '--until', '2008-04-03T09:00Z')).out)).toHaveLength(1);
  expect(linesOf((await run('export', '--query', 'pier', '--until', '2008-04-03T09:00Z')).out).map(({ source }) => source)).toEqual([
    'films',
  ]);
  const wrong = await run('export', '--query', 'pier AND');
  expect([wrong.code, wrong.out]).toEqual([2, '']);
  expect(wrong.err).toContain('pier AND\n');
  expect((await run('export', '--query', 'source:nowhere')).err).toContain('There is no source “nowhere”.');
});

test('a table has a column for each, and no cell is a formula', async () => {
  const { out } = await run('export', '--format', 'csv', '--query', 'opens');
  const [head = '', row = ''] = out.split('\n');
  expect(head).toMatch(
    /^id,guid,url,kind,source,platform,affiliation,speaks,.*,likes,shares,views,countedAt,.*revisions,goneAt,isStub,linkbacks$/,
  );
  expect(row).toContain(`,'=Pier,"The pier opens, ""again"".",`);
  expect((await run('export', '--format', 'csv', '--query', 'zeppelin')).out).toBe(`${head}\n`);
});

test('an export is verified, and one that was changed is told apart', async () => {
  const file = join(commands.folder, 'verified.ndjson');
  await run('export', '--output', file);
  expect(await run('export', 'verify', file)).toMatchObject({ code: 0, out: expect.stringContaining(': 4 posts, SHA-256 ') as string });
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('At nine', 'At five'));
  expect(await run('export', 'verify', file)).toMatchObject({ code: 1, err: expect.stringContaining('holds other bytes') as string });
  appendFileSync(file, '\n');
  expect((await run('export', 'verify', file)).err).toContain('it is cut off, or was changed');
  writeFileSync(`${file}.manifest.json`, '{"schema": "other"}');
  expect((await run('export', 'verify', file)).err).toContain('none that this version of Hustings reads (schema:');
  expect(await run('export', 'verify', join(commands.folder, 'none'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no file') as string,
  });
});

test('what cannot be written leaves nothing behind', async () => {
  const ran = await run('export', '--output', join(commands.folder, 'no/such/file'));
  expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('cannot be written (ENOENT)')]);
  expect(existsSync(join(commands.folder, 'no'))).toBe(false);
});

test('the manifest of what goes to standard output goes to a file', async () => {
  const file = join(commands.folder, 'out.json');
  const { out } = await run('export', '--manifest', file);
  expect((JSON.parse(readFileSync(file, 'utf8')) as Manifest).bytes).toBe(Buffer.byteLength(out));
});

test('the figures of a source are the same from the store and from an export of its talk', async () => {
  const file = join(commands.folder, 'pier.ndjson');
  const time = ['--since', '2008-04-01', '--until', '2008-05-01'];
  await run('export', '--source', 'pier', ...time, '--output', file);
  const [stored, exported] = [await run('engagement', 'pier', ...time, '--json'), await run('engagement', '--from', file, '--json')];
  expect(exported.out).toBe(stored.out);
  expect(JSON.parse(stored.out)).toMatchObject({
    source: 'pier',
    verdict: { word: 'insufficient data' },
    from: '2008-03-31T23:00:00.000Z',
  });
  const words = (await run('engagement', 'pier', ...time)).out;
  expect(words).toContain(
    'Replies among its own messages: insufficient data. There were 2 messages of its own; it takes 10 to say anything.',
  );
  expect((await run('engagement', '--from', file)).out).toBe(words);
});

test.each([
  [['engagement'], 2, 'Name a source'],
  [['engagement', 'nowhere'], 2, 'There is no source “nowhere”.'],
  [['engagement', '--from', 'found.ndjson'], 2, 'does not hold what figures are made of'],
  [['engagement', 'films', '--from', 'pier.ndjson'], 2, 'is of pier, not of films'],
  [['engagement', '--from', 'none'], 1, 'There is no file'],
  [['engagement', '--from', 'pier.ndjson', '--since', '2008'], 2, 'cannot be used with'],
  [['export', '--source', 'nowhere'], 2, 'There is no source “nowhere”.'],
  [['export', '--source', 'pier', '--query', 'x'], 2, 'cannot be used with'],
  [['export', '--period', 'year'], 2, 'name it with --source'],
  [['export', '--since', 'yesterdayish'], 2, 'instant'],
])('%j ends with %d and says what to do', async (args, code, said) => {
  const ran = await run(...args.map((arg) => (arg.endsWith('.ndjson') || arg === 'none' ? join(commands.folder, arg) : arg)));
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(said)]);
});

const run = (...args: string[]) => commands.run(...args);

/** As a script reads it: instants are texts. */
type Line = Omit<ExportedPost, 'at' | 'countedAt'> & { at: string; countedAt: string | null };

function linesOf(out: string): Line[] {
  return out === ''
    ? []
    : out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
}

function manifestOf(file: string): Manifest {
  return JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as Manifest;
}
