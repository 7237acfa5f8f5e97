import { blogger } from '../../../src/feeds/platforms/blogger.js';
import { discussionIn, refined, textDocument, treeOf } from './documents.js';

const tag = (number: number) => `tag:blogger.com,1999:blog-77.post-${number}`;
const FEED = 'https://town.blogspot.com/feeds/555/comments/default';
const PAGE = 'https://town.blogspot.com/2008/04/ford.html';

const jsonEntry = (id: number, parent?: number) => ({
  id: { $t: tag(id) },
  published: { $t: '2008-04-03T13:40:00.000+01:00' },
  updated: { $t: '2008-04-03T13:40:00.000+01:00' },
  content: { type: 'html', $t: `Words ${id}.` },
  link: [
    { rel: 'alternate', type: 'text/html', href: `${PAGE}?showComment=1207226400000#c${id}` },
    { rel: 'self', href: `https://www.blogger.com/feeds/77/555/comments/default/${id}` },
    ...(parent ? [{ rel: 'related', href: `https://www.blogger.com/feeds/77/555/comments/default/${parent}` }] : []),
  ],
  author: [{ name: { $t: 'Ada' }, uri: { $t: 'https://www.blogger.com/profile/1' } }],
  'thr$in-reply-to': { ref: tag(555), href: PAGE, source: 'x', type: 'text/html' },
});
const feed = (entry: object[], total: number) => ({
  feed: { id: { $t: `${tag(555)}..comments` }, openSearch$totalResults: { $t: String(total) }, openSearch$startIndex: { $t: '1' }, entry },
});

const xmlEntry = (id: number, parent?: number) =>
  `<entry><id>${tag(id)}</id><published>2008-04-03T13:40:00.000+01:00</published><updated>2008-04-03T13:40:00.000+01:00</updated><title type="text">Words</title><content type="html">Words ${id}.</content>
   <link rel="alternate" type="text/html" href="${PAGE}#c${id}"/>${parent ? `<link rel="related" href="https://www.blogger.com/feeds/77/555/comments/default/${parent}"/>` : ''}
   <author><name>Ada</name><uri>https://www.blogger.com/profile/1</uri></author><thr:in-reply-to ref="${tag(555)}" href="${PAGE}"/></entry>`;
const xml = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><id>${tag(555)}..comments</id><title>Comments</title>${xmlEntry(1001)}${xmlEntry(1002, 1001)}</feed>`;

const TREE = { [tag(1001)]: tag(555), [tag(1002)]: tag(1001) };

describe('a comment feed', () => {
  test('as JSON', () => {
    const discussion = discussionIn(blogger, feed([jsonEntry(1001), jsonEntry(1002, 1001)], 2), FEED);
    expect(treeOf(discussion)).toEqual(TREE);
    expect(discussion.comments[0]).toMatchObject({
      author: { name: 'Ada', url: 'https://www.blogger.com/profile/1' },
      publishedAt: new Date('2008-04-03T12:40:00Z'),
      updatedAt: null,
      urlKey: `${PAGE}#c1001`,
      text: 'Words 1001.',
      replyBasis: 'explicit',
    });
    expect([discussion.count, discussion.more]).toEqual([2, []]);
  });

  test('as Atom, read here or by the reader of all feeds', async () => {
    const discussion = blogger.read(textDocument(xml, FEED));
    expect(discussion && treeOf(discussion)).toEqual(TREE);
    expect(Object.fromEntries((await refined(blogger, xml, FEED)).map(({ guid, inReplyTo }) => [guid, inReplyTo?.ref]))).toEqual(TREE);
  });

  test('is asked for in pages', () => {
    const facts = { guid: tag(555), url: PAGE, commentsUrl: null, commentsFeedUrl: null, commentCount: null };
    const first = 'https://www.blogger.com/feeds/77/555/comments/default?alt=json&max-results=500';
    expect(blogger.asks(facts).map(({ url }) => url)).toEqual([first]);
    expect(blogger.asks({ ...facts, commentsFeedUrl: FEED }).map(({ url }) => url)).toEqual([`${FEED}?alt=json&max-results=500`]);
    expect(discussionIn(blogger, feed([jsonEntry(1001)], 3), first).more).toEqual([
      { url: `${first}&start-index=2`, accept: 'json', credential: null },
    ]);
  });

  test('of posts is left to the reader of feeds', () => {
    expect(
      blogger.read(
        textDocument('<feed><id>tag:blogger.com,1999:blog-77</id><entry><id>tag:blogger.com,1999:blog-77.post-555</id></entry></feed>'),
      ),
    ).toBeNull();
  });
});

test('the answer of the API', () => {
  const item = (id: string, more: object = {}) => ({
    id,
    post: { id: '555' },
    blog: { id: '77' },
    published: '2008-04-03T13:40:00+01:00',
    content: 'So?',
    author: { displayName: 'Ada' },
    ...more,
  });
  const items = [item('1001'), item('1002', { inReplyTo: { id: '1001' } }), item('1003', { status: 'spam' })];
  expect(treeOf(discussionIn(blogger, { kind: 'blogger#commentList', items }))).toEqual(TREE);
});

describe('a page', () => {
  const HEAD = `<link rel="alternate" href="https://town.blogspot.com/feeds/555/comments/default"><link rel="service.post" href="https://www.blogger.com/feeds/77/posts/default"><link rel="canonical" href="${PAGE}">`;

  test('nests its replies, and writes the instant into its links', () => {
    const comment = (id: number, inner = '') =>
      `<li class="comment" id="c${id}"><div class="comment-block"><div class="comment-header"><cite class="user"><a href="https://www.blogger.com/profile/${id}">P${id}</a></cite><span class="datetime"><a href="${PAGE}?showComment=1207226400000#c${id}">13:40</a></span></div>
       <p class="comment-content">Words ${id}.</p></div><div class="comment-replies"><div id="c${id}-rt"><ol id="c${id}-ra"><div>${inner}</div></ol></div></div></li>`;
    const discussion = blogger.read(textDocument(`${HEAD}<ol id="top-ra">${comment(10001, comment(10002))}${comment(10003)}</ol>`));
    expect(discussion && treeOf(discussion)).toEqual({ [tag(10001)]: tag(555), [tag(10002)]: tag(10001), [tag(10003)]: tag(555) });
    expect(discussion?.comments[1]).toMatchObject({
      author: { name: 'P10002' },
      text: 'Words 10002.',
      publishedAt: new Date('2008-04-03T12:40:00Z'),
    });
  });

  test('of old templates parts who, what and when by its own order alone', () => {
    const dated = (id: number) =>
      `<dt class="comment-author" id="c${id}"><a href="https://www.blogger.com/profile/${id}">P${id}</a> said...</dt><dd class="comment-body"><p>Words ${id}.</p></dd><dd class="comment-footer"><a href="${PAGE}#c${id}">April 3, 2008 1:40 PM</a></dd>`;
    const bare = (id: number) =>
      `<div id="c${id}"></div><b><a href="https://www.blogger.com/profile/${id}">P${id}</a> said...</b></div><div class="x">Words ${id}.<br><a href="#c${id}">4/3/08, 1:40 PM</a><br>`;
    for (const page of [`<dl>${dated(10001)}${dated(10002)}</dl>`, `<div><div class="x">${bare(10001)}${bare(10002)}</div></div>`]) {
      const discussion = blogger.read(textDocument(HEAD + page));
      expect(discussion?.comments.map(({ author, text, publishedAt }) => [author?.name, text, publishedAt?.toISOString()])).toEqual([
        ['P10001', 'Words 10001.', '2008-04-03T13:40:00.000Z'],
        ['P10002', 'Words 10002.', '2008-04-03T13:40:00.000Z'],
      ]);
    }
  });
});
