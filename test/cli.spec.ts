import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { hustings, jsonLines, projectRoot } from './support/cli.js';
import { fountain } from './support/fountain.js';

let folder: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-cli-'));
  env = { DATABASE_URL: `sqlite:${folder}/data/hustings.sqlite`, DIGEST_TIMEZONE: 'Europe/London' };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a saved page becomes one post and its comments, and the digest of its day shows the thread', async () => {
  const file = join(folder, 'fountain.txt');
  writeFileSync(file, fountain);
  const imported = await hustings(['import', file, '--json'], env);
  expect(imported).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(imported.out)).toEqual({ file, ok: true, posts: 1, comments: 3, added: 4, revised: 0 });

  const [post, ...comments] = jsonLines(await hustings(['export'], env));
  expect(post).toMatchObject({
    kind: 'post',
    depth: 0,
    parentId: null,
    links: [expect.objectContaining({ url: 'http://elsewhere.example/?p=44' })],
  });
  expect(
    comments.map(({ author, publishedAt, depth, parentId, replyBasis }) => [
      (author as { name: string }).name,
      publishedAt,
      depth,
      parentId,
      replyBasis,
    ]),
  ).toEqual([
    ['Ann Other', '2008-04-03T12:40:00.000Z', 1, post!.id, 'feed'],
    ['Bob | Roberts', '2008-04-03T13:15:00.000Z', 1, post!.id, 'feed'],
    ['Cy Example', '2008-04-03T13:15:00.000Z', 1, post!.id, 'feed'],
  ]);

  const digest = await hustings(['digest', '--day', '2008-04-03', '--format', 'text'], env);
  expect(digest.code).toBe(0);
  for (const words of ['fountain', 'Ann Other', 'Cy Example']) expect(digest.out).toContain(words);

  expect(JSON.parse((await hustings(['import', file, '--json'], env)).out)).toMatchObject({ added: 0, revised: 0 });
});

test('parse prints a line for each file, and fails when one cannot be read', async () => {
  const good = join(folder, 'good.xml');
  const bad = join(folder, 'bad.txt');
  writeFileSync(
    good,
    '<rss version="2.0"><channel><title>T</title><item><guid>g</guid><title>A &amp; B</title><pubDate>3 Apr 2008 12:40 BST</pubDate></item></channel></rss>',
  );
  writeFileSync(bad, 'just words');
  const { code, out } = await hustings(['parse', good, bad, join(folder, 'none.xml'), '--json']);
  const [first, second, third] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(1);
  expect(first).toMatchObject({
    file: good,
    ok: true,
    format: 'rss',
    feed: { title: 'T' },
    posts: [{ guid: 'g', title: 'A & B', publishedAt: '2008-04-03T11:40:00.000Z', kind: 'post' }],
  });
  expect(Object.keys((first!.posts as object[])[0]!)).toEqual(
    'guid url title author publishedAt updatedAt html text kind inReplyTo commentsUrl commentsFeedUrl commentCount categories enclosures'.split(
      ' ',
    ),
  );
  expect(second).toMatchObject({ file: bad, ok: false, error: { code: 'not-a-feed' } });
  expect(third).toMatchObject({ ok: false, error: { code: 'no-such-file' } });
});

test('wrong usage ends with 2 and says what is wrong', async () => {
  const { code, out, err } = await hustings(['nonsense'], env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('nonsense');
});

test('wrong settings stop the start, all listed at once', async () => {
  const { code, err } = await hustings(['serve'], { ...env, PORT: 'many', DIGEST_TIMEZONE: 'Atlantis', ALLOW_ADDRESSES: 'here' });
  expect(code).toBe(1);
  for (const name of ['PORT', 'DIGEST_TIMEZONE', 'ALLOW_ADDRESSES']) expect(err).toContain(name);
  expect(err).not.toContain('    at ');
});

test('a busy port, said in a sentence', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const { code, err } = await hustings(['serve'], { ...env, PORT: String(port) });
  server.close();
  expect(code).toBe(1);
  expect(err).toContain(`Port ${port} of 127.0.0.1 is in use.`);
});

test('a folder that cannot be made, a file that is no database, a database of a newer version', async () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'these are notes and no database, '.repeat(200));
  const inFile = await hustings(['migrate'], { DATABASE_URL: `sqlite:${file}/x/hustings.sqlite` });
  expect(inFile).toMatchObject({ code: 1 });
  expect(inFile.err).toMatch(/cannot be|DATABASE_URL/);
  const notOne = await hustings(['migrate'], { DATABASE_URL: `sqlite:${file}` });
  expect(notOne.code).toBe(1);
  expect(notOne.err).toContain('is not a SQLite database');

  expect(await hustings(['migrate'], env)).toMatchObject({ code: 0 });
  const database = new Database(`${folder}/data/hustings.sqlite`);
  database.exec("INSERT INTO migrations(timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')");
  database.close();
  const newer = await hustings(['migrate'], env);
  expect(newer.code).toBe(1);
  expect(newer.err).toContain('newer Hustings');
  for (const { err } of [inFile, notOne, newer]) expect(err).not.toContain('    at ');
});

test('the version of the README’s commands is the version of the program', async () => {
  const { code, out } = await hustings(['--help']);
  expect(code).toBe(0);
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  for (const command of ['serve', 'feeds', 'poll', 'parse', 'import', 'export', 'digest', 'credentials', 'sample', 'migrate']) {
    expect(out).toContain(command);
    expect(readme).toContain(`\`${command}`);
  }
});
