import fc from 'fast-check';
import { mailingTimeOf, owedEditions } from '../../../src/modules/mail/owed-editions.js';
import { closingAt } from '../../../src/modules/digests/closing.js';

const HALF_HOUR_MS = 1_800_000;

test('the editions of the last three days are owed from seven in the morning on', () => {
  const keys = (at: string) => owedEditions(new Date(at), 'Europe/London').map(({ key }) => key);
  expect(keys('2008-04-03T05:59:59Z')).toEqual(['2008-03-30', '2008-03-31', '2008-04-01', '2008-W13', '2008-03']);
  expect(keys('2008-04-03T06:00:00Z')).toEqual(['2008-03-31', '2008-04-01', '2008-04-02', '2008-03']);
});

test.each([
  ['Europe/London', '2012-03-20', 10],
  ['Europe/London', '2012-10-23', 10],
  // The clocks go forward at midnight, and a day begins at one.
  ['America/Sao_Paulo', '2011-10-11', 10],
  // There was no 30 December.
  ['Pacific/Apia', '2011-12-26', 9],
  ['Australia/Lord_Howe', '2012-03-27', 10],
])('each day of %s from %s is owed once, at seven, also where the clocks change', (zone, from, count) => {
  const first = new Map<string, number>();
  const begin = Date.parse(`${from}T00:00:00Z`) - 5 * 86_400_000;
  for (let at = begin; at < begin + 17 * 86_400_000; at += HALF_HOUR_MS)
    for (const { kind, key } of owedEditions(new Date(at), zone)) if (kind === 'day' && !first.has(key)) first.set(key, at);
  const days = [...first].filter(([key]) => key >= from).slice(0, count);
  const expected = Array.from({ length: 10 }, (_, day) => new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10));
  expect(days.map(([key]) => key)).toEqual(expected.filter((key) => zone !== 'Pacific/Apia' || key !== '2011-12-30'));
  const clocks = days.map(([, at]) => new Date(at).toLocaleTimeString('en-GB', { timeZone: zone, timeStyle: 'short' }));
  expect(new Set(clocks)).toEqual(new Set(['07:00']));
});

test('no edition is mailed before it closes', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }), (at) => {
      for (const period of owedEditions(at, 'Europe/London'))
        expect(mailingTimeOf(period).getTime()).toBeGreaterThanOrEqual(closingAt(period).getTime());
    }),
  );
});
