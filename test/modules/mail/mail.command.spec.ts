import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { AppModule } from '../../../src/app.module.js';
import { readConfig } from '../../../src/modules/config/config.js';
import { registerMailCommands } from '../../../src/modules/mail/mail.command.js';
import { parseAddress } from '../../../src/modules/mail/mail-address.js';
import { Subscribers } from '../../../src/modules/mail/subscribers.service.js';
import { freshDatabase } from '../../support/database.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';

let folder: string;
let env: Record<string, string>;
let drop: () => Promise<void>;
let server: MailServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hustings-mail-'));
  const database = await freshDatabase();
  drop = database.drop;
  server = await startMailServer();
  const url = database.config.type === 'sqlite' ? `sqlite:${join(folder, 'test.sqlite')}` : database.url;
  env = { DATABASE_URL: url, SMTP_URL: server.url, MAIL_FROM: 'digest@hustings.example' };
});
afterEach(async () => {
  await server.close();
  await drop();
  rmSync(folder, { recursive: true });
});

const open = () => NestFactory.createApplicationContext(AppModule.of(readConfig(env), 'none'), { logger: false });

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const ran = { code: 0, out: '', err: '' };
  const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((ran.out += String(text)), true));
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((ran.err += String(text)), true));
  const program = new Command('hustings').exitOverride().configureOutput({ writeErr: (text) => void (ran.err += text) });
  registerMailCommands(program, open);
  try {
    await program.parseAsync(args, { from: 'user' });
    ran.code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    ran.code = error.exitCode;
  } finally {
    process.exitCode = undefined;
    out.mockRestore();
    err.mockRestore();
  }
  return ran;
}

test('a test mail says what the server answers, or why it did not go', async () => {
  expect(await run('mail', 'test', 'ada@example.org')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^127\.0\.0\.1 took it for ada@example\.org, and said: 250/) as string,
  });
  expect(server.received.map(({ to }) => to)).toEqual(['ada@example.org']);
  server.next('recipient-550');
  expect(await run('mail', 'test', 'ada@example.org')).toMatchObject({
    code: 1,
    err: expect.stringContaining('550 5.1.1 No such mailbox. Check SMTP_URL and MAIL_FROM.') as string,
  });
  expect(await run('mail', 'test', 'nonsense')).toMatchObject({ code: 1, err: expect.stringContaining('Write one address') as string });
  env = { DATABASE_URL: env.DATABASE_URL ?? '' };
  expect(await run('mail', 'test', 'ada@example.org')).toMatchObject({
    code: 1,
    err: 'No mail is sent: set SMTP_URL and MAIL_FROM to switch it on.\n',
  });
});

test('who subscribes is listed, and forgotten however the address is typed', async () => {
  expect((await run('subscribers', 'list')).out).toBe('Nobody subscribes. They do so at /subscribe.\n');
  const app = await open();
  const address = parseAddress('Ada@Example.org');
  if (!address) throw new Error('This is an address');
  await app.get(Subscribers).ask({ address, frequency: 'week', entities: [] });
  await app.close();
  expect((await run('subscribers', 'list')).out).toMatch(
    /^Ada@example\.org {2}waiting, every week: whole editions; since .*\n\n1 subscriber\.\n$/,
  );
  expect(JSON.parse((await run('mail', 'status', '--json')).out)).toMatchObject({
    isOn: true,
    mails: [{ state: 'waiting', count: 1 }],
    subscribers: [{ state: 'waiting', count: 1 }],
  });
  expect((await run('mail', 'status')).out).toBe('0 subscribers; 1 without a yes so far, 0 switched off.\n       1  waiting to be sent\n');
  expect(await run('subscribers', 'remove', 'ADA@EXAMPLE.ORG')).toMatchObject({ code: 0, out: 'ADA@example.org is forgotten.\n' });
  expect(await run('subscribers', 'remove', 'ada@example.org')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Nobody subscribes as ada@example.org') as string,
  });
  expect((await run('mail', 'status')).out).toContain('The outbox is empty.');
});
