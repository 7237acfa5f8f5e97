import { Sender } from '../../../src/modules/mail/sender.js';
import { DAY_MS, HOUR_MS, type Mailing, MINUTE_MS, startMailing } from './support.js';

let here: Mailing;

beforeEach(async () => (here = await startMailing()));
afterEach(() => here.close());

test('an edition goes to whoever subscribed before it ended, once, in both parts', async () => {
  await here.subscriber({ address: 'Ada@example.org' });
  await here.subscriber({ mailedUntilAt: new Date('2008-04-05T00:00:00Z') });
  await here.subscriber({ state: 'waiting' });
  await here.sender.tick();
  await here.sender.tick();
  expect(here.server.received.map(({ to }) => to)).toEqual(['Ada@example.org']);
  const source = here.server.received[0]?.source ?? '';
  expect(source).toMatch(/^From: Hustings <digest@hustings\.example>\r\nTo: Ada@example\.org\r\n/m);
  expect(source).toMatch(/^Content-Language: en-GB\r$/m);
  expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(source).toMatch(/^List-Unsubscribe:\s+<https:\/\/hustings\.example\/subscribe\/unsubscribe\/[\w-]+>\r$/m);
  expect(source).toMatch(/^Content-Type: multipart\/alternative;/m);
  expect(source.match(/^Content-Type: text\/(plain|html); charset=utf-8\r$/gm)).toHaveLength(2);
  expect(await here.mails()).toMatchObject([
    { about: '2008-04-04', state: 'sent', attempts: 1, nextAt: null, answer: expect.stringMatching(/^250 /) as string },
  ]);
});

test('what the server puts off is tried again later and later, under the same name, and given up after three days', async () => {
  await here.subscriber();
  const waits: number[] = [];
  let tries = 0;
  for (;;) {
    here.server.next('recipient-450');
    await here.sender.tick();
    const [mail] = await here.mails();
    if (mail?.state !== 'waiting') break;
    tries += 1;
    expect(mail.attempts).toBe(tries);
    waits.push(((mail.nextAt?.getTime() ?? 0) - here.now().getTime()) / MINUTE_MS);
    here.pass((waits.at(-1) ?? 0) * MINUTE_MS - 1);
    await here.sender.tick();
    expect(here.server.sessions()).toBe(tries);
    here.pass(1);
  }
  expect(waits.slice(0, 7)).toEqual([5, 15, 60, 120, 240, 480, 480]);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(3 * 24 * 60);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(3.5 * 24 * 60);
  const [mail] = await here.mails();
  expect(mail).toMatchObject({ state: 'expired', answer: expect.stringMatching(/three days.*450 4\.2\.1 Try later/) as string });
  expect((await here.subscribers())[0]).toMatchObject({ state: 'active', failures: 0 });
});

test.each(['recipient-450', 'message-451', 'greets-421', 'closes', 'dies-in-message', 'dies-losing'] as const)(
  'a server that %s is asked again, and then has it once',
  async (how) => {
    await here.subscriber();
    here.server.next(how);
    await here.sender.tick();
    expect(await here.mails()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    here.pass(5 * MINUTE_MS);
    await here.sender.tick();
    expect(here.server.received).toHaveLength(1);
    expect(await here.mails()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  },
);

test('a server that dies with the whole message and without an answer gets it again, under the same name', async () => {
  await here.subscriber();
  here.server.next('dies-keeping');
  await here.sender.tick();
  expect(await here.mails()).toMatchObject([{ state: 'waiting', answer: expect.stringMatching(/may have kept it/) as string }]);
  here.pass(5 * MINUTE_MS);
  await here.sender.tick();
  const names = here.server.received.map(({ source }) => /^Message-ID:\s+(.*)\r$/m.exec(source)?.[1]);
  expect(names).toEqual([expect.stringMatching(/^<edition\.2008-04-04\.1\.[\w-]{16}@hustings\.example>$/), names[0]]);
});

test('a server that stalls is left after its time, before the message and after it', async () => {
  await here.subscriber();
  // Long enough for a busy machine to connect: a session that never came would leave its stalling to the next.
  here.limit({ tryMs: 3_000 });
  here.server.next('stalls');
  await here.sender.tick();
  expect(await here.mails()).toMatchObject([{ state: 'waiting', answer: 'The server took too long' }]);
  expect(here.server.sessions()).toBe(1);
  here.pass(5 * MINUTE_MS);
  here.limit({ tryMs: MINUTE_MS, answerMs: 100 });
  here.server.next('stalls-after-message');
  await here.sender.tick();
  expect(await here.mails()).toMatchObject([
    { state: 'waiting', attempts: 2, answer: expect.stringMatching(/too long.*may have kept it/) as string },
  ]);
});

describe('refusals for good', () => {
  async function days(count: number, ...how: ('recipient-550' | 'message-554' | 'recipient-policy' | 'takes')[]): Promise<void> {
    for (let day = 0; day < count; day++) {
      await here.rows.post(1, here.now().toISOString());
      here.pass(DAY_MS);
      here.server.next(how[day % how.length] ?? 'takes');
      await here.sender.tick();
    }
  }

  beforeEach(async () => {
    await here.subscriber({ mailedUntilAt: here.now() });
  });

  test('three in a row switch an address off, and it says why', async () => {
    await days(5, 'recipient-550', 'message-554');
    expect((await here.mails()).map(({ state }) => state)).toEqual(['refused', 'refused', 'refused']);
    expect(await here.subscribers()).toMatchObject([
      {
        state: 'off',
        failures: 3,
        reason: 'The server of the address refused 3 mails in a row; the last time it said: 550 5.1.1 No such mailbox',
      },
    ]);
    expect(here.server.sessions()).toBe(3);
  });

  test('one that arrives between them begins the count anew', async () => {
    await days(6, 'recipient-550', 'recipient-550', 'takes');
    expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 4 }]);
  });

  test('what is said of us is not held against an address', async () => {
    await days(4, 'recipient-policy');
    expect((await here.mails()).map(({ state }) => state)).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 0 }]);
  });
});

test('when the server is down, the mails behind the first ones keep their tries', async () => {
  for (let count = 0; count < 12; count++) await here.subscriber();
  here.server.next(...Array.from({ length: 12 }, () => 'closes' as const));
  await here.sender.tick();
  const tries = (await here.mails()).map(({ attempts }) => attempts);
  // Four go out side by side, and those of them that had not begun when the first came back did not try.
  const tried = tries.filter((attempts) => attempts === 1).length;
  expect(tried).toBeGreaterThanOrEqual(1);
  expect(tried).toBeLessThanOrEqual(4);
  expect(tries.filter((attempts) => attempts === 0)).toHaveLength(tries.length - tried);
});

describe('a process that stops', () => {
  test('lets go of a server that says nothing, and the mail waits for the next', async () => {
    await here.subscriber();
    here.server.next('stalls');
    const stopping = new AbortController();
    const sending = (here.sender as unknown as { sendAll: (signal: AbortSignal) => Promise<void> }).sendAll.bind(here.sender);
    await here.outbox.fill();
    const sent = sending(stopping.signal);
    while (here.server.sessions() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stopping.abort();
    await sent;
    expect(await here.mails()).toMatchObject([{ state: 'waiting', attempts: 1, nextAt: here.now() }]);
  });

  test('hears the answer for what it has handed over', async () => {
    await here.subscriber();
    await here.subscriber();
    const stopping = new AbortController();
    here.server.beforeAnswer = () => stopping.abort();
    await here.outbox.fill();
    await (here.sender as unknown as { sendAll: (signal: AbortSignal) => Promise<void> }).sendAll(stopping.signal);
    expect((await here.mails()).map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });
});

describe('a process that dies', () => {
  type Dying = {
    send: (...given: unknown[]) => Promise<unknown>;
    outbox: { record: () => Promise<void>; handOver: (mail: unknown) => Promise<boolean> };
  };
  const dead = () => Promise.reject(new Error('The process died.'));
  let dying: Dying;

  beforeEach(async () => {
    here.site.app.useLogger(false);
    dying = here.site.app.get<unknown, Dying>(Sender);
    await here.subscriber();
  });

  test('between the lease and the server: the mail is sent when the lease has lapsed', async () => {
    const { send } = dying;
    dying.send = dead;
    await here.sender.tick();
    dying.send = send.bind(dying);
    expect(await here.mails()).toMatchObject([{ state: 'leased', attempts: 1 }]);
    here.pass(15 * MINUTE_MS - 1);
    await here.sender.tick();
    expect(here.server.received).toHaveLength(0);
    here.pass(1);
    await here.sender.tick();
    expect(here.server.received).toHaveLength(1);
    expect(await here.mails()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  test('between all but the end of the message and its end: the server keeps nothing, and the mail is sent again', async () => {
    const { handOver } = dying.outbox;
    dying.outbox.handOver = dead;
    await here.sender.tick();
    dying.outbox.handOver = handOver.bind(dying.outbox);
    expect([here.server.sessions(), here.server.received]).toEqual([1, []]);
    here.pass(15 * MINUTE_MS);
    await here.sender.tick();
    expect(here.server.received).toHaveLength(1);
  });

  test('between the end of the message and its own note: the mail has probably arrived, says so, and is not sent again', async () => {
    const { record } = dying.outbox;
    dying.outbox.record = dead;
    await here.sender.tick();
    dying.outbox.record = record.bind(dying.outbox);
    expect(await here.mails()).toMatchObject([{ state: 'handed-over' }]);
    for (let hours = 0; hours < 80; hours++) {
      here.pass(HOUR_MS);
      await here.sender.tick();
    }
    expect(here.server.received).toHaveLength(1);
    const [mail] = await here.mails();
    expect(mail).toMatchObject({ state: 'perhaps', answer: expect.stringMatching(/probably arrived/) as string });
  });

  test('one that slept through its lease finds that the mail is another’s', async () => {
    const outbox = here.outbox;
    await outbox.fill();
    const sleeper = await outbox.lease();
    here.pass(16 * MINUTE_MS);
    const other = await outbox.lease();
    if (!sleeper || !other) throw new Error('Nothing was leased');
    expect(await outbox.handOver(sleeper.mail)).toBe(false);
    expect(await outbox.handOver(other.mail)).toBe(true);
    await outbox.record(sleeper, { kind: 'later', answer: 'too late', isServer: true });
    expect(await here.mails()).toMatchObject([{ state: 'handed-over', attempts: 2 }]);
  });
});

test('who unsubscribes while a mail is on its way does not get it', async () => {
  const { id } = await here.subscriber();
  const outbox = here.outbox;
  const handOver = outbox.handOver.bind(outbox);
  outbox.handOver = async (mail) => {
    await here.site.database.write((manager) => manager.query(`DELETE FROM subscriber WHERE id = ${id}`));
    return handOver(mail);
  };
  await here.sender.tick();
  expect([here.server.received, await here.mails()]).toEqual([[], []]);
});

test('what was settled long ago is forgotten, and so are addresses that never said yes', async () => {
  await here.subscriber();
  await here.subscriber({ state: 'waiting' });
  await here.sender.tick();
  here.pass(5 * DAY_MS);
  await here.outbox.forget();
  expect([(await here.subscribers()).length, (await here.mails()).length]).toEqual([2, 1]);
  here.pass(86 * DAY_MS);
  await here.outbox.forget();
  expect([(await here.subscribers()).length, (await here.mails()).length]).toEqual([1, 0]);
});
