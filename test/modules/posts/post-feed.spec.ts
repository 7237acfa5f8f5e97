import fc from 'fast-check';
import { legalText } from '../../../src/feeds/characters.js';
import { cleanHtml } from '../../../src/feeds/html.js';
import { readFeed } from '../../../src/feeds/read-feed.js';
import { flattenThread } from '../../../src/feeds/threads.js';
import { FEED_FORMATS, FEED_TYPES, type FeedFormat, writeFeed } from '../../../src/modules/posts/post-feed.js';
import { threadFeed } from '../../../src/modules/posts/thread.feed.js';
import type { ThreadRow } from '../../../src/modules/posts/thread.query.js';

const PUBLISHER = { baseUrl: 'https://hustings.example', websubHub: null };
const ROOT = 1;

/**
 * What people write, and what breaks programs: markup, the end of a CDATA section, controls, both directions, pictures of several characters. What is
 * stored has been read, so that each is a character by then.
 */
const words = fc
  .array(
    fc.constantFrom(
      ...[
        'plain',
        'words',
        '<b>bold</b>',
        '&amp;',
        '&lt;i&gt;',
        ']]>',
        '<![CDATA[',
        'שלום',
        '\u202eback',
        'مرحبا',
        'ﷺ',
        '👩‍👩‍👧‍👦',
        '🇬🇧',
        'e\u0301',
        '\u0007',
        '\u000b',
        '\u0085',
      ],
      ...[
        '\u2028',
        '\ufffe',
        '\ud800',
        '<p>next',
        '<script>x</script>',
        '<a href="https://a.example/?b=1&amp;c=2">link</a>',
        '"quoted"',
        '%',
      ],
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => legalText(parts.join(' ')));

/** Each comment answers one of those before it, so that threads grow as deep or as wide as the law likes; some are removed later. */
const thread = fc.array(
  fc.record({
    /** Of what stands before it: 0 for the post, 1 for the one just before. */
    answers: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    markup: words,
    name: fc.option(words),
    isGone: fc.boolean(),
    secondsLater: fc.integer({ min: 1, max: 100_000 }),
    language: fc.constantFrom(null, 'en', 'ar', 'he-IL', 'no language'),
  }),
  { maxLength: 60 },
);

function rowsOf(said: typeof thread extends fc.Arbitrary<infer T> ? T : never, title: string): ThreadRow[] {
  let at = Date.parse('2008-04-03T09:00:00Z');
  const rows = [rowOf(ROOT, { title, kind: 'post', sortAt: at, commentCount: said.length })];
  for (const { answers, markup, name, isGone, secondsLater, language } of said) {
    at += secondsLater * 1000;
    const parentId = 1 + Math.round(answers * (rows.length - 1));
    const { html, text } = cleanHtml({ type: 'html', value: markup, base: null });
    const authorName = name && (cleanHtml({ type: 'html', value: name, base: null }).text.replace(/\s+/g, ' ').trim() || null);
    rows.push(
      rowOf(rows.length + 1, {
        kind: 'comment',
        rootId: ROOT,
        parentId,
        html,
        text,
        authorName,
        sortAt: at,
        goneAt: isGone ? at : null,
        language,
      }),
    );
  }
  return rows;
}

function rowOf(id: number, said: Partial<ThreadRow>): ThreadRow {
  const nothing = {
    url: null,
    title: null,
    authorName: null,
    authorUrl: null,
    siteUrl: null,
    language: null,
    updatedAt: null,
    parentUrl: null,
  };
  const none = {
    replyBasis: null,
    replyConfidence: null,
    commentsUrl: null,
    commentCount: null,
    goneAt: null,
    rootId: null,
    parentId: null,
  };
  const counts = { position: 0, revisionCount: 0, judgements: 0, isStub: 0, isSample: 0, seenAt: 0, sourceId: 1, enclosures: '[]' };
  const words = {
    html: '<p>The post.</p>',
    text: 'The post.',
    sourceTitle: 'A blog',
    feedRole: 'comments',
    voice: null,
    publishedAt: said.sortAt ?? 0,
  };
  return { ...nothing, ...none, ...counts, ...words, id, kind: 'post', sortAt: 0, ...said };
}

async function readBack(rows: ThreadRow[], format: FeedFormat) {
  const text = writeFeed(threadFeed(rows, ROOT, rows.length - 1), format, PUBLISHER);
  return readFeed(Buffer.from(text), { url: `https://hustings.example/threads/1.${format}`, contentType: FEED_TYPES[format] });
}

const numberOf = (guid: string | null | undefined) => Number(guid?.split('/').at(-1));

/** Instants in RSS have seconds, which is all that the thread has, too. */
test.each(FEED_FORMATS)('our own %s, read back by our own reader, gives the same tree', async (format) => {
  await fc.assert(
    fc.asyncProperty(thread, words, async (said, title) => {
      const rows = rowsOf(said, cleanHtml({ type: 'html', value: title, base: null }).text.replace(/\s+/g, ' ').trim() || 'Untitled');
      const standing = rows.filter(({ goneAt }) => goneAt === null);
      const { posts, warnings } = await readBack(rows, format);
      expect(warnings).toEqual([]);
      const seen = posts.map((post) => ({
        id: numberOf(post.guid),
        parentId: post.inReplyTo === null ? null : numberOf(post.inReplyTo.ref),
        kind: post.kind,
        name: post.author?.name,
        at: post.publishedAt?.getTime() ?? 0,
        html: post.html,
        text: post.text,
        position: 0,
      }));
      const known = standing.map(({ id, parentId, kind, authorName, sortAt, html, text }) => {
        const name = authorName || (kind === 'post' ? 'A blog' : 'Someone without a name');
        return { id, parentId, kind, name, at: sortAt, html, text, position: 0 };
      });
      expect(seen.sort((a, b) => a.id - b.id)).toEqual(known);
      const tree = (nodes: typeof known) => flattenThread(nodes, ROOT).map(({ node, depth, parentId }) => [node.id, depth, parentId]);
      expect(tree(seen as typeof known)).toEqual(tree(known));
    }),
    { numRuns: 60 },
  );
});

test.each(FEED_FORMATS)('a chain of 500 answers keeps its depth in %s', async (format) => {
  const rows = [rowOf(ROOT, { sortAt: 0 })];
  for (let id = 2; id <= 501; id++) rows.push(rowOf(id, { kind: 'comment', rootId: ROOT, parentId: id - 1, sortAt: id * 1000 }));
  const { posts } = await readBack(rows, format);
  const nodes = posts.map(({ guid, inReplyTo, publishedAt }) => ({
    id: numberOf(guid),
    parentId: inReplyTo && numberOf(inReplyTo.ref),
    at: publishedAt?.getTime() ?? 0,
    position: 0,
  }));
  expect(Math.max(...flattenThread(nodes, ROOT).map(({ depth }) => depth))).toBe(500);
});

test.each(FEED_FORMATS)('%s names its hub where there is one', async (format) => {
  const feed = threadFeed([rowOf(ROOT, { sortAt: 0 })], ROOT, 0);
  const hubs = async (websubHub: string | null) =>
    (await readFeed(Buffer.from(writeFeed(feed, format, { ...PUBLISHER, websubHub })), { url: null, contentType: null })).feed;
  expect((await hubs(null)).hubs).toEqual([]);
  const { hubs: named, url } = await hubs('https://hub.example/');
  expect([named, url]).toEqual([['https://hub.example/'], `https://hustings.example/threads/1.${format}`]);
});

test.each(FEED_FORMATS)('a feed without items is still one in %s', async (format) => {
  const feed = { title: 't', description: 'd', feedPath: '/f', pagePath: '/f', updatedAt: new Date(0), items: [] };
  const text = writeFeed(feed, format, PUBLISHER);
  expect((await readFeed(Buffer.from(text), { url: null, contentType: null })).posts).toEqual([]);
  if (format === 'json') expect((JSON.parse(text) as { items: unknown }).items).toEqual([]);
});
