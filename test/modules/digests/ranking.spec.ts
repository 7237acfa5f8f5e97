import fc from 'fast-check';
import { FURTHER_STORY, pointsOf, type Rankable, ranked } from '../../../src/modules/digests/ranking.js';

const SPAN = { from: 0, until: 86_400_000 };

function conversation(threadId: number, more: Partial<Rankable> = {}): Rankable {
  return {
    threadId,
    sourceId: threadId,
    participants: 2,
    replies: 1,
    counted: 1,
    sites: 1,
    voices: ['media', null],
    entities: 0,
    latestAt: SPAN.until / 2,
    ...more,
  };
}

function order(conversations: Rankable[]): number[] {
  return ranked(conversations, SPAN).map(({ conversation: { threadId } }) => threadId);
}

const anyVoices = fc.uniqueArray(fc.constantFrom(null, 'civil-service' as const, 'party' as const, 'media' as const), { minLength: 1 });

const anyConversation = fc
  .record({
    sourceId: fc.integer({ min: 1, max: 4 }),
    participants: fc.integer({ min: 1, max: 60 }),
    counted: fc.integer({ min: 1, max: 100 }),
    beyond: fc.nat(200),
    sites: fc.integer({ min: 1, max: 6 }),
    voices: anyVoices,
    entities: fc.nat(9),
    latestAt: fc.integer({ min: 0, max: SPAN.until - 1 }),
  })
  .map(({ beyond, ...said }) => ({ ...said, replies: said.counted + beyond }));

const anyDay = fc
  .array(anyConversation, { minLength: 1, maxLength: 30 })
  .map((said) => said.map((each, index): Rankable => ({ threadId: index + 1, ...each })));

test.each<[string, Partial<Rankable>, Partial<Rankable>]>([
  ['ten people with a word each stand before two with five', { participants: 11, counted: 10, replies: 10 }, { counted: 6, replies: 10 }],
  ['two who reply three hundred times are still two', { participants: 5, counted: 4, replies: 4 }, { counted: 6, replies: 300 }],
  ['what a minister and readers say stands before what readers say alone', { voices: ['minister', null] }, { voices: [null] }],
  ['what two sites talk about stands before what one does', { sites: 2 }, { sites: 1 }],
  ['what names a body stands before what names none', { entities: 1 }, { entities: 0 }],
  ['of two alike, the fresher', { latestAt: SPAN.until - 1 }, { latestAt: 0 }],
])('%s', (_, first, second) => {
  expect(order([conversation(2, second), conversation(1, first)])).toEqual([1, 2]);
});

test('the points of a conversation, worked out by hand', () => {
  const said = conversation(1, {
    participants: 7,
    counted: 7,
    sites: 2,
    voices: ['party', null, 'media'],
    entities: 3,
    latestAt: SPAN.until,
  });
  expect(pointsOf(said, SPAN)).toEqual({ people: 9, replies: 3, sites: 2, voices: 2 * Math.log2(3), entities: 2, freshness: 1 });
});

test('each further story of a source keeps three quarters', () => {
  const totals = ranked(
    [1, 2, 3].map((id) => conversation(id, { sourceId: 9 })),
    SPAN,
  ).map(({ total }) => total);
  expect(totals[1]! / totals[0]!).toBeCloseTo(FURTHER_STORY);
  expect(totals[2]! / totals[0]!).toBeCloseTo(FURTHER_STORY ** 2);
});

test('more of one factor alone never makes a place worse', () => {
  const more = fc.oneof(
    fc.integer({ min: 1, max: 50 }).map((count) => (said: Rankable) => ({ ...said, participants: said.participants + count })),
    fc
      .integer({ min: 1, max: 50 })
      .map((count) => (said: Rankable) => ({ ...said, counted: said.counted + count, replies: said.replies + count })),
    fc.integer({ min: 1, max: 9 }).map((count) => (said: Rankable) => ({ ...said, sites: said.sites + count })),
    fc.integer({ min: 1, max: 9 }).map((count) => (said: Rankable) => ({ ...said, entities: said.entities + count })),
    fc.constant((said: Rankable) => ({ ...said, voices: [...said.voices, 'commentator' as const] })),
    fc.integer({ min: 1, max: SPAN.until }).map((time) => (said: Rankable) => ({ ...said, latestAt: said.latestAt + time })),
  );
  fc.assert(
    fc.property(anyDay, fc.nat(), more, (day, at, grow) => {
      const chosen = day[at % day.length]!;
      const grown = day.map((each) => (each === chosen ? grow(each) : each));
      expect(order(grown).indexOf(chosen.threadId)).toBeLessThanOrEqual(order(day).indexOf(chosen.threadId));
    }),
  );
});

test('the order does not depend on the order of the rows, and loses none', () => {
  fc.assert(
    fc.property(
      anyDay.chain((day) => fc.tuple(fc.constant(day), fc.shuffledSubarray(day, { minLength: day.length }))),
      ([day, shuffled]) => {
        expect(order(shuffled)).toEqual(order(day));
        expect([...order(day)].sort((a, b) => a - b)).toEqual(day.map(({ threadId }) => threadId));
      },
    ),
  );
});

test('a source with a thousand lively posts leaves half of a page to the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2_000 }), fc.integer({ min: 0, max: 10 }), (people, entities) => {
      const loud = Array.from({ length: 1_000 }, (_, index) =>
        conversation(index + 1, { sourceId: 1, participants: people, counted: 3 * people, replies: 9 * people, entities }),
      );
      const quiet = Array.from({ length: 20 }, (_, index) => conversation(2_000 + index));
      const page = order([...loud, ...quiet]).slice(0, 24);
      expect(page.filter((threadId) => threadId >= 2_000).length).toBeGreaterThanOrEqual(12);
    }),
    { numRuns: 20 },
  );
});
