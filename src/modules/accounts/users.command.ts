import type { Command } from 'commander';
import { changes, reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { readSecret } from '../config/read-secret.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { ROLES } from '../pages/access.js';
import { formatInstant } from '../pages/instants.js';
import { AccountLinks } from './account-links.js';
import type { AccountEntity } from './account.entity.js';
import { COMMAND_LINE } from './audit.js';
import { nameField, newPasswordField, roleField } from './account.form.js';
import { Accounts, LAST_ADMIN } from './accounts.service.js';
import { parseAddress } from './mail-address.js';

/** `users add | list | role | password | close | open`. */
export function registerUsersCommands(program: Command, open: OpenApplication): void {
  const users = program.command('users').description('Who has an account, and what they may do.');
  changes(users.command('add'))
    .description('Make an account; or, without --name, a link by which somebody makes their own.')
    .argument('<address>', 'a mail address')
    .option('--name <name>', 'as others see it; the password is then read from standard input, or asked for')
    .option('--role <role>', `one of ${ROLES.join(', ')}`, 'reader')
    .option('--json', 'print one JSON object')
    .action((address: string, options: AddOptions, command: Command) => add(address, options, command, open));
  reads(users.command('list'))
    .description('List the accounts.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => list(json ?? false, open));
  changes(users.command('role'))
    .description('Say what an account may do.')
    .argument('<address>')
    .argument('<role>', `one of ${ROLES.join(', ')}`)
    .action((address: string, role: string, _options: object, command: Command) => setRole(address, role, command, open));
  changes(users.command('password'))
    .description('Set a password, read from standard input or asked for; it ends all sessions of the account.')
    .argument('<address>')
    .option('--link', 'print a link instead, by which they set one themselves')
    .action((address: string, options: { link?: boolean }, command: Command) => setPassword(address, options, command, open));
  changes(users.command('close')).description('Let an account sign in no more; what it did stays.').argument('<address>').action((address: string) => setState(address, 'disabled', open)); // prettier-ignore
  changes(users.command('open')).description('Let a closed account sign in again.').argument('<address>').action((address: string) => setState(address, 'active', open)); // prettier-ignore
}

interface AddOptions {
  name?: string;
  role: string;
  json?: boolean;
}

async function add(typed: string, { name, role: typedRole, json }: AddOptions, command: Command, open: OpenApplication): Promise<void> {
  const address = parseAddress(typed);
  if (!address) return command.error(`${typed} is no mail address.`, { exitCode: 2 });
  const role = roleField.safeParse(typedRole);
  if (!role.success) return command.error(`A role is one of ${ROLES.join(', ')}.`, { exitCode: 2 });
  const called = name === undefined ? null : nameField.safeParse(name);
  if (called && !called.success) return command.error(called.error.issues[0]!.message, { exitCode: 2 });
  const password = called ? await passwordFor(address.address, command) : null;
  await withApplication(open, async (app) => {
    const accounts = app.get(Accounts);
    const known = await accounts.byKey(address.key);
    const account = known || !called ? null : await accounts.add({ name: called.data, address, role: role.data, password });
    if (known || (called && !account)) return fail(`${address.address} has an account already.\n`);
    const links = app.get(AccountLinks);
    const link = account ? null : links.url(await links.invite(role.data, COMMAND_LINE));
    if (json) process.stdout.write(`${JSON.stringify({ address: address.address, role: role.data, id: account?.id ?? null, link })}\n`);
    else if (link) process.stdout.write(`Hand this link to ${address.address}. It makes one account, within a week:\n${link}\n`);
    else process.stdout.write(`${called!.data} may sign in as ${address.address}.\n`);
  });
}

async function list(json: boolean, open: OpenApplication): Promise<void> {
  await withApplication(open, async (app) => {
    const { timezone } = app.get<Config>(CONFIG);
    const accounts = await app.get(Accounts).all();
    for (const account of accounts) process.stdout.write(`${json ? JSON.stringify(lineOf(account)) : wordsOf(account, timezone)}\n`);
    if (accounts.length === 0 && !json) process.stdout.write('There are no accounts. Make one: hustings users add ADDRESS --role admin\n');
  });
}

async function setRole(address: string, typed: string, command: Command, open: OpenApplication): Promise<void> {
  const role = roleField.safeParse(typed);
  if (!role.success) return command.error(`A role is one of ${ROLES.join(', ')}.`, { exitCode: 2 });
  await withAccount(address, open, async (accounts, { id, name }) => {
    if ((await accounts.setRole(id, role.data)) === 'last-admin') return fail(`${LAST_ADMIN}\n`);
    process.stdout.write(`${name} is ${role.data} now.\n`);
  });
}

async function setPassword(address: string, { link }: { link?: boolean }, command: Command, open: OpenApplication): Promise<void> {
  const password = link ? null : await passwordFor(address, command);
  await withAccount(address, open, async (accounts, account, links) => {
    if (password === null) {
      const url = links.url(await links.reset(account, null, COMMAND_LINE));
      process.stdout.write(`This link sets a new password for ${account.name} once, within an hour:\n${url}\n`);
      return;
    }
    await accounts.setPassword(account.id, password);
    process.stdout.write(`The password of ${account.name} is set. All sessions of the account have ended.\n`);
  });
}

async function setState(address: string, state: AccountEntity['state'], open: OpenApplication): Promise<void> {
  await withAccount(address, open, async (accounts, { id, name }) => {
    if ((await accounts.setState(id, state)) === 'last-admin') return fail(`${LAST_ADMIN}\n`);
    process.stdout.write(state === 'active' ? `${name} may sign in again.\n` : `${name} is signed out, and may sign in no more.\n`);
  });
}

async function withAccount(
  address: string,
  open: OpenApplication,
  work: (accounts: Accounts, account: AccountEntity, links: AccountLinks) => Promise<void>,
): Promise<void> {
  await withApplication(open, async (app) => {
    const accounts = app.get(Accounts);
    const account = await accounts.byKey(parseAddress(address)?.key ?? address.toLowerCase());
    if (!account) return fail(`No account has the address ${address}. See which there are: hustings users list\n`);
    await work(accounts, account, app.get(AccountLinks));
  });
}

async function passwordFor(address: string, command: Command): Promise<string> {
  const given = await readSecret(process.stdin, process.stderr, `Password for ${address} (it is not shown): `);
  const { data, error } = newPasswordField.safeParse(given);
  return data ?? command.error(error.issues[0]!.message, { exitCode: 2 });
}

function lineOf({ id, name, address, role, state, totpSecret, signedInAt }: AccountEntity) {
  return { id, name, address, role, state, secondFactor: totpSecret !== null, signedInAt };
}

function wordsOf({ name, address, role, state, signedInAt }: AccountEntity, timezone: string): string {
  const last = signedInAt ? `last signed in ${formatInstant(signedInAt, 'moment', timezone)}` : 'never signed in';
  return `${role.padEnd(8)} ${address.padEnd(30)} ${name}${state === 'active' ? '' : ' (closed)'}, ${last}`;
}

function fail(sentence: string): void {
  process.exitCode = 1;
  process.stderr.write(sentence);
}
