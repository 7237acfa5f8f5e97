/** What no blog writes, the readers of blogs must bear: open tags without end, levels without bottom, comments by the ten thousand, scripts. */
import fc from 'fast-check';
import type { Discussion, Platform } from '../../../src/feeds/platform.js';
import { documentOf, textDocument } from './documents.js';
import { inProportion } from '../../support/cpu.js';

const NAMES = 'blogger disqus drupal ghost govuk livejournal microformats movabletype schemaorg typepad typo wordpress'.split(' ');
const PAGE = 'https://town.example/2024/11/02/ford/';

async function load(name: string): Promise<Platform> {
  const [platform, ...others] = Object.values((await import(`../../../src/feeds/platforms/${name}.js`)) as Record<string, Platform>);
  if (!platform || others.length > 0) throw new Error(`${name} is to export its platform, and nothing else`);
  return platform;
}

function expectSound(discussion: Discussion | null): void {
  if (!discussion) return;
  const posts = [...(discussion.post ? [discussion.post] : []), ...(discussion.posts ?? []), ...discussion.comments];
  expect(new Set(posts.map(({ guid }) => guid)).size).toBe(posts.length);
  for (const { guid, html, url, author, inReplyTo, replyBasis } of posts) {
    expect(html).not.toMatch(/<script|<[^>]*\son\w+=|href="javascript:/i);
    for (const address of [url, author?.url, inReplyTo?.url]) if (typeof address === 'string') expect(address).toMatch(/^https?:\/\//);
    expect([guid === inReplyTo?.ref, (inReplyTo === null) === (replyBasis === null)]).toEqual([false, true]);
  }
  for (const { url } of [...discussion.references, ...discussion.more]) expect(url).toMatch(/^https?:\/\//);
}

const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>';
/** Pieces of all that the readers look for; what they make of any heap of them must be sound. */
const PIECES = [
  ...[
    '<li class="comment depth-1" id="comment-1">',
    '<li class="depth-9" id="comment-2">',
    '<div id="wpd-comm-3_3">',
    '<li class="pingback">',
    '<a id="comment-1">',
    '<div class="indented">',
  ],
  ...[
    '<ul class="children">',
    '</ul>',
    '</li>',
    '</div>',
    '<li class="comment" id="c10001">',
    '<ol id="c10001-ra">',
    '<div id="cmt100" style="margin-left: 25px">',
    '<div id="comment-6a00e5">',
  ],
  ...[
    '<cite class="fn">Ada</cite>',
    '<cite class="fn"><a href="javascript:alert(1)">',
    '<p class="comment-footer">Posted by: | April 03, 2008 at 01:40 PM</p>',
    '<div class="comment-content">',
    SCRIPT,
  ],
  ...[
    '<a href="#comment-1">@x</a>',
    '<a href="https://e.example/#comment-2">in reply to x</a>',
    '<a href="/comment-page-7/#comments">7</a>',
    '<form>',
    '<!--',
    '"',
    '<',
    '\0',
    '\ud800',
    'words',
  ],
  ...[
    '<div class="h-entry">',
    '<div class="p-comment h-cite u-in-reply-to">',
    '<a class="u-url" href="javascript:alert(1)">',
    '<time class="dt-published" datetime="x">',
    '<p class="e-content">',
  ],
  ...[
    '<div itemscope itemtype="https://schema.org/BlogPosting">',
    '<div itemscope itemprop="comment" itemtype="https://schema.org/Comment">',
    '<p itemprop="text">',
    '<a itemprop="url" href="data:x">',
  ],
  ...[
    '<script type="application/ld+json">',
    '{"@type":"BlogPosting","comment":[{"@type":"Comment","text":"<script>x"}]}',
    '</script>',
    '<script>Site.page = {"comments":[{"dtalkid":1,"parent":1,"article":"x"}]}</script>',
  ],
  ...[
    '<?xml version="1.0"?>',
    '<rss>',
    '<feed>',
    '<item>',
    '<entry>',
    '<link>https://town.example/a#comment-1</link>',
    '<id>tag:blogger.com,1999:blog-1.post-2</id>',
    '<thr:in-reply-to ref="x"/>',
    '</item>',
  ],
  ...[
    '<wp:comment>',
    '<wp:comment_approved>1</wp:comment_approved>',
    '<disqus>',
    '<post dsq:id="1">',
    '<parent dsq:id="1"/>',
    '<![CDATA[',
    ']]>',
  ],
  ...['TITLE: x\n', '-----\n', '--------\n', 'COMMENT:\nAUTHOR: x\n', 'BODY:\n'],
];

describe.each(NAMES)('%s', (name) => {
  test('bears any heap of what it looks for', async () => {
    const platform = await load(name);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), fc.constantFrom(null, PAGE, 'no address'), (pieces, url) => {
        const document = textDocument(pieces.join(''), url);
        const sure = platform.recognise({ url, document });
        expect(sure >= 0 && sure <= 1).toBe(true);
        expectSound(platform.read(document));
      }),
      { numRuns: 400 },
    );
  });

  test('bears any JSON, with the names that it looks for', async () => {
    const platform = await load(name);
    const names =
      'comments comment response posts thread link id parent author name message items feed entry content html replies member @type @graph @id text parentItem dtalkid article $t rendered author_name post'.split(
        ' ',
      );
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(
          null,
          1,
          2 ** 60,
          '',
          'x',
          SCRIPT,
          PAGE,
          'Comment',
          'BlogPosting',
          'blogger#commentList',
          `${PAGE}#comment-1`,
          true,
        ),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom(null, PAGE), (value, url) => {
        const document = documentOf(value, url);
        platform.recognise({ url, document });
        expectSound(platform.read(document));
      }),
      { numRuns: 400 },
    );
  });

  test('asks for nothing where nothing is known', async () => {
    const platform = await load(name);
    expect(platform.name).toBe(name);
    expect(platform.asks({ guid: '', url: null, commentsUrl: null, commentsFeedUrl: null, commentCount: null })).toEqual([]);
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (guid, url) => {
        for (const ask of platform.asks({ guid, url, commentsUrl: guid, commentsFeedUrl: url, commentCount: null }))
          expect(ask.url).toMatch(/^https?:\/\//);
      }),
    );
  });
});

const many = (make: (index: number) => string, count: number) => Array.from({ length: count }, (_, index) => make(index)).join('');

test.each<[string, string, number]>([
  [
    'wordpress',
    many(
      (n) => `<li class="depth-${1 + (n % 5)}" id="comment-${n}"><b class="fn">P</b><a href="#comment-${n - 1}">@x</a><p>w</p></li>`,
      20_000,
    ),
    20_000,
  ],
  ['wordpress', many((n) => `<div id="comment-${n}"></div>`, 20_000), 20_000],
  ['wordpress', many((n) => `<li id="comment-${n}"><p>w</p><ul class="children">`, 900), 900],
  [
    'wordpress',
    `<rss><wp:comment/><item>${many((n) => `<wp:comment><wp:comment_id>${n}</wp:comment_id><wp:comment_approved>1</wp:comment_approved></wp:comment>`, 20_000)}`,
    20_000,
  ],
  ['blogger', many((n) => `<div id=c${10_000 + n}></div><b>x said...</b>w<a href="#c${10_000 + n}">4/3/08, 1:40 PM</a>`, 20_000), 20_000],
  ['drupal', many((n) => `<a id="comment-${n}"></a><div class="indented">`, 1_900), 1_900],
  ['livejournal', many((n) => `<div id="cmt${100 + n}" style="margin-left: ${n}px">w</div>`, 20_000), 20_000],
  ['movabletype', `TITLE: x\n-----\nBODY:\nx\n-----\n${many(() => 'COMMENT:\nAUTHOR: a\nw\n-----\n', 20_000)}`, 20_000],
  ['disqus', `<disqus>${many((n) => `<post dsq:id="${n}"><message>x</message><parent dsq:id="${n}"/></post>`, 20_000)}`, 20_000],
  [
    'microformats',
    `<div class="h-entry">${many((n) => `<div class="p-comment h-cite"><a class="u-url" href="https://a.example/${n}">x</a></div>`, 20_000)}</div>`,
    20_000,
  ],
  ['microformats', `<div class="h-entry">${many((n) => `<div class="p-comment h-entry"><div class="e-content">${n} `, 900)}`, 900],
  [
    'schemaorg',
    `<script type="application/ld+json">{"@type":"BlogPosting","comment":${many(() => '{"@type":"Comment","text":"x","comment":', 10_000)}1${'}'.repeat(10_001)}</script>`,
    1,
  ],
])(
  '%s reads %#: %.50s… in proportion to its length',
  async (name, text, least) => {
    const platform = await load(name);
    const discussion = await inProportion(() => platform.read(textDocument(text, PAGE)));
    expect(discussion?.comments.length).toBeGreaterThanOrEqual(least);
  },
  180_000,
);

test.each([
  '<',
  '<div>',
  '<!--',
  '<a ',
  '&',
  '<script>',
  '<div id="comment-1" ',
  '<![CDATA[',
  '<rss><item>',
  'Posted by: ',
  '{',
  '"[...] ',
])(
  '%s without end is borne by all',
  async (piece) => {
    for (const name of NAMES) {
      const platform = await load(name);
      const document = textDocument(piece.repeat(50_000), PAGE);
      platform.recognise({ url: null, document });
      expectSound(await inProportion(() => platform.read(document)));
    }
  },
  180_000,
);
