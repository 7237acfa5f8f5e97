import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { isPassword } from '../../../src/modules/accounts/passwords.js';
import { registerUsersCommands } from '../../../src/modules/accounts/users.command.js';
import { addressOf } from '../../support/accounts.js';
import { hustings } from '../../support/cli.js';
import { Commands } from '../../support/commands.js';

let commands: Commands;

beforeEach(async () => {
  commands = await Commands.start([registerUsersCommands], { SECRET_KEY: 'the-key-of-the-tests-of-commands' });
});
afterEach(() => commands.close());

const users = (...args: string[]) => commands.run('users', ...args);

/** What needs a password reads it from standard input: in a process of its own. */
const piped = (args: string[], input: string) => hustings(['users', ...args], commands.environment, input);

test('accounts by command: added, listed, given a role, closed, and never left without an admin', async () => {
  expect((await users('list')).out).toContain('There are no accounts.');
  const app = await commands.open();
  await app.get(Accounts).add({ name: 'Ada', address: addressOf('Ada@example.org'), role: 'admin', password: null });
  await app.close();
  const invited = await users('add', 'bob@example.org', '--role', 'analyst', '--json');
  expect(JSON.parse(invited.out)).toEqual({
    address: 'bob@example.org',
    role: 'analyst',
    id: null,
    link: expect.stringContaining('/invitation/') as string,
  });
  expect(await users('add', 'ada@example.org')).toMatchObject({ code: 1, err: 'ada@example.org has an account already.\n' });
  expect((await users('role', 'ada@example.org', 'reader')).err).toContain('This is the last admin');
  expect((await users('close', 'ada@example.org')).code).toBe(1);
  expect((await users('role', 'bob@example.org', 'admin')).err).toContain('No account has the address');
  expect((await users('role', 'ada@example.org', 'chief')).code).toBe(2);
  expect((await users('password', 'ada@example.org', '--link')).out).toContain('/reset/');
  const line = { id: 1, name: 'Ada', address: 'Ada@example.org', role: 'admin', state: 'active', secondFactor: false, signedInAt: null };
  expect(JSON.parse((await users('list', '--json')).out)).toEqual(line);
});

test('a password is piped in, and no argument', async () => {
  const added = await piped(['add', 'ada@example.org', '--name', 'Ada', '--role', 'admin'], 'four words that rhyme not\n');
  expect(added).toMatchObject({ code: 0, out: 'Ada may sign in as ada@example.org.\n' });
  expect(await piped(['password', 'ada@example.org'], 'short\n')).toMatchObject({ code: 2, out: '' });
  const app = await commands.open();
  const account = await app.get(Accounts).byKey('ada@example.org');
  await app.close();
  expect(await isPassword(account?.passwordHash ?? null, 'four words that rhyme not')).toBe(true);
}, 180_000);
