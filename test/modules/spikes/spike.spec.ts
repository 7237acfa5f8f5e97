import fc from 'fast-check';
import { type Counted, type Covered, findingsIn, HOUR_MS, spikeIn, standsOut } from '../../../src/modules/spikes/spike.js';
import { tailOf } from '../../../src/modules/spikes/tail.js';

const NOW = Date.UTC(2008, 3, 5, 12);
const covered = (...ids: number[]): Covered => ({ hour: new Set(ids), day: new Set(ids) });

/** `perHour(0)` messages in the last hour, `perHour(1)` in the one before it. */
function hourly(perHour: (hoursAgo: number) => number, said: Partial<Counted> = {}): Counted[] {
  return Array.from({ length: 360 }, (_, hoursAgo) => ({
    at: NOW - (hoursAgo + 0.5) * HOUR_MS,
    sourceId: 1,
    voice: 'media' as const,
    count: perHour(hoursAgo),
    ...said,
  }));
}

test('a burst in the last hour, with what it stands out from and who made it', () => {
  const rows = [...hourly((ago) => (ago === 0 ? 12 : 1)), ...hourly((ago) => (ago === 0 ? 30 : 0), { voice: null, sourceId: 2 })];
  expect(findingsIn(rows, covered(1, 2), NOW)).toMatchObject([
    {
      result: 'spike',
      leftOut: [],
      spike: {
        window: 'hour',
        from: NOW - HOUR_MS,
        until: NOW,
        count: 42,
        usual: 1,
        before: 12,
        weekBefore: 1,
        voices: [
          { voice: null, count: 30 },
          { voice: 'media', count: 12 },
        ],
      },
    },
    { result: 'spike', spike: { window: 'day', count: 65, usual: 24, weekBefore: 24 } },
  ]);
});

test.each<[string, (hoursAgo: number) => number]>([
  ['silence', () => 0],
  ['one message, ever', (ago) => Number(ago === 0)],
  ['all at one instant, long ago', (ago) => (ago === 200 ? 500 : 0)],
  ['as many as ever', () => 20],
  ['a fall', (ago) => (ago === 0 ? 0 : 20)],
  ['four where there were none', (ago) => (ago === 0 ? 4 : 0)],
  ['what happens in every week at this hour', (ago) => (ago % 168 === 0 ? 60 : 1)],
  ['one day in three is as busy', (ago) => (Math.floor(ago / 24) % 3 === 0 ? 5 : 1)],
])('no spike: %s', (_, perHour) => {
  expect(findingsIn(hourly(perHour), covered(1), NOW)).toEqual([]);
});

test('what bears a date to come is not the last hour', () => {
  const rows = Array.from({ length: 50 }, (): Counted => ({ at: NOW + 1, sourceId: 1, voice: null }));
  expect(spikeIn(rows, 'hour', NOW)).toBeNull();
  expect(spikeIn(rows, 'hour', NOW + 1)).toMatchObject({ count: 50 });
});

test('a source that was not read throughout raises no alarm, and its rise is said to be one of coverage', () => {
  const rows = [...hourly(() => 1), ...hourly((ago) => (ago === 0 ? 40 : 0), { sourceId: 2 })];
  expect(findingsIn(rows, covered(1), NOW)).toMatchObject([
    { result: 'coverage-changed', leftOut: [2], spike: { window: 'hour', count: 41 } },
    { result: 'coverage-changed', leftOut: [2], spike: { window: 'day', count: 64 } },
  ]);
  expect(findingsIn(rows, { hour: new Set([1, 2]), day: new Set([1]) }, NOW).map(({ result }) => result)).toEqual([
    'spike',
    'coverage-changed',
  ]);
  const [both] = findingsIn([...rows, ...hourly((ago) => (ago === 0 ? 90 : 1), { sourceId: 3 })], covered(1, 3), NOW);
  expect(both).toMatchObject({ result: 'spike', leftOut: [2], spike: { count: 91 } });
});

test('laws: one by one or by the hour is the same; more is never less of a spike; more before is never more of one', () => {
  const counts = fc.record({
    count: fc.nat(200),
    before: fc.array(fc.nat(60), { minLength: 12, maxLength: 12 }),
    weekBefore: fc.nat(60),
  });
  fc.assert(
    fc.property(counts, ({ count, before, weekBefore }) => {
      const byHour = hourly((ago) => (ago === 0 ? count : ago <= 12 ? before[ago - 1]! : ago === 168 ? weekBefore : 0));
      const single = byHour.flatMap(({ count: many, ...row }) => Array.from({ length: many ?? 0 }, () => row));
      const spike = spikeIn(byHour, 'hour', NOW);
      expect(spikeIn(single, 'hour', NOW)).toEqual(spike);
      expect(spike !== null).toBe(standsOut(count, before, weekBefore));
      if (spike) {
        expect(spike.count).toBeGreaterThan(spike.usual);
        expect(spike.count).toBeGreaterThan(spike.weekBefore);
        expect(standsOut(count + 1, before, weekBefore)).toBe(true);
      } else expect(standsOut(count, before, weekBefore + 1)).toBe(false);
    }),
  );
});

test('the tail is that of the negative binomial distribution', () => {
  // With a mean of 3.5 of one window and no dispersion beyond chance: size 3.5, and each trial even.
  const chance = (at: number): number => (at === 0 ? 0.5 ** 3.5 : (chance(at - 1) * (at - 1 + 3.5)) / at / 2);
  for (const count of [0, 1, 4, 9]) {
    const below = Array.from({ length: count }, (_, at) => chance(at)).reduce((sum, each) => sum + each, 0);
    expect(tailOf(count, [3], 1)).toBeCloseTo(1 - below, 12);
  }
  expect(tailOf(100_000, [1_000, 2_000], 3)).toBeLessThan(1e-9);
});
