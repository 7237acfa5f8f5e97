import fc from 'fast-check';
import { OutgoingMailEntity } from '../../../src/modules/mail/outgoing-mail.entity.js';
import { Sender } from '../../../src/modules/mail/sender.js';
import type { Behaviour } from '../../support/mail-server.js';
import { type Mailing, MINUTE_MS, startMailing } from './support.js';

/** Where a process dies: before it speaks to the server, with all but the end of the message gone, or with its end gone and nothing noted. */
type Death = 'before' | 'at-the-end' | 'before-noting' | null;

interface Try {
  server: Behaviour;
  death: Death;
}

interface Dying {
  send: (...given: unknown[]) => Promise<unknown>;
  outbox: { handOver: (mail: OutgoingMailEntity) => Promise<boolean>; record: (...given: unknown[]) => Promise<void> };
}

const SERVER: Behaviour[] = [
  'takes',
  'closes',
  'greets-421',
  'recipient-450',
  'recipient-550',
  'recipient-policy',
  'message-451',
  'message-554',
  'dies-in-message',
  'dies-keeping',
  'dies-losing',
];
const tries = fc.array(
  fc.record<Try>({
    server: fc.constantFrom(...SERVER),
    death: fc.constantFrom<Death>(null, null, 'before', 'at-the-end', 'before-noting'),
  }),
  { minLength: 1, maxLength: 6 },
);

let here: Mailing;

beforeAll(async () => {
  here = await startMailing();
  here.site.app.useLogger(false);
});
afterAll(() => here.close());

/** Makes the next try end like this. A process that is dead notes nothing. */
function stage({ server, death }: Try): () => void {
  const dying = here.site.app.get<unknown, Dying>(Sender);
  const { send, outbox } = dying;
  const { handOver, record } = outbox;
  const dead = () => Promise.reject(new Error('The process died.'));
  if (death === 'before') dying.send = dead;
  else here.server.next(server);
  if (death === 'at-the-end')
    outbox.handOver = async (mail) => {
      await handOver.call(outbox, mail);
      return dead();
    };
  if (death === 'at-the-end' || death === 'before-noting') outbox.record = dead;
  return () => {
    dying.send = send;
    Object.assign(outbox, { handOver, record });
  };
}

test('after any crashes and answers a mail has arrived or is given up with a reason, and arrived twice only if a server died with it', async () => {
  let reader = 0;
  await fc.assert(
    fc.asyncProperty(tries, async (staged) => {
      here.setClock('2008-04-05T11:00:00Z');
      const { id, address } = await here.subscriber({ address: `reader${++reader}@example.org` });
      const read = () => here.site.database.manager.findOneBy(OutgoingMailEntity, { subscriberId: id });
      let mayBeTwice = false;
      for (const each of [...staged, ...Array.from({ length: 12 }, (): Try => ({ server: 'takes', death: null }))]) {
        const before = (await read())?.attempts ?? 0;
        const restore = stage(each);
        await here.sender.tick();
        restore();
        const mail = await read();
        if (mail && mail.attempts > before && each.death === null && each.server === 'dies-keeping') mayBeTwice = true;
        if (mail?.settledAt) break;
        here.pass(8 * 60 * MINUTE_MS);
      }
      const [mail, count] = [await read(), here.server.received.filter(({ to }) => to === address).length];
      expect(mail).toMatchObject({ settledAt: expect.any(Date) as Date, nextAt: null });
      expect(mail?.answer ?? '').not.toBe('');
      if (mail?.state === 'sent') expect(count).toBeGreaterThan(0);
      else expect(['refused', 'expired', 'perhaps']).toContain(mail?.state);
      if (!mayBeTwice) expect(count).toBeLessThanOrEqual(1);
      here.server.forget();
    }),
    { numRuns: 60 },
  );
});
