import fc from 'fast-check';
import { Highlighter, type Run } from '../../../src/modules/search/highlight.js';
import { parseQuery } from '../../../src/modules/search/query-parser.js';

function highlighter(text: string): Highlighter {
  const parsed = parseQuery(text, 'Europe/London');
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  return new Highlighter(parsed.query);
}

/** With brackets around what is marked. */
const show = (runs: Run[]) => runs.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('');

test.each([
  ['answer', 'No answers, and nobody answered. Answerable?', 'No [answers], and nobody [answered]. [Answerable]?'],
  ['"no answer"', 'No answer: no  answer; no answers', '[No answer]: [no  answer]; no answers'],
  ['minist*', 'Ministers minister; administer', '[Ministers] [minister]; administer'],
  ['tax NEAR/3 rise', 'a tax to rise', 'a [tax] to [rise]'],
  ['cafe', 'The Café’s coffee', 'The [Café’s] coffee'],
  ['fuel -tax', 'fuel tax', '[fuel] tax'],
  ['"fuel tax" OR "tax rise"', 'fuel tax rise', '[fuel tax rise]'],
  ['is:comment author:fuel', 'fuel', 'fuel'],
])('%s in %s', (query, text, marked) => expect(show(highlighter(query).mark(text, 'en'))).toBe(marked));

test('an excerpt shows where most was found, cut between words', () => {
  const filler = 'There is more to say about that than fits here. '.repeat(8);
  const runs = highlighter('dredging contract').excerpt(
    `Dredging. ${filler}Who has the contract for dredging, and which contract? ${filler}`,
    'en',
    120,
  );
  const shown = show(runs);
  expect(shown).toMatch(/^….*\[contract\] for \[dredging\], and which \[contract\]\?.*…$/);
  expect(shown.length).toBeLessThan(140);
  expect(shown).not.toMatch(/^…\S*\w{1,3}fits/);
});

test('where nothing was found in the text, the beginning is shown', () => {
  expect(show(highlighter('author:ada').excerpt('A short text.', 'en', 120))).toBe('A short text.');
});

test('nothing of any text is lost or made up', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('a', '"a b"', 'ab*', 'a NEAR/2 b', 'é OR ü'), (text, query) => {
      const runs = highlighter(query).mark(text, null);
      expect(runs.map((run) => run.text).join('')).toBe(text);
      highlighter(query).excerpt(text, null, 20);
    }),
    { numRuns: 500 },
  );
});
