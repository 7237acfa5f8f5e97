import fc from 'fast-check';
import { fileOf } from '../../../src/modules/search/filing.js';
import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { printQuery } from '../../../src/modules/search/query-printer.js';
import type { Query } from '../../../src/modules/search/query.js';
import { needsOf, Sieve } from '../../../src/modules/watches/sieve.js';
import { queries, WORDS } from '../search/support/queries.js';
import { matches, type Told } from '../search/support/reference.js';

function read(text: string): Query {
  const parsed = parseQuery(text, 'Europe/London');
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  return parsed.query;
}

test.each([
  ['"dredging of the"', ['dredging']],
  ['"the dredging contract" -fuel', ['dredging']],
  ['the dredg*', ['dredg*']],
  ['"zeppelin" is:comment', ['zeppelin']],
  ['is:comment lang:cy', ['=kcomment']],
  ['"zeppelin" OR "ferry"', ['zeppelin', 'ferry']],
  ['"tax" NEAR/3 "dredging"', ['dredging']],
  ['author:"Hester Quill"', ['hester']],
  ['x̂y*', ['xy*']],
  ['-tax', null],
  ['"tax" OR source:harbour-light', null],
  ['entity:number-10', null],
  ['x̂*', null],
])('%s needs %p', (text, needs) => {
  const found = needsOf(read(text));
  expect(found && [...found]).toEqual(needs);
});

test('a word is needed in one of its forms', () => {
  expect([...(needsOf(read('answers')) ?? [])]).toEqual(expect.arrayContaining(['answers', 'answer']));
});

/** Posts out of the words that the queries are made of, and of others. */
function posts(): fc.Arbitrary<Told> {
  const word = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...WORDS) }, fc.constantFrom('Ada', 'TAX', 'tariff', 'réponse', 'x̂ylem'));
  const words = (maxLength: number) => fc.array(word, { maxLength }).map((each) => each.join(' '));
  return fc.record({
    id: fc.constant(1),
    kind: fc.constantFrom('post', 'comment'),
    title: fc.option(words(3)),
    text: words(6),
    authorName: fc.constantFrom(null, 'Ada Example', 'Bob', 'Tax Ada'),
    language: fc.constantFrom(null, 'en', 'fr'),
    sortAt: fc.constantFrom(new Date('2008-04-03T09:00:00Z'), new Date('2009-04-03T09:00:00Z')),
    rootId: fc.constant(null),
    parentId: fc.constant(null),
    goneAt: fc.constant(null),
    revisionCount: fc.constant(0),
    source: fc.constantFrom({ slug: 'harbour-light', platform: 'web' }, { slug: 'progress-party', platform: 'wordpress' }),
    voice: fc.constantFrom(null, 'civil-service' as const, 'party' as const),
    entities: fc.constantFrom([], ['number-10']),
    tags: fc.constant([]),
    hasLinks: fc.boolean(),
  });
}

test('what a query finds is never held back, and what it does not find never said to be found, however many queries there are', () => {
  let [found, heldBack] = [0, 0];
  fc.assert(
    fc.property(fc.array(queries(), { minLength: 1, maxLength: 12 }), posts(), (asked, post) => {
      const told = new Sieve(asked).told(fileOf({ ...post, sourceId: 1 }));
      asked.forEach((query, index) => {
        const isFound = matches(query, post, [post]);
        const [isTold, isHeldBack] = [told.found.includes(index), !told.found.includes(index) && !told.perhaps.includes(index)];
        if (isFound && isHeldBack) throw new Error(`${printQuery(query)} was held back from ${JSON.stringify(post)}`);
        if (!isFound && isTold) throw new Error(`${printQuery(query)} was said to find ${JSON.stringify(post)}`);
        if (isTold) found += 1;
        if (isHeldBack) heldBack += 1;
      });
    }),
    { numRuns: 3000 },
  );
  expect(found).toBeGreaterThan(1000);
  expect(heldBack).toBeGreaterThan(1000);
});
