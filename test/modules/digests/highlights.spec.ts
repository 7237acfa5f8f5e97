import fc from 'fast-check';
import { highlightsOf, type Candidate } from '../../../src/modules/digests/highlights.js';

function comment(id: number, person: string | null, parentId: number | null = null): Candidate {
  return { id, parentId, at: id * 1000, position: 0, person };
}

function shown(comments: Candidate[], count: number): number[] {
  return highlightsOf(comments, count).map(({ id }) => id);
}

test('a comment that somebody else answered is shown with its answer, before earlier ones that nobody answered', () => {
  expect(shown([comment(1, 'ann'), comment(2, 'bob'), comment(3, 'cat', 2), comment(4, 'dan')], 2)).toEqual([2, 3]);
});

test('answering oneself is no conversation', () => {
  expect(shown([comment(1, 'ann'), comment(2, 'bob'), comment(3, 'bob', 2)], 2)).toEqual([1, 2]);
});

test('people not yet heard come before those who speak again', () => {
  expect(shown([comment(1, 'ann'), comment(2, 'ann'), comment(3, 'ann'), comment(4, 'bob')], 2)).toEqual([1, 4]);
});

test('where there is room for one, it is the first', () => {
  expect(shown([comment(2, 'bob'), comment(1, 'ann'), comment(3, 'cat', 2)], 1)).toEqual([1]);
});

test('never more than asked for, never twice, always in the order of writing, and as many as there are', () => {
  const candidate = fc.record({
    id: fc.nat(30),
    parentId: fc.option(fc.nat(30)),
    at: fc.nat(5),
    position: fc.nat(3),
    person: fc.option(fc.constantFrom('ann', 'bob', 'cat')),
  });
  fc.assert(
    fc.property(fc.uniqueArray(candidate, { selector: ({ id }) => id }), fc.nat(6), (comments, count) => {
      const chosen = highlightsOf(comments, count);
      expect(chosen).toHaveLength(Math.min(count, comments.length));
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen).toEqual([...chosen].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id));
    }),
  );
});
