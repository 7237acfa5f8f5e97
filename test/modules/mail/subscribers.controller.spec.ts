import { OutgoingMailEntity } from '../../../src/modules/mail/outgoing-mail.entity.js';
import { SubscriberEntity } from '../../../src/modules/mail/subscriber.entity.js';
import { expectOrderlyHeadings, words } from '../../support/page.js';
import { Program } from '../../support/program.js';
import { type Site, startSite } from '../../support/site.js';
import { Visitor } from '../../support/visitor.js';

let site: Site;
let visitor: Visitor;

beforeAll(async () => {
  site = await startSite();
  visitor = new Visitor(site);
}, 180_000);
afterAll(() => site.close());
afterEach(() => site.database.write((manager) => manager.deleteAll(SubscriberEntity)));

const now = new Date('2008-04-05T12:00:00Z');
const stored = (id: number) => site.database.manager.findOneBy(SubscriberEntity, { id });

async function subscriber(address: string, said: Partial<SubscriberEntity> = {}): Promise<number> {
  const row = {
    address,
    addressKey: address.toLowerCase(),
    frequency: 'day',
    entities: [],
    state: 'active',
    mailedUntilAt: new Date(0),
    createdAt: now,
  };
  const { identifiers } = await site.database.write((manager) => manager.insert(SubscriberEntity, { ...row, ...said } as SubscriberEntity));
  return (identifiers[0] as { id: number }).id;
}

const off = { state: 'off', reason: 'Its server refused five mails: 550 No such mailbox', failures: 5 } as const;

test('shows who gets mail, what became of it and what waits', async () => {
  const empty = await visitor.page('/admin/subscribers');
  expectOrderlyHeadings(empty);
  expect(empty.text).toContain('No mail is sent');
  expect(empty.text).toContain('The outbox is empty.');
  const id = await subscriber('Ada@Example.org', { frequency: 'week', entities: ['home-office'] });
  await subscriber('bob@example.org', off);
  await subscriber('cem@example.org', { state: 'waiting' });
  const mail = {
    subscriberId: id,
    kind: 'edition',
    about: '2008-W13',
    state: 'refused',
    attempts: 2,
    answer: '550 <b>no</b>',
    messageId: '<1@x>',
    createdAt: now,
  };
  await site.database.write((manager) => manager.insert(OutgoingMailEntity, mail as OutgoingMailEntity));
  const response = await site.get('/admin/subscribers');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const page = await visitor.page('/admin/subscribers');
  expectOrderlyHeadings(page);
  expect(page.text).toContain('1 subscriber; 1 without a yes so far, 1 switched off.');
  expect(page.text).toContain('refused by the server for good1');
  expect(page.text).toContain('2008-W13 to Ada@Example.org');
  expect(page.text).toContain('550 <b>no</b>');
  expect(page.text).toContain('every week: home-office');
  expect(page.text).toContain('Its server refused five mails');
  const narrowed = await visitor.page('/admin/subscribers?state=off&q=BOB');
  expect(narrowed.classed('admin-rows').map(words).join()).not.toContain('cem@example.org');
  expect((await visitor.page('/admin/subscribers?q=zzz')).text).toContain('Nobody is like that');
});

test('an address is switched on again; a second time, and without a yes, nothing changes', async () => {
  const [bob, cem] = [await subscriber('bob@example.org', off), await subscriber('cem@example.org', { state: 'waiting' })];
  expect((await visitor.send(`/admin/subscribers/${bob}/on`, {})).page.text).toContain('Switched on again');
  expect(await stored(bob)).toMatchObject({ state: 'active', reason: null, failures: 0, mailedUntilAt: now });
  expect((await visitor.send(`/admin/subscribers/${bob}/on`, {})).page.text).toContain('nothing was changed');
  expect((await visitor.send(`/admin/subscribers/${cem}/on`, {})).page.text).toContain('has not said yes');
  expect(await stored(cem)).toMatchObject({ state: 'waiting' });
});

test('forgetting asks first, and says that it cannot be undone', async () => {
  const id = await subscriber('ada@example.org');
  const asked = await visitor.page(`/admin/subscribers/${id}/remove`);
  expectOrderlyHeadings(asked);
  expect(asked.text).toContain('This cannot be undone');
  expect((await visitor.send(`/admin/subscribers/${id}/remove`, {})).page.text).toContain('The address is forgotten');
  expect(await stored(id)).toBeNull();
  expect((await visitor.send(`/admin/subscribers/${id}/remove`, {})).status).toBe(404);
});

test.each(['999', 'x', '1%20OR%201'])('there is no subscriber %s', async (wrong) => {
  const gone = await site.get(`/admin/subscribers/${wrong}/remove`);
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('href="/admin/subscribers"')]);
  expect((await visitor.post(`/admin/subscribers/${wrong}/on`, {})).status).toBe(404);
});

test('a program switches on what was refused too often, and says yes for nobody', async () => {
  const [gone, waits] = [await subscriber('bob@example.org', off), await subscriber('cem@example.org', { state: 'waiting' })];
  const program = new Program(site);
  const statuses = [gone, gone, waits, 999_999].map(async (id) => (await program.ask('POST', `/subscribers/${id}/on`)).status);
  expect(await Promise.all(statuses)).toEqual([204, 204, 409, 404]);
  expect([(await stored(gone))?.state, (await stored(waits))?.state]).toEqual(['active', 'waiting']);
});
