import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hustings, type Ran } from '../../support/cli.js';
import { freshDatabase, onPostgres } from '../../support/database.js';

const secret = 'AIza-piped-not-typed-0123456789';
const otherKey = 'another-secret-key-of-forty-characters-x';

let folder: string;
let env: Record<string, string>;
let drop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-credentials-'));
  const fresh = await freshDatabase();
  drop = fresh.drop;
  // Beside a file of SQLite the key makes itself; with PostgreSQL it would lie in the folder of the project.
  env = onPostgres
    ? { DATABASE_URL: fresh.url, SECRET_KEY: 'the-key-of-these-tests-on-postgresql' }
    : { DATABASE_URL: `sqlite:${folder}/data/hustings.sqlite` };
});
afterEach(async () => {
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

test('set, list and remove: the secret goes in by a pipe, and is nowhere to be seen', async () => {
  const ran: Ran[] = [];
  const run = async (args: string[], input = '', more = {}) => {
    const each = await hustings(['credentials', ...args], { ...env, ...more }, input);
    ran.push(each);
    return each;
  };
  const before = await run(['list']);
  expect(before).toMatchObject({ code: 0, err: '' });
  expect(before.out).toMatch(/^youtube +not set: An API key .*https:/m);
  expect(before.out).not.toContain('mastodon');

  expect(await run(['set', 'youtube'], `${secret}\n`)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('youtube is set') as string,
  });
  expect(await run(['set', 'Social.Example.org:8443'], secret)).toMatchObject({ code: 0, err: '' });
  const after = await run(['list']);
  expect(after.out).toMatch(/^youtube +set on \d+ \w+ \d{4}$/m);
  expect(after.out).toMatch(/^social\.example\.org:8443 +set on /m);

  const json = await run(['list', '--json']);
  const lines = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string });
  expect(lines.find(({ name }) => name === 'youtube')).toEqual({
    name: 'youtube',
    kind: 'platform',
    isSet: true,
    createdAt: expect.stringMatching(/Z$/) as string,
    updatedAt: expect.stringMatching(/Z$/) as string,
    needs: expect.stringContaining('https://') as string,
    problem: null,
  });
  expect(lines.find(({ name }) => name === 'flickr')).toMatchObject({ isSet: false, createdAt: null });
  expect(lines.find(({ name }) => name === 'social.example.org:8443')).toMatchObject({ kind: 'host', isSet: true, needs: null });

  const moved = await run(['list'], '', { SECRET_KEY: otherKey });
  expect(moved).toMatchObject({ code: 0, err: '' });
  expect(moved.out).toContain('sealed with another SECRET_KEY; set it again');

  if (!onPostgres) {
    const files = readdirSync(join(folder, 'data'));
    expect(files).toEqual(expect.arrayContaining(['hustings.sqlite', 'secret.key']));
    const hidden = [secret, Buffer.from(secret).toString('base64url').slice(0, 30), Buffer.from(secret).toString('hex')];
    for (const file of files) {
      const bytes = readFileSync(join(folder, 'data', file));
      for (const text of hidden) expect({ file, at: bytes.indexOf(text) }).toEqual({ file, at: -1 });
    }
  }

  expect(await run(['remove', 'youtube'])).toMatchObject({ code: 0, err: '', out: 'The credential for youtube is gone.\n' });
  expect(await run(['remove', 'youtube'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no credential for youtube') as string,
  });
  for (const { out, err } of ran) expect(out + err).not.toContain(secret);
}, 180_000);

test('a name that takes none, and a secret that is none, are wrong usage', async () => {
  const unknown = await hustings(['credentials', 'set', 'tiktok'], env, secret);
  expect(unknown).toMatchObject({ code: 2, out: '' });
  for (const said of ['youtube: ', 'https://www.flickr.com/', 'twitter: ', 'disqus: ']) expect(unknown.err).toContain(said);
  const empty = await hustings(['credentials', 'set', 'youtube'], env, '\n');
  expect(empty).toMatchObject({ code: 2, out: '', err: 'Nothing was given, and nothing has changed.\n' });
  const two = await hustings(['credentials', 'set', 'youtube'], env, `${secret}\n${secret}\n`);
  expect(two).toMatchObject({ code: 2, out: '' });
  // As an argument, everybody on the machine could see it.
  const argument = await hustings(['credentials', 'set', 'youtube', secret], env);
  expect(argument).toMatchObject({ code: 2, out: '' });
  for (const { err } of [unknown, two, argument]) expect(err).not.toContain(secret);
}, 180_000);

test('a key that is too short is said at the start, and not repeated', async () => {
  const { code, err } = await hustings(['credentials', 'list'], { ...env, SECRET_KEY: 'short-and-sweet' });
  expect(code).toBe(1);
  expect(err).toContain('SECRET_KEY: should have at least 32 characters');
  expect(err).not.toContain('short-and-sweet');
});
