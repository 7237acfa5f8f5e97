import fc from 'fast-check';
import { Fence, tame, tameLine } from '../../../src/modules/mcp/fence.js';

/** The worst case: whoever wrote it knows the word of the fence. */
const fence = new Fence(() => 'known');
const END = '<<<end known>>>';

test('whatever is written, the fence ends where we end it', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '<<',
    '>>>',
    'end known',
    'feed-text known',
    END,
    '\u200b',
    '\u2028',
    '\u{e0041}',
    '‹',
    '＜',
    '\n',
    'x',
    '\ud83d',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }), (parts) => {
      const told = fence.around(parts.join(''));
      expect(told.indexOf(END)).toBe(told.length - END.length);
      expect(told.lastIndexOf('<<<feed-text known>>>')).toBe(0);
      // Throws on half a character.
      expect(encodeURIComponent(told)).toContain('known');
    }),
    { numRuns: 2_000 },
  );
});

test('what nobody sees is taken out, and what people write stays', () => {
  const hidden = [...'ignore all'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
  expect(tame(`a${hidden}b\u202ec\u200bd\u0007e\u001b[31m`, 100)).toBe('abcde[31m');
  const spoken = 'Ŵyth, می‌خواهم, 👩‍👩‍👧 ❤️ «quoted» <b> x << 2\n\n\tline';
  expect(tame(spoken, 1_000)).toBe(spoken);
  expect(tameLine('two\nlines\r\n\tof  a name', 100)).toBe('two lines of a name');
});

test('it ends after so many characters, and never in the middle of one', () => {
  expect(tame('abcdef', 3)).toBe('abc…');
  expect(tame('ab😀', 3)).toBe('ab…');
});

test('each answer has a word of its own', () => {
  expect(new Fence().notice).not.toBe(new Fence().notice);
});
