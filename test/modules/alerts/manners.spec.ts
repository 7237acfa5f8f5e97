import fc from 'fast-check';
import { DateTime } from 'luxon';
import { gatheringAt, type Manners } from '../../../src/modules/alerts/gathering.js';
import { quietUntil } from '../../../src/modules/alerts/quiet-hours.js';
import { habitOf, SILENCE } from '../../../src/modules/sources/silence.js';

const LONDON = 'Europe/London';
const at = (text: string) => new Date(text);

describe('quiet hours', () => {
  const night = { from: '22:00', until: '07:00' };

  test.each([
    ['in the evening', '2008-01-10T22:00:00Z', '2008-01-11T07:00:00.000Z'],
    ['after midnight', '2008-01-10T03:00:00Z', '2008-01-10T07:00:00.000Z'],
    ['until the minute before', '2008-01-10T06:59:59Z', '2008-01-10T07:00:00.000Z'],
    ['not at their end', '2008-01-10T07:00:00Z', null],
    ['not by day', '2008-01-10T12:00:00Z', null],
    ['in summer by the clock of summer', '2008-07-10T21:30:00Z', '2008-07-11T06:00:00.000Z'],
    ['in the short night of 30 March', '2008-03-29T23:00:00Z', '2008-03-30T06:00:00.000Z'],
    ['in the long night of 26 October', '2008-10-25T22:00:00Z', '2008-10-26T07:00:00.000Z'],
  ])('%s', (_when, now, end) => {
    expect(quietUntil(night, at(now), LONDON)?.toISOString() ?? null).toBe(end);
  });

  test('an hour that comes twice is quiet once, and one that does not come ends an hour later', () => {
    const early = { from: '00:00', until: '01:30' };
    // 26 October 2008: 01:30 comes at 00:30 UTC and again at 01:30 UTC. 30 March: there is no 01:30.
    const [long, short] = ['2008-10-25T23:30:00Z', '2008-03-30T00:30:00Z'].map((now) => quietUntil(early, at(now), LONDON)?.toISOString());
    expect(['2008-10-26T00:30:00.000Z', '2008-10-26T01:30:00.000Z']).toContain(long);
    expect(short).toBe('2008-03-30T01:30:00.000Z');
    expect(quietUntil(early, new Date(long ?? ''), LONDON)).toBeNull();
  });

  test('by day, when they do not go over midnight', () => {
    expect(quietUntil({ from: '09:00', until: '17:00' }, at('2008-01-10T12:00:00Z'), LONDON)?.toISOString()).toBe(
      '2008-01-10T17:00:00.000Z',
    );
    expect(quietUntil({ from: '09:00', until: '17:00' }, at('2008-01-10T18:00:00Z'), LONDON)).toBeNull();
  });

  test('they end within a day and an hour, when the clock shows their end, and nothing at their end is quiet', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const instant = fc.date({ min: at('2008-01-01T00:00:00Z'), max: at('2009-01-01T00:00:00Z'), noInvalidDate: true });
    let quietNights = 0;
    fc.assert(
      fc.property(clock, clock, instant, fc.constantFrom(LONDON, 'America/St_Johns', 'Pacific/Apia', 'UTC'), (from, until, now, zone) => {
        fc.pre(from !== until);
        const end = quietUntil({ from, until }, now, zone);
        if (end === null) return;
        quietNights += 1;
        expect(end.getTime()).toBeGreaterThan(now.getTime());
        expect(end.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
        const shown = DateTime.fromJSDate(end, { zone });
        // In the hour in which the clock jumps it may show another, and the next quiet hours may begin with it.
        if (shown.offset !== shown.minus({ hours: 1 }).offset) return;
        expect(shown.toFormat('HH:mm')).toBe(until);
        expect(quietUntil({ from, until }, end, zone)).toBeNull();
      }),
      { numRuns: 2000 },
    );
    expect(quietNights).toBeGreaterThan(300);
  });
});

describe('gathering', () => {
  const manners: Manners = { quiet: { from: '22:00', until: '07:00' }, groupMinutes: 10, hourlyLimit: 2 };
  const noon = at('2008-01-10T12:00:00Z');
  const waiting = { firstAt: at('2008-01-10T11:50:00Z'), made: [], hasOpen: false };

  test('what has waited for others goes out', () => {
    expect(gatheringAt(waiting, manners, noon, LONDON)).toEqual({ isDue: true });
    expect(gatheringAt({ ...waiting, firstAt: at('2008-01-10T11:51:00Z') }, manners, noon, LONDON)).toEqual({
      isDue: false,
      why: 'grouping',
      until: at('2008-01-10T12:01:00Z'),
    });
  });

  test('nothing goes out in quiet hours', () => {
    expect(gatheringAt(waiting, manners, at('2008-01-10T23:00:00Z'), LONDON)).toEqual({
      isDue: false,
      why: 'quiet',
      until: at('2008-01-11T07:00:00Z'),
    });
  });

  test('after so many in an hour the next waits until the oldest of them is an hour old', () => {
    const made = [at('2008-01-10T11:30:00Z'), at('2008-01-10T10:59:00Z'), at('2008-01-10T11:10:00Z')];
    expect(gatheringAt({ ...waiting, made }, manners, noon, LONDON)).toEqual({
      isDue: false,
      why: 'limit',
      until: at('2008-01-10T12:10:00Z'),
    });
    expect(gatheringAt({ ...waiting, made }, manners, at('2008-01-10T12:10:00Z'), LONDON)).toEqual({ isDue: true });
  });

  test('behind one that is still under way the next waits', () => {
    expect(gatheringAt({ ...waiting, hasOpen: true }, manners, noon, LONDON)).toMatchObject({ isDue: false, why: 'before' });
  });
});

describe('the habit of a feed', () => {
  const HOUR_MS = 3_600_000;
  const times = (...hours: number[]) => hours.map((hour) => hour * HOUR_MS);

  test('of nine posts there is none', () => {
    expect(habitOf(times(1, 2, 3, 4, 5, 6, 7, 8, 9))).toBeNull();
    expect(habitOf([])).toBeNull();
  });

  test('a blog of weekdays is not silent at a weekend, and is after one and the Monday', () => {
    // Two weeks of posts at nine on weekdays; the last one is on a Friday.
    const days = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map((day) => day * 24);
    const habit = habitOf(times(...days));
    expect(habit).toMatchObject({ lastAt: 264 * HOUR_MS, usualMs: 24 * HOUR_MS, longestMs: 72 * HOUR_MS });
    expect(habit?.silentAt).toBe((264 + 96) * HOUR_MS);
  });

  test('one as even as a clock is silent after four of its gaps, and none before a day is over', () => {
    expect(habitOf(times(...Array.from({ length: 12 }, (_, index) => index * 12)))?.silentAt).toBe((132 + 48) * HOUR_MS);
    expect(habitOf(times(...Array.from({ length: 12 }, (_, index) => index / 10)))?.silentAt).toBe(1.1 * HOUR_MS + SILENCE.atLeastMs);
  });

  test('only its last gaps count', () => {
    const habit = habitOf(times(0, ...Array.from({ length: 30 }, (_, index) => 5000 + index * 24)));
    expect(habit?.longestMs).toBe(24 * HOUR_MS);
  });
});
