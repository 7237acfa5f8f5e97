import { canonicalIn, isFrontPage, isGate, isIndirect } from '../../src/feeds/indirect-address.js';
import { inProportion } from '../support/cpu.js';

test.each([
  'https://blog.example/?p=44',
  'https://blog.example/index.php?page_id=7&x=1',
  'https://news.example/news/amp/123',
  'https://news.example/amp/2020/a',
  'https://news.example/a.amp.html',
  'https://news.example/a.amp',
  'https://t.co/AbC',
  'https://bit.ly/2x',
  'https://feeds.feedburner.com/~r/quay/~3/1/a',
  'https://feeds.quay.example/~r/quay/~3/1/a',
  'https://feedproxy.google.com/~r/quay/~3/1/a',
])('%s may lead to another address', (key) => {
  expect(isIndirect(key)).toBe(true);
});

test.each([
  'https://blog.example/2008/04/pier',
  'https://blog.example/?page=2',
  'https://blog.example/?p=pier',
  'https://blog.example/?up=44',
  'https://news.example/amplifiers/1',
  'https://news.example/camp/amp-stand',
  'https://t.co/',
  'https://example.t.co.example/x',
  'https://feeds.feedburner.com/quay',
  'no address',
])('%s is as it is', (key) => {
  expect(isIndirect(key)).toBe(false);
});

test('front pages and gates', () => {
  expect(['https://a.example/', 'https://a.example/index.php', 'https://a.example/home'].map(isFrontPage)).toEqual([true, true, true]);
  expect(['https://a.example/?p=4', 'https://a.example/homes', 'no address'].map(isFrontPage)).toEqual([false, false, false]);
  const gates = [
    'https://a.example/wp-login.php?to=x',
    'https://a.example/account/login',
    'https://consent.a.example/x',
    'https://a.example/404.html',
  ];
  expect(gates.map(isGate)).toEqual([true, true, true, true]);
  expect(['https://a.example/2008/loginov', 'https://a.example/the-consent-of-the-governed', 'x'].map(isGate)).toEqual([
    false,
    false,
    false,
  ]);
});

const AT = 'http://blog.example/dir/page?x=1';

test.each<[string, string | null]>([
  ['<head><link rel="canonical" href="http://blog.example/pier/"></head>', 'http://blog.example/pier/'],
  ['<LINK HREF=/pier REL="Shortlink CANONICAL">', 'http://blog.example/pier'],
  ['<base href="http://other.example/d/"><link rel=canonical href="pier">', 'http://other.example/d/pier'],
  ['<meta property="og:url" content="/shared"><link rel="canonical" href="/pier">', 'http://blog.example/pier'],
  ['<meta property="og:url" content="/shared">', 'http://blog.example/shared'],
  ['<head></head><body><link rel="canonical" href="/other-people"></body>', null],
  ['<link rel="canonical" href="javascript:alert(1)"><link rel="canonical">', null],
  ['<link rel="not-canonical" href="/x"><!-- <link rel="canonical" href="/x"> --><script>"<link rel=canonical href=/x>"</script>', null],
  ['', null],
  ['{"canonical": "/x"}', null],
])('%s gives %j', (html, expected) => {
  expect(canonicalIn(html, AT)).toBe(expected);
});

test('takes a page of half a megabyte in its stride', async () => {
  const links = '<link rel="x" href="y">'.repeat(22_000) + '<link rel="canonical" href="/pier">';
  expect(await inProportion(() => canonicalIn(links, AT))).toBe('http://blog.example/pier');
  expect(await inProportion(() => canonicalIn('<'.repeat(500_000), AT))).toBeNull();
});
