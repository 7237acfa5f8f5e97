import fc from 'fast-check';
import { nextPollAt, type Polled } from '../../src/feeds/schedule.js';

const now = new Date('2008-04-03T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function waitMs(said: Partial<Polled>): number | null {
  const polled: Polled = {
    now,
    outcome: 'ok',
    failures: 0,
    threadAgeMs: null,
    changedAgeMs: null,
    refreshMinutes: null,
    intervalMinutes: null,
    retryAfterAt: null,
    jitter: 0,
    ...said,
  };
  const next = nextPollAt(polled);
  return next && next.getTime() - now.getTime();
}

test.each([
  ['brought something an hour ago', { changedAgeMs: HOUR }, 15 * MINUTE],
  ['a week quiet', { changedAgeMs: 6 * DAY }, 30 * MINUTE],
  ['a month quiet', { changedAgeMs: 20 * DAY }, 2 * HOUR],
  ['never brought anything', {}, 6 * HOUR],
  ['the publisher asks for an hour', { changedAgeMs: HOUR, refreshMinutes: 60 }, HOUR],
  ['the publisher asks for a minute', { changedAgeMs: HOUR, refreshMinutes: 1 }, 15 * MINUTE],
  ['the publisher asks for a year, by mistake', { changedAgeMs: HOUR, refreshMinutes: 525_600 }, DAY],
  ['an admin set ten minutes, whatever the publisher asks', { intervalMinutes: 10, refreshMinutes: 600 }, 10 * MINUTE],
  ['an admin set ten seconds', { intervalMinutes: 1 / 6 }, 5 * MINUTE],
])('a post feed: %s', (_, said, expected) => {
  expect(waitMs(said)).toBe(expected);
});

test.each([
  ['an hour old', { threadAgeMs: HOUR }, 20 * MINUTE],
  ['five days old', { threadAgeMs: 5 * DAY }, 2 * HOUR],
  ['three weeks old', { threadAgeMs: 21 * DAY }, 12 * HOUR],
  ['two months old and silent', { threadAgeMs: 61 * DAY }, null],
  ['years old, with a comment yesterday', { threadAgeMs: 900 * DAY, changedAgeMs: DAY }, 20 * MINUTE],
  ['dated in the future', { threadAgeMs: -DAY }, 20 * MINUTE],
])('the comment feed of a thread: %s', (_, said, expected) => {
  expect(waitMs(said)).toBe(expected);
});

test('failures back off by doubling, to a day, and no feed is ever given up', () => {
  const waits = [1, 2, 3, 8, 9, 500].map((failures) => waitMs({ outcome: 'failed', failures }));
  expect(waits).toEqual([10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 1280 * MINUTE, DAY, DAY]);
});

test('a silent thread that fails is still asked again', () => {
  expect(waitMs({ outcome: 'failed', failures: 1, threadAgeMs: 100 * DAY })).toBe(10 * MINUTE);
});

test('Retry-After is kept, but never for longer than a day', () => {
  expect(waitMs({ outcome: 'throttled', failures: 1, retryAfterAt: new Date(now.getTime() + 3 * HOUR) })).toBe(3 * HOUR);
  expect(waitMs({ outcome: 'throttled', failures: 1, retryAfterAt: new Date(now.getTime() + 300 * DAY) })).toBe(DAY);
  expect(waitMs({ outcome: 'throttled', failures: 1, retryAfterAt: new Date(now.getTime() - HOUR) })).toBe(10 * MINUTE);
});

test('law: the next poll lies from five minutes to three days and a bit ahead, and chance only delays it', () => {
  const age = fc.option(fc.double({ min: 0, max: 1000 * DAY, noNaN: true }), { nil: null });
  const minutes = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null });
  fc.assert(
    fc.property(
      age,
      age,
      minutes,
      fc.constantFrom('ok' as const, 'failed' as const),
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (threadAgeMs, changedAgeMs, refreshMinutes, outcome, failures, jitter) => {
        const said = { threadAgeMs, changedAgeMs, refreshMinutes, outcome, failures };
        const wait = waitMs({ ...said, jitter });
        if (wait === null) return;
        expect(wait).toBeGreaterThanOrEqual(5 * MINUTE);
        expect(wait).toBeLessThanOrEqual(3 * DAY * 1.1);
        expect(wait).toBeGreaterThanOrEqual(waitMs(said)!);
      },
    ),
  );
});
