import { registerMailCommands } from '../../../src/modules/mail/mail.command.js';
import { Sender } from '../../../src/modules/mail/sender.js';
import { parseAddress } from '../../../src/modules/accounts/mail-address.js';
import { Subscribers } from '../../../src/modules/mail/subscribers.service.js';
import { Commands } from '../../support/commands.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';
import { postfixNotice } from '../../support/notices.js';

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
  expect(await run('mail', 'test', 'nonsense')).toMatchObject({ code: 2, err: expect.stringContaining('Write one address') as string });
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

test('a notice that came back is noted in words, and shows in the status', async () => {
  const app = await commands.open();
  const address = parseAddress('ada@example.org');
  if (!address) throw new Error('This is an address');
  await app.get(Subscribers).ask({ address, frequency: 'week', entities: [] });
  await app.get(Sender).tick();
  await app.close();
  const messageId = /^Message-ID:\s+<(.*)>\r$/m.exec(server.received[0]?.source ?? '')?.[1] ?? '';
  const file = commands.file('notice.eml', postfixNotice({ messageId, to: 'ada@example.org' }));
  expect(await run('mail', 'bounce', file)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(
      /^The mail \S+ to ada@example\.org came back\. It counts as a refusal of the address; three in a row switch it off\. The server said: 550 5\.1\.1 /,
    ) as string,
  });
  const again = await run('mail', 'bounce', file, '--json');
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({ outcome: 'known', messageId, address: 'ada@example.org' });
  expect((await run('mail', 'status')).out).toMatch(
    / 1 {2}sent, and came back\n\nThe newest that had trouble:\n {2}\S+ to ada@example\.org: sent, and came back, 1 try\n {4}It came back later: 550/,
  );
});

test('a mail that is no notice, or about no mail of ours, changes nothing and says so', async () => {
  const foreign = commands.file(
    'foreign.eml',
    postfixNotice({ messageId: 'edition.2008-04-04.1@hustings.example', to: 'ada@example.org' }),
  );
  expect(await run('mail', 'bounce', foreign)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/about no mail of ours/) as string,
  });
  expect(JSON.parse((await run('mail', 'bounce', foreign, '--json')).out)).toMatchObject({ outcome: 'foreign' });
  const letter = commands.file('letter.eml', 'From: ada@example.org\r\n\r\nHello.\r\n');
  expect(await run('mail', 'bounce', letter)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^This is no notice of a mail server/) as string,
  });
  expect(await run('mail', 'bounce', commands.folder)).toMatchObject({
    code: 1,
    err: `${commands.folder}: It is a folder: give one file, with one mail.\n`,
  });
  expect(await run('mail', 'bounce', '/nowhere.eml', '--json')).toMatchObject({
    code: 1,
    out: '{"outcome":"unreadable","says":"/nowhere.eml: There is no such file."}\n',
  });
});
