import { directionOf } from '../../../src/modules/pages/direction.js';

test.each(['ar', 'he', 'fa', 'ur', 'ar-EG', 'HE-il', 'az-Arab', 'ku-Arab-IQ'])('%s is written from right to left', (language) => {
  expect(directionOf(language)).toBe('rtl');
});

test.each(['en', 'fr', 'az', 'ku', 'ur-Latn', 'tr-TR', null])('%s is not, as far as the language tells', (language) => {
  expect(directionOf(language)).toBe('auto');
});
