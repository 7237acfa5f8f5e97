import { meanInterval, median, medianInterval, randomOf, wilson } from '../../../../src/modules/engagement/measures/interval.js';
import { inProportion } from '../../../support/cpu.js';

test('Wilson: as published examples give it', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
  const round = (interval: ReturnType<typeof wilson>) => [interval?.low.toFixed(4), interval?.high.toFixed(4)];
  expect(round(wilson(81, 263))).toEqual(['0.2553', '0.3662']);
  expect(round(wilson(15, 148))).toEqual(['0.0624', '0.1605']);
  expect(round(wilson(0, 20))).toEqual(['0.0000', '0.1611']);
  expect(round(wilson(1, 29))).toEqual(['0.0061', '0.1718']);
});

test.each([[1], [2], [7], [10], [100], [100_000]])('Wilson stays within 0 and 1, and holds its share, at n = %i', (trials) => {
  for (const successes of [0, 1, Math.floor(trials / 2), trials - 1, trials]) {
    const { low, high } = wilson(successes, trials) ?? { low: NaN, high: NaN };
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(low).toBeLessThanOrEqual(successes / trials);
    expect(high).toBeGreaterThanOrEqual(successes / trials);
  }
});

test('there is no interval of nothing', () => {
  expect([wilson(0, 0), medianInterval([]), meanInterval([]), meanInterval([3])]).toEqual([null, null, null, null]);
});

test('the median of odd and of even numbers', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
});

test('an interval of a median lies between values of the sample, by the table of the binomial', () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const { low, high } = medianInterval(ten) ?? { low: NaN, high: NaN };
  // The second and ninth value cover 97.9 %, the third and eighth 89.1 %: 95 % lies between.
  expect(low).toBeGreaterThan(2);
  expect(low).toBeLessThan(3);
  expect(low + high).toBeCloseTo(11, 10);
  expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
  expect(medianInterval([4, 4, 4, 4, 4, 4, 4])).toMatchObject({ low: 4, high: 4 });
});

test('a median of 20,000 values has a narrow interval, though 0.5 to that power is no number', () => {
  const { low, high } = medianInterval(Array.from({ length: 20_000 }, (_, index) => index)) ?? { low: NaN, high: NaN };
  expect(low).toBeGreaterThan(9_855);
  expect(low).toBeLessThan(9_865);
  expect(high).toBeCloseTo(19_999 - low, 6);
});

test('the interval of a mean is the same each time, and holds the mean', () => {
  const values = Array.from({ length: 40 }, (_, index) => (index * 7) % 5);
  const interval = meanInterval(values);
  expect(interval).toEqual(meanInterval(values));
  expect(interval?.low).toBeLessThan(2);
  expect(interval?.high).toBeGreaterThan(2);
});

test('values that are all the same show no spread, so that there is no interval to give', () => {
  expect(meanInterval(new Array<number>(50).fill(0))).toBeNull();
});

test('an interval of 20,000 values is bounded in time', async () => {
  const values = Array.from({ length: 20_000 }, (_, index) => index % 3);
  expect(await inProportion(() => meanInterval(values))).not.toBeNull();
});

describe('an interval at 95 % covers the truth as often as it says (bench:engagement has the whole table)', () => {
  const random = randomOf(2008);

  test.each([10, 20, 100])('of medians, of %i waits', (n) => {
    let hits = 0;
    for (let sample = 0; sample < 2_000; sample++) {
      const { low, high } = medianInterval(Array.from({ length: n }, () => -Math.log(1 - random()))) ?? { low: NaN, high: NaN };
      if (low <= Math.LN2 && Math.LN2 <= high) hits++;
    }
    expect(hits / 2_000).toBeGreaterThan(0.93);
    expect(hits / 2_000).toBeLessThan(0.97);
  });

  test('of shares, drawn evenly', () => {
    let hits = 0;
    for (let sample = 0; sample < 4_000; sample++) {
      const share = random();
      const successes = Array.from({ length: 20 }, random).filter((value) => value < share).length;
      const { low, high } = wilson(successes, 20) ?? { low: NaN, high: NaN };
      if (low <= share && share <= high) hits++;
    }
    expect(hits / 4_000).toBeGreaterThan(0.93);
    expect(hits / 4_000).toBeLessThan(0.97);
  });
});
