import fc from 'fast-check';
import { commentsFeedOf, commonFeedPaths, discoverFeeds, generatorPlatform, namesCommentFeed } from '../../src/feeds/discover.js';
import { inProportion } from '../support/cpu.js';

const PAGE = 'http://blog.example.org/2008/04/';
const urls = (html: string) => discoverFeeds(html, PAGE).map(({ url }) => url);

describe('the feeds that a page names', () => {
  test('are those of its link tags, then those of its links', () => {
    expect(
      discoverFeeds(
        `<a href="/rss.xml">Subscribe <b>here</b></a>
         <link rel="alternate" type="application/rss+xml" title="Posts" href="/feed/">
         <LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="/comments/feed/atom/" TITLE="Comments">
         <a href="/feed/">again</a>`,
        PAGE,
      ),
    ).toEqual([
      { url: 'http://blog.example.org/feed/', title: 'Posts', type: 'application/rss+xml', role: 'posts', why: 'link-tag' },
      {
        url: 'http://blog.example.org/comments/feed/atom/',
        title: 'Comments',
        type: 'application/atom+xml',
        role: 'comments',
        why: 'link-tag',
      },
      { url: 'http://blog.example.org/rss.xml', title: 'Subscribe here', type: null, role: 'posts', why: 'anchor' },
    ]);
  });

  test('have titles that a table can hold', () => {
    const [feed] = discoverFeeds('<link rel="alternate" type="application/rss+xml" title="All\0 \ud834 posts" href="/feed">', PAGE);
    expect(feed?.title).toBe('All \ufffd posts');
  });

  test.each([
    ['<link rel="feed" href="/x">', ['http://blog.example.org/x']],
    ['<link rel="alternate" type="application/feed+json" href="feed.json">', ['http://blog.example.org/2008/04/feed.json']],
    ['<base href="http://other.example/"><link rel=alternate type=application/rss+xml href=rss>', ['http://other.example/rss']],
    ['<link rel="alternate" type="text/xml" href="/index.xml">', ['http://blog.example.org/index.xml']],
    ['<a href="/news.atom">x</a>', ['http://blog.example.org/news.atom']],
    ['<a href="/?feed=rss2">x</a>', ['http://blog.example.org/?feed=rss2']],
    ['<a href="/syndicate/rss/en">Our RSS</a>', ['http://blog.example.org/syndicate/rss/en']],
    ['<a href="/feeds/posts/default">x', ['http://blog.example.org/feeds/posts/default']],
    ['<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', []],
    ['<link rel="alternate" type="application/json+oembed" href="/oembed?format=json">', []],
    ['<link rel="alternate" type="text/html" hreflang="cy" href="/cy/">', []],
    ['<link rel="stylesheet" type="application/rss+xml" href="/feed">', []],
    ['<a href="/feedback">Send feedback</a><a href="/atomic">Atom power</a><a href="/food">feed the birds</a>', []],
    ['<a href="http://readers.example/help/rss-explained">What is RSS?</a>', []],
    ['<a href="javascript:feed()">RSS feed</a>', []],
  ])('%s names %j', (html, expected) => {
    expect(urls(html)).toEqual(expected);
  });

  test('whatever the page, it ends, and gives each web address once', async () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<a href="/feed">', '</a>', '<link rel="feed" href="', '"', '>', 'RSS', '<base href="x:y">', '<'), {
          maxLength: 20,
        }),
        (pieces) => {
          const found = urls(pieces.join(''));
          expect(new Set(found).size).toBe(found.length);
          for (const url of found) expect(url).toMatch(/^https?:/);
        },
      ),
    );
    await inProportion(() => {
      expect(urls('<a href="/rss">x'.repeat(100_000))).toHaveLength(1);
      urls('<'.repeat(300_000));
      urls('<div>'.repeat(200_000));
      urls('<div></p>'.repeat(100_000));
      generatorPlatform('<div>'.repeat(200_000));
      urls(`<a href="/${'/feed'.repeat(1000)}x">RSS</a>`.repeat(20));
    });
  });
});

test.each([
  ['http://a.example/comments/feed/', true],
  ['http://a.example/2008/04/post/comments.rss', true],
  ['http://a.example/feeds/comments/default', true],
  ['http://a.example/feeds/4711/comments/default', true],
  ['http://a.example/?feed=comments-rss2', true],
  ['http://a.example/feed/', false],
  ['http://a.example/comments-on-the-budget/feed/', false],
  ['http://a.example/commentary/feed/', false],
  ['no address', false],
])('%s is a feed of comments: %p', (url, expected) => {
  expect(namesCommentFeed(url)).toBe(expected);
});

test.each([
  ['http://a.example/feed/', null, 'http://a.example/comments/feed/'],
  ['http://a.example/blog/feed/atom/', null, 'http://a.example/blog/comments/feed/atom/'],
  ['http://a.example/?feed=rss2', 'wordpress', 'http://a.example/?feed=comments-rss2'],
  ['http://a.example/rss.xml', 'wordpress', 'http://a.example/comments/feed/'],
  ['http://a.blogspot.example/feeds/posts/default?alt=rss', null, 'http://a.blogspot.example/feeds/comments/default'],
  ['http://a.example/atom.xml', 'typepad', null],
  ['http://a.example/rss.xml', null, null],
  ['http://a.example/comments/feed/', 'wordpress', null],
  ['no address', 'wordpress', null],
])('the comments of %s on %p are at %p', (url, platform, expected) => {
  expect(commentsFeedOf(url, platform)).toBe(expected);
});

test('the usual places of a feed', () => {
  expect(commonFeedPaths('http://a.example/')).toEqual(
    expect.arrayContaining(['http://a.example/feed/', 'http://a.example/feeds/posts/default']),
  );
  expect(commonFeedPaths('http://a.example/blog/index.html')[0]).toBe('http://a.example/blog/feed/');
  expect(commonFeedPaths('https://www.gov.uk/government/organisations/cabinet-office')).toEqual([
    'https://www.gov.uk/government/organisations/cabinet-office.atom',
  ]);
  expect(commonFeedPaths('https://www.gov.uk/search/news-and-communications?people[]=x')).toEqual([
    'https://www.gov.uk/search/news-and-communications.atom?people[]=x',
  ]);
  expect(commonFeedPaths('mailto:a@b.example')).toEqual([]);
});

test.each([
  ['<meta name="generator" content="WordPress 6.5">', 'wordpress'],
  ['<meta content="blogger" name="Generator">', 'blogger'],
  ['<meta name="generator" content="http://www.typepad.com/" />', 'typepad'],
  ['<meta name="generator" content="Ghost 5.2"><script src="/wp-content/x.js">', 'ghost'],
  ['<link href="/wp-content/themes/a/style.css">', 'wordpress'],
  ['<html class="govuk-template">', 'govuk'],
  ['<meta name="generator" content="Handmade">', null],
  ['', null],
])('%s runs on %p', (html, platform) => {
  expect(generatorPlatform(html)).toBe(platform);
});
