import fc from 'fast-check';
import {
  feedOfAddress,
  pageInWebFinger,
  typedAddress,
  usualPage,
  webFingerUrl,
  youtubeFeedIn,
} from '../../../src/modules/sources/typed-address.js';

test.each([
  ['example.org', 'https://example.org/'],
  [' www.example.org/blog#top ', 'https://www.example.org/blog'],
  ['<https://example.org/feed>', 'https://example.org/feed'],
  ['feed://example.org/a', 'http://example.org/a'],
  ['feed:https://example.org/a', 'https://example.org/a'],
  ['localhost:8080/feed', 'http://localhost:8080/feed'],
  ['example.org:8443/feed', 'https://example.org:8443/feed'],
  ['r/ukpolitics', 'https://www.reddit.com/r/ukpolitics/'],
  ['/u/name', 'https://www.reddit.com/user/name/'],
  ['12345678@N00', 'https://www.flickr.com/photos/12345678@N00/'],
  ['@name.bsky.social', 'https://bsky.app/profile/name.bsky.social'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
])('%s is the address %s', (typed, url) => {
  expect(typedAddress(typed)).toEqual({ kind: 'web', url });
});

test.each([
  ['@Ada@social.example', 'Ada', 'social.example'],
  ['ada@social.example', 'ada', 'social.example'],
  ['acct:ada@social.example', 'ada', 'social.example'],
  ['@ada@127.0.0.1:8080', 'ada', '127.0.0.1:8080'],
])('%s is an account', (typed, name, server) => {
  expect(typedAddress(typed)).toEqual({ kind: 'handle', name, server });
});

test.each([
  ['', 'Write the address'],
  ['hello world', 'is not an address'],
  ['hello', 'is not an address'],
  ['@ada', 'write @ada@server.example'],
  ['https://exa mple.org/', 'is not an address'],
  ['x'.repeat(3000), 'at most 2000 characters'],
])('%s is none, and the words say what to write', (typed, words) => {
  expect(typedAddress(typed)).toEqual({ kind: 'none', message: expect.stringContaining(words) as string });
});

test('law: whatever is typed, the answer is one of three, and an address can be read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.emailAddress()), (typed) => {
      const address = typedAddress(typed);
      if (address.kind === 'web') expect(feedOfAddress(address.url) ?? address.url).toMatch(/^[a-z]/i);
      if (address.kind === 'handle') expect(URL.canParse(webFingerUrl(address)) && URL.canParse(usualPage(address))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['https://reddit.com/r/ukpolitics', 'https://www.reddit.com/r/ukpolitics/.rss'],
  ['https://old.reddit.com/user/name/', 'https://www.reddit.com/user/name/.rss'],
  ['https://www.reddit.com/r/a/comments/1abc/title/', null],
  ['https://www.youtube.com/channel/UCabc', 'https://www.youtube.com/feeds/videos.xml?channel_id=UCabc'],
  ['https://m.youtube.com/user/Number10gov/videos', 'https://www.youtube.com/feeds/videos.xml?user=Number10gov'],
  ['https://youtube.com/playlist?list=PL1', 'https://www.youtube.com/feeds/videos.xml?playlist_id=PL1'],
  ['https://www.youtube.com/@name', null],
  ['https://www.flickr.com/photos/12345678@N00/', 'https://www.flickr.com/services/feeds/photos_public.gne?id=12345678@N00&format=atom'],
  ['https://www.flickr.com/photos/name/', null],
  ['https://gov.uk/government/organisations/cabinet-office', 'https://www.gov.uk/government/organisations/cabinet-office.atom'],
  ['https://www.gov.uk/government/organisations/cabinet-office.atom', null],
  ['https://www.gov.uk/search/news-and-communications?people[]=x', 'https://www.gov.uk/search/news-and-communications.atom?people[]=x'],
  ['https://www.gov.uk/vat-rates', null],
  ['https://example.org/r/x', null],
])('%s leads to the feed %s', (url, feed) => {
  expect(feedOfAddress(url)).toBe(feed);
});

test('a page of YouTube that names no feed still names its channel', () => {
  const id = `UC${'x'.repeat(22)}`;
  expect(youtubeFeedIn(`<script>{"externalId":"${id}"}</script>`, 'https://www.youtube.com/@name')).toBe(
    `https://www.youtube.com/feeds/videos.xml?channel_id=${id}`,
  );
  expect(youtubeFeedIn(`"externalId":"${id}"`, 'https://example.org/')).toBeNull();
  expect(youtubeFeedIn('<p>Before you go on</p>', 'https://www.youtube.com/@name')).toBeNull();
});

test('what WebFinger says of an account: its page, else its actor, else nothing', () => {
  const links = [
    { rel: 'self', type: 'application/activity+json', href: 'https://social.example/users/ada' },
    { rel: 'http://webfinger.net/rel/profile-page', href: 'https://social.example/@ada' },
  ];
  expect(pageInWebFinger(JSON.stringify({ links }))).toBe('https://social.example/@ada');
  expect(pageInWebFinger(JSON.stringify({ links: links.slice(0, 1) }))).toBe('https://social.example/users/ada');
  for (const nonsense of ['', 'null', '[]', '{"links":{}}', '{"links":[null,{"rel":"self","href":"javascript:alert(1)"}]}', '<html>'])
    expect(pageInWebFinger(nonsense)).toBeNull();
});
