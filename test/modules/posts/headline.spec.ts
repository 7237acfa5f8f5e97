import { headlineOf, leadOf } from '../../../src/modules/posts/headline.js';
import { languageOf, nestHeadings } from '../../../src/modules/posts/body.js';

test('a title is the headline, and the words follow', () => {
  const post = { title: ' A title ', text: 'The words.' };
  expect([headlineOf(post), leadOf(post, 100)]).toEqual([{ text: 'A title', isQuote: false }, 'The words.']);
});

test('an account’s remark, repeated as its title, is quoted once', () => {
  const post = { title: 'harbours: Ferry times are up.', text: 'harbours: Ferry times are up.' };
  expect([headlineOf(post), leadOf(post, 100)]).toEqual([{ text: 'harbours: Ferry times are up.', isQuote: true }, '']);
});

test('a saved page without a title has its first short paragraph for one', () => {
  const post = { title: null, text: 'A short beginning\n\nThen the words.' };
  expect([headlineOf(post), leadOf(post, 100)]).toEqual([{ text: 'A short beginning', isQuote: false }, 'Then the words.']);
});

test('a long remark goes on where its headline was cut', () => {
  const post = { title: null, text: `${'word '.repeat(40)}end` };
  expect(headlineOf(post).text).toMatch(/^(word ){27}word…$/);
  expect(leadOf(post, 300)).toMatch(/^…(word )+end$/);
});

test('a post without any words still has a headline', () => {
  expect(headlineOf({ title: null, text: '' }).text).toBe('Without words');
});

test('a publisher’s headings begin where ours leave off, and skip nothing', () => {
  expect(nestHeadings('<h1>A</h1><h4>B</h4><h1>C</h1>', 2)).toBe('<h2>A</h2><h3>B</h3><h2>C</h2>');
  expect(nestHeadings('<h3 dir="rtl">A</h3><hr><header>', 3)).toBe('<h3 dir="rtl">A</h3><hr><header>');
  expect(nestHeadings('<h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5>', 4)).toBe('<h4>1</h4><h5>2</h5><h6>3</h6><h6>4</h6><h6>5</h6>');
});

test('only a language tag may stand in a lang attribute', () => {
  expect(['en-GB', 'cy', 'zh-Hant-TW', 'english', '" onclick=', '', null].map(languageOf)).toEqual([
    'en-GB',
    'cy',
    'zh-Hant-TW',
    null,
    null,
    null,
    null,
  ]);
});
