import fc from 'fast-check';
import { fileOf, toTsvector } from '../../../src/modules/search/filing.js';
import { formsOf, stemsOf } from '../../../src/modules/search/stems.js';
import { fold, wordsOf } from '../../../src/modules/search/words.js';

const folded = (text: string) => wordsOf(text).map((word) => fold(word.text));

test('words are letters and digits, without case and accents', () => {
  expect(folded('No.10’s  reply: “Café” costs £3.50, naïve Straße!')).toEqual([
    'no', '10', 'reply', 'cafe', 'costs', '3', '50', 'naive', 'strasse',
  ]); // prettier-ignore
  expect(folded("the department's e-mail; don't")).toEqual(['the', 'department', 'e', 'mail', 'don', 't']);
  expect(folded('ΟΔΟΣ οδός')).toEqual(['οδοσ', 'οδοσ']);
  expect(folded('½ ²')).toEqual(['12', '2']);
});

test('what is written without spaces is cut into its signs', () => {
  expect(folded('東京都 abc日本')).toEqual(['東', '京', '都', 'abc', '日', '本']);
});

test('a word stands where the text has it', () => {
  const text = 'A “Café” in No.10’s yard';
  expect(wordsOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['A', 'Café', 'in', 'No', '10’s', 'yard']);
});

test('any text gives words that are words of their own, and fold once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const { text: word, start, end } of wordsOf(text)) {
        expect(end).toBeGreaterThan(start);
        expect(wordsOf(word).map((each) => each.text)).toEqual([word]);
        expect(fold(fold(word))).toBe(fold(word));
        expect(fold(word)).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
        for (const form of formsOf(word)) expect(form).toMatch(/^(([a-z]{2})?~)?[\p{L}\p{N}\p{M}]*$/u);
      }
    }),
    { numRuns: 2000 },
  );
});

/** What a word is, as a pattern: slower than the walk over characters, and easier to read. */
const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;
const WORD = new RegExp(String.raw`${UNSPACED}\p{M}*|((?:(?!${UNSPACED})[\p{L}\p{N}]\p{M}*)+)(?:['’][sS](?![\p{L}\p{N}]))?`, 'gu');

test('words are what a pattern for them finds', () => {
  const telling = fc.constantFrom(..."aZ7é½ ’'sS.東กิ็ກັかﾞ\u0301\u0e34ß", '𝒜', '𠀋', '\ud835', 'x\u0301', "'s", '’S', 'ÅB');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(telling).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const expected = [...text.matchAll(WORD)]
          .map((match) => ({ word: match[1] ?? match[0], start: match.index, end: match.index + match[0].length }))
          .filter(({ word }) => fold(word) !== '')
          .map(({ word, ...place }) => ({ ...place, folded: fold([...word.toLowerCase().normalize('NFC')].slice(0, 64).join('')) }));
        expect(wordsOf(text).map(({ start, end, folded }) => ({ start, end, folded }))).toEqual(expected);
      },
    ),
    { numRuns: 5000 },
  );
});

test('an English post is found by the other forms of its words', () => {
  for (const word of ['consultation', 'consultations', 'consulted', 'consult'])
    for (const asked of ['consultation', 'consultations', 'consulted', 'consult'])
      expect([fold(word), ...stemsOf(word, 'en')].some((filed) => formsOf(asked).includes(filed))).toBe(true);
  expect(stemsOf('answers', null)).toEqual(['~answer']);
});

test('a stem of another language never stands for an English word', () => {
  expect(formsOf('notes')).toContain('note');
  expect(formsOf('notes')).not.toContain('not');
});

test('French is found with and without its accents, whatever its endings', () => {
  const found = (asked: string, written: string) => {
    const under = [fold(written), ...stemsOf(written, 'fr')];
    return formsOf(asked).some((form) => under.includes(form));
  };
  expect(found('développements', 'développement')).toBe(true);
  expect(found('developpement', 'développements')).toBe(true);
  expect(found('publiées', 'publiée')).toBe(true);
  expect(found('ministre', 'fenêtre')).toBe(false);
});

test('a tsvector tells title, author, text and terms apart', () => {
  const post = {
    title: 'Taxes',
    text: 'No taxes',
    authorName: 'Ada',
    language: 'en',
    kind: 'post',
    sourceId: 7,
    voice: 'civil-service' as const,
  };
  expect(toTsvector(fileOf(post))).toBe(
    "'taxes':1A,1402D 'ada':701B 'no':1401D '=all':16383C '=kpost':16383C '=s7':16383C '=vcivil~service':16383C '=len':16383C '~tax':16383C",
  );
});
