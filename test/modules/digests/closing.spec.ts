import fc from 'fast-check';
import { closingAt, isFromArchives, nextToClose } from '../../../src/modules/digests/closing.js';
import { nextPeriod, parsePeriod, type Period, type PeriodKind } from '../../../src/modules/digests/period.js';

const LONDON = 'Europe/London';
const at = (text: string) => new Date(text);

function period(key: string, zone = LONDON): Period {
  const found = parsePeriod(key, zone);
  if (!found) throw new Error(`${key} is no period`);
  return found;
}

/** Closes one edition after another until none is due. */
function closedBy(now: Date, listeningSince: Date, zone = LONDON): string[] {
  const until = new Map<PeriodKind, Date>();
  const keys: string[] = [];
  for (let next = nextToClose(until, listeningSince, now, zone); next; next = nextToClose(until, listeningSince, now, zone)) {
    until.set(next.kind, next.until);
    keys.push(next.key);
  }
  return keys;
}

test.each([
  ['2008-04-03', '2008-04-04T05:00:00.000Z'],
  // The day after has 23 hours: what is listened for are hours, not what clocks show.
  ['2008-03-29', '2008-03-30T06:00:00.000Z'],
  ['2008-10-25', '2008-10-26T05:00:00.000Z'],
  ['2008-W14', '2008-04-07T05:00:00.000Z'],
  ['2008-04', '2008-05-01T05:00:00.000Z'],
])('%s closes six hours after it is over, at %s', (key, closes) => {
  expect(closingAt(period(key)).toISOString()).toBe(closes);
});

test('nothing closes while nothing was read, and the first edition is that of the day on which we began to listen', () => {
  expect(nextToClose(new Map(), null, at('2008-04-10T12:00:00Z'), LONDON)).toBeNull();
  expect(closedBy(at('2008-04-04T04:59:59Z'), at('2008-04-03T08:00:00Z'))).toEqual([]);
  expect(closedBy(at('2008-04-04T05:00:00Z'), at('2008-04-03T08:00:00Z'))).toEqual(['2008-04-03']);
});

test('days, weeks and months close in the order in which they are over', () => {
  expect(closedBy(at('2008-05-02T12:00:00Z'), at('2008-04-29T08:00:00Z'))).toEqual(['2008-04-29', '2008-04-30', '2008-04', '2008-05-01']);
  expect(closedBy(at('2008-04-07T12:00:00Z'), at('2008-04-05T08:00:00Z'))).toEqual(['2008-04-05', '2008-04-06', '2008-W14']);
});

test('a day that does not exist closes nothing', () => {
  expect(closedBy(at('2011-12-31T17:00:00Z'), at('2011-12-29T12:00:00Z'), 'Pacific/Apia')).toEqual(['2011-12-29', '2011-12-31', '2011-12']);
});

test('what was over before we listened is from archives', () => {
  const since = at('2008-04-03T08:00:00Z');
  expect(
    ['2008-04-02', '2008-04-03', '2008-W13', '2008-W14', '2008-03', '2008-04'].map((key) => isFromArchives(period(key), since)),
  ).toEqual([true, false, true, false, true, false]);
});

test('however often somebody looks, each edition closes once, without a gap, and none of archives or before its time', () => {
  const zone = fc.constantFrom(LONDON, 'America/Sao_Paulo', 'Pacific/Apia', 'UTC');
  const since = fc.date({ min: at('2007-01-01'), max: at('2012-06-01'), noInvalidDate: true });
  fc.assert(
    fc.property(zone, since, fc.integer({ min: 0, max: 100 * 24 }), (zone, since, hours) => {
      const now = new Date(since.getTime() + hours * 3_600_000);
      const periods = closedBy(now, since, zone).map((key) => period(key, zone));
      for (const kind of ['day', 'week', 'month']) {
        const own = periods.filter((each) => each.kind === kind);
        own.slice(1).forEach((each, index) => expect(each.key).toBe(nextPeriod(own[index]!).key));
        const last = own.at(-1);
        if (last) expect(closingAt(nextPeriod(last)) > now).toBe(true);
      }
      for (const each of periods) expect(closingAt(each) <= now && !isFromArchives(each, since)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
