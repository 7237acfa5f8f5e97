import { Readable } from 'node:stream';
import { bytesOf } from '../../../src/modules/mail/bounce.command.js';
import { mildestFor, type Notice, NOTICE_BYTES_MAX, readNotice, type RecipientNotice } from '../../../src/modules/mail/bounce.js';
import { type About, NOTICES, postfixNotice } from '../../support/notices.js';

const about: About = { messageId: 'edition.2008-04-04.7.abc@hustings.example', to: 'Ada@There.example' };

async function notice(mail: string): Promise<Notice> {
  const reading = await readNotice(Buffer.from(mail));
  if (!reading.ok) throw new Error(reading.why);
  return reading.notice;
}

async function why(mail: string | Uint8Array): Promise<string> {
  const reading = await readNotice(typeof mail === 'string' ? Buffer.from(mail) : mail);
  return reading.ok ? 'read' : reading.why;
}

const only = async (mail: string) => (await notice(mail)).recipients[0];

describe.each(Object.entries(NOTICES))('%s', (_name, write) => {
  test('names the mail and whom it did not reach', async () => {
    const { messageIds, recipients } = await notice(write(about));
    expect(new Set(messageIds)).toEqual(new Set([about.messageId]));
    expect(recipients).toHaveLength(1);
    expect(recipients[0]).toMatchObject({ fate: 'failed', isOfAddress: true });
    expect(recipients[0]?.addresses).toContain('ada@there.example');
    expect(recipients[0]?.answer).toMatch(/550.5\.1\.1.*The mailbox is unknown here/);
  });

  test('that mail is delayed, failed for a time, or failed for what is said of us', async () => {
    const late = '451 4.4.1 The server does not answer';
    expect(await only(write({ ...about, action: 'delayed', status: '4.4.1', said: late }))).toMatchObject({
      fate: 'delayed',
      isOfAddress: false,
    });
    expect(await only(write({ ...about, status: '4.4.1', said: late }))).toMatchObject({ fate: 'failed', isOfAddress: false });
    const policy = { ...about, status: '5.7.1', said: '550 5.7.1 You may not send here' };
    expect(await only(write(policy))).toMatchObject({ fate: 'failed', isOfAddress: false });
    expect(await only(write({ ...about, action: 'relayed', status: '2.0.0' }))).toMatchObject({ fate: 'delivered', isOfAddress: false });
  });
});

test('the code of the other server counts where the notice has only its class, or none', async () => {
  const policy = '550 5.7.26 This mail has no signature';
  expect(await only(postfixNotice({ ...about, status: '5.0.0', said: policy }))).toMatchObject({ isOfAddress: false });
  expect(await only(postfixNotice({ ...about, status: '', said: '550 No such user' }))).toMatchObject({ isOfAddress: true });
  expect(await only(postfixNotice({ ...about, status: '', said: 'nobody knows' }))).toMatchObject({ isOfAddress: false });
  expect(await only(postfixNotice({ ...about, said: '550 No such user' }))).toMatchObject({ answer: '5.1.1 550 No such user' });
});

test('of several recipients the address’s own is believed; where it is not named, the mildest', () => {
  const to = (address: string, fate: RecipientNotice['fate'], isOfAddress = false): RecipientNotice => ({
    addresses: ['', address],
    fate,
    isOfAddress,
    answer: address,
  });
  const list = [to('a@there.example', 'failed', true), to('b@there.example', 'failed'), to('c@there.example', 'delayed')];
  expect(mildestFor(list, 'A@there.example')).toMatchObject({ answer: 'a@there.example' });
  expect(mildestFor(list, 'list@there.example')).toMatchObject({ answer: 'c@there.example' });
  expect(mildestFor([...list, to('d@there.example', 'delivered')], 'list@there.example')).toMatchObject({ fate: 'delivered' });
});

describe('what is no such notice ends in a sentence', () => {
  test('a mail of a person, nothing, and noise', async () => {
    expect(await why('From: ada@there.example\r\nSubject: Hello\r\n\r\nHello.\r\n')).toMatch(/no notice of a mail server/);
    expect(await why('')).toMatch(/no notice of a mail server/);
    expect(await why(Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 256)))).toMatch(
      /no notice of a mail server/,
    );
  });

  test('a notice that is part of a mail which somebody passed on', async () => {
    const passedOn = `From: a@there.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n${postfixNotice(about)}\r\n--x--\r\n`;
    expect(await why(passedOn)).toMatch(/no notice of a mail server/);
  });

  test('one without a mail, or without a word of what became of it', async () => {
    expect(await why(postfixNotice(about).replace(/^Message-ID: .*\r\n/m, ''))).toMatch(/no Message-ID in it/);
    expect(await why(postfixNotice(about).replace(/^Action: .*\r\n/m, ''))).toMatch(/no recipient in it has an Action/);
    expect(await why(postfixNotice({ ...about, action: 'perhaps' }))).toMatch(/no recipient in it has an Action/);
  });

  test('too large, however it comes', async () => {
    expect(await why(Buffer.alloc(20_000_000, 'x'))).toBe('This mail is larger than 1 MB, and no notice about a mail of ours is.');
    let read = 0;
    function* endless() {
      for (;;) {
        read += 65_536;
        yield Buffer.alloc(65_536, 'x');
      }
    }
    expect(await bytesOf(Readable.from(endless()))).toBeNull();
    expect(read).toBeLessThan(3 * NOTICE_BYTES_MAX);
  });

  test('nested a thousand deep', async () => {
    let nested = 'Content-Type: text/plain\r\n\r\nDeep.\r\n';
    for (let depth = 0; depth < 1000; depth++)
      nested = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested}\r\n--b${depth}--\r\n`;
    expect(await why(`From: a@there.example\r\nSubject: delivery-status\r\n${nested}`)).toMatch(/cannot be read: .*nesting/);
  });

  test('thousands of parts, of recipients and of names cost no more than a few', async () => {
    const parts = 'Content-Type: text/plain\r\n\r\nx\r\n--b\r\n'.repeat(20_000);
    expect(await why(`Subject: delivery-status\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${parts}`)).toMatch(
      /no notice of a mail server/,
    );
    const many = postfixNotice(about).replace(
      'Final-Recipient',
      `${'Action: failed\r\nStatus: 5.1.1\r\n\r\n'.repeat(5000)}Final-Recipient`,
    );
    const names = many.replace('Subject: Undelivered', `References: ${'<a@there.example>\r\n '.repeat(5000)}\r\nSubject: Undelivered`);
    const read = await notice(names);
    expect(read.recipients.length).toBeLessThanOrEqual(50);
    expect(read.messageIds.length).toBeLessThanOrEqual(20);
    expect(read.messageIds[0]).toBe(about.messageId);
  });
});

test('a charset that nobody knows, and bare line ends, do not keep a notice from being read', async () => {
  const strange = postfixNotice(about)
    .replaceAll('charset=utf-8', 'charset=x-klingon')
    .replace('Content-Type: message/delivery-status', 'Content-Type: message/delivery-status; charset="utf-99"');
  expect(await only(strange)).toMatchObject({ fate: 'failed', isOfAddress: true });
  expect(await only(postfixNotice(about).replaceAll('\r\n', '\n'))).toMatchObject({ fate: 'failed', isOfAddress: true });
});
