import { isPingback, referenceFrom } from '../../src/feeds/pingbacks.js';

const comment = (text: string) => ({ kind: 'comment' as const, text });

test.each(['[...] so it goes [...]', '[…] so it goes […]', ' […] Two\n\nparagraphs [...]'])(
  '%j is the mark that a pingback leaves',
  (text) => {
    expect(isPingback(comment(text))).toBe(true);
  },
);

test.each(['So it goes', '[...] I cut the beginning only', 'and the end only […]', '[...]', `[...] ${'long '.repeat(300)} [...]`])(
  '%.40j is what somebody says',
  (text) => {
    expect(isPingback(comment(text))).toBe(false);
  },
);

test('a post that begins and ends so is a post', () => {
  expect(isPingback({ kind: 'post', text: '[...] so it goes [...]' })).toBe(false);
});

test('its reference is the page that links here, where the document says which', () => {
  const post = { author: { name: 'Elsewhere » Ford', url: 'https://elsewhere.example/p' }, text: '[...] so [...]', publishedAt: null };
  expect(referenceFrom(post)).toEqual({
    url: 'https://elsewhere.example/p',
    title: 'Elsewhere » Ford',
    excerpt: '[...] so [...]',
    publishedAt: null,
  });
  expect(referenceFrom({ ...post, author: { name: 'Elsewhere', url: null } })).toBeNull();
});
