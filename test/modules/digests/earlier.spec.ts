import fc from 'fast-check';
import { earlierOf, usualOf } from '../../../src/modules/digests/earlier.js';
import { parsePeriod, periodOf } from '../../../src/modules/digests/period.js';
import { movedText, usualView } from '../../../src/modules/digests/usual.view.js';

const ZONE = 'Europe/London';
const thursday = parsePeriod('2008-04-03', ZONE)!;

function earlierKeys(key: string): string[] {
  const period = parsePeriod(key, ZONE)!;
  return earlierOf(period).map(({ from, until }) => {
    const found = periodOf(period.kind, new Date(from), ZONE);
    expect([found.from.getTime(), found.until.getTime()]).toEqual([from, until]);
    return found.key;
  });
}

test('a day is compared with the same weekday of eight weeks, though clocks change in between', () => {
  expect(earlierKeys('2008-04-03')).toEqual([
    '2008-03-27',
    '2008-03-20',
    '2008-03-13',
    '2008-03-06',
    '2008-02-28',
    '2008-02-21',
    '2008-02-14',
    '2008-02-07',
  ]);
  // Of 23 hours, and compared with days of 24.
  expect(earlierKeys('2008-03-30')[0]).toBe('2008-03-23');
});

test('a week with eight weeks, a month with four months, over the turn of the year', () => {
  expect(earlierKeys('2009-W02')).toEqual(['2009-W01', '2008-W52', '2008-W51', '2008-W50', '2008-W49', '2008-W48', '2008-W47', '2008-W46']);
  expect(earlierKeys('2009-03')).toEqual(['2009-02', '2009-01', '2008-12', '2008-11']);
});

test.each([
  [[], null],
  [[9, 9, 9], null],
  [[4, 1, 3, 2], 2.5],
  [[100, 1, 2, 3, 2], 2],
])('the usual of %j is %j', (counts, usual) => {
  expect(usualOf(counts)).toBe(usual);
});

test('as many lie above what is usual as below, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 4, maxLength: 12 }), (counts) => {
      const usual = usualOf(counts)!;
      expect(usualOf([...counts].reverse())).toBe(usual);
      expect(counts.filter((count) => count < usual).length).toBeLessThanOrEqual(counts.length / 2);
      expect(counts.filter((count) => count > usual).length).toBeLessThanOrEqual(counts.length / 2);
    }),
  );
});

test('what is usual stands in words, all together and by voice; a voice that was absent counts as nought', () => {
  const said = (posts: number, comments: number) => [
    { voice: 'media' as const, posts, comments: 0 },
    { voice: null, posts: 0, comments },
  ];
  const party = { voice: 'party' as const, posts: 9, comments: 0 };
  expect(usualView([said(1, 10), said(2, 20), said(3, 30), [...said(4, 40), party]], thursday)).toEqual({
    sentence: 'Usual for a Thursday: 2.5 posts, 25 comments, by the median of the last 4.',
    voices: [
      { voice: 'party', text: 'usual: nothing', isSomething: false },
      { voice: 'media', text: 'usual: 2.5 posts', isSomething: true },
      { voice: null, text: 'usual: 25 comments', isSomething: true },
    ],
  });
});

test('with three Thursdays nothing is usual yet', () => {
  expect(usualView([[], [], []], thursday)).toEqual({
    sentence: 'Nothing is usual yet: that takes 4 earlier Thursdays of which something was read, and there are 3.',
    voices: [],
  });
});

test.each([
  [5, [1, 2, 3, 4], 'more than the 2.5 usual for a Thursday'],
  [1, [1, 2, 3, 4], 'fewer than the 2.5 usual for a Thursday'],
  [0, [0, 0, 0, 0], 'the 0 usual for a Thursday'],
  [5, [1, 2, 3], 'nothing usual yet'],
])('%d after %j: %s', (count, earlier, words) => {
  expect(movedText(count, earlier, thursday)).toBe(words);
});
