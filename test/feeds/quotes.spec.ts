import fc from 'fast-check';
import { ownWordsOf, partsOf } from '../../src/feeds/quotes.js';

test('a comment is parted into its own words and what it quotes', () => {
  const html = '<p>You say:</p><blockquote><p>The lock opens at nine.</p></blockquote><p>It never does.</p>';
  const parts = partsOf('', html);
  expect(parts.own.split(/\s+/).join(' ')).toBe('You say: It never does.');
  expect(parts.quotes).toEqual([{ text: 'The lock opens at nine.', isMarked: true }]);
  expect(partsOf('> The lock opens at nine.\nIt never does.').own).toBe('It never does.');
});

test('its own words are the same, whether quotations are read or not', () => {
  const piece = fc.constantFrom(
    ...[
      '<blockquote>',
      '</blockquote>',
      '<q cite="x">',
      '</q>',
      '<p>',
      '</p>',
      'The lock opens at nine. ',
      '&gt; it does\n',
      '> it did\n',
      '“no boat has come through here for a week”',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), (text, html) => {
      for (const markup of [html.join(''), undefined]) expect(ownWordsOf(text.join(''), markup)).toBe(partsOf(text.join(''), markup).own);
    }),
  );
});
