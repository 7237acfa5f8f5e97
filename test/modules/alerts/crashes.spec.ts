import fc from 'fast-check';
import { AlertSender } from '../../../src/modules/alerts/alert-sender.js';
import { Gatherer } from '../../../src/modules/alerts/gatherer.js';
import { type Alerting, MINUTE_MS, startAlerting } from './support.js';

type Death = null | 'before-making' | 'after-making' | 'before-sending' | 'before-noting';

/** What happens next: so many messages come, time passes, or a heartbeat goes by, with what the webhook answers and where the process dies. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('happen' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 7, 20, 61, 300, 900) }),
  fc.record({
    kind: fc.constant('beat' as const),
    answer: fc.constantFrom(204, 204, 500, 429, 404),
    death: fc.constantFrom<Death>(null, null, 'before-making', 'after-making', 'before-sending', 'before-noting'),
  }),
);

interface Parts {
  gatherer: { make: (...given: unknown[]) => Promise<unknown>; gather: () => Promise<void> };
  outbox: { record: (...given: unknown[]) => Promise<void> };
  send: (...given: unknown[]) => Promise<unknown>;
}

let here: Alerting;
let sourceId: number;

beforeAll(async () => {
  here = await startAlerting();
  sourceId = await here.rows.source('Harbour Light');
});
afterAll(() => here.close());

/** A heartbeat of a process that dies there; nothing that it was about to do is done. */
async function beat(death: Death): Promise<void> {
  const parts = here.site.app.get<unknown, Parts>(AlertSender, { strict: false });
  const gatherer = here.site.app.get<unknown, Parts['gatherer']>(Gatherer, { strict: false });
  const [{ make, gather }, { record }, { send }] = [gatherer, parts.outbox, parts];
  const dead = () => Promise.reject(new Error('The process died.'));
  // Within the write: what it has done so far is taken back.
  if (death === 'before-making')
    gatherer.make = async (...given) => {
      await make.apply(gatherer, given);
      return dead();
    };
  if (death === 'after-making')
    gatherer.gather = async () => {
      await gather.call(gatherer);
      return dead();
    };
  if (death === 'before-sending') parts.send = dead;
  if (death === 'before-noting') parts.outbox.record = dead;
  try {
    await here.sender.tick().catch((error: Error) => expect(error.message).toBe('The process died.'));
  } finally {
    Object.assign(gatherer, { make, gather });
    parts.outbox.record = record;
    parts.send = send;
  }
}

test('whatever comes in whatever order, each event is in one delivery that was told, or in one that says why not', async () => {
  let runs = 0;
  let doubled = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.record({
        groupMinutes: fc.constantFrom('0', '10'),
        hourlyLimit: fc.constantFrom('1', '3'),
        quiet: fc.constantFrom({}, { quietFrom: '22:00', quietUntil: '07:00' }, { quietFrom: '01:00', quietUntil: '03:00' }),
      }),
      async (steps, { quiet, ...manners }) => {
        // A night in which the clocks change is never far.
        here.setClock('2008-03-29T15:00:00Z');
        const run = ++runs;
        here.hits.splice(0);
        const { slug } = await here.add({ name: `Run ${run}`, kind: 'query', watch: 'ferries', ...manners, ...quiet });
        let happened = 0;
        let mayBeTwice = false;
        for (const each of steps) {
          if (each.kind === 'pass') here.pass(each.minutes * MINUTE_MS);
          else if (each.kind === 'happen')
            await here.store(sourceId, ...Array.from({ length: each.count }, () => ({ guid: `${run}-${++happened}`, text: 'A ferry.' })));
          else {
            here.answers.push(each.answer);
            await beat(each.death);
            here.answers.splice(0);
            // The one thing that a webhook cannot be spared: it answered, and nobody lived to note it. Its id says so.
            if (each.death === 'before-noting') mayBeTwice = true;
          }
        }
        for (let time = 0; time < 40; time++) {
          await beat(null);
          here.pass(61 * MINUTE_MS);
        }
        const rule = await here.alerts.bySlug(slug);
        const events = (await here.events()).filter(({ ruleId }) => ruleId === rule?.id);
        expect(events).toHaveLength(happened);
        const deliveries = new Map((await here.deliveries()).map((delivery) => [delivery.id, delivery]));
        const items = (await here.items()).filter(({ eventId }) => events.some(({ id }) => id === eventId));
        expect(items).toHaveLength(happened);
        for (const { deliveryId } of items) {
          const delivery = deliveries.get(deliveryId ?? 0);
          expect(delivery).toMatchObject({ nextAt: null, settledAt: expect.any(Date) as Date });
          if (delivery?.state !== 'sent')
            expect([delivery?.state, delivery?.answer]).toEqual(['expired', expect.stringMatching(/three days/) as string]);
        }
        const taken = new Map<string, string[]>();
        for (const { id, events: told } of here.bodies()) for (const { key } of told) taken.set(key, [...(taken.get(key) ?? []), id]);
        // However often it was sent, an event was only ever in one delivery.
        for (const ids of taken.values()) expect(new Set(ids).size).toBe(1);
        expect(taken.size).toBe(happened);
        if (mayBeTwice) doubled += 1;
        await here.alerts.remove(slug);
      },
    ),
    { numRuns: 40 },
  );
  expect(doubled).toBeGreaterThan(3);
}, 240_000);
