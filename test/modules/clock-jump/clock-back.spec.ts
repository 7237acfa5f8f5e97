/** What waits, or lasts, by our own clock, when that was ahead for a while and is set right. */
import { SessionEntity } from '../../../src/modules/accounts/session.entity.js';
import { SESSION_MS } from '../../../src/modules/accounts/session-store.js';
import { ClockJump } from '../../../src/modules/clock-jump/clock-jump.js';
import { Outbox } from '../../../src/modules/mail/outbox.js';
import { OutgoingMailEntity } from '../../../src/modules/mail/outgoing-mail.entity.js';
import { Sender } from '../../../src/modules/mail/sender.js';
import { SubscriberEntity } from '../../../src/modules/mail/subscriber.entity.js';
import { AddressEntity } from '../../../src/modules/posts/address.entity.js';
import { account, Surfer } from '../../support/accounts.js';
import { type Alerting, DAY_MS, HOUR_MS, MINUTE_MS, startAlerting } from '../alerts/support.js';

let alerting: Alerting;
let sourceId: number;

beforeEach(async () => {
  alerting = await startAlerting();
  sourceId = await alerting.rows.source('Harbour Light', 'civil-service');
  await lookAtClock();
});
afterEach(() => alerting.close());

/** The server looks at the clock every few seconds. */
const lookAtClock = () => alerting.site.app.get(ClockJump).tick();
async function setClock(byMs: number): Promise<void> {
  alerting.pass(byMs);
  await lookAtClock();
}
const aMention = (guid: string) => alerting.store(sourceId, { guid, text: 'The Ferry Board is late.' });
const told = () => alerting.bodies().flatMap(({ events }) => events.map(({ key }) => key));

const JUMPS: [string, number][] = [
  ['an hour', HOUR_MS],
  ['a day', DAY_MS],
  ['ten years', 3650 * DAY_MS],
];

describe.each(JUMPS)('by %s', (_far, farMs) => {
  test('an alert that was refused meanwhile is told again at once', async () => {
    await alerting.add({ name: 'Ferries', kind: 'entity', entity: 'ferry-board' });
    await setClock(farMs);
    alerting.answers.push(500);
    await aMention('a');
    await alerting.sender.tick();
    await setClock(-farMs);
    await alerting.sender.tick();
    expect(alerting.hits).toHaveLength(2);
    expect((await alerting.deliveries()).map(({ state }) => state)).toEqual(['sent']);
  });

  test('what happened meanwhile and waited to be told with others waits for them no longer than it does', async () => {
    await alerting.add({ name: 'Ferries', kind: 'entity', entity: 'ferry-board', groupMinutes: '15' });
    await setClock(farMs);
    await aMention('a');
    await setClock(-farMs);
    alerting.pass(16 * MINUTE_MS);
    await alerting.sender.tick();
    expect(told()).toHaveLength(1);
  });

  test('an alert that was made, and used up its hour, meanwhile tells what happens now', async () => {
    await setClock(farMs);
    await alerting.add({ name: 'Ferries', kind: 'entity', entity: 'ferry-board', hourlyLimit: '1' });
    await aMention('a');
    await alerting.sender.tick();
    await setClock(-farMs);
    alerting.pass(HOUR_MS + 1);
    await aMention('b');
    await alerting.sender.tick();
    expect(told()).toHaveLength(2);
  });

  test('a mail that was written, or put off, meanwhile is sent at once', async () => {
    const outbox = alerting.site.app.get(Outbox);
    const { database } = alerting.site;
    const reader = async (address: string) => {
      const row = { address, addressKey: address, frequency: 'day' as const, entities: [], state: 'active' as const };
      await database.write((manager) =>
        manager.insert(SubscriberEntity, { ...row, mailedUntilAt: alerting.now(), createdAt: alerting.now() }),
      );
      const { id } = await database.manager.findOneByOrFail(SubscriberEntity, { address });
      await database.write((manager) => outbox.add(manager, id, 'confirmation', alerting.now()));
    };
    await setClock(farMs);
    await reader('first@example.org');
    alerting.server.next('message-451');
    await alerting.site.app.get(Sender).tick();
    await reader('second@example.org');
    await setClock(-farMs);
    await alerting.site.app.get(Sender).tick();
    const mails = await database.manager.find(OutgoingMailEntity);
    expect(mails.map(({ state }) => state)).toEqual(['sent', 'sent']);
    // The next edition is owed again, and not only when the clock has come to where it was.
    for (const { mailedUntilAt } of await database.manager.find(SubscriberEntity))
      expect(mailedUntilAt.getTime()).toBeLessThanOrEqual(alerting.now().getTime());
  });

  test('a session that was begun meanwhile lasts no longer than any other', async () => {
    await account(alerting.site, 'analyst');
    await setClock(farMs);
    const surfer = await Surfer.signedIn(alerting.site, 'analyst');
    await setClock(-farMs);
    const [session] = await alerting.site.database.manager.find(SessionEntity);
    expect(session?.endsAt.getTime()).toBeLessThanOrEqual(alerting.now().getTime() + SESSION_MS);
    expect((await surfer.get('/account')).status).toBe(200);
    alerting.pass(SESSION_MS);
    expect((await surfer.get('/account')).status).toBe(303);
  });

  test('pages that were to be asked again meanwhile are, and no sooner than they may be where the clock stood well', async () => {
    const { database } = alerting.site;
    const usual = { url: 'x', host: 'lamp.example', state: 'waiting' as const, canonicalKey: null, message: null, attempts: 1 };
    const add = (key: string) =>
      database.write((manager) =>
        manager.insert(AddressEntity, {
          ...usual,
          key,
          checkedAt: alerting.now(),
          nextAt: new Date(alerting.now().getTime() + HOUR_MS / 2),
        }),
      );
    const waits = async () =>
      (await database.manager.find(AddressEntity, { order: { key: 'ASC' } })).map(
        ({ nextAt }) => nextAt!.getTime() - alerting.now().getTime(),
      );
    await add('a');
    await lookAtClock();
    expect(await waits()).toEqual([HOUR_MS / 2]);
    await setClock(farMs);
    await add('b');
    await setClock(-farMs);
    expect(await waits()).toEqual([0, 0]);
  });
});
