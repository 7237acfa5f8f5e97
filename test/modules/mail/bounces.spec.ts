import { outcomeText } from '../../../src/modules/mail/bounce.text.js';
import { MessageIds } from '../../../src/modules/mail/message-ids.js';
import { OutgoingMailEntity } from '../../../src/modules/mail/outgoing-mail.entity.js';
import { Subscribers } from '../../../src/modules/mail/subscribers.service.js';
import { type About, eximNotice, messageIdOf, noteNotice, NOTICES, postfixNotice } from '../../support/notices.js';
import { DAY_MS, type Mailing, startMailing } from './support.js';

let here: Mailing;

beforeEach(async () => (here = await startMailing()));
afterEach(() => here.close());

const comesBack = (mail: string) => noteNotice(here.site.app, mail);
const nameOf = (index: number) => messageIdOf(here.server, index);

async function sent(said: Partial<About> = {}): Promise<About> {
  await here.subscriber({ address: 'Ada@example.org' });
  await here.sender.tick();
  return { messageId: nameOf(0), to: 'Ada@example.org', ...said };
}

/** A mail a day, each taken by the server. */
async function days(count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await here.rows.post(1, here.now().toISOString());
    here.pass(DAY_MS);
    await here.sender.tick();
  }
}

const bounce = (index: number, more: Partial<About> = {}) =>
  comesBack(postfixNotice({ messageId: nameOf(index), to: 'reader1@example.org', ...more }));

test.each(Object.entries(NOTICES))('a mail of which %s says that it came back is noted, and counted once', async (_name, write) => {
  const about = await sent();
  expect(await comesBack(write(about))).toMatchObject({
    kind: 'bounced',
    isCounted: true,
    isOff: false,
    address: 'Ada@example.org',
    about: '2008-04-04',
  });
  expect(await comesBack(write(about))).toMatchObject({ kind: 'known' });
  expect(await here.mails()).toMatchObject([
    { state: 'bounced', nextAt: null, answer: expect.stringMatching(/^It came back later: .*550/) as string },
  ]);
  expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 1 }]);
});

test('nobody who has not had the mail can say that it came back', async () => {
  const about = await sent();
  const [said = '', signature = ''] = about.messageId.split(/\.(?=[\w-]{16}@)/);
  for (const messageId of [
    `${said}@hustings.example`,
    `${said}.${'0'.repeat(16)}@hustings.example`,
    about.messageId.replace('2008-04-04', '2008-04-03'),
    about.messageId.replace('.1.', '.2.'),
    `reminder.${said.split('.').slice(1).join('.')}.${signature}`,
    'someone@elsewhere.example',
  ])
    expect(await comesBack(postfixNotice({ ...about, messageId }))).toEqual({ kind: 'foreign' });
  expect(await here.mails()).toMatchObject([{ state: 'sent' }]);
  expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 0 }]);
});

test('the same mail has the same name at every try, and another reader’s has another', async () => {
  const ids = here.site.app.get(MessageIds);
  expect(ids.make('edition', '2008-W14', 12)).toBe(ids.make('edition', '2008-W14', 12));
  expect(ids.make('edition', '2008-W14', 12).split('.')[3]).not.toBe(ids.make('edition', '2008-W14', 13).split('.')[3]);
  expect(ids.read(ids.make('edition', '2008-W14', 12))).toEqual({ kind: 'edition', about: '2008-W14', recipientId: 12 });
  expect(await comesBack(postfixNotice({ messageId: ids.make('test', 1, 0), to: 'ada@example.org' }))).toEqual({ kind: 'test' });
});

test('what is delayed is noted, and may still arrive or come back', async () => {
  const about = await sent();
  const late = { ...about, action: 'delayed', status: '4.4.1', said: '451 4.4.1 No answer' };
  expect(await comesBack(postfixNotice(late))).toMatchObject({ kind: 'delayed' });
  expect(await here.mails()).toMatchObject([{ state: 'delayed', answer: 'It is on its way still: 451 4.4.1 No answer' }]);
  expect(await comesBack(postfixNotice({ ...about, action: 'delivered', status: '2.0.0', said: '250 Taken' }))).toMatchObject({
    kind: 'delivered',
  });
  expect(await here.mails()).toMatchObject([{ state: 'sent' }]);
  // Given up by the server after its days.
  expect(await comesBack(eximNotice({ ...late, action: 'failed' }))).toMatchObject({ kind: 'bounced', isCounted: false });
  expect(await here.mails()).toMatchObject([{ state: 'bounced' }]);
  expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 0 }]);
  // A delay that is told late changes nothing.
  await comesBack(postfixNotice(late));
  expect(await here.mails()).toMatchObject([{ state: 'bounced' }]);
});

describe('three in a row switch an address off', () => {
  beforeEach(async () => {
    await here.subscriber({ mailedUntilAt: here.now() });
  });

  test('though each next mail had been taken before the last came back', async () => {
    await days(1);
    for (let day = 0; day < 2; day++) {
      await days(1);
      expect(await bounce(day)).toMatchObject({ kind: 'bounced', isOff: false });
    }
    const last = await bounce(2);
    expect(last).toMatchObject({ kind: 'bounced', isOff: true });
    expect(outcomeText(last)).toMatch(
      /to reader1@example\.org came back\. It was the last of three in a row: the address is switched off\./,
    );
    expect(await here.subscribers()).toMatchObject([
      {
        state: 'off',
        failures: 3,
        reason: expect.stringMatching(/refused 3 mails in a row; the last time it said: 550 5\.1\.1/) as string,
      },
    ]);
    await days(1);
    expect(here.server.received).toHaveLength(3);
  });

  test('in whatever order the notices are read, and with refusals on the spot between them', async () => {
    await days(1);
    here.server.next('recipient-550');
    await days(2);
    expect(await bounce(1)).toMatchObject({ isOff: false });
    expect(await bounce(0)).toMatchObject({ isOff: true });
    expect((await here.mails()).map(({ state }) => state)).toEqual(['bounced', 'refused', 'bounced']);
  });

  test('but not three with one between them that arrived', async () => {
    await days(4);
    for (const index of [3, 0, 1]) expect(await bounce(index)).toMatchObject({ isOff: false });
    expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 3 }]);
    expect(await bounce(2)).toMatchObject({ isOff: true });
  });

  test('and three anew after it was switched on again', async () => {
    await days(3);
    for (const index of [0, 1, 2]) await bounce(index);
    const [reader] = await here.subscribers();
    await here.site.app.get(Subscribers).change(reader?.id ?? 0, { frequency: 'day', entities: [] });
    await days(3);
    expect(await bounce(3)).toMatchObject({ kind: 'bounced', isOff: false });
    expect(await bounce(4)).toMatchObject({ kind: 'bounced', isOff: false });
    expect(await bounce(5)).toMatchObject({ kind: 'bounced', isOff: true });
  });
});

test('a mail that a server kept without an answer, and that comes back, is not sent again', async () => {
  await here.subscriber({ address: 'Ada@example.org' });
  here.server.next('dies-keeping');
  await here.sender.tick();
  expect(await here.mails()).toMatchObject([{ state: 'waiting' }]);
  expect(await comesBack(postfixNotice({ messageId: nameOf(0), to: 'Ada@example.org' }))).toMatchObject({ kind: 'bounced' });
  here.pass(DAY_MS);
  await here.sender.tick();
  expect(here.server.received).toHaveLength(1);
});

test('who has unsubscribed meanwhile stays forgotten', async () => {
  const about = await sent();
  await here.site.database.write((manager) => manager.query('DELETE FROM subscriber'));
  expect(await comesBack(postfixNotice(about))).toEqual({ kind: 'forgotten' });
  expect(await here.site.database.manager.count(OutgoingMailEntity)).toBe(0);
});
