import fc from 'fast-check';
import {
  nearestPeriod,
  nextPeriod,
  parsePeriod,
  PERIOD_KINDS,
  periodOf,
  spanOf,
  titleOf,
  type Period,
} from '../../../src/modules/digests/period.js';

const LONDON = 'Europe/London';
const HOUR = 3_600_000;

function parsed(key: string, zone = LONDON): Period {
  const period = parsePeriod(key, zone);
  if (!period) throw new Error(`${key} was not read`);
  return period;
}

function hours(period: Period): number {
  return (period.until.getTime() - period.from.getTime()) / HOUR;
}

test('a day of British summer begins an hour before midnight in UTC', () => {
  const day = parsed('2008-04-03');
  expect(day.from.toISOString()).toBe('2008-04-02T23:00:00.000Z');
  expect(day.until.toISOString()).toBe('2008-04-03T23:00:00.000Z');
  expect(titleOf(day)).toBe('Thursday 3 April 2008');
  expect(spanOf(day)).toBeNull();
});

test('the days on which the clocks change have 23 and 25 hours, and their weeks and months an hour less or more', () => {
  expect(hours(parsed('2008-03-30'))).toBe(23);
  expect(hours(parsed('2008-10-26'))).toBe(25);
  expect(hours(parsed('2008-W13'))).toBe(7 * 24 - 1);
  expect(hours(parsed('2008-10'))).toBe(31 * 24 + 1);
  expect(hours(parsed('2008-03-30', 'UTC'))).toBe(24);
});

test('a day may begin at one in the morning, where the clocks go forward at midnight', () => {
  const day = parsed('2018-11-04', 'America/Sao_Paulo');
  expect(day.from.toISOString()).toBe('2018-11-04T03:00:00.000Z');
  expect(hours(day)).toBe(23);
});

test('weeks are those of ISO 8601: they begin on Monday, and the first holds the year’s first Thursday', () => {
  const week = parsed('2008-W14');
  expect(week.from.toISOString()).toBe('2008-03-30T23:00:00.000Z');
  expect([titleOf(week), spanOf(week)]).toEqual(['Week 14 of 2008', '31 March – 6 April 2008']);
  expect(periodOf('week', new Date('2008-12-31T12:00:00Z'), LONDON).key).toBe('2009-W01');
  expect(spanOf(parsed('2009-W01'))).toBe('29 December 2008 – 4 January 2009');
  expect(parsed('2009-W53').key).toBe('2009-W53');
});

test('months have their names and their lengths', () => {
  const month = parsed('2008-02');
  expect([titleOf(month), spanOf(month), hours(month)]).toEqual(['February 2008', '1 – 29 February 2008', 29 * 24]);
});

test.each([
  '2008-02-30',
  '2007-02-29',
  '2008-13',
  '2008-00',
  '2008-W00',
  '2008-W53',
  '2008-W54',
  '2008-4-3',
  '08-04-03',
  '2008',
  '',
  'latest',
  '2008-04-03T00:00',
  ' 2008-04-03',
])('“%s” is no day, week or month', (key) => expect(parsePeriod(key, LONDON)).toBeNull());

test('Samoa had no 30 December 2011', () => {
  expect(parsePeriod('2011-12-30', 'Pacific/Apia')).toBeNull();
  expect(nextPeriod(parsed('2011-12-29', 'Pacific/Apia')).key).toBe('2011-12-31');
});

test('every instant lies in its period, whose key finds it again, and the next begins where it ends', () => {
  const zone = fc.constantFrom(LONDON, 'UTC', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham');
  const instant = fc.date({ min: new Date('1985-01-01'), max: new Date('2045-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...PERIOD_KINDS), instant, zone, (kind, at, name) => {
      const period = periodOf(kind, at, name);
      expect(period.from.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(period.until.getTime()).toBeGreaterThan(at.getTime());
      expect(parsePeriod(period.key, name)).toEqual(period);
      expect(nextPeriod(period).from).toEqual(period.until);
    }),
  );
});

test.each([
  ['2008-02-30', '2008-02-29'],
  ['2009-02-29', '2009-02-28'],
  ['2008-13-01', '2008-12-01'],
  ['2008-00-00', '2008-01-01'],
  ['2008-W53', '2008-W52'],
  ['2008-W00', '2008-W01'],
  ['2008-13', '2008-12'],
  ['2008-04-03', '2008-04-03'],
])('nearest to %s is %s', (key, nearest) => {
  expect(nearestPeriod(key, LONDON)?.key).toBe(nearest);
});

test('nearest to a day that was left out is the day after, and to what is no date, nothing', () => {
  expect(nearestPeriod('2011-12-30', 'Pacific/Apia')?.key).toBe('2011-12-31');
  expect(nearestPeriod('yesterday', LONDON)).toBeNull();
});
