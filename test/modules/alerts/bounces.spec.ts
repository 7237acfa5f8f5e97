import { outcomeText } from '../../../src/modules/mail/bounce.text.js';
import { type About, messageIdOf, noteNotice, NOTICES, postfixNotice } from '../../support/notices.js';
import { type Alerting, MINUTE_MS, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;
let count: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
  count = 0;
  await here.add({ name: 'The ferry', kind: 'query', watch: 'ferries', mail: 'Ada@example.org' });
});
afterEach(() => here.close());

const comesBack = (mail: string) => noteNotice(here.site.app, mail);
const nameOf = (index: number) => messageIdOf(here.server, index);

const bounce = (index: number, more: Partial<About> = {}) =>
  comesBack(postfixNotice({ messageId: nameOf(index), to: 'Ada@example.org', ...more }));

/** They say yes; afterwards the mail that asked is the first of the server's. */
async function sayYes(): Promise<void> {
  await here.sender.tick();
  const [channel] = await here.channels();
  await here.alerts.confirm(channel?.id ?? 0);
}

/** Each is told by a mail of its own, which the server takes. */
async function happen(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await here.store(sourceId, { guid: `ferry-${++count}`, text: `A ferry: ${count}.` });
    here.pass(MINUTE_MS);
    await here.sender.tick();
  }
}

const states = async () => (await here.deliveries()).map(({ state }) => state);

test.each(Object.entries(NOTICES))('a mail of which %s says that it came back is noted, and counted once', async (_name, write) => {
  await sayYes();
  await happen(1);
  const about = { messageId: nameOf(1), to: 'Ada@example.org' };
  const outcome = await comesBack(write(about));
  expect(outcome).toMatchObject({ kind: 'bounced', isCounted: true, isOff: false, address: 'Ada@example.org' });
  expect(outcomeText(outcome)).toMatch(/^The mail of the alert “The ferry” to Ada@example\.org came back\. It counts as a refusal/);
  expect(await comesBack(write(about))).toMatchObject({ kind: 'known' });
  expect(await here.channels()).toMatchObject([{ state: 'active', failures: 1 }]);
  expect((await here.deliveries()).at(-1)).toMatchObject({
    state: 'bounced',
    nextAt: null,
    answer: expect.stringMatching(/^It came back later: .*550/) as string,
  });
  const page = await here.site.text('/alerts/the-ferry');
  expect(page).toContain('1 event: came back.');
  expect(page).toContain('It came back later:');
});

test('three in a row switch the place off with its reason, though each next mail had been taken before the last came back', async () => {
  await sayYes();
  await happen(3);
  expect(await bounce(1)).toMatchObject({ isOff: false });
  expect(await bounce(3)).toMatchObject({ isOff: false });
  await here.store(sourceId, { guid: 'late', text: 'A ferry, late.' });
  expect(await bounce(2)).toMatchObject({ isOff: true });
  expect(await here.channels()).toMatchObject([
    { state: 'off', failures: 3, reason: expect.stringMatching(/refused 3 mails in a row; the last time it said: 550 5\.1\.1/) as string },
  ]);
  expect(await states()).toEqual(['sent', 'bounced', 'bounced', 'bounced', 'dropped']);
  await happen(1);
  expect(here.server.received).toHaveLength(4);
});

test('refusals on the spot and mails that came back count together, and one that arrived between them parts them', async () => {
  await sayYes();
  here.server.next('recipient-550');
  await happen(2);
  expect(await bounce(1)).toMatchObject({ isOff: false });
  await happen(2);
  expect(await states()).toEqual(['sent', 'refused', 'bounced', 'sent', 'sent']);
  expect(await bounce(3)).toMatchObject({ isOff: false });
  expect(await here.channels()).toMatchObject([{ state: 'active', failures: 3 }]);
  expect(await bounce(2)).toMatchObject({ isOff: true });
});

test('what is said of us or of a time is noted, and not held against the address', async () => {
  await sayYes();
  await happen(1);
  const late = { action: 'delayed', status: '4.4.1', said: '451 4.4.1 No answer' };
  expect(await bounce(1, late)).toMatchObject({ kind: 'delayed' });
  expect(await states()).toEqual(['sent', 'delayed']);
  expect(await bounce(1, { action: 'delivered', status: '2.0.0', said: '250 Taken' })).toMatchObject({ kind: 'delivered' });
  expect(await states()).toEqual(['sent', 'sent']);
  expect(await bounce(1, { status: '5.7.1', said: '550 5.7.1 We do not know you' })).toMatchObject({ kind: 'bounced', isCounted: false });
  expect(await here.channels()).toMatchObject([{ state: 'active', failures: 0 }]);
});

test('the question whether it is wanted counts, too, and nobody who has not had it can say that it came back', async () => {
  await here.sender.tick();
  const messageId = nameOf(0);
  expect(messageId).toMatch(/^alert\.\d+\.\d+\.[\w-]{16}@hustings\.example$/);
  for (const wrong of [
    messageId.replace('alert.', 'edition.'),
    messageId.replace(/\.\d+\./, '.9.'),
    messageId.replace(/[\w-]{16}@/, `${'0'.repeat(16)}@`),
  ])
    expect(await bounce(0, { messageId: wrong })).toEqual({ kind: 'foreign' });
  expect(await bounce(0)).toMatchObject({ kind: 'bounced', isCounted: true });
  expect(await here.channels()).toMatchObject([{ state: 'waiting', failures: 1 }]);
});

test('a mail of an alert that is gone is forgotten', async () => {
  await sayYes();
  await happen(1);
  await here.alerts.remove('the-ferry');
  expect(await bounce(1)).toEqual({ kind: 'forgotten' });
});

test('a mail that a server kept without an answer, and that comes back, is not sent again', async () => {
  await sayYes();
  here.server.next('dies-keeping');
  await happen(1);
  expect(await states()).toEqual(['sent', 'waiting']);
  expect(await bounce(1)).toMatchObject({ kind: 'bounced' });
  here.pass(60 * MINUTE_MS);
  await here.sender.tick();
  expect(here.server.received).toHaveLength(2);
});
