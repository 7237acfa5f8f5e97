import fc from 'fast-check';
import { OUTCOMES_KEPT, outcomesOf, type PollOutcome, withOutcome } from '../../../src/modules/sources/outcome-log.js';

const outcome: fc.Arbitrary<PollOutcome> = fc.record({
  at: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms)),
  kind: fc.constantFrom('new', 'nothing-new', 'not-modified', 'throttled', 'refused:denied', 'unreachable:dns'),
  isMoved: fc.boolean(),
  entries: fc.option(fc.nat()),
  added: fc.nat(),
  revised: fc.nat(),
  durationMs: fc.nat(),
  bytes: fc.option(fc.nat()),
  message: fc.constantFrom('', 'Nothing has changed.', 'Two\nlines, “quoted”.', 'b.example is down.'),
});

test('the last thirty outcomes come back as they were, oldest first', () => {
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 80 }), (outcomes) => {
      const { log } = outcomes.reduce<{ log: string | null; said: string | null }>(
        ({ log, said }, each) => ({ log: withOutcome(log, each, said), said: each.message }),
        { log: null, said: null },
      );
      expect(outcomesOf(log)).toEqual(outcomes.slice(-OUTCOMES_KEPT));
    }),
  );
});

test('a message that does not change is written once', () => {
  const one = { at: new Date(0), kind: 'throttled', isMoved: false, entries: null, added: 0, revised: 0, durationMs: 9, bytes: null };
  const said = { ...one, message: 'It asks us for patience.' };
  const log = [1, 2, 3].reduce<string | null>((before) => withOutcome(before, said, before === null ? null : said.message), null);
  expect(log?.match(/patience/g)).toHaveLength(1);
  // A feed that failed before there was a log: its message is on its row and not in the log.
  expect(outcomesOf(withOutcome(null, said, said.message))).toEqual([said]);
  expect(outcomesOf(withOutcome(null, { ...said, message: 'x'.repeat(5000) }, null))[0]?.message).toHaveLength(300);
});
