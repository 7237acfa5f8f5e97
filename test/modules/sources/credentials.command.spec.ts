import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerCredentialsCommands } from '../../../src/modules/sources/credentials.command.js';
import { hustings, type Ran } from '../../support/cli.js';
import { Commands } from '../../support/commands.js';
import { onPostgres } from '../../support/database.js';

const secret = 'AIza-piped-not-typed-0123456789';
const otherKey = 'another-secret-key-of-forty-characters-x';

let commands: Commands;

beforeEach(async () => {
  // Beside a file of SQLite the key makes itself; with PostgreSQL it would lie in the folder of the project.
  commands = await Commands.start([registerCredentialsCommands], onPostgres ? { SECRET_KEY: 'the-key-of-these-tests-on-postgresql' } : {});
});
afterEach(() => commands.close());

test('set, list and remove: the secret goes in by a pipe, and is nowhere to be seen', async () => {
  const ran: Ran[] = [];
  const keep = async (running: Promise<Ran>) => {
    const each = await running;
    ran.push(each);
    return each;
  };
  const run = (args: string[], input = '') => keep(commands.runPiped(input, 'credentials', ...args));
  const before = await run(['list']);
  expect(before).toMatchObject({ code: 0, err: '' });
  expect(before.out).toMatch(/^youtube +not set: An API key .*https:/m);
  expect(before.out).not.toContain('mastodon');

  // As a user does: in a process of its own.
  expect(await keep(hustings(['credentials', 'set', 'youtube'], commands.environment, `${secret}\n`))).toMatchObject({
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

  const { settings } = commands;
  commands.settings = { ...settings, SECRET_KEY: otherKey };
  const moved = await run(['list']);
  commands.settings = settings;
  expect(moved).toMatchObject({ code: 0, err: '' });
  expect(moved.out).toContain('sealed with another SECRET_KEY; set it again');

  if (!onPostgres) {
    const files = readdirSync(commands.folder);
    expect(files).toEqual(expect.arrayContaining(['test.sqlite', 'secret.key']));
    const hidden = [secret, Buffer.from(secret).toString('base64url').slice(0, 30), Buffer.from(secret).toString('hex')];
    for (const file of files) {
      const bytes = readFileSync(join(commands.folder, file));
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
  const unknown = await commands.runPiped(secret, 'credentials', 'set', 'tiktok');
  expect(unknown).toMatchObject({ code: 2, out: '' });
  for (const said of ['youtube: ', 'https://www.flickr.com/', 'twitter: ', 'disqus: ']) expect(unknown.err).toContain(said);
  const empty = await commands.runPiped('\n', 'credentials', 'set', 'youtube');
  expect(empty).toMatchObject({ code: 2, out: '', err: 'Nothing was given, and nothing has changed.\n' });
  const two = await commands.runPiped(`${secret}\n${secret}\n`, 'credentials', 'set', 'youtube');
  expect(two).toMatchObject({ code: 2, out: '' });
  // As an argument, everybody on the machine could see it.
  const argument = await commands.run('credentials', 'set', 'youtube', secret);
  expect(argument).toMatchObject({ code: 2, out: '' });
  for (const { err } of [unknown, two, argument]) expect(err).not.toContain(secret);
}, 180_000);

test('a key that is too short is said at the start, and not repeated', async () => {
  const { code, err } = await hustings(['credentials', 'list'], { ...commands.environment, SECRET_KEY: 'short-and-sweet' });
  expect(code).toBe(1);
  expect(err).toContain('SECRET_KEY: should have at least 32 characters');
  expect(err).not.toContain('short-and-sweet');
});
