import fc from 'fast-check';
import { absoluteUrl, canonicalUrl, pageKey } from '../../src/feeds/urls.js';

describe('absoluteUrl', () => {
  test.each([
    ['http://example.org/a', null, 'http://example.org/a'],
    ['  http://example.org/a \n', null, 'http://example.org/a'],
    ['http://example.org/a b', null, 'http://example.org/a%20b'],
    ['http://exam\nple.org/', null, 'http://example.org/'],
    ['/2008/04/', 'http://blog.example.org/feed/', 'http://blog.example.org/2008/04/'],
    ['?p=44', 'http://blog.example.org/feed', 'http://blog.example.org/feed?p=44'],
    ['#comment-3', 'http://blog.example.org/a', 'http://blog.example.org/a#comment-3'],
    ['//cdn.example.org/x', 'http://example.org/', 'http://cdn.example.org/x'],
    ['//cdn.example.org/x', null, 'https://cdn.example.org/x'],
    ['www.example.org/x', 'http://other.example/', 'http://www.example.org/x'],
    ['example.org/x', null, 'http://example.org/x'],
    ['example.org:8080/x', null, 'http://example.org:8080/x'],
    ['example.org/x', 'http://site.example/', 'http://site.example/example.org/x'],
    ['http://example.org/a', 'not a base', 'http://example.org/a'],
    ['HTTP://EXAMPLE.org', null, 'http://example.org/'],
    ['http://пример.example/', null, 'http://xn--e1afmkfd.example/'],
  ])('%j on %j is %j', (href, base, expected) => {
    expect(absoluteUrl(href, base)).toBe(expected);
  });

  test.each([
    ['javascript:alert(1)'],
    [' java\nscript:alert(1)'],
    ['data:text/html,x'],
    ['vbscript:x'],
    ['file:///etc/passwd'],
    ['tag:example.org,2008:1'],
    ['mailto:a@example.org'],
    ['/relative'],
    ['words in a row'],
    ['http://'],
    ['http://[::1'],
    [''],
    [null],
    [`http://example.org/${'x'.repeat(9000)}`],
  ])('%j is no web address', (href) => {
    expect(absoluteUrl(href)).toBeNull();
  });

  test('lets another scheme through only where asked', () => {
    expect(absoluteUrl('mailto:a@example.org', null, new Set(['mailto:']))).toBe('mailto:a@example.org');
  });

  test('never throws, and gives only web addresses', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.oneof(fc.string(), fc.webUrl())), (href, base) => {
        const url = absoluteUrl(href, base);
        if (url !== null) expect(url).toMatch(/^https?:\/\/[^/]/);
      }),
    );
  });
});

test('what is left as it is, is what the URL standard leaves as it is', () => {
  const host = fc.constantFrom(
    'example.org',
    'a-b.example.co.uk',
    'EXAMPLE.org',
    'xn--bcher-kva.example',
    'a.xn--x',
    '1.2.3.4',
    '1.2.3',
    'a..b',
    '-a.org',
    'a_b.org',
    'a.b1',
  );
  const port = fc.constantFrom('', ':80', ':443', ':8080', ':080', ':99999', ':');
  const path = fc.stringMatching(/^\/[a-z.%2eE/~'"|{}<> \\é;=]{0,12}$/);
  const rest = fc.stringMatching(/^(?:\?[a-z'"|%=&+ ]{0,6})?(?:#[a-z'"`|% ]{0,6})?$/);
  fc.assert(
    fc.property(fc.constantFrom('http', 'https'), host, port, fc.oneof(path, fc.constant('')), rest, (scheme, ...parts) => {
      const address = `${scheme}://${parts.join('')}`;
      let expected: string | null = null;
      try {
        expected = new URL(address.trim()).href;
      } catch {
        // No address: null is expected.
      }
      expect(absoluteUrl(address)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
});

describe('canonicalUrl', () => {
  test.each([
    ['HTTP://Example.ORG/Path', 'https://example.org/Path'],
    ['http://www.example.org', 'https://example.org/'],
    ['https://example.org:443/a/', 'https://example.org/a'],
    ['http://example.org:80/a//', 'https://example.org/a'],
    ['http://example.org:8080/a', 'https://example.org:8080/a'],
    ['http://example.org/a/../b/./c', 'https://example.org/b/c'],
    ['http://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['http://example.org/%7euser/%c3%a9%2F', 'https://example.org/~user/%C3%A9%2F'],
    ['http://example.org/?a=%%330', 'https://example.org/?a=0'],
    ['http://example.org/?a=100%', 'https://example.org/?a=100%'],
    ['http://example.org/?a=%2541%c3%A9', 'https://example.org/?a=%2541%C3%A9'],
    [`http://example.org/?a=${'%'.repeat(3)}3%3330`, 'https://example.org/?a=0'],
    ['http://example.org/?b=2&a=1', 'https://example.org/?a=1&b=2'],
    ['http://example.org/?a=2&a=1', 'https://example.org/?a=2&a=1'],
    ['http://example.org/?p=478', 'https://example.org/?p=478'],
    ['http://example.org/viewtopic.php?f=2&t=9#p31', 'https://example.org/viewtopic.php?f=2&t=9#p31'],
    ['http://example.org/a?utm_source=rss&utm_medium=feed&id=3&fbclid=x', 'https://example.org/a?id=3'],
    ['http://example.org/a?CMP=twt&at_medium=RSS&ns_mchannel=x', 'https://example.org/a'],
    ['http://example.org/a/?replytocom=12#respond', 'https://example.org/a'],
    ['http://example.org/a.html?showComment=1209#c77', 'https://example.org/a.html#c77'],
    ['http://example.org/2008/04/a.html?m=1', 'https://example.org/2008/04/a.html'],
    ['http://example.org/list?m=200804', 'https://example.org/list?m=200804'],
    ['http://example.org/a/comment-page-2/#comment-151', 'https://example.org/a#comment-151'],
    ['http://example.org/a/amp/', 'https://example.org/a'],
    ['http://amp.example.org/a?amp=1', 'https://example.org/a'],
    ['https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a/amp/', 'https://example.org/a'],
    ['https://www.google.com/amp/s/example.org/a', 'https://example.org/a'],
    ['https://www.google.co.uk/amp/s/amp.example.org/a?amp=1', 'https://example.org/a'],
    ['https://www.google.com/amp/example.org/a/amp', 'https://example.org/a'],
    ['https://cdn.ampproject.org/c/s/example.org/a', 'https://example.org/a'],
    ['https://cdn.ampproject.org/v/s/example.org/a?amp_js_v=0.1&usqp=mq331AQ', 'https://example.org/a'],
    ['https://example-org.cdn.ampproject.org/wp/s/example.org/a/?amp', 'https://example.org/a'],
    ['https://www-example-org.bing-amp.com/c/s/www.example.org/a', 'https://example.org/a'],
    ['http://amp.example.org/a/amp/?utm_source=x', 'https://example.org/a'],
    ['http://example.org/a?amp=true', 'https://example.org/a'],
    ['http://example.org/a?outputType=amp', 'https://example.org/a'],
    ['http://example.org/a?amp=12', 'https://example.org/a?amp=12'],
    ['http://example.org/amp/a', 'https://example.org/amp/a'],
    ['http://ampere.example/a', 'https://ampere.example/a'],
    [
      'http://x.example.com/m/2008/04/a.html?cid=106570178#comment-6a00d834fc88',
      'https://x.example.com/m/2008/04/a.html#comment-6a00d834fc88',
    ],
    ['http://example.com/news.php?cid=106570178', 'https://example.com/news.php?cid=106570178'],
    ['http://example.org/a?no_prefetch=1', 'https://example.org/a'],
    ['http://example.org/a?share=twitter', 'https://example.org/a'],
    ['http://example.org/a?share=AbC123', 'https://example.org/a?share=AbC123'],
    ['http://example.org/a#comments', 'https://example.org/a'],
    ['http://example.org/a#disqus_thread', 'https://example.org/a'],
    ['http://example.org/a#li-comment-137', 'https://example.org/a#comment-137'],
    ['http://example.org/#!/room/7', 'https://example.org/#!/room/7'],
    ['http://twitter.com/DowningStreet/statuses/784', 'https://x.com/i/status/784'],
    ['https://mobile.twitter.com/DowningStreet/status/784?s=20', 'https://x.com/i/status/784'],
    ['https://nitter.example/DowningStreet/status/784#m', 'https://x.com/i/status/784'],
    ['https://x.com/DowningStreet/status/784/photo/1', 'https://x.com/i/status/784'],
  ])('%s has the key %s', (url, key) => {
    expect(canonicalUrl(url)).toBe(key);
    expect(canonicalUrl(key)).toBe(key);
  });

  test.each(['tag:example.org,2008:1', 'urn:uuid:1', 'mailto:a@example.org', '', 'no address', '/a'])('%s has none', (url) => {
    expect(canonicalUrl(url)).toBeNull();
  });

  const segment = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9._~%-]{0,8}$/),
    fc.constantFrom('amp', 'comment-page-2', '..', '.', '%7e', '%2F', '%E9', 's', 'c', 'www.example.org', 'status', '123'),
  );
  const address = fc
    .record({
      scheme: fc.constantFrom('http', 'https', 'HTTP'),
      host: fc.constantFrom(
        'example.org',
        'www.example.org',
        'www.amp.example.org',
        'twitter.com',
        'www.google.com',
        'a.cdn.ampproject.org',
        'bücher.example',
        'www.com',
      ),
      port: fc.constantFrom('', ':80', ':443', ':8080'),
      path: fc.array(segment, { maxLength: 6 }),
      query: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'utm_source', 'p', 'm', 'amp', 'share', 'cid', ''), segment), { maxLength: 4 }),
      fragment: fc.constantFrom('', '#comments', '#comment-12', '#li-comment-12', '#C12', '#!/x', '#a b', '#li-li-comment-2'),
    })
    .map(({ scheme, host, port, path, query, fragment }) => {
      const search = query.length > 0 ? `?${query.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
      return { scheme, rest: `://${host}${port}/${path.join('/')}${search}${fragment}` };
    });

  test('the key of a key is the key', () => {
    fc.assert(
      fc.property(address, ({ scheme, rest }) => {
        const key = canonicalUrl(scheme + rest);
        expect(key).not.toBeNull();
        expect(canonicalUrl(key)).toBe(key);
        expect(pageKey(key)).toBe(pageKey(scheme + rest));
      }),
      { numRuns: 2000 },
    );
  });

  test('equivalent forms have one key', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.constantFrom('utm_source=x', 'fbclid=1', 'gclid=a&utm_campaign=b'),
        (url, noise) => {
          const key = canonicalUrl(url);
          expect(canonicalUrl(url.replace(/^https?:/, (scheme) => (scheme === 'http:' ? 'HTTPS:' : 'Http:')))).toBe(key);
          expect(canonicalUrl(url.includes('?') ? `${url}&${noise}` : `${url}?${noise}`)).toBe(key);
          expect(canonicalUrl(`${url}#respond`)).toBe(key);
        },
      ),
    );
  });
});

test('a comment and its post have one page key', () => {
  const post = pageKey('http://example.org/2008/04/a/');
  expect(pageKey('https://www.example.org/2008/04/a/comment-page-3/#comment-9')).toBe(post);
  expect(pageKey('http://example.org/2008/04/b/#comment-9')).not.toBe(post);
  expect(pageKey('urn:x')).toBeNull();
});

test('a key is never longer than what an index takes, in letters of any alphabet', () => {
  for (const letter of ['x', 'é', '語']) {
    for (const count of [100, 600, 1000, 1990, 3000]) {
      const key = canonicalUrl(`http://a.example/${letter.repeat(count)}`);
      if (key !== null) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2000);
    }
  }
  expect(canonicalUrl(`http://a.example/${'x'.repeat(1900)}`)).toHaveLength('https://a.example/'.length + 1900);
  expect(canonicalUrl(`http://a.example/${'x'.repeat(2000)}`)).toBeNull();
});
