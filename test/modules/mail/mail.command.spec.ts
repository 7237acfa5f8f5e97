import { registerMailCommands } from '../../../src/modules/mail/mail.command.js';
import { parseAddress } from '../../../src/modules/mail/mail-address.js';
import { Subscribers } from '../../../src/modules/mail/subscribers.service.js';
import { Commands } from '../../support/commands.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';

let commands: Commands;
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer();
  commands = await Commands.start([registerMailCommands], { SMTP_URL: server.url, MAIL_FROM: 'digest@hustings.example' });
});
afterEach(async () => {
  await server.close();
  await commands.close();
});

const run = (...args: string[]) => commands.run(...args);

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
  commands.settings = {};
  expect(await run('mail', 'test', 'ada@example.org')).toMatchObject({
    code: 1,
    err: 'No mail is sent: set SMTP_URL and MAIL_FROM to switch it on.\n',
  });
});

test('who subscribes is listed, and forgotten however the address is typed', async () => {
  expect((await run('subscribers', 'list')).out).toBe('Nobody subscribes. They do so at /subscribe.\n');
  const app = await commands.open();
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
