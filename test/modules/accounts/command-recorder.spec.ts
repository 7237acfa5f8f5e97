import type { Command } from 'commander';
import { programOf } from '../../../src/cli.js';
import { AuditEntryEntity } from '../../../src/modules/accounts/audit-entry.entity.js';
import { Accounts } from '../../../src/modules/accounts/accounts.service.js';
import { registerUsersCommands } from '../../../src/modules/accounts/users.command.js';
import { registerAlertsCommands } from '../../../src/modules/alerts/alerts.command.js';
import { registerCodebookCommands } from '../../../src/modules/coding/codebook.command.js';
import { kindOf } from '../../../src/modules/config/command-kind.js';
import { Database } from '../../../src/modules/database/database.js';
import { registerDigestCommand } from '../../../src/modules/digests/digest.command.js';
import { registerEntitiesCommands } from '../../../src/modules/mentions/entities.command.js';
import { registerSearchCommand } from '../../../src/modules/search/search.command.js';
import { registerFeedsCommands } from '../../../src/modules/sources/feeds.command.js';
import { addressOf } from '../../support/accounts.js';
import { hustings } from '../../support/cli.js';
import { Commands, type Register } from '../../support/commands.js';

/** Of the others, every call is written down. A new command that is not has to be entered here. */
const UNRECORDED = {
  reads: [
    'affiliations list',
    'alerts list',
    'alerts log',
    'alerts show',
    'backup',
    'codebook agreement',
    'codebook list',
    'copy',
    'credentials list',
    'digest',
    'digest history',
    'doctor',
    'engagement',
    'entities list',
    'export',
    'export verify',
    'feeds export',
    'feeds list',
    'mail status',
    'mcp',
    'parse',
    'subscribers list',
    'users list',
    'watches list',
    'watches show',
  ],
  works: ['mail bounce', 'migrate', 'poll', 'restore', 'serve'],
};

let commands: Commands;

async function start(...registers: Register[]): Promise<void> {
  commands = await Commands.start(registers, { SECRET_KEY: 'the-key-of-the-tests-of-the-recorder' });
}
afterEach(() => commands?.close());

/** What was written down, the earliest first. */
async function recorded(): Promise<AuditEntryEntity[]> {
  const app = await commands.open();
  const rows = await app.get(Database).manager.find(AuditEntryEntity, { order: { id: 'ASC' } });
  await app.close();
  return rows;
}

const told = ({ action, status, fields }: AuditEntryEntity) => [action, status, fields];

/** All that can be run, by its name. */
function runnable(command: Command, names: string[] = []): [string, Command][] {
  const hasAction = (command as unknown as { _actionHandler: unknown })._actionHandler !== null;
  const own: [string, Command][] = hasAction && names.length > 0 ? [[names.join(' '), command]] : [];
  return [...own, ...command.commands.flatMap((each) => runnable(each, [...names, each.name()]))];
}

test('every command says whether it changes anything, and those that do not are these', () => {
  const all = runnable(programOf(() => Promise.reject(new Error('nothing is opened'))));
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(([, command]) => kindOf(command) === null).map(([name]) => name)).toEqual([]);
  const named = (kind: string) => all.flatMap(([name, command]) => (kindOf(command) === kind ? [name] : [])).sort();
  expect({ reads: named('reads'), works: named('works') }).toEqual(UNRECORDED);
});

test('what a command changes is written down with its arguments and its outcome, and what it refuses, too', async () => {
  await start(registerUsersCommands);
  const app = await commands.open();
  await app.get(Accounts).add({ name: 'Ada', address: addressOf('ada@example.org'), role: 'admin', password: null });
  await app.close();
  await commands.run('users', 'add', 'bob@example.org', '--role', 'analyst', '--json');
  await commands.run('users', 'list');
  expect((await commands.run('users', 'close', 'ada@example.org')).code).toBe(1);
  expect((await commands.run('users', 'role', 'ada@example.org', 'chief')).code).toBe(2);
  expect((await commands.run('users', 'role', 'ada@example.org')).code).not.toBe(0);
  const rows = await recorded();
  expect(rows.map(told)).toEqual([
    ['users add', 200, { address: 'bob@example.org', role: 'analyst' }],
    ['users close', 409, { address: 'ada@example.org' }],
    ['users role', 422, { address: 'ada@example.org', role: 'chief' }],
  ]);
  for (const row of rows) expect(row).toMatchObject({ actor: 'the command line', means: 'command', accountId: null, target: '' });
});

test('a command that breaks is written down as one that failed, and its error is told', async () => {
  const broken: Register = (program, open) =>
    void program
      .command('break')
      .argument('<what...>')
      .action(async () => {
        await (await open()).close();
        throw new Error('It is broken');
      });
  await start(broken);
  await expect(commands.run('break', 'this', 'that')).rejects.toThrow('It is broken');
  // It said nothing of what it is: then it is written down.
  expect((await recorded()).map(told)).toEqual([['break', 500, { what: ['this', 'that'] }]]);
});

test('what is only looked at is not written down', async () => {
  await start(registerEntitiesCommands, registerSearchCommand);
  await commands.run('entities', 'add', 'Canal Trust', '--preview');
  await commands.run('entities', 'list');
  await commands.run('search', 'canal');
  expect(await recorded()).toEqual([]);
  await commands.run('entities', 'add', 'Canal Trust', '--alias', '=CT', 'The Trust');
  await commands.run('search', '--reindex');
  expect((await recorded()).map(told)).toEqual([
    ['entities add', 200, { name: 'Canal Trust', alias: ['=CT', 'The Trust'] }],
    ['search', 200, { query: [], reindex: true }],
  ]);
});

test('of a list that is stored in part it is not said that nothing was changed', async () => {
  await start(registerCodebookCommands);
  const file = commands.file('codes.csv', 'label,slug\nQuestion,question\nAnswer,Not A Slug\n');
  expect((await commands.run('codebook', 'import', file)).code).toBe(1);
  expect((await commands.run('codebook', 'import', file, '--all-or-nothing')).code).toBe(1);
  expect((await recorded()).map(told)).toEqual([
    ['codebook import', 207, { file }],
    ['codebook import', 409, { file, allOrNothing: true }],
  ]);
});

test('what is a key is not written down: a password in an address, a token in its query, the path of a webhook', async () => {
  await start(registerFeedsCommands, registerAlertsCommands, registerDigestCommand);
  await commands.run('feeds', 'add', 'http://ada:swordfish@127.0.0.1:9/feed?page=1&api_key=swordfish#top');
  await commands.run('alerts', 'add', 'Ferries', '--on', 'silence', '--webhook', 'https://hooks.example/T1/swordfish', '--chat', 'https://chat.example?key=swordfish'); // prettier-ignore
  const rows = await recorded();
  expect(rows.map(told)).toEqual([
    ['feeds add', 409, { url: 'http://…@127.0.0.1:9/feed?page=1&api_key=…#top' }],
    ['alerts add', 200, { name: 'Ferries', on: 'silence', webhook: ['https://hooks.example/…'], chat: ['https://chat.example/…'] }],
  ]);
  expect(JSON.stringify(rows)).not.toContain('swordfish');
});

test('the program itself writes down what it changes, and never a secret that is piped to it', async () => {
  await start();
  const env = commands.environment;
  expect((await hustings(['credentials', 'set', 'youtube'], env, 'swordfish-swordfish\n')).code).toBe(0);
  expect((await hustings(['users', 'add', 'ada@example.org', '--name', 'Ada'], env, 'four words that rhyme not\n')).code).toBe(0);
  expect((await hustings(['credentials', 'list'], env)).code).toBe(0);
  expect((await hustings(['poll'], env)).code).toBe(0);
  const rows = await recorded();
  expect(rows.map(told)).toEqual([
    ['credentials set', 200, { name: 'youtube' }],
    ['users add', 200, { address: 'ada@example.org', name: 'Ada' }],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/swordfish|rhyme/);
}, 180_000);
