import type { Command } from 'commander';
import { changes, reads } from '../config/command-kind.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { readSecret } from '../config/read-secret.js';
import { credentialName, credentialSecret, hostOf } from './credential.form.js';
import { Credentials } from './credentials.js';
import { credentialLines, credentialListText } from './credentials.text.js';
import { loadPlatforms } from './platforms.js';

/** `credentials set | list | remove`. */
export function registerCredentialsCommands(program: Command, open: OpenApplication): void {
  const credentials = program.command('credentials').description('The keys that platforms ask for, kept encrypted.');
  changes(credentials.command('set'))
    .description('Keep a credential; it is read from standard input, or asked for.')
    .argument('<name>', 'a platform such as youtube, or a host such as social.example.org')
    .action((typed: string, _options: object, command: Command) => set(typed, command, open));
  reads(credentials.command('list'))
    .description('Say which credentials are set, and where the others are to be had. Never the credentials themselves.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: { json?: boolean }) => list(json ?? false, open));
  changes(credentials.command('remove'))
    .description('Forget a credential.')
    .argument('<name>', 'as `credentials list` shows it')
    .action((typed: string) => remove(typed, open));
}

async function set(typed: string, command: Command, open: OpenApplication): Promise<void> {
  const whose = credentialName(typed, await loadPlatforms());
  if ('problem' in whose) return command.error(whose.problem, { exitCode: 2 });
  const given = await readSecret(process.stdin, process.stderr, `Credential for ${whose.name} (it is not shown): `);
  const { data: secret, error } = credentialSecret.safeParse(given);
  if (error) return command.error(error.issues[0]!.message, { exitCode: 2 });
  await withApplication(open, (app) => app.get(Credentials).set(whose.name, secret));
  process.stdout.write(`The credential for ${whose.name} is set; what waited for it is polled next.\n`);
}

async function list(json: boolean, open: OpenApplication): Promise<void> {
  const platforms = await loadPlatforms();
  await withApplication(open, async (app) => {
    const lines = credentialLines(await app.get(Credentials).names(), platforms);
    if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    else process.stdout.write(credentialListText(lines, app.get<Config>(CONFIG).timezone));
  });
}

async function remove(typed: string, open: OpenApplication): Promise<void> {
  const name = hostOf(typed.trim()) ?? typed.trim().toLowerCase();
  const removed = await withApplication(open, (app) => app.get(Credentials).remove(name));
  if (!removed) process.exitCode = 1;
  if (removed) process.stdout.write(`The credential for ${name} is gone.\n`);
  else process.stderr.write(`There is no credential for ${name}. See which there are: hustings credentials list\n`);
}
