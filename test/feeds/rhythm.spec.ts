import fc from 'fast-check';
import { type Look, windowMs } from '../../src/feeds/rhythm.js';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.UTC(2008, 3, 3, 12, minutes));
const look = (minutes: number, added: number, entries: number | null = 25): Look => ({ at: at(minutes), entries, added });

test.each<[string, Look[], number | null]>([
  ['never looked at', [], null],
  ['looked at once: nobody knows in what time all of it came', [look(0, 25)], null],
  ['nothing new', [look(0, 25), look(10, 0), look(20, 0, null)], null],
  ['five of 25 in ten minutes', [look(0, 25), look(10, 5)], 50 * MINUTE],
  ['the busiest time counts', [look(0, 25), look(10, 5), look(20, 20), look(30, 1)], 12.5 * MINUTE],
  ['all of it new: perhaps more than all', [look(0, 25), look(10, 25)], 10 * MINUTE],
  ['an answer that nothing has changed is a look, too', [look(0, 25), look(50, 0, null), look(60, 5)], 50 * MINUTE],
  ['more came than it shows, by way of its comments', [look(0, 25), look(10, 40)], 10 * MINUTE],
])('%s', (_what, looks, expected) => {
  expect(windowMs(looks)).toBe(expected);
});

test('who asks twice in that time sees at least half of what was there, whatever the pace was between two looks', () => {
  const gaps = fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 600 }), added: fc.integer({ min: 0, max: 25 }) }), {
    minLength: 1,
    maxLength: 29,
  });
  fc.assert(
    fc.property(gaps, (each) => {
      let now = 0;
      const looks = [look(0, 25), ...each.map(({ minutes, added }) => look((now += minutes), added))];
      const lasts = windowMs(looks);
      for (const { minutes, added } of each) {
        const perMs = added / (minutes * MINUTE);
        if (lasts !== null) expect((lasts / 2) * perMs).toBeLessThanOrEqual(12.5 + 1e-9);
      }
    }),
  );
});
