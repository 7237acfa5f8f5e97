import fc from 'fast-check';
import { bucketsOf, daysOfSpan, labelOfPeriod, spanAsked } from '../../../src/modules/engagement/period.js';

const ZONE = 'Europe/London';
const NOW = new Date('2008-11-05T12:00:00Z');
const KNOWN = { first: Date.parse('2008-04-02T11:00:00Z'), latest: Date.parse('2008-11-04T11:00:00Z') };

function asked(words: Record<string, unknown>) {
  const { name, from, until } = spanAsked(words, KNOWN, NOW, ZONE);
  return [name, new Date(from).toISOString(), new Date(until).toISOString()];
}

test.each([
  [{ from: '2008-04-03', until: '2008-04-05' }, '2008-04-03..2008-04-05', '2008-04-02T23:00:00.000Z', '2008-04-05T23:00:00.000Z'],
  [{ period: '2008-04-03..2008-04-03' }, '2008-04-03..2008-04-03', '2008-04-02T23:00:00.000Z', '2008-04-03T23:00:00.000Z'],
  // A day of 25 hours.
  [{ period: '2008-10-26..2008-10-26' }, '2008-10-26..2008-10-26', '2008-10-25T23:00:00.000Z', '2008-10-27T00:00:00.000Z'],
  // What has not come yet is left out.
  [{ from: '2008-11-01', until: '2009-01-01' }, '2008-11-01..2009-01-01', '2008-11-01T00:00:00.000Z', '2008-11-05T12:00:00.001Z'],
])('%j are days', (words, ...expected) => expect(asked(words)).toEqual(expected));

test.each([
  [{ period: '28-days' }, '28-days'],
  [{ period: 'all' }, 'all'],
  [{}, 'year'],
  [{ period: 'century' }, 'year'],
  [{ period: '2008-02-30..2008-03-01' }, 'year'],
  [{ period: '2008-04-05..2008-04-03' }, 'year'],
  [{ from: '2008-04-05' }, 'year'],
  [{ from: '2009-01-01', until: '2009-01-02' }, 'year'],
  [{ from: ['2008-04-05'], until: {} }, 'year'],
])('%j is %s', (words, name) => expect(asked(words)[0]).toBe(name));

test('who has been silent for years is looked at over all of them', () => {
  expect(spanAsked({}, { first: 0, latest: Date.parse('2001-01-01') }, NOW, ZONE).name).toBe('all');
});

test('a span says its days, and its name leads to the same span', () => {
  const day = fc
    .integer({ min: 0, max: 3000 })
    .map((days) => new Date(Date.UTC(2001, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [from, until] = [a, b].sort();
      const span = spanAsked({ from, until }, KNOWN, NOW, ZONE);
      fc.pre(span.name !== 'year');
      expect(spanAsked({ period: span.name }, KNOWN, NOW, ZONE)).toEqual(span);
      expect(daysOfSpan(span, ZONE).from).toBe(from);
      const buckets = bucketsOf(span, ZONE);
      expect(buckets.length).toBeLessThanOrEqual(63);
      expect(buckets[0]!.from).toBeLessThanOrEqual(span.from);
      expect(buckets.at(-1)!.until).toBeGreaterThanOrEqual(span.until);
      buckets.slice(1).forEach((bucket, index) => expect(bucket.from).toBe(buckets[index]!.until));
    }),
  );
});

test('in words', () => {
  expect(labelOfPeriod('28-days')).toBe('28 days');
  expect(labelOfPeriod('2008-04-01..2008-06-30')).toBe('2008-04-01 to 2008-06-30');
});
