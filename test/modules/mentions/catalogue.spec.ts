import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogue } from '../../../src/modules/mentions/catalogue.js';
import { aliasOf, draftOf, handleOf } from '../../../src/modules/mentions/draft.js';
import { refusedAliases } from '../../../src/modules/mentions/refusals.js';

const starter = readFileSync(join(import.meta.dirname, '../../../starter/uk-public-bodies.json'), 'utf8');

function rowsOf(text: string) {
  const catalogue = readCatalogue(text);
  if (!catalogue.ok) throw new Error(catalogue.problem);
  return catalogue.rows;
}

test('every row of the starter list can be stored', () => {
  const rows = rowsOf(starter);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ ok }) => !ok)).toEqual([]);
  expect(rows.flatMap((row) => (row.ok ? refusedAliases(row.draft) : []))).toEqual([]);
  expect(starter).toContain('UNVERIFIED');
});

test('JSON and CSV say the same', () => {
  const json = rowsOf('[{"name": "A B", "aliases": ["=AB", "Ay Bee"], "handles": ["twitter:ab"], "until": "2009-01-02"}]');
  const csv = rowsOf('\ufeffname,aliases,handles,until,urls\nA B,=AB; Ay Bee,twitter:ab,2009-01-02,\n');
  expect(csv).toEqual(json);
});

test('aliases and handles carry case and days', () => {
  expect(aliasOf('=FSA [2001-12-01..2013-03-31]')).toEqual({ text: 'FSA', isCaseSensitive: true, from: '2001-12-01', until: '2013-03-31' });
  expect(aliasOf('the treasury')).toEqual({ text: 'the treasury', isCaseSensitive: false, from: null, until: null });
  expect(handleOf('Twitter:@Number10gov [2010-05-12..]')).toEqual({
    platform: 'twitter',
    name: 'Number10gov',
    from: '2010-05-12',
    until: null,
  });
  expect(handleOf('@nobody')).toBeNull();
});

test.each<[string, object, string]>([
  ['no name', { aliases: ['x y'] }, 'name: is missing'],
  ['an empty name', { name: ' ' }, 'name: is missing'],
  ['an unknown field', { name: 'A', colour: 'red' }, 'colour'],
  ['a day that is none', { name: 'A', from: '2009-02-31' }, 'from: must be a day'],
  ['an alias with a day that is none', { name: 'A', aliases: ['Bee [2009-02-31..]'] }, '2009-02-31 is no day'],
  ['days the wrong way round', { name: 'A', from: '2009-02-03', until: '2009-02-01' }, 'ends before it begins'],
  ['a handle without a platform', { name: 'A', handles: ['@x'] }, 'names no platform'],
  ['an alias without a word', { name: 'A', aliases: ['!!'] }, 'has no word'],
  ['no address', { name: 'A', urls: ['not one'] }, 'is no web address'],
  ['a rule that says nothing', { name: 'A', excluding: ['after:'] }, 'says nothing'],
  ['a number where a list should be', { name: 'A', aliases: 7 }, 'aliases'],
])('%s is a sentence, and no exception', (_, row, words) => {
  const result = draftOf(row);
  expect(result.ok ? '' : result.problems.join(' ')).toContain(words);
});

test('a bad row does not spoil the others, and a name stands once', () => {
  const rows = rowsOf('{"entities": [{"name": "A B"}, {"nome": "C"}, "x", null, {"name": "a b"}]}');
  expect(rows.map(({ row, ok }) => [row, ok])).toEqual([
    [1, true],
    [2, false],
    [3, false],
    [4, false],
    [5, false],
  ]);
  expect(rows[4]).toMatchObject({ problems: ['Row 1 has this name already.'] });
});

test.each([
  ['{"entities": 3}', 'no list of entities'],
  ['{"entities": [', 'no JSON'],
  ['colour\nred\n', 'column `name`'],
  ['', 'column `name`'],
  ['name\n"A\n', 'no CSV'],
])('%j is no catalogue', (text, words) => {
  const catalogue = readCatalogue(text);
  expect(catalogue.ok ? '' : catalogue.problem).toContain(words);
});
