import { parseQuery } from '../../../src/modules/search/query-parser.js';
import { unwatchable } from '../../../src/modules/watches/watchable.js';

test.each([
  ['tax has:replies', 'has:replies', 'replies come later'],
  ['tax -has:links', 'has:links', 'links come and go'],
  ['IS:Gone OR is:edited', 'IS:Gone', 'only known later'],
  ['tax (rise OR is:edited)', 'is:edited', 'only known later'],
  ['tax in:17', 'in:17', '/threads/17.atom'],
])('%s: the refusal points at %s', (text, place, sentence) => {
  const error = unwatchable(text);
  if (error === null) throw new Error('was not refused');
  expect(text.slice(error.offset, error.offset + error.length)).toBe(place);
  expect(error.sentence).toContain(sentence);
});

test.each(['tax', '"is:gone" tax', 'is:comment entity:number-10 after:2008', 'affiliation:party -source:a author:"in 17" lang:cy'])(
  '%s can be watched',
  (text) => {
    expect(parseQuery(text, 'Europe/London')).toMatchObject({ ok: true });
    expect(unwatchable(text)).toBeNull();
  },
);
