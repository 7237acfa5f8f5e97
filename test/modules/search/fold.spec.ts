import fc from 'fast-check';
import { fold } from '../../../src/modules/search/fold.js';
import type { Found } from '../../../src/modules/search/statement.js';

const found = (postId: number, place: number): Found => ({
  place,
  postId,
  sourceId: 1,
  kind: 'post',
  voice: null,
  language: null,
  score: 0,
});

test('a group is listed once: as its leader, or else as the earliest that was found', () => {
  const leaders = new Map([
    [2, 1],
    [3, 1],
    [6, 5],
    [7, 5],
  ]);
  const all = [found(3, 30), found(1, 20), found(2, 25), found(4, 40), found(7, 70), found(6, 60)];
  const { kept, folded } = fold(all, leaders);
  expect([kept.map(({ postId }) => postId), folded]).toEqual([[1, 4, 6], 3]);
});

test('what is kept does not depend on the order of what was found, and keeps that order', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 15 });
  const leaders = fc.array(fc.tuple(fc.integer({ min: 4, max: 20 }), fc.integer({ min: 1, max: 3 })));
  fc.assert(
    fc.property(ids, leaders, (order, pairs) => {
      const all = order.map((id) => found(id, 100 + id));
      const { kept, folded } = fold(all, new Map(pairs));
      const again = fold([...all].reverse(), new Map(pairs)).kept;
      expect([...again].reverse()).toEqual(kept);
      expect(kept).toEqual(all.filter((each) => kept.includes(each)));
      expect(kept.length + folded).toBe(all.length);
    }),
  );
});
