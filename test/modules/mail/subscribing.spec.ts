import { expectOrderlyHeadings, Page, words } from '../../support/page.js';
import { DAY_MS, HOUR_MS, linksIn, type Mailing, MINUTE_MS, startMailing } from './support.js';

let here: Mailing;

const begin = async () => void (here = await startMailing({ TRUSTED_PROXIES: '127.0.0.0/8, ::1' }));
const end = () => here.close();

const FORM = { address: 'ada@example.org', frequency: 'day', scope: 'all', website: '' };

/** Sends the form, lets the mail go out, and gives the path of its link. */
async function asked(fields: Record<string, string> = {}, part = '/subscribe/'): Promise<string> {
  const { length } = here.server.received;
  expect((await here.post('/subscribe', { ...FORM, ...fields })).status).toBe(303);
  await here.sender.tick();
  const source = here.server.received[length]?.source ?? '';
  return linksIn(source, part)[0] ?? '';
}

describe('what cannot be taken', () => {
  beforeAll(begin);
  afterAll(end);

  test.each([
    [{ address: 'ada' }, 'one address'],
    [{ address: 'ada@example.org, bob@example.org' }, 'one address'],
    [{ address: 'ada@example.org\r\nBcc: bob@example.org' }, 'one address'],
    [{ address: `${'a'.repeat(250)}@example.org` }, 'one address'],
    [{ frequency: 'hour' }, 'how often'],
  ])('is said beside its field: %j', async (fields, sentence) => {
    const response = await here.post('/subscribe', { ...FORM, ...fields });
    expect(response.status).toBe(422);
    const page = new Page(await response.text());
    expect(page.classed('problem').map(words).join()).toContain(sentence);
    expect(await here.subscribers()).toEqual([]);
  });
});

describe('somebody who asks for the digest', () => {
  beforeEach(begin);
  afterEach(end);

  test('nothing is sent before somebody has said yes to a mail, and nothing changes by opening its link', async () => {
    const link = await asked({ address: ' Ada@EXAMPLE.org ' });
    expect(here.server.received.map(({ to }) => to)).toEqual(['Ada@example.org']);
    expect(link).toMatch(/^\/subscribe\/confirm\//);
    const page = new Page(await here.site.text(link));
    expectOrderlyHeadings(page);
    expect(words(page.one('button'))).toBe('Yes, send it to me');
    expect(await here.subscribers()).toMatchObject([{ address: 'Ada@example.org', addressKey: 'ada@example.org', state: 'waiting' }]);
    const confirmed = await here.post(link);
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/subscribe\/preferences\//)]);
    expect(await here.subscribers()).toMatchObject([{ state: 'active', mailedUntilAt: here.now() }]);
    here.setClock('2008-04-06T06:00:00Z');
    await here.rows.post(1, '2008-04-05T18:00:00Z');
    await here.sender.tick();
    expect((await here.mails()).map(({ kind, about, state }) => [kind, about, state]).at(-1)).toEqual(['edition', '2008-04-05', 'sent']);
  });

  test('known and unknown addresses get the same answer, and who subscribes already keeps what was chosen', async () => {
    await here.subscriber({ address: 'Ada@example.org', frequency: 'month' });
    const answers = await Promise.all(
      ['ada@example.org', 'nobody@example.org'].map(async (address) => {
        const response = await here.post('/subscribe', { ...FORM, address });
        return [response.status, response.headers.get('location'), await response.text()];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    await here.sender.tick();
    const subjects = here.server.received.map(({ to, source }) => `${to}: ${/^Subject: (.*)\r$/m.exec(source)?.[1]}`).sort();
    expect(subjects).toEqual(['Ada@example.org: You get the digest already', 'nobody@example.org: Do you want the digest by mail?']);
    expect((await here.subscribers()).map(({ state, frequency }) => [state, frequency])).toEqual([
      ['active', 'month'],
      ['waiting', 'day'],
    ]);
  });

  test('one address is written to three times a day at most, however it is typed', async () => {
    for (const address of ['ada@example.org', 'ADA@example.org', 'Ada@Example.Org', 'aDa@example.org']) {
      expect((await here.post('/subscribe', { ...FORM, address })).status).toBe(303);
      here.pass(MINUTE_MS);
    }
    await here.sender.tick();
    expect(here.server.received).toHaveLength(3);
    here.pass(DAY_MS);
    await asked();
    expect(here.server.received).toHaveLength(4);
    expect(await here.subscribers()).toHaveLength(1);
  });

  test('a robot that fills in every field is thanked, and nothing comes of it', async () => {
    const response = await here.post('/subscribe', { ...FORM, website: 'https://spam.example' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/subscribe/sent']);
    expect(await here.subscribers()).toEqual([]);
  });

  test('a network that sends form after form is asked to wait, whatever the address', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 21; count++)
      statuses.push((await here.post('/subscribe', { ...FORM, address: `a${count}@example.org` })).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 303), 429]);
    const elsewhere = await here.post('/subscribe', FORM, { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' });
    expect(elsewhere.status).toBe(303);
  });

  test('nothing that a visitor typed stands in a mail but the address', async () => {
    await asked({ address: 'buy-cheap-boats@example.org', name: 'CHEAP BOATS', entities: 'CHEAP BOATS' });
    const { source } = here.server.received[0] ?? { source: '' };
    expect(source).not.toContain('CHEAP BOATS');
    expect(source.match(/buy-cheap-boats/g)).toHaveLength(1);
  });

  test('an address that was switched off gets its editions again after another yes', async () => {
    await here.subscriber({ address: 'ada@example.org', state: 'off', reason: 'Refused.', failures: 3 });
    const link = await asked();
    expect(await here.subscribers()).toMatchObject([{ state: 'off' }]);
    await here.post(link);
    expect(await here.subscribers()).toMatchObject([{ state: 'active', failures: 0 }]);
  });

  test('where no mail is sent, the page says so and takes nothing', async () => {
    const off = await startMailing({ SMTP_URL: '', MAIL_FROM: '' });
    try {
      const page = new Page(await off.site.text('/subscribe'));
      expectOrderlyHeadings(page);
      expect([page.text.includes('This installation sends no mail'), page.all('form')]).toEqual([true, []]);
      expect((await off.post('/subscribe', FORM)).status).toBe(503);
      expect(await off.subscribers()).toEqual([]);
      await off.sender.tick();
    } finally {
      await off.close();
    }
  });
});

describe('a subscriber', () => {
  beforeEach(begin);
  afterEach(end);

  let preferences: string;

  beforeEach(async () => {
    await here.post(await asked());
    preferences = await asked({}, '/subscribe/preferences/');
  });

  test('changes what is sent, and gets none of what was before', async () => {
    const page = new Page(await here.site.text(preferences));
    expectOrderlyHeadings(page);
    expect(page.all('input', { checked: '' }).map(({ attribs }) => attribs.value)).toEqual(['day']);
    here.pass(HOUR_MS);
    expect((await here.post(preferences, { frequency: 'week', scope: 'all' })).status).toBe(303);
    expect(await here.subscribers()).toMatchObject([{ frequency: 'week', mailedUntilAt: here.now() }]);
    expect((await here.post(preferences, { frequency: 'never' })).status).toBe(422);
  });

  test('is switched on again by saving', async () => {
    await here.site.database.write((manager) => manager.query(`UPDATE subscriber SET state = 'off', reason = 'Refused.', failures = 3`));
    expect(new Page(await here.site.text(preferences)).text).toContain('Nothing is sent at present. Refused.');
    await here.post(preferences, { frequency: 'day', scope: 'all' });
    expect(await here.subscribers()).toMatchObject([{ state: 'active', reason: null, failures: 0 }]);
  });

  test('unsubscribes by one click of a mail program, on any site, twice if it must be, and is forgotten', async () => {
    here.setClock('2008-04-06T06:00:00Z');
    await here.rows.post(1, '2008-04-05T18:00:00Z');
    await here.sender.tick();
    const [link = ''] = linksIn(here.server.received.at(-1)?.source ?? '', '/subscribe/unsubscribe/');
    here.pass(800 * DAY_MS);
    expect(words(new Page(await here.site.text(link)).one('button'))).toBe('Unsubscribe');
    expect(await here.subscribers()).toHaveLength(1);
    for (let times = 0; times < 2; times++) {
      const response = await here.post(link, { 'List-Unsubscribe': 'One-Click' }, { origin: 'https://mail.example' });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('You are unsubscribed');
    }
    expect([await here.subscribers(), await here.mails()]).toEqual([[], []]);
  });

  test('has links that do nothing else, hold for their time, and cannot be made up', async () => {
    const token = preferences.split('/').at(-1) ?? '';
    for (const purpose of ['confirm', 'unsubscribe']) expect((await here.post(`/subscribe/${purpose}/${token}`)).status).toBe(404);
    const [id = '', until = '', signature = ''] = token.split(/-(?=[\w-]{43}$)|-(?=\w+-[\w-]{43}$)/);
    expect((await here.site.get(`/subscribe/preferences/${(parseInt(id, 36) + 1).toString(36)}-${until}-${signature}`)).status).toBe(404);
    expect((await here.site.get(`/subscribe/preferences/${id}-0-${signature}`)).status).toBe(404);
    here.pass(91 * DAY_MS);
    const old = await here.site.get(preferences);
    expect([old.status, new Page(await old.text()).text]).toEqual([404, expect.stringContaining('too old')]);
  });
});
