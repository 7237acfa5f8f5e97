import fc from 'fast-check';
import { excerptOf } from '../../../src/modules/pages/words.js';
import { webUrl } from '../../../src/modules/pages/web-url.js';

test('an excerpt ends between two words', () => {
  expect(excerptOf('Nine is a beginning, if the tenth is to somebody else.', 22)).toBe('Nine is a beginning…');
  expect(excerptOf('  short\n\n text ', 40)).toBe('short text');
  expect(excerptOf('exactly ten', 11)).toBe('exactly ten');
  expect(excerptOf('abc defghi jk', 10)).toBe('abc defghi…');
});

test('an excerpt is never longer than asked, but for the ellipsis, and never splits a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (text, max) => {
      const excerpt = excerptOf(text, max);
      expect(excerpt.length).toBeLessThanOrEqual(max + 1);
      expect(excerpt).toBe(Buffer.from(excerpt, 'utf8').toString('utf8'));
    }),
  );
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://a.example/',
  '//a.example/',
  '/relative',
  'https://',
  '',
  ' https://a.example',
])('“%s” is no address for a page', (url) => {
  expect(webUrl(url)).toBeNull();
});

test('addresses of the web are left as they are', () => {
  expect(webUrl('HTTP://a.example/b?c=d#e')).toBe('HTTP://a.example/b?c=d#e');
  expect(webUrl(null)).toBeNull();
});
