import fc from 'fast-check';
import { agreementOf, type BookCode, type Judgement } from '../../../src/modules/coding/agreement.js';
import { agreementIn, type Cells, kappaOf, LEAST_POSTS } from '../../../src/modules/coding/kappa.js';
import { randomOf } from '../../../src/modules/engagement/measures/interval.js';

const count = fc.integer({ min: 0, max: 60 });
const cells = fc.record({ both: count, onlyFirst: count, onlySecond: count, neither: count });

/** Kappa as Cohen writes it: what is observed and what chance gives, as shares. */
function slowKappa({ both, onlyFirst, onlySecond, neither }: Cells): number {
  const posts = both + onlyFirst + onlySecond + neither;
  const observed = both / posts + neither / posts;
  const [first, second] = [(both + onlyFirst) / posts, (both + onlySecond) / posts];
  const chance = first * second + (1 - first) * (1 - second);
  return (observed - chance) / (1 - chance);
}

test('kappa of tables that were computed by hand', () => {
  // 20 and 15 agreed of 50: observed 0.7; 25 and 30 given: by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5; so 0.2 of 0.5.
  expect(kappaOf({ both: 20, onlyFirst: 5, onlySecond: 10, neither: 15 })).toBe(0.4);
  // Observed 0.6, by chance 0.7 · 0.7 + 0.3 · 0.3 = 0.58: 0.02 of 0.42.
  expect(kappaOf({ both: 50, onlyFirst: 20, onlySecond: 20, neither: 10 })).toBeCloseTo(1 / 21, 12);
  expect(kappaOf({ both: 0, onlyFirst: 20, onlySecond: 20, neither: 0 })).toBe(-1);
  expect(kappaOf({ both: 10, onlyFirst: 10, onlySecond: 10, neither: 10 })).toBe(0);
});

test('the interval is that of the variance, on the scale of z, as computed by hand', () => {
  // Shares 0.4, 0.1, 0.2, 0.3; the terms of equation 13: 0.4 · 0.17² + 0.3 · 0.23² + 0.3² · (0.1 · 1.1² + 0.2 · 0.9²) - 0.05²,
  // so the variance is 0.0504 / (50 · 0.5⁴) and the standard error 0.12699…
  const { kappa, interval } = agreementIn({ both: 20, onlyFirst: 5, onlySecond: 10, neither: 15 });
  const error = Math.sqrt((0.4 * 0.17 ** 2 + 0.3 * 0.23 ** 2 + 0.09 * (0.1 * 1.21 + 0.2 * 0.81) - 0.05 ** 2) / (50 * 0.5 ** 4));
  expect(error).toBeCloseTo(0.127, 3);
  const half = (1.959963984540054 * error) / (1 - 0.4 ** 2);
  expect(kappa).toBe(0.4);
  expect(interval?.low).toBeCloseTo(Math.tanh(Math.atanh(0.4) - half), 10);
  expect(interval?.high).toBeCloseTo(Math.tanh(Math.atanh(0.4) + half), 10);
});

test('kappa is what the slow and obvious way of computing it gives, the same for either order, and within its scale', () => {
  let defined = 0;
  fc.assert(
    fc.property(cells, (table) => {
      const kappa = kappaOf(table);
      const turned = { ...table, onlyFirst: table.onlySecond, onlySecond: table.onlyFirst };
      expect(kappaOf(turned)).toBe(kappa);
      const { interval, lacking, posts } = agreementIn(table);
      expect(agreementIn(turned).interval?.low ?? null).toEqual(interval === null ? null : expect.closeTo(interval.low, 10));
      if (kappa === null) return expect(lacking).not.toBeNull();
      defined += 1;
      expect(kappa).toBeCloseTo(slowKappa(table), 9);
      if (interval) {
        expect(interval.low).toBeLessThanOrEqual(kappa);
        expect(interval.high).toBeGreaterThanOrEqual(kappa);
        expect(interval.low).toBeGreaterThanOrEqual(-1);
        expect(interval.high).toBeLessThanOrEqual(1);
      }
      expect(lacking === null).toBe(interval !== null);
      if (posts < LEAST_POSTS) expect(agreementIn(table)).toMatchObject({ kappa: null, observed: null, interval: null });
    }),
  );
  expect(defined).toBeGreaterThan(50);
});

test.each<[string, Cells, string]>([
  ['no post', { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }, 'There is no post that both judged.'],
  ['one post', { both: 1, onlyFirst: 0, onlySecond: 0, neither: 0 }, 'Both judged 1 post; it takes 30'],
  ['always', { both: 40, onlyFirst: 0, onlySecond: 0, neither: 0 }, 'Both gave it to every post'],
  ['never', { both: 0, onlyFirst: 0, onlySecond: 0, neither: 40 }, 'Neither gave it to any post'],
  ['no difference', { both: 20, onlyFirst: 0, onlySecond: 0, neither: 20 }, 'They never differed'],
  ['a rare code', { both: 2, onlyFirst: 1, onlySecond: 0, neither: 40 }, 'Both gave it to 2 posts, and neither to 40 posts'],
])('%s: words, and no interval', (_, table, words) => {
  const agreement = agreementIn(table);
  expect(agreement.lacking).toContain(words);
  expect(agreement.interval).toBeNull();
  expect(JSON.stringify(agreement)).not.toMatch(/NaN|Infinity/);
});

test('the interval holds the truth as often as it says, where it is given', () => {
  const random = randomOf(1960);
  for (const [posts, share, kappa] of [
    [50, 0.5, 0.4],
    [50, 0.5, 0.8],
    [100, 0.2, 0.6],
    [200, 0.1, 0.6],
    [200, 0.2, 0.8],
  ] as const) {
    const chance = share ** 2 + (1 - share) ** 2;
    const both = (kappa * (1 - chance) + chance + 2 * share - 1) / 2;
    let [hits, given] = [0, 0];
    for (let trial = 0; trial < 3_000; trial++) {
      const drawn = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
      for (let post = 0; post < posts; post++) {
        const lot = random();
        drawn[lot < both ? 'both' : lot < share ? 'onlyFirst' : lot < 2 * share - both ? 'onlySecond' : 'neither']++;
      }
      const { interval } = agreementIn(drawn);
      if (!interval) continue;
      given++;
      if (interval.low <= kappa && kappa <= interval.high) hits++;
    }
    expect(given).toBeGreaterThan(2_700);
    expect(hits / given).toBeGreaterThan(0.93);
    expect(hits / given).toBeLessThan(0.98);
  }
});

const CODES: BookCode[] = [
  { id: 1, slug: 'question', label: 'Question', createdAt: 0, retiredAt: null },
  { id: 2, slug: 'thanks', label: 'Thanks', createdAt: 0, retiredAt: null },
  { id: 3, slug: 'late', label: 'Late', createdAt: 50, retiredAt: 80 },
];

function judgements(): fc.Arbitrary<Judgement[]> {
  const one = fc.record({
    postId: fc.integer({ min: 1, max: 80 }),
    judgedAt: fc.integer({ min: 0, max: 100 }),
    codeIds: fc.subarray([1, 2, 3]).map((ids) => new Set(ids)),
  });
  return fc.uniqueArray(one, { selector: ({ postId }) => postId, maxLength: 70 });
}

test('two coders: each cell is what a slow and obvious reader counts, and each figure names its posts', () => {
  fc.assert(
    fc.property(judgements(), judgements(), (first, second) => {
      const agreement = agreementOf(CODES, first, second);
      const shared = first.filter(({ postId }) => second.some((other) => other.postId === postId)).map(({ postId }) => postId);
      expect(agreement.judged).toEqual(shared.sort((a, b) => a - b));
      expect([...agreement.same, ...agreement.different].sort((a, b) => a - b)).toEqual(agreement.judged);
      for (const { slug, postIds, posts } of agreement.codes) {
        const code = CODES.find((each) => each.slug === slug)!;
        const wanted = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
        for (const postId of shared) {
          const [one, other] = [first, second].map((list) => list.find((each) => each.postId === postId)!) as [Judgement, Judgement];
          if (slug === 'late' && [one, other].some(({ judgedAt }) => judgedAt < 50 || judgedAt >= 80)) continue;
          const [byFirst, bySecond] = [one.codeIds.has(code.id), other.codeIds.has(code.id)];
          wanted[byFirst ? (bySecond ? 'both' : 'onlyFirst') : bySecond ? 'onlySecond' : 'neither'] += 1;
        }
        expect({
          both: postIds.both.length,
          onlyFirst: postIds.onlyFirst.length,
          onlySecond: postIds.onlySecond.length,
          neither: postIds.neither.length,
        }).toEqual(wanted);
        expect(posts).toBe(Object.values(wanted).reduce((sum, each) => sum + each));
      }
      const turned = agreementOf(CODES, second, first);
      expect(turned.codes.map(({ kappa }) => kappa)).toEqual(agreement.codes.map(({ kappa }) => kappa));
      expect(turned.same).toEqual(agreement.same);
    }),
  );
});

test('nobody differs from himself', () => {
  fc.assert(
    fc.property(judgements(), (own) => {
      const { codes, different } = agreementOf(CODES, own, own);
      expect(different).toEqual([]);
      for (const { kappa, posts, given } of codes) {
        const isDefined = posts >= LEAST_POSTS && given[0] > 0 && given[0] < posts;
        expect(kappa).toBe(isDefined ? 1 : null);
      }
    }),
  );
});
