import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../../src/feeds/decode.js';
import { wordpress } from '../../../src/feeds/platforms/wordpress.js';
import { canonicalUrl } from '../../../src/feeds/urls.js';
import { discussionIn, documentOf, hasShared, textDocument, treeOf } from './documents.js';

const POST = 'https://blog.example.org/town/2024/11/02/ford/';
const API = 'https://blog.example.org/town/wp-json/wp/v2/comments';
const comment = (id: number, parent: number, more: object = {}) => ({
  id,
  post: 44,
  parent,
  author_name: 'Ada &amp; Bob',
  author_url: 'https://ada.example/',
  date: '2024-11-02T09:00:00',
  date_gmt: '2024-11-02T08:00:00',
  content: { rendered: `<p>Words ${id}.</p>` },
  link: `${POST}comment-page-2/#comment-${id}`,
  type: 'comment',
  ...more,
});
const facts = { commentsUrl: null, commentsFeedUrl: null, commentCount: null };

describe('the REST API', () => {
  const asked = `${API}?post=44&per_page=100&page=1&order=asc`;

  test('names parents, on other pages of the answer too; pingbacks are links between sites', () => {
    const ping = comment(14, 0, { type: 'pingback', author_name: 'Elsewhere', author_url: 'https://elsewhere.example/p' });
    const discussion = discussionIn(wordpress, [comment(12, 0), comment(13, 12), ping, comment(15, 7)], asked);
    const key = (number: number) => `${canonicalUrl(POST)}#comment-${number}`;
    expect(treeOf(discussion)).toEqual({ [key(12)]: canonicalUrl(POST), [key(13)]: key(12), [key(15)]: key(7) });
    expect(discussion.comments[0]).toMatchObject({
      url: `${POST}comment-page-2/#comment-12`,
      urlKey: key(12),
      aliases: ['wordpress:blog.example.org/town/comment/12'],
      author: { name: 'Ada & Bob', url: 'https://ada.example/' },
      publishedAt: new Date('2024-11-02T08:00:00Z'),
      text: 'Words 12.',
      replyBasis: 'explicit',
    });
    expect(discussion.references).toEqual([
      {
        url: 'https://elsewhere.example/p',
        title: 'Elsewhere',
        excerpt: 'Words 14.',
        publishedAt: new Date('2024-11-02T08:00:00Z'),
        target: 'https://blog.example.org/town/2024/11/02/ford/comment-page-2/',
      },
    ]);
  });

  test('a full page is followed by another, a short one by none', () => {
    const full = Array.from({ length: 100 }, (_, index) => comment(index + 1, 0));
    expect(discussionIn(wordpress, full, asked).more.map(({ url }) => url)).toEqual([`${API}?post=44&per_page=100&page=2&order=asc`]);
    expect(discussionIn(wordpress, full.slice(1), asked).more).toEqual([]);
    expect(discussionIn(wordpress, [], asked).comments).toEqual([]);
  });

  test('is asked by the number of the post, or by its slug first', () => {
    const ask = (guid: string, url: string | null) => wordpress.asks({ guid, url, ...facts }).map((each) => each.url);
    expect(ask('https://blog.example.org/town/?p=44', POST)).toEqual([asked]);
    // A site that moved keeps its old address in its guids, and its numbers.
    expect(ask('http://old.example/?p=44', 'https://new.example/2024/11/02/ford/')).toEqual([
      'https://new.example/wp-json/wp/v2/comments?post=44&per_page=100&page=1&order=asc',
    ]);
    expect(ask(POST, POST)).toEqual(['https://blog.example.org/town/wp-json/wp/v2/posts?slug=ford']);
    expect(ask('http://a.wordpress.com/?p=9', 'https://a.wordpress.com/2024/11/02/x/')).toEqual([
      'https://public-api.wordpress.com/wp/v2/sites/a.wordpress.com/comments?post=9&per_page=100&page=1&order=asc',
    ]);
    expect(ask('x', null)).toEqual([]);
  });

  test('the answer about a slug says where to go on', () => {
    const post = {
      id: 44,
      slug: 'ford',
      link: POST,
      guid: { rendered: 'https://blog.example.org/town/?p=44' },
      title: { rendered: 'The ford &#8211; again' },
      content: { rendered: '<p>Closed.</p>' },
      _links: { replies: [{ href: `${API}?post=44` }] },
    };
    const discussion = discussionIn(wordpress, [post]);
    expect(discussion.post).toMatchObject({
      guid: 'https://blog.example.org/town/?p=44',
      url: POST,
      title: 'The ford – again',
      text: 'Closed.',
    });
    expect(discussion.more.map(({ url }) => url)).toEqual([asked]);
  });

  test.each([[null], [{}], [[]], [{ code: 'rest_forbidden', message: 'No.', data: { status: 401 } }], [[{ id: 1 }]]])(
    '%j is none of its answers',
    (json) => {
      expect(wordpress.read(documentOf(json))).toBeNull();
    },
  );
});

describe('a page', () => {
  const page = (list: string, head = '') =>
    `<html><head><link rel="canonical" href="${POST}"><link rel="https://api.w.org/" href="https://blog.example.org/town/wp-json/">
     <link rel="shortlink" href="https://blog.example.org/town/?p=44">${head}</head><body><div class="entry-content">Closed.</div><ol class="commentlist">${list}</ol></body></html>`;
  const read = (html: string) => {
    const discussion = wordpress.read(textDocument(html));
    if (!discussion) throw new Error('no page of comments');
    return discussion;
  };
  const tree = (html: string) => {
    const discussion = read(html);
    const number = (guid: string | null | undefined) => (guid === discussion.post?.guid ? 'post' : guid?.replace(/^.*#comment-/, ''));
    return discussion.comments.map(({ guid, inReplyTo }) => `${number(guid)}>${number(inReplyTo?.ref)}`).join(' ');
  };

  test('gives names that its feeds and its API give too', () => {
    const { post, comments } = read(page('<li class="comment depth-1" id="comment-12"><cite class="fn">Ada</cite><p>So?</p></li>'));
    expect(post).toMatchObject({ guid: POST, aliases: ['https://blog.example.org/town/?p=44'] });
    expect(comments[0]).toMatchObject({
      guid: `${canonicalUrl(POST)}#comment-12`,
      aliases: ['wordpress:blog.example.org/town/comment/12'],
      author: { name: 'Ada' },
    });
  });

  test.each([
    [
      'levels',
      '<li class="depth-1" id="comment-1"><p>a</p><li class="depth-2" id="comment-2"><p>b</p><li class="depth-2" id="comment-3"><p>c</p>',
      '1>post 2>1 3>1',
    ],
    [
      'lists of children, where no level is said',
      '<li id="comment-1"><p>a</p><ul class="children"><li id="comment-2"><p>b</p></li></ul></li><li id="comment-3"><p>c</p></li>',
      '1>post 2>1 3>post',
    ],
    [
      'wpDiscuz, which names the parent',
      '<div id="wpd-comm-1_0"><div id="comment-1"><div class="wpd-comment-text">a</div></div></div><div id="wpd-comm-9_1"><div id="comment-9"><div class="wpd-comment-text">b</div></div></div>',
      '1>post 9>1',
    ],
    [
      'a word to another comment',
      '<li id="comment-1"><p>a</p></li><li id="comment-2"><p><a href="#comment-1">@Ada</a> b</p></li>',
      '1>post 2>1',
    ],
    [
      'a link later on, which answers nobody',
      '<li id="comment-1"><p>a</p></li><li id="comment-2"><p>As <a href="#comment-1">said</a></p></li>',
      '1>post 2>post',
    ],
    [
      'a link to a later comment',
      '<li id="comment-1"><p><a href="#comment-2">@Bob</a> a</p></li><li id="comment-2"><p>b</p></li>',
      '1>post 2>post',
    ],
  ])('hangs comments by %s', (_, list, expected) => {
    expect(tree(page(list))).toBe(expected);
  });

  test.each([
    [
      '<li id="comment-1"><div class="comment-author vcard"><img class="avatar"><b class="fn"><a href="http://ada.example/">Ada</a></b> <span class="says">says:</span></div><div class="comment-content"><p>So?</p></div></li>',
    ],
    [
      '<li id="comment-1"><cite><a href="http://ada.example/">Ada</a></cite> Says:<br><small class="commentmetadata"><a href="#comment-1">April 3rd, 2008 at 1:40 pm</a></small><p>So?</p></li>',
    ],
    [
      '<div class="post" id="comment-1"><div class="metainfo"><p>Posted by<br><a class="url" href="http://ada.example/">Ada</a></p></div><div class="content"><p>So?</p></div></div>',
    ],
    [
      '<dt id="comment-1"><span class="comment_author"><a href="http://ada.example/">Ada</a></span></dt><dd><div id="comment-body-1"><p>So?</p></div></dd>',
    ],
    [
      '<li id="comment-1"><p class="comment-author"><strong><a href="http://ada.example/">Ada</a></strong> on 3 April 2008 said:</p><div class="comment-text">So?</div></li>',
    ],
  ])('finds who and what in the markup of themes: %.60s', (comment) => {
    const [first] = read(page(comment)).comments;
    expect([first?.author, first?.text]).toEqual([{ name: 'Ada', url: 'http://ada.example/' }, 'So?']);
  });

  test.each(['Posted by<br>Ada Byron<br>', 'Ada Byron says:<br>', 'By Ada Byron on 3 April 2008'])(
    'finds a name that no element marks: %s',
    (said) => {
      expect(read(page(`<div id="comment-1"><div>${said}</div><div class="content">So?</div></div>`)).comments[0]?.author?.name).toBe(
        'Ada Byron',
      );
    },
  );

  test('a cited book stays in the words of a comment', () => {
    const html = '<li id="comment-1"><b class="fn">Ada</b><div class="comment-text"><p>Read <cite>Emma</cite>.</p></div></li>';
    expect(read(page(html)).comments[0]).toMatchObject({ text: 'Read Emma.', author: { name: 'Ada' } });
  });

  test('pingbacks are links between sites, with a number or without', () => {
    const { comments, references } = read(
      page(
        `<li class="pingback depth-1" id="comment-1"><p>Pingback: <a href="https://elsewhere.example/p">Elsewhere</a></p></li>
         <li class="comment depth-1" id="comment-2"><p>So?</p></li><li class="post pingback"><p>Pingback: <a href="https://third.example/">Third</a></p></li>`,
      ),
    );
    expect(comments.map(({ text }) => text)).toEqual(['So?']);
    expect(references.map(({ url, title }) => [url, title])).toEqual([
      ['https://elsewhere.example/p', 'Elsewhere'],
      ['https://third.example/', 'Third'],
    ]);
  });

  test('asks for the other pages of a long thread, and for those that it leaves out between them', () => {
    const paging = `<a href="${POST}comment-page-1/#comments">1</a> <a href="${POST}comment-page-4/#comments">4</a> <a href="https://other.example/comment-page-9/#comments">9</a>`;
    const list = `<li id="comment-1"><a href="${POST}comment-page-3/#comment-1">now</a><p>a</p></li></ol>${paging}`;
    expect(read(page(list)).more.map(({ url }) => url)).toEqual([1, 2, 4].map((number) => `${POST}comment-page-${number}/`));
  });

  test('what stands behind the last comment is not of it', () => {
    const html = `${page('<li id="comment-1"><p>a</p></li>')}<div id="sidebar"><cite class="fn">Someone else</cite><time datetime="2001-01-01">then</time></div>`;
    expect(read(html).comments[0]).toMatchObject({ author: null, publishedAt: null, text: 'a' });
  });
});

test('an export gives the comments that were published, with their parents and without mail addresses', () => {
  const one = (id: number, parent: number, more = '<wp:comment_approved>1</wp:comment_approved>') =>
    `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author><![CDATA[Ada]]></wp:comment_author><wp:comment_author_email>ada@example.org</wp:comment_author_email>
     <wp:comment_date_gmt>2024-11-02 08:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[<p>Words ${id}.</p>]]></wp:comment_content><wp:comment_parent>${parent}</wp:comment_parent>${more}</wp:comment>`;
  const spam = one(3, 0, '<wp:comment_approved>spam</wp:comment_approved>');
  const xml = `<?xml version="1.0"?><rss><channel><item><link>${POST}</link><guid>https://blog.example.org/?p=44</guid>${one(1, 0)}${one(2, 1)}${spam}</item></channel></rss>`;
  const discussion = wordpress.read(textDocument(xml));
  const key = `${canonicalUrl(POST)}#comment-`;
  expect(discussion && treeOf(discussion)).toEqual({ [`${key}1`]: 'https://blog.example.org/?p=44', [`${key}2`]: `${key}1` });
  expect(JSON.stringify(discussion)).not.toContain('ada@');
});

test.each([
  [1, 'https://a.wordpress.com/x/', ''],
  [1, null, '<meta name="generator" content="WordPress 6.4" />'],
  [0.9, null, '<link href="/wp-content/themes/x.css">'],
  [0, 'https://blog.example.org/', '<p>comment</p>'],
])('is recognised with %d from %s %s', (sure, url, text) => {
  expect(wordpress.recognise({ url, document: textDocument(text, url) })).toBe(sure);
});

const SHARED = join(import.meta.dirname, '../../../../shared/fixtures');
(hasShared && existsSync(join(SHARED, 'labels')) ? test : test.skip)(
  'real pages hang every comment where it hung (needs ../shared/fixtures)',
  () => {
    const { threads } = JSON.parse(readFileSync(join(SHARED, 'labels/wordpress-threads.json'), 'utf8')) as {
      threads: Record<string, { id: string; parent: string | null }[]>;
    };
    for (const [file, expected] of Object.entries(threads)) {
      const { text } = decode(readFileSync(join(SHARED, file)), null);
      const { post, comments } = wordpress.read(textDocument(text, 'https://blog.example.org/p/'))!;
      const number = (guid: string | null | undefined) => (guid === post?.guid ? null : /#comment-(\d+)$/.exec(guid ?? '')?.[1]);
      const tree = new Map(comments.map(({ guid, inReplyTo }) => [number(guid), number(inReplyTo?.ref)]));
      expect([file, ...expected.map(({ id }) => [id, tree.get(id)])]).toEqual([file, ...expected.map(({ id, parent }) => [id, parent])]);
    }
  },
);
