import { createHmac, timingSafeEqual } from 'node:crypto';
import { AlertSender } from '../../../src/modules/alerts/alert-sender.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { type Alerting, DAY_MS, HOUR_MS, MINUTE_MS, startAlerting } from './support.js';

let here: Alerting;
let sourceId: number;
let count: number;

beforeEach(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light', 'civil-service');
  count = 0;
});
afterEach(() => here.close());

/** So many messages that give cause to tell. */
async function happen(times = 1): Promise<void> {
  const guids = Array.from({ length: times }, () => `ferry-${++count}`);
  await here.store(sourceId, ...guids.map((guid) => ({ guid, title: null, text: `A ferry: ${guid}.` })));
}

const board = (said: Record<string, unknown> = {}) => here.add({ name: 'The ferry', kind: 'query', watch: 'ferries', ...said });
const answers = async () => (await here.deliveries()).map(({ state, answer }) => [state, answer]);

/** What a receiver does: by a few lines of its own. */
function isGenuine({ headers, body }: Alerting['hits'][number], secret: string): boolean {
  const signedText = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signedText)
    .digest();
  const [version, given = ''] = String(headers['webhook-signature']).split(',');
  return version === 'v1' && timingSafeEqual(Buffer.from(given, 'base64'), expected);
}

test('a webhook is told of what happened, signed, once', async () => {
  const { secrets } = await board();
  await happen(2);
  await here.sender.tick();
  await here.sender.tick();
  expect(here.hits).toHaveLength(1);
  expect(here.hits[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-timestamp': String(here.now().getTime() / 1000),
  });
  expect(isGenuine(here.hits[0]!, secrets[0]!.secret)).toBe(true);
  expect(isGenuine({ ...here.hits[0]!, body: `${here.hits[0]!.body} ` }, secrets[0]!.secret)).toBe(false);
  expect(here.bodies()[0]).toMatchObject({
    id: here.hits[0]?.headers['webhook-id'],
    type: 'alert',
    rule: { slug: 'the-ferry', kind: 'query', url: 'https://hustings.example/alerts/the-ferry' },
    events: [
      { key: 'post:1', quote: 'A ferry: ferry-1.', url: 'https://hustings.example/threads/1' },
      { key: 'post:2', quote: 'A ferry: ferry-2.' },
    ],
    more: 0,
  });
  expect(await answers()).toEqual([['sent', 'Taken, with 204.']]);
});

test('one that answers 500 is asked again later and later, under the same id, and what happens meanwhile waits behind it', async () => {
  await board();
  here.answers.push(...Array.from({ length: 3 }, () => 500));
  await happen();
  await here.sender.tick();
  expect(await answers()).toEqual([['waiting', 'Answered 500: it has a fault of its own.']]);
  await happen();
  for (const waitMs of [MINUTE_MS / 6, 5 * MINUTE_MS, 30 * MINUTE_MS]) {
    here.pass(waitMs - 1);
    await here.sender.tick();
    here.pass(1);
    await here.sender.tick();
  }
  expect(new Set(here.hits.slice(0, 4).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(here.bodies().map(({ events }) => events.map(({ key }) => key))).toEqual([['post:1'], ['post:1'], ['post:1'], ['post:1']]);
  await here.sender.tick();
  expect(
    here
      .bodies()
      .at(-1)
      ?.events.map(({ key }) => key),
  ).toEqual(['post:2']);
  const [first] = await here.deliveries();
  expect(first).toMatchObject({ state: 'sent', attempts: 4 });
  expect(first?.tries.map(({ answer }) => answer)).toEqual([
    ...Array.from({ length: 3 }, () => 'Answered 500: it has a fault of its own.'),
    'Taken, with 204.',
  ]);
});

test('one that fails for three days is given up with its last answer, and the next is told afresh', async () => {
  await board();
  here.answers.push(...Array.from({ length: 40 }, () => 502));
  await happen();
  for (let hour = 0; hour < 80; hour++) {
    await here.sender.tick();
    here.pass(HOUR_MS);
  }
  const [first] = await here.deliveries();
  expect(first).toMatchObject({
    state: 'expired',
    answer: 'It could not be told within three days. Answered 502: it has a fault of its own.',
  });
  expect((await here.channels())[0]).toMatchObject({ state: 'active' });
  here.answers.splice(0);
  await happen();
  await here.sender.tick();
  expect(
    here
      .bodies()
      .at(-1)
      ?.events.map(({ key }) => key),
  ).toEqual(['post:2']);
});

test('410 switches it off: what was to be told stands as dropped, with the reason', async () => {
  await board();
  here.answers.push(410);
  await happen();
  await here.sender.tick();
  await happen();
  await here.sender.tick();
  expect(here.hits).toHaveLength(1);
  expect(await here.channels()).toMatchObject([{ state: 'off', reason: 'The address answered 410: nothing is wanted there any more.' }]);
  expect(await answers()).toEqual([['refused', 'The address answered 410: nothing is wanted there any more.']]);
  // Noted, and owed to nobody.
  expect([(await here.events()).length, (await here.items()).length]).toEqual([2, 1]);
});

test('what waits for its hour when a place is switched off is dropped, and says so', async () => {
  await board({ hourlyLimit: '1' });
  await happen();
  here.answers.push(500, 410);
  await here.sender.tick();
  await happen();
  here.pass(MINUTE_MS / 6);
  await here.sender.tick();
  const why = 'Nothing is told there any more. The address answered 410: nothing is wanted there any more.';
  expect(await answers()).toEqual([
    ['refused', 'The address answered 410: nothing is wanted there any more.'],
    ['dropped', why],
  ]);
  expect((await here.items()).map(({ deliveryId }) => deliveryId)).toEqual([1, 2]);
});

test('a redirect is followed nowhere, least of all to a private address', async () => {
  await board();
  const inner: string[] = [];
  here.web.routes['/inner'] = (request) => {
    inner.push(request.url ?? '');
    return { body: 'secret' };
  };
  here.answers.push(
    { status: 302, headers: { Location: `${here.web.url}/inner` } },
    { status: 307, headers: { Location: 'http://10.0.0.1/' } },
  );
  await happen();
  await here.sender.tick();
  here.pass(MINUTE_MS / 6);
  await here.sender.tick();
  expect(inner).toEqual([]);
  expect((await here.deliveries())[0]?.tries.map(({ answer }) => answer)).toEqual([
    expect.stringMatching(/^Answered 302, which leads to another address\. .* give the new one\.$/) as string,
    expect.stringMatching(/^Answered 307, /) as string,
  ]);
  expect((await here.deliveries())[0]).toMatchObject({ state: 'waiting' });
});

test('a private address is not even asked', async () => {
  await board({ webhook: 'http://10.1.2.3/hook' });
  await happen();
  await here.sender.tick();
  expect(await answers()).toEqual([
    ['waiting', expect.stringMatching(/10\.1\.2\.3, which belongs to a private network.*ALLOW_ADDRESSES/) as string],
  ]);
});

test('one that never answers is left after its time', async () => {
  await board();
  here.limit({ tryMs: 300 });
  here.web.routes['/hook'] = () => undefined;
  await happen();
  await here.sender.tick();
  expect(await answers()).toEqual([['waiting', 'There was no answer within 0.3 seconds.']]);
});

test('one whose answer never ends has taken it all the same', async () => {
  await board();
  let isOpen = true;
  here.web.routes['/hook'] = (_request, response) => {
    response.on('close', () => (isOpen = false));
    response.writeHead(200).write('thanks');
    const drip = setInterval(() => (isOpen ? response.write('and thanks ') : clearInterval(drip)), 20);
    return undefined;
  };
  await happen();
  await here.sender.tick();
  expect(await answers()).toEqual([['sent', 'Taken, with 200.']]);
});

test('one that asks for patience is given it', async () => {
  await board();
  here.answers.push({ status: 429, headers: { 'Retry-After': '3600' } });
  await happen();
  await here.sender.tick();
  expect((await here.deliveries())[0]).toMatchObject({
    state: 'waiting',
    answer: 'Asked for patience, with 429.',
    nextAt: new Date(here.now().getTime() + HOUR_MS),
  });
});

test('a chat gets words and no signature', async () => {
  await board({ chat: `${here.web.url}/hook` });
  await happen();
  await here.sender.tick();
  expect(here.hits[0]?.headers['webhook-signature']).toBeUndefined();
  expect(JSON.parse(here.hits[0]!.body)).toEqual({
    username: 'Hustings',
    text: '<https://hustings.example/alerts/the-ferry|The ferry>: 1 event\n• <https://hustings.example/threads/1|Ada Example, Harbour Light> Found by the watch Ferries. “A ferry: ferry-1.”',
  });
});

test('what was removed between noting and telling has lost its words', async () => {
  await board({ groupMinutes: '10' });
  await happen();
  await here.site.database.write((manager) => manager.update(PostEntity, 1, { goneAt: here.now() }));
  here.pass(10 * MINUTE_MS);
  await here.sender.tick();
  expect(here.bodies()[0]?.events).toMatchObject([{ quote: null, sentence: 'Found by the watch Ferries. It was removed since.' }]);
  expect(here.hits[0]?.body).not.toContain('ferry-1');
});

describe('by mail', () => {
  const mails = () => here.server.received.map(({ to, source }) => ({ to, source: source.replace(/=\r?\n/g, '').replaceAll('=3D', '=') }));
  const link = (purpose: string) =>
    new RegExp(`https://hustings\\.example(/alerts/${purpose}/[\\w-]+)`).exec(mails().at(-1)?.source ?? '')?.[1] ?? '';
  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(here.site.url + path, { method: 'POST', redirect: 'manual', headers });

  test('nothing is told to an address that has not said yes; from then on it is, and one press ends it', async () => {
    await board({ mail: 'Ada@example.org' });
    await happen();
    await here.sender.tick();
    expect(mails().map(({ to }) => to)).toEqual(['Ada@example.org']);
    expect(mails()[0]?.source).toContain('Do you want alerts');
    expect(mails()[0]?.source).not.toContain('ferry-1');
    const confirm = link('confirm');
    expect((await here.site.get(confirm)).status).toBe(200);
    expect(await here.channels()).toMatchObject([{ state: 'waiting' }]);
    expect((await post(confirm)).status).toBe(200);
    expect(await here.channels()).toMatchObject([{ state: 'active' }]);
    await happen(2);
    await here.sender.tick();
    const { source } = mails()[1]!;
    expect(source).toMatch(/^Subject: Hustings, The ferry: 2 events\r$/m);
    expect(source).toMatch(/^List-ID: Alerts of Hustings <alerts\.hustings\.example>\r$/m);
    expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect([source.includes('ferry-1'), source.includes('ferry-2'), source.includes('ferry-3')]).toEqual([false, true, true]);
    const stop = link('stop');
    await happen();
    expect((await post(stop, { origin: 'https://mail.example' })).status).toBe(200);
    expect((await post(stop)).status).toBe(200);
    await here.sender.tick();
    expect(mails()).toHaveLength(2);
    expect(await here.channels()).toMatchObject([{ state: 'off', reason: 'Who reads this address wants no more of it.' }]);
    expect((await here.deliveries()).at(-1)).toMatchObject({ state: 'dropped' });
    // A link to confirm that was good once says yes no more.
    await post(confirm);
    expect(await here.channels()).toMatchObject([{ state: 'off' }]);
  });

  test('an address is asked three times a day, however many alerts want it', async () => {
    for (const name of ['A', 'B', 'C', 'D', 'E']) await board({ name, mail: 'ada@example.org' });
    await here.sender.tick();
    expect(mails()).toHaveLength(3);
    const { targetKey } = (await here.channels())[0]!;
    expect(new Set((await here.channels()).map((channel) => channel.targetKey))).toEqual(new Set([targetKey]));
  });

  test('what the mail server puts off is tried again; what it refuses three times switches the address off', async () => {
    await board({ mail: 'ada@example.org' });
    await here.sender.tick();
    await post(link('confirm'));
    here.server.next('message-451');
    await happen();
    await here.sender.tick();
    here.pass(MINUTE_MS / 6);
    await here.sender.tick();
    expect(mails()).toHaveLength(2);
    for (let time = 0; time < 3; time++) {
      here.server.next('recipient-550');
      await happen();
      await here.sender.tick();
    }
    expect(await here.channels()).toMatchObject([
      { state: 'off', reason: expect.stringMatching(/refused 3 mails in a row.*No such mailbox/) as string },
    ]);
  });

  test('a process that dies after it handed a mail over does not send it again', async () => {
    await board({ mail: 'ada@example.org' });
    await here.sender.tick();
    await post(link('confirm'));
    await happen();
    const dying = here.site.app.get<unknown, { outbox: { record: () => Promise<void> } }>(AlertSender, { strict: false });
    const { record } = dying.outbox;
    dying.outbox.record = () => Promise.reject(new Error('The process died.'));
    await here.sender.tick();
    dying.outbox.record = record;
    here.pass(15 * MINUTE_MS);
    await here.sender.tick();
    expect(mails()).toHaveLength(2);
    expect((await here.deliveries()).at(-1)).toMatchObject({
      state: 'perhaps',
      answer: expect.stringContaining('probably arrived') as string,
    });
  });
});

describe('how much at once', () => {
  test('in quiet hours it waits, and then goes out as one; the night is the shorter one of March', async () => {
    here.setClock('2008-03-29T21:00:00Z');
    await board({ quietFrom: '22:00', quietUntil: '07:00' });
    here.setClock('2008-03-29T22:30:00Z');
    for (let hour = 0; hour < 7; hour++) {
      await happen();
      await here.sender.tick();
      here.pass(HOUR_MS);
    }
    expect(here.hits).toEqual([]);
    // Half past five is half past six in summer.
    here.setClock('2008-03-30T05:59:00Z');
    await here.sender.tick();
    expect(here.hits).toEqual([]);
    here.pass(MINUTE_MS);
    await here.sender.tick();
    expect(here.bodies().map(({ events }) => events.length)).toEqual([7]);
  });

  test('what failed before quiet hours is not tried again within them', async () => {
    here.setClock('2008-04-05T20:59:55Z');
    await board({ quietFrom: '22:00', quietUntil: '07:00' });
    here.answers.push(500);
    await happen();
    await here.sender.tick();
    here.pass(30 * MINUTE_MS);
    await here.sender.tick();
    expect(here.hits).toHaveLength(1);
    expect((await here.deliveries())[0]).toMatchObject({ state: 'waiting', attempts: 1, nextAt: new Date('2008-04-06T06:00:00Z') });
    here.setClock('2008-04-06T06:00:00Z');
    await here.sender.tick();
    expect(here.hits).toHaveLength(2);
  });

  test('what happens within some minutes is told together', async () => {
    await board({ groupMinutes: '10' });
    for (let minute = 0; minute < 10; minute++) {
      await happen();
      await here.sender.tick();
      here.pass(MINUTE_MS);
    }
    expect(here.hits).toEqual([]);
    await here.sender.tick();
    expect(here.bodies().map(({ events }) => events.length)).toEqual([10]);
  });

  test('beyond so many in an hour, all the rest is one when the hour allows it', async () => {
    await board({ hourlyLimit: '2' });
    for (let minute = 0; minute < 40; minute++) {
      await happen();
      await here.sender.tick();
      here.pass(MINUTE_MS);
    }
    expect(here.bodies().map(({ events }) => events.length)).toEqual([1, 1]);
    here.pass(20 * MINUTE_MS);
    await here.sender.tick();
    expect(here.bodies().map(({ events }) => events.length)).toEqual([1, 1, 38]);
    expect(new Set(here.bodies().flatMap(({ events }) => events.map(({ key }) => key))).size).toBe(40);
  });

  test('a test goes out at once, whatever the hour', async () => {
    here.setClock('2008-04-05T23:00:00Z');
    const { slug } = await board({ quietFrom: '22:00', quietUntil: '07:00' });
    expect(await here.alerts.test(slug)).toEqual({ told: 1, asked: 0 });
    await here.sender.tick();
    expect(here.bodies()).toMatchObject([{ type: 'test', events: [{ key: 'test' }] }]);
  });
});

test('neither address nor secret stands readable in the tables', async () => {
  const { secrets } = await board({ webhook: `${here.web.url}/hook?key=hidden` });
  const [channel] = await here.channels();
  const stored = JSON.stringify(channel);
  for (const secret of [secrets[0]!.secret, 'hidden', '/hook']) expect(stored).not.toContain(secret);
  expect(channel?.label).toBe(new URL(here.web.url).host);
  here.pass(DAY_MS);
});
