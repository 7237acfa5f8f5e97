import fc from 'fast-check';
import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { printError, printQuery } from '../../../src/modules/search/query-printer.js';
import type { Query } from '../../../src/modules/search/query.js';
import { queries } from './support/queries.js';

const ZONE = 'Europe/London';

function read(text: string): Query {
  const parsed = parseQuery(text, ZONE);
  if (!parsed.ok) throw new Error(printError(text, parsed.error));
  return parsed.query;
}

/** The same query in one form, so that two ways of writing it can be compared. */
const printed = (text: string) => printQuery(read(text));

test.each([
  ['Tax  Rise', 'tax rise'],
  ['tax AND rise', 'tax rise'],
  ['tax OR rise AND fall', 'tax OR rise fall'],
  ['(tax OR rise) fall', '(tax OR rise) fall'],
  ['((tax))', 'tax'],
  ['tax NOT rise', 'tax -rise'],
  ['NOT NOT tax', 'tax'],
  ['-(tax OR rise) fall', '-(tax OR rise) fall'],
  ['“No 10” reply', '"no 10" reply'],
  ['e-mail', '"e mail"'],
  ['No.10', '"no 10"'],
  ['consult*', 'consult*'],
  ['"public consult"*', '"public consult"*'],
  ['tax NEAR rise', '"tax" NEAR/10 "rise"'],
  ['tax NEAR/3 "fuel duty"', '"tax" NEAR/3 "fuel duty"'],
  ['health & safety - at last', 'health safety at last'],
  ['Budget: what it means', 'budget what it means'],
  ['-@hester -#budget', '-hester -budget'],
  ['and or not near', 'and or not near'],
  ['author:"Hester Quill" AUTHOR:owen', 'author:"hester quill" author:owen'],
  ['source:Harbour-Light is:Comment has:replies lang:EN-gb', 'source:harbour-light is:comment has:replies lang:en'],
  ['TAG:Question -tag:thanks', 'tag:question -tag:thanks'],
  ['after:2008-04-03 before:2009 in:17 -entity:number-10', 'after:2008-04-03 before:2009 in:17 -entity:number-10'],
])('%s is read as %s', (text, expected) => expect(printed(text)).toBe(expected));

test('a day begins in the zone of the digest', () => {
  expect(read('after:2008-04-03')).toMatchObject({ at: Date.parse('2008-04-02T23:00:00Z') });
  expect(read('before:2008')).toMatchObject({ at: Date.parse('2008-01-01T00:00:00Z') });
});

test.each([
  ['', '', 'nothing to look for'],
  ['&', '&', 'nothing to look for'],
  ['tax (rise OR fall', '(', 'never closed'],
  ['tax) rise', ')', 'closes nothing'],
  ['()', ')', 'missing before this )'],
  ['tax OR', '', 'missing at the end'],
  ['OR tax', 'OR', 'write it small'],
  ['tax AND AND rise', 'AND', 'missing before AND'],
  ['tax NOT', '', 'What to leave out is missing'],
  ['"tax rise', '"tax rise', 'never closed'],
  ['tax author:"Hester Quill', '"Hester Quill', 'never closed'],
  ['author:""', '"', 'needs a name'],
  ['a*', 'a*', 'at least 2 letters'],
  ['tax *', '*', 'at least 2 letters'],
  ['NEAR/5 tax', 'NEAR/5', 'between two words'],
  ['tax NEAR/5', 'NEAR/5', 'on both sides'],
  ['tax NEAR/99 rise', 'NEAR/99', 'from 1 to 30'],
  ['tax NEAR/x rise', 'NEAR/x', 'from 1 to 30'],
  ['a NEAR/2 b NEAR/3 c', 'NEAR/3', 'joins two'],
  ['writer:Quill', 'writer:', 'no field writer:'],
  ['is:new', 'new', 'is: takes comment, post, reader, gone, edited or copy.'],
  ['tax after:2008-02-31', '2008-02-31', 'that there is'],
  ['after:yesterday', 'yesterday', 'that there is'],
  ['in:here', 'here', 'number of a thread'],
  ['affiliation:"the left"', 'the left', 'civil-service, minister'],
  ['author:&', '&', 'needs a name'],
  ['lang:english', 'english', 'lang:en'],
])('%s: the error points at “%s”', (text, place, sentence) => {
  const parsed = parseQuery(text, ZONE);
  if (parsed.ok) throw new Error(`was read as ${printQuery(parsed.query)}`);
  const { offset, length } = parsed.error;
  expect(parsed.error.sentence).toContain(sentence);
  expect(text.slice(offset, offset + length)).toBe(place);
});

test('the place is shown with carets', () => {
  const text = 'tax after:yesterday';
  const parsed = parseQuery(text, ZONE);
  expect(parsed.ok ? '' : printError(text, parsed.error).split('\n')).toEqual([
    'after: takes a day, a month or a year that there is: after:2008-04-03, after:2008-04, after:2008.',
    '',
    '  tax after:yesterday',
    '            ^^^^^^^^^',
    '',
  ]);
});

test.each([
  ['characters', `${'a'.repeat(501)}`],
  ['words', 'tax '.repeat(33)],
  ['words of a phrase', `"${'tax '.repeat(33)}"`],
  ['levels', `${'('.repeat(11)}tax${')'.repeat(11)}`],
  ['levels of NOT', `${'NOT '.repeat(20)}tax`],
])('there are at most so many %s', (_, text) => expect(parseQuery(text, ZONE)).toMatchObject({ ok: false }));

test('what is printed is read as the same query', () => {
  fc.assert(
    fc.property(queries(), (query) => {
      const text = printQuery(query);
      expect(withoutPlaces(read(text))).toEqual(withoutPlaces(query));
    }),
    { numRuns: 1000 },
  );
});

test('any text is read or refused, and what is read is printed as itself', () => {
  const pieces = fc.constantFrom(
    'AND',
    'OR',
    'NOT',
    'NEAR/3',
    '(',
    ')',
    '"',
    '-',
    '*',
    ':',
    'tax',
    'author:',
    'is:',
    ' ',
    'é',
    '“',
    "'",
    '\\',
    '\0',
    '%',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 15 }).map((each) => each.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseQuery(text, ZONE);
      if (parsed.ok) return expect(withoutPlaces(read(printQuery(parsed.query)))).toEqual(withoutPlaces(parsed.query));
      const { offset, length } = parsed.error;
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + length).toBeLessThanOrEqual(Math.max(1, text.length));
    }),
    { numRuns: 3000 },
  );
});

function withoutPlaces(query: Query): unknown {
  return JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'at' && typeof value === 'object' ? undefined : value)));
}
