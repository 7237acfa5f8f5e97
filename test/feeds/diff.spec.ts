import fc from 'fast-check';
import { diffWords, type Change } from '../../src/feeds/diff.js';

const textOf = (changes: readonly Change[], without: Change['kind']): string =>
  changes
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

test('one word for another', () => {
  expect(diffWords('The minutes will be published weekly.', 'The minutes may be published weekly.')).toEqual([
    { kind: 'same', text: 'The minutes ' },
    { kind: 'removed', text: 'will' },
    { kind: 'added', text: 'may' },
    { kind: 'same', text: ' be published weekly.' },
  ]);
});

test('a word that differs in its ending differs as a whole', () => {
  const changes = diffWords('They published it', 'They publish it');
  expect(changes).toContainEqual({ kind: 'removed', text: 'published' });
  expect(changes).toContainEqual({ kind: 'added', text: 'publish' });
});

test('a paragraph put in leaves the others as they are', () => {
  const changes = diffWords('One thing.\n\nAnother thing.', 'One thing.\n\nA correction.\n\nAnother thing.');
  expect(changes.filter(({ kind }) => kind === 'removed')).toEqual([]);
  expect(textOf(changes, 'same').trim()).toBe('A correction.');
});

test('nothing and something', () => {
  expect(diffWords('', '')).toEqual([]);
  expect(diffWords('as it was', 'as it was')).toEqual([{ kind: 'same', text: 'as it was' }]);
  expect(diffWords('', 'new')).toEqual([{ kind: 'added', text: 'new' }]);
  expect(diffWords('old', '')).toEqual([{ kind: 'removed', text: 'old' }]);
});

test('a text written anew is removed and added as one, and soon', () => {
  const words = (seed: number): string => Array.from({ length: 100_000 }, (_, index) => `w${(index * seed) % 99_991}`).join(' ');
  const from = performance.now();
  const changes = diffWords(`Title. ${words(7)} end`, `Title. ${words(13)} end`);
  expect(performance.now() - from).toBeLessThan(5000);
  expect(changes.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
});

describe('laws', () => {
  const word = fc.constantFrom(
    'the',
    'minutes',
    'minute',
    'will',
    'may',
    ' ',
    '  ',
    '\n\n',
    '\t',
    '.',
    ',',
    'Zoë',
    'Zoe\u0308',
    '😀',
    '議事',
    '\u00a0',
    '\u0000',
    '<b>',
  );
  const text = fc
    .array(fc.oneof({ weight: 4, arbitrary: word }, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 30 })
    .map((words) => words.join(''));

  test('both versions are in it to the last sign; runs are not empty, and neighbours differ in kind', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = diffWords(before, after);
        expect(textOf(changes, 'added')).toBe(before);
        expect(textOf(changes, 'removed')).toBe(after);
        expect(changes.every((change) => change.text !== '')).toBe(true);
        changes.slice(1).forEach((change, index) => expect(change.kind).not.toBe(changes[index]?.kind));
      }),
      { numRuns: 2000 },
    );
  });

  test('a text compared with itself is the same, and only that', () => {
    fc.assert(fc.property(text, (one) => expect(diffWords(one, one)).toEqual(one === '' ? [] : [{ kind: 'same', text: one }])));
  });

  test('what is put in between is all that is added', () => {
    fc.assert(
      fc.property(text, text, text, (head, middle, tail) => {
        const changes = diffWords(`${head} ${tail}`, `${head} ${middle} ${tail}`);
        expect(changes.some(({ kind }) => kind === 'removed' || kind === 'added')).toBe(true);
        expect(textOf(changes, 'removed')).toBe(`${head} ${middle} ${tail}`);
      }),
    );
  });
});
