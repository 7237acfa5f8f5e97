import { languageOf, loadGuesser, type Guesser } from '../../../src/modules/search/language.js';

let guesser: Guesser;
beforeAll(async () => (guesser = await loadGuesser()));

test.each([
  ['en', 'Who approves an answer before it is published, and how long does that take?'],
  ['en', 'The lock at Limehouse is open on Saturday from seven until dusk.'],
  ['fr', 'Le ministère répond enfin aux questions des riverains du canal.'],
  ['de', 'Die Behörde antwortet auf alle Fragen der Anwohner innerhalb einer Woche.'],
  ['es', 'El ayuntamiento responde a las preguntas de los vecinos cada viernes.'],
  ['pl', 'Dziękujemy za wszystkie odpowiedzi w sprawie konsultacji społecznych.'],
  ['ar', 'شكرا على الرد على جميع أسئلة السكان هذا الأسبوع'],
])('%s: %s', (language, text) => expect(languageOf(null, text, guesser)).toBe(language));

test.each([
  'lol',
  'Well said!',
  '',
  '12 34 56 78 90 12 34 56 78 90',
  '@a_long_name_of_somebody #and_a_tag https://example.org/with/words/in/it',
])('too little to tell by: %s', (text) => expect(languageOf(null, text, guesser)).toBeNull());

test('what the document says goes before a guess, by its primary language', () => {
  const english = 'The lock at Limehouse is open on Saturday from seven until dusk.';
  expect(languageOf('cy-GB', english, guesser)).toBe('cy');
  expect(languageOf('EN_us', 'lol', guesser)).toBe('en');
  for (const nothing of ['und', '', '  ', 'english', 'mul', 'x-default', '-']) expect(languageOf(nothing, english, guesser)).toBe('en');
});
