import { type FoundLinkback, findTwin, linkbackOfReference } from '../../../src/modules/posts/linkback.js';

const at = new Date('2008-04-03T09:00:00Z');
const row: FoundLinkback = {
  guid: 'a',
  kind: 'pingback',
  url: null,
  urlKey: null,
  title: 'Quay Notes » A walk',
  excerpt: '[...] went for a walk – “a long one” [...]',
  publishedAt: at,
  postId: 1,
  targetKey: null,
};
const found = (said: Partial<FoundLinkback>): FoundLinkback => ({ ...row, guid: 'b', ...said });
const URL = { url: 'http://quay.example/walk', urlKey: 'https://quay.example/walk' };

test.each<[string, Partial<FoundLinkback>]>([
  ['the same guid, whatever else it says', { guid: 'a', title: 'Another', excerpt: 'Other words', ...URL }],
  ['the same title and words, marked otherwise', { title: 'QUAY NOTES » A WALK', excerpt: '[…] went for a walk - "a long one" […]' }],
  ['the same, now with its address', { ...URL }],
  ['the same title without words', { excerpt: null, ...URL }],
])('%s is the same link', (_, said) => {
  expect(findTwin([row], found(said))).toBe(row);
});

test.each<[string, Partial<FoundLinkback>]>([
  ['other words under the same title', { excerpt: '[...] and another walk [...]' }],
  ['the same words under another title', { title: 'Pier Notes' }],
  ['the same title and words under another post', { postId: 2 }],
  ['neither title nor words', { title: null, excerpt: null }],
])('%s are another link', (_, said) => {
  expect(findTwin([row], found(said))).toBeNull();
});

test('one page links once to a post; two pages of one title are two', () => {
  const first = { ...row, ...URL };
  expect(findTwin([first], found({ ...URL, title: 'Renamed', excerpt: null }))).toBe(first);
  expect(findTwin([first], found({ url: 'http://quay.example/2', urlKey: 'https://quay.example/2' }))).toBeNull();
});

test('a title without words fits the one row that has it, or of several the one of that minute', () => {
  const later = { ...row, guid: 'c', excerpt: 'Later words', publishedAt: new Date('2008-04-04T09:00:00Z') };
  expect(findTwin([row, later], found({ excerpt: null, publishedAt: later.publishedAt }))).toBe(later);
  expect(findTwin([row, later], found({ excerpt: null, publishedAt: null }))).toBeNull();
});

test('a reference is named after its page and the post that it leads to', () => {
  const reference = { url: 'http://quay.example/walk?utm_source=x', title: ' A walk ', excerpt: '', publishedAt: null };
  const one = linkbackOfReference(reference, 'quote', { postId: 1, targetKey: null });
  expect(one).toMatchObject({ kind: 'quote', urlKey: 'https://quay.example/walk', title: 'A walk', excerpt: null, postId: 1 });
  expect(linkbackOfReference({ ...reference, url: 'https://www.quay.example/walk/' }, 'quote', { postId: 1, targetKey: null }).guid).toBe(
    one.guid,
  );
  expect(linkbackOfReference(reference, 'quote', { postId: 2, targetKey: null }).guid).not.toBe(one.guid);
});

test('what is no web address is not kept as one', () => {
  const evil = { url: 'javascript:alert(1)', title: 'x', excerpt: null, publishedAt: null };
  expect(linkbackOfReference(evil, 'pingback', { postId: 1, targetKey: null })).toMatchObject({ url: null, urlKey: null });
});
