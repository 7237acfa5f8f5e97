import type { INestApplicationContext } from '@nestjs/common';
import { InvalidArgumentError, type Command } from 'commander';
import { Clock } from '../clock/clock.js';
import { changes, reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { type MailAddress, parseAddress } from '../accounts/mail-address.js';
import { registerBounceCommand } from './bounce.command.js';
import { OFF, statusText, subscriberOutput, subscribersText } from './mail.text.js';
import { MessageIds } from './message-ids.js';
import { OutboxQuery } from './outbox.query.js';
import { Postman } from './postman.js';
import { Subscribers } from './subscribers.service.js';

interface Format {
  json?: boolean;
}

const TEST = 'This is a test of the mail of Hustings. It arrived, so the settings are right.';

/** `mail status | test | bounce`, `subscribers list | remove`. */
export function registerMailCommands(program: Command, open: OpenApplication): void {
  const mail = program.command('mail').description('The digest by mail.');
  reads(mail.command('status'))
    .description('Show what waits, what was sent, and what had trouble.')
    .option('--json', 'print one JSON object')
    .action(({ json }: Format) => withApplication(open, (app) => status(app, json ?? false)));
  changes(mail.command('test'))
    .description('Send a test to an address, at once, and say what the server answers.')
    .argument('<address>', 'such as ada@example.org', address)
    .option('--json', 'print one JSON object')
    .action((to: MailAddress, { json }: Format) => withApplication(open, (app) => test(app, to, json ?? false)));
  registerBounceCommand(mail, open);
  const subscribers = program.command('subscribers').description('Who gets the digest by mail.');
  reads(subscribers.command('list'))
    .description('List them, what they want, and whom the server refused.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: Format) => withApplication(open, (app) => list(app, json ?? false)));
  changes(subscribers.command('remove'))
    .description('Forget an address, and what was to be sent there.')
    .argument('<address>', 'however it is typed', address)
    .option('--json', 'print one JSON object')
    .action((who: MailAddress, { json }: Format) => withApplication(open, (app) => remove(app, who, json ?? false)));
}

async function status(app: INestApplicationContext, json: boolean): Promise<void> {
  const [rows, config] = [await app.get(OutboxQuery).read(), app.get<Config>(CONFIG)];
  const isOn = config.mail !== null;
  process.stdout.write(json ? `${JSON.stringify({ isOn, ...rows })}\n` : statusText(rows, isOn, config.timezone));
}

async function test(app: INestApplicationContext, { address: to }: MailAddress, json: boolean): Promise<void> {
  const { mail } = app.get<Config>(CONFIG);
  if (!mail) return fail(OFF);
  const delivery = await app.get(Postman).deliver({
    to,
    letter: { subject: 'A test of the mail of Hustings', text: `${TEST}\n`, html: `<p>${TEST}</p>` },
    messageId: app.get(MessageIds).make('test', app.get(Clock).now().getTime(), 0),
    unsubscribeUrl: null,
    handOver: () => Promise.resolve(true),
    signal: new AbortController().signal,
  });
  const answer = delivery.kind === 'stopped' ? '' : delivery.answer;
  if (json) process.stdout.write(`${JSON.stringify({ to, isTaken: delivery.kind === 'taken', answer })}\n`);
  else if (delivery.kind === 'taken') process.stdout.write(`${mail.host} took it for ${to}, and said: ${answer}\n`);
  if (delivery.kind !== 'taken') fail(`${mail.host}, port ${mail.port}, did not take it: ${answer}. Check SMTP_URL and MAIL_FROM.\n`);
}

async function list(app: INestApplicationContext, json: boolean): Promise<void> {
  const subscribers = await app.get(Subscribers).list();
  if (json) for (const subscriber of subscribers) process.stdout.write(`${JSON.stringify(subscriberOutput(subscriber))}\n`);
  else process.stdout.write(subscribersText(subscribers, app.get<Config>(CONFIG).timezone));
}

async function remove(app: INestApplicationContext, { address, key }: MailAddress, json: boolean): Promise<void> {
  const isRemoved = await app.get(Subscribers).removeAddress(key);
  if (json) process.stdout.write(`${JSON.stringify({ address, isRemoved })}\n`);
  else if (isRemoved) process.stdout.write(`${address} is forgotten.\n`);
  if (!isRemoved) fail(`Nobody subscribes as ${address}. See who does: hustings subscribers list\n`);
}

function fail(sentence: string): void {
  process.stderr.write(sentence);
  process.exitCode = 1;
}

function address(text: string): MailAddress {
  const parsed = parseAddress(text);
  if (!parsed) throw new InvalidArgumentError('Write one address, such as ada@example.org.');
  return parsed;
}
