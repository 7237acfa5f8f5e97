import { linkingWords } from '../../../src/modules/posts/linking-words.js';

const LONG = 'word '.repeat(60).trim();

test.each([
  ['Nobody knew. Then Ruth said so here, plainly. And so on.', 'here', 'Then Ruth said so |here|, plainly.'],
  ['First paragraph.\n\nThe second has\nthe words in it.', 'the words', 'The second has |the words| in it.'],
  [`${LONG} here ${LONG}`, 'here', /^…word( word){10,18} \|here\| word( word){10,18}…$/],
  ['The text was cut before the words came.', 'other words', '|other words|'],
])('a link is quoted with what stands around it: %#', (text, words, expected) => {
  const quote = linkingWords(text, words);
  const shown = quote && `${quote.before}|${quote.words}|${quote.after}`;
  if (typeof expected === 'string') expect(shown).toBe(expected);
  else expect(shown).toMatch(expected);
});

test('a link without words has nothing to quote, nor has a bare address', () => {
  expect(linkingWords('Some text.', ' ')).toBeNull();
  expect(linkingWords('Some text.', 'https://blog.example/a')).toBeNull();
  expect(linkingWords('Other.\n\nhttps://blog.example/a', 'https://blog.example/a')).toBeNull();
});
