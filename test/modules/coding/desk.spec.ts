import fc from 'fast-check';
import { deskOrder, nextOf } from '../../../src/modules/coding/desk.js';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 });

test('without a sample the order is the one that is given', () => {
  expect(deskOrder([3, 1, 2], null)).toEqual([3, 1, 2]);
});

test('a sample is the same for everybody, in whatever order the posts come; another seed gives another', () => {
  const all = Array.from({ length: 200 }, (_, index) => index + 1);
  const sample = deskOrder(all, { size: 20, seed: 'april' });
  expect(new Set(sample).size).toBe(20);
  expect(deskOrder([...all].reverse(), { size: 20, seed: 'april' })).toEqual(sample);
  expect(deskOrder(all, { size: 20, seed: 'may' })).not.toEqual(sample);
});

test('a larger sample begins with the smaller one, and a post that goes leaves the others where they are', () => {
  fc.assert(
    fc.property(ids, fc.nat({ max: 70 }), (all, size) => {
      const whole = deskOrder(all, { size: all.length, seed: 's' });
      expect(deskOrder(all, { size, seed: 's' })).toEqual(whole.slice(0, size));
      const [gone] = whole;
      expect(
        deskOrder(
          all.filter((id) => id !== gone),
          { size: all.length, seed: 's' },
        ),
      ).toEqual(whole.slice(1));
    }),
  );
});

test('every post is drawn about as often as any other', () => {
  const all = Array.from({ length: 50 }, (_, index) => index + 1);
  const drawn = new Map(all.map((id) => [id, 0]));
  for (let seed = 0; seed < 2_000; seed++)
    for (const id of deskOrder(all, { size: 10, seed: String(seed) })) drawn.set(id, (drawn.get(id) ?? 0) + 1);
  // 400 each, with a standard deviation of 18.
  for (const times of drawn.values()) expect(Math.abs(times - 400)).toBeLessThan(90);
});

test('whoever judges or skips on and on sees every post once before any comes again', () => {
  fc.assert(
    fc.property(ids, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (order, judges) => {
      const judged = new Set<number>();
      const seen: number[] = [];
      let after: number | null = null;
      for (let step = 0; step < order.length; step++) {
        const next = nextOf(order, judged, after);
        if (next === null) break;
        seen.push(next);
        if (judges[step]) judged.add(next);
        after = next;
      }
      expect(seen).toEqual(order);
    }),
  );
  expect(nextOf([1, 2, 3], new Set([1, 2, 3]), 2)).toBeNull();
  expect(nextOf([1, 2, 3], new Set([3]), 2)).toBe(1);
  expect(nextOf([1, 2, 3], new Set([1]), 99)).toBe(2);
  expect(nextOf([], new Set(), null)).toBeNull();
});
