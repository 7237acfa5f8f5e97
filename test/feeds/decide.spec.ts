import fc from 'fast-check';
import { decide, nextPollAt, type PollFacts } from '../../src/feeds/decide.js';
import { NO_REST, type Rest } from '../../src/feeds/types.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = new Date('2008-04-03T12:00:00Z');

describe('a post that came again', () => {
  const known = { entryHash: 'e', contentHash: 'c', goneAt: null };

  test.each([
    ['add', null, known],
    ['nothing', known, { entryHash: 'e', contentHash: 'c' }],
    ['touch', known, { entryHash: 'f', contentHash: 'c' }],
    ['revise', known, { entryHash: 'f', contentHash: 'd' }],
    ['touch', { ...known, goneAt: NOW }, { entryHash: 'e', contentHash: 'c' }],
    ['revise', { ...known, goneAt: NOW }, { entryHash: 'f', contentHash: 'd' }],
  ])('%s', (decision, before, fresh) => {
    expect(decide(before, fresh)).toBe(decision);
  });
});

const site: PollFacts = {
  now: NOW,
  outcome: 'ok',
  failures: 0,
  role: 'posts',
  postAgeMs: null,
  changedAgeMs: HOUR,
  rest: NO_REST,
  windowMs: null,
  isTold: false,
  leastMinutes: null,
  mostMinutes: null,
  retryAfterAt: null,
  jitter: 0,
};
const asked = (minutes: number | null): Rest => ({ ...NO_REST, minutes });
const thread: PollFacts = { ...site, role: 'comments', postAgeMs: HOUR };
const minutes = (facts: PollFacts): number | null => {
  const next = nextPollAt(facts);
  return next && (next.getTime() - NOW.getTime()) / 60_000;
};

describe('when to poll again', () => {
  test.each([
    [HOUR, 10],
    [20 * HOUR, 20],
    [2 * DAY, 30],
    [5 * DAY, 60],
    [10 * DAY, 120],
    [20 * DAY, 240],
    [400 * DAY, 360],
    [null, 60],
  ])('a site that changed %p ms ago: in %p minutes', (changedAgeMs, expected) => {
    expect(minutes({ ...site, changedAgeMs })).toBe(expected);
  });

  test.each([
    [DAY, null, 30],
    [3 * DAY, null, 60],
    [6 * DAY, null, 180],
    [10 * DAY, null, 720],
    [50 * DAY, null, 3 * 1440],
    [364 * DAY, null, 3 * 1440],
    [366 * DAY, null, null],
    [366 * DAY, HOUR, 30],
    [800 * DAY, 366 * DAY, null],
  ])('the comments of a post of %p ms that changed %p ms ago: in %p minutes', (postAgeMs, changedAgeMs, expected) => {
    expect(minutes({ ...thread, postAgeMs, changedAgeMs })).toBe(expected);
  });

  test('the publisher may ask for more time, a day at most', () => {
    expect(minutes({ ...site, rest: asked(45) })).toBe(45);
    expect(minutes({ ...site, rest: asked(5) })).toBe(10);
    expect(minutes({ ...site, rest: asked(999_999) })).toBe(1440);
  });

  test.each([
    // In what time all of it is replaced, and when half of it is: never later than usual, and no sooner than two minutes.
    [DAY, 10],
    [20 * 60_000, 10],
    [12 * 60_000, 6],
    [60_000, 2],
  ])('a document that is replaced within %i ms: in %i minutes', (windowMs, expected) => {
    expect(minutes({ ...site, windowMs })).toBe(expected);
    expect(minutes({ ...site, windowMs, rest: asked(45) })).toBe(45);
    expect(minutes({ ...site, windowMs, leastMinutes: 30 })).toBe(30);
  });

  test('comments that come in faster than the thread is usually asked', () => {
    expect(minutes({ ...thread, postAgeMs: DAY })).toBe(30);
    expect(minutes({ ...thread, postAgeMs: DAY, windowMs: 20 * 60_000 })).toBe(10);
  });

  test('hours and days that the publisher wants to be skipped', () => {
    const at = (rest: Partial<Rest>, facts = site) => nextPollAt({ ...facts, rest: { ...NO_REST, ...rest } })?.toISOString();
    // A Thursday, 12:10 in UTC.
    expect(at({ hours: [11, 13] })).toBe('2008-04-03T12:10:00.000Z');
    expect(at({ hours: [12, 13] })).toBe('2008-04-03T14:00:00.000Z');
    expect(at({ days: [4, 5] })).toBe('2008-04-05T00:00:00.000Z');
    expect(at({ hours: [0, 1], days: [4, 5] })).toBe('2008-04-05T02:00:00.000Z');
    expect(at({ days: [0, 1, 2, 3, 4, 5, 6] })).toBe('2008-04-03T12:10:00.000Z');
    // An admin wants it within five minutes.
    expect(at({ hours: [12] }, { ...site, mostMinutes: 5 })).toBe('2008-04-03T12:05:00.000Z');
  });

  test('an admin decides before both', () => {
    expect(minutes({ ...site, leastMinutes: 5, mostMinutes: 5, rest: asked(45) })).toBe(5);
    expect(minutes({ ...site, mostMinutes: 5, rest: asked(45) })).toBe(5);
    expect(minutes({ ...site, leastMinutes: 500 })).toBe(500);
    // Whoever asks for the impossible gets the wait that is easier on the publisher.
    expect(minutes({ ...site, leastMinutes: 500, mostMinutes: 5 })).toBe(500);
    expect(minutes({ ...site, leastMinutes: 1, mostMinutes: 10_000, rest: asked(45) })).toBe(minutes({ ...site, rest: asked(45) }));
    expect(minutes({ ...site, mostMinutes: 0 })).toBe(1);
    expect(minutes({ ...thread, postAgeMs: 366 * DAY, changedAgeMs: null, mostMinutes: 5 })).toBeNull();
  });

  test('failures wait twice as long each time, up to a day, and never less than usual', () => {
    const failed = (failures: number, facts = site) => minutes({ ...facts, outcome: 'failed', failures });
    expect([1, 2, 3, 4, 8, 9, 30].map((failures) => failed(failures))).toEqual([10, 20, 40, 80, 1280, 1440, 1440]);
    expect(failed(1, { ...site, changedAgeMs: 5 * DAY })).toBe(60);
  });

  test('after three weeks of failures a day becomes a month, and a feed is never given up', () => {
    const days = (failures: number, facts: Partial<PollFacts> = {}) => minutes({ ...site, outcome: 'failed', failures, ...facts })! / 1440;
    expect([30, 31, 32, 33, 34, 35, 100, 1e9].map((failures) => days(failures))).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    // Whoever asks for patience is there.
    expect(days(100, { outcome: 'throttled' })).toBe(1);
  });

  test('whatever comes of polls one after another, the next is a month ahead at most, and one that is read is asked as ever', () => {
    const outcomes = fc.array(fc.constantFrom('ok' as const, 'failed' as const, 'throttled' as const), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0, max: 0.999, noNaN: true }), (said, jitter) => {
        let [now, failures] = [NOW, 0];
        for (const outcome of said) {
          failures = outcome === 'ok' ? 0 : failures + 1;
          const next = nextPollAt({ ...site, now, outcome, failures, jitter });
          expect(next).not.toBeNull();
          const waitMs = next!.getTime() - now.getTime();
          expect(waitMs).toBeLessThanOrEqual(1.1 * (failures > 30 && outcome === 'failed' ? 30 : 1) * DAY + 1);
          if (outcome === 'ok') expect(waitMs).toBeLessThanOrEqual(11 * 60_000);
          now = next!;
        }
      }),
    );
  });

  test('a server that throttles is left alone for as long as it says, up to a week', () => {
    const throttled: PollFacts = { ...site, outcome: 'throttled', failures: 1 };
    expect(minutes(throttled)).toBe(30);
    expect(minutes({ ...throttled, retryAfterAt: new Date(NOW.getTime() + 3 * HOUR) })).toBe(180);
    expect(minutes({ ...throttled, retryAfterAt: new Date(NOW.getTime() - HOUR) })).toBe(30);
    expect(minutes({ ...throttled, retryAfterAt: new Date(NOW.getTime() + 99 * DAY) })).toBe(7 * 24 * 60);
    expect(minutes({ ...site, outcome: 'failed', failures: 1, retryAfterAt: new Date(NOW.getTime() + 3 * HOUR) })).toBe(180);
  });

  test('a feed of which a hub tells is asked twelve times as rarely, a day apart at most, and never so that what it shows rolls over', () => {
    const told = { ...site, isTold: true };
    expect(minutes(told)).toBe(120);
    expect(minutes({ ...told, changedAgeMs: 2 * DAY })).toBe(6 * 60);
    expect(minutes({ ...told, changedAgeMs: 60 * DAY })).toBe(24 * 60);
    expect(minutes({ ...told, changedAgeMs: null })).toBe(12 * 60);
    expect(minutes({ ...told, windowMs: HOUR })).toBe(30);
    expect(minutes({ ...told, mostMinutes: 45 })).toBe(45);
    expect(minutes({ ...thread, isTold: true })).toBe(minutes(thread));
  });

  test('the next poll lies ahead, not sooner for more failures or more quiet, and chance adds a tenth at most', () => {
    const age = fc.option(fc.integer({ min: 0, max: 59 * DAY }));
    const facts = fc.record({
      now: fc.constant(NOW),
      outcome: fc.constantFrom('ok' as const, 'failed' as const, 'throttled' as const),
      failures: fc.integer({ min: 0, max: 50 }),
      role: fc.constantFrom('posts' as const, 'comments' as const),
      postAgeMs: age,
      changedAgeMs: fc.integer({ min: 0, max: 59 * DAY }),
      rest: fc.option(fc.integer({ min: 0, max: 10_000 })).map(asked),
      windowMs: fc.option(fc.integer({ min: 1, max: 30 * DAY })),
      isTold: fc.boolean(),
      leastMinutes: fc.option(fc.integer({ min: 0, max: 10_000 })),
      mostMinutes: fc.option(fc.integer({ min: 0, max: 10_000 })),
      retryAfterAt: fc.constant(null),
      jitter: fc.constant(0),
    });
    fc.assert(
      fc.property(facts, fc.double({ min: 0, max: 0.999, noNaN: true }), (each, jitter) => {
        const wait = minutes(each) ?? NaN;
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(minutes({ ...each, failures: each.failures + 1 })).toBeGreaterThanOrEqual(wait);
        expect(minutes({ ...each, changedAgeMs: each.changedAgeMs + HOUR / 2 })).toBeGreaterThanOrEqual(wait);
        const spread = minutes({ ...each, jitter }) ?? NaN;
        expect(spread).toBeGreaterThanOrEqual(wait);
        expect(spread).toBeLessThanOrEqual(wait * 1.1 + 1);
      }),
    );
  });
});
