import fc from 'fast-check';
import { highlightsOf, type Candidate } from '../../../src/modules/digests/highlights.js';

function comment(id: number, person: string | null, parentId: number | null = null, voice: string | null = null): Candidate {
  return { id, parentId, at: id * 1000, position: 0, person, voice };
}

test.each<[string, number, Candidate[], number[]]>([
  [
    'a comment that somebody else answered is shown with its answer, before earlier ones that nobody answered',
    2,
    [comment(1, 'ann'), comment(2, 'bob'), comment(3, 'cat', 2), comment(4, 'dan')],
    [2, 3],
  ],
  ['answering oneself is no conversation', 2, [comment(1, 'ann'), comment(2, 'bob'), comment(3, 'bob', 2)], [1, 2]],
  [
    'what two people answered goes before what one answered, however often',
    2,
    [comment(1, 'ann'), comment(2, 'bob', 1), comment(3, 'bob', 1), comment(4, 'cat'), comment(5, 'dan', 4), comment(6, 'eve', 4)],
    [4, 5],
  ],
  [
    'of the answers, that of the source itself',
    2,
    [comment(1, 'ann'), comment(2, 'bob', 1), comment(3, 'source', 1, 'civil-service')],
    [1, 3],
  ],
  ['where there is room for one, it is what was answered', 1, [comment(1, 'ann'), comment(2, 'bob'), comment(3, 'cat', 2)], [2]],
  [
    'people not yet heard come before those who speak again',
    2,
    [comment(1, 'ann'), comment(2, 'ann'), comment(3, 'ann'), comment(4, 'bob')],
    [1, 4],
  ],
  [
    'of people not yet heard, one who speaks in another voice',
    3,
    [comment(1, 'ann'), comment(2, 'bob', 1), comment(3, 'cat'), comment(4, 'the party', null, 'party')],
    [1, 2, 4],
  ],
  [
    'of people not yet heard, one in another branch of the thread',
    3,
    [comment(1, 'ann'), comment(2, 'bob', 1), comment(3, 'cat', 2), comment(4, 'dan')],
    [1, 2, 4],
  ],
  ['nobody is shown more than twice, though there were room', 5, [1, 2, 3, 4, 5].map((id) => comment(id, 'ann')), [1, 2]],
])('%s', (_, count, comments, expected) => {
  expect(highlightsOf(comments, count).map(({ id }) => id)).toEqual(expected);
});

const anyComments = fc.uniqueArray(
  fc.record({
    id: fc.nat(30),
    parentId: fc.option(fc.nat(30)),
    at: fc.nat(5),
    position: fc.nat(3),
    person: fc.option(fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve')),
    voice: fc.option(fc.constantFrom('party', 'civil-service')),
  }),
  { selector: ({ id }) => id },
);

test('never more than asked for, never twice, in the order of writing, and nobody more than twice', () => {
  fc.assert(
    fc.property(anyComments, fc.nat(6), (comments, count) => {
      const chosen = highlightsOf(comments, count);
      const people = new Map<string | null, number>();
      for (const { person } of comments) people.set(person, Math.min(2, (people.get(person) ?? 0) + 1));
      expect(chosen).toHaveLength(
        Math.min(
          count,
          [...people.values()].reduce((sum, most) => sum + most, 0),
        ),
      );
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen).toEqual([...chosen].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id));
    }),
  );
});

test('as many people are heard as there is room for', () => {
  fc.assert(
    fc.property(anyComments, fc.integer({ min: 2, max: 6 }), (comments, count) => {
      const people = (those: Candidate[]) => new Set(those.map(({ person }) => person)).size;
      expect(people(highlightsOf(comments, count))).toBe(Math.min(count, people(comments)));
    }),
  );
});

test('what was answered is among those shown, and the choice does not depend on the order of the rows', () => {
  fc.assert(
    fc.property(
      anyComments.chain((comments) => fc.tuple(fc.constant(comments), fc.shuffledSubarray(comments, { minLength: comments.length }))),
      fc.integer({ min: 1, max: 6 }),
      ([comments, shuffled], count) => {
        const chosen = highlightsOf(comments, count);
        expect(highlightsOf(shuffled, count)).toEqual(chosen);
        const isAnswered = ({ id, person }: Candidate) => comments.some((other) => other.parentId === id && other.person !== person);
        expect(chosen.some(isAnswered)).toBe(comments.some(isAnswered));
      },
    ),
  );
});
