import fc from 'fast-check';
import { cleanHtml } from '../../../src/feeds/html.js';
import type { Post } from '../../../src/feeds/types.js';
import type { Database } from '../../../src/modules/database/database.js';
import { type Batch, ingest, type Ingested } from '../../../src/modules/posts/ingest.js';
import { LinkEntity } from '../../../src/modules/posts/link.entity.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import { RevisionEntity } from '../../../src/modules/posts/revision.entity.js';
import { WaitingEntity } from '../../../src/modules/posts/waiting.entity.js';
import { FeedEntity } from '../../../src/modules/sources/feed.entity.js';
import { openTestDatabase } from '../../support/database.js';
import { aComment, aPost, aSource } from '../../support/make.js';

const now = new Date('2008-04-04T00:00:00Z');
let database: Database;
let close: () => Promise<void>;
let sourceId: number;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  sourceId = await aSource(database);
});
afterEach(() => close());

describe('posts', () => {
  test('a new entry is added, and served again it is nothing at all', async () => {
    expect(await store([aPost({ guid: 'a' }), aPost({ guid: 'b' })])).toMatchObject({ added: 2, revised: 0, gone: 0 });
    const before = await database.manager.find(PostEntity);
    expect(await store([aPost({ guid: 'a' }), aPost({ guid: 'b' })])).toMatchObject({ added: 0, revised: 0, gone: 0 });
    expect(await database.manager.find(PostEntity)).toEqual(before);
  });

  test('an edited entry becomes a revision that keeps what it said', async () => {
    await store([aPost({ guid: 'a', text: 'We shall build it in May.' })]);
    expect(await store([aPost({ guid: 'a', text: 'We shall build it in June.' })])).toMatchObject({ added: 0, revised: 1 });
    expect(await postOf('a')).toMatchObject({ text: 'We shall build it in June.', revisionCount: 1 });
    expect(await database.manager.find(RevisionEntity)).toMatchObject([{ text: 'We shall build it in May.', replacedAt: now }]);
  });

  test('a changed count is kept without a revision', async () => {
    await store([aPost({ guid: 'a', commentCount: 1 })]);
    expect(await store([aPost({ guid: 'a', commentCount: 5 })])).toMatchObject({ added: 0, revised: 0, gone: 0 });
    expect(await postOf('a')).toMatchObject({ commentCount: 5, revisionCount: 0 });
  });

  test('a count that no column holds is as good as none', async () => {
    const commentCount = 99_999_999_999;
    expect(await store([aPost({ guid: 'a', commentCount }), aPost({ guid: 'b', commentCount: 5 })])).toMatchObject({ added: 2 });
    expect([(await postOf('a')).commentCount, (await postOf('b')).commentCount]).toEqual([null, 5]);
  });

  test('a name as long as a page is cut to what an index can hold', async () => {
    const name = Array.from({ length: 6000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join('');
    await store([aPost({ guid: 'a' }), aComment({ guid: 'b', to: 'a', author: { name, url: null } })]);
    expect((await postOf('b')).authorName).toBe(name.slice(0, 500));
  });

  test('links are stored in the order of the text, and follow an edit', async () => {
    const link = (url: string) => ({ url, key: url, text: url });
    await store([aPost({ guid: 'a', links: [link('http://x.example/1'), link('http://y.example/2')] })]);
    await store([aPost({ guid: 'a', text: 'Edited', links: [link('http://z.example/3')] })]);
    expect(await database.manager.find(LinkEntity)).toMatchObject([{ position: 0, url: 'http://z.example/3' }]);
  });

  test('what the publisher removed keeps its text, with the instant', async () => {
    await store([aPost({ guid: 'a', text: 'Regretted.' })]);
    const at = new Date('2008-04-03T20:00:00Z');
    expect(await store([], { deleted: [{ ref: 'a', at }] })).toMatchObject({ added: 0, revised: 0, gone: 1 });
    expect(await store([], { deleted: [{ ref: 'a', at }] })).toMatchObject({ gone: 0 });
    expect(await postOf('a')).toMatchObject({ text: 'Regretted.', goneAt: at });
  });

  test('an entry without a date stands where we first saw it, and says that it has none', async () => {
    await store([aPost({ guid: 'a', publishedAt: null })]);
    expect(await postOf('a')).toMatchObject({ publishedAt: null, sortAt: now });
  });

  test('the same guid in another source is another post', async () => {
    const other = await aSource(database, { slug: 'another-blog' });
    await store([aPost({ guid: '1' })]);
    expect(await store([aPost({ guid: '1' })], { sourceId: other })).toMatchObject({ added: 1 });
  });

  test('thousands of entries in one document are stored whole', async () => {
    const posts = Array.from({ length: 3000 }, (_, index) => aPost({ guid: `p${index}`, position: index }));
    expect(await store(posts)).toMatchObject({ added: 3000 });
  });
});

describe('threads', () => {
  test('a comment under its post, a reply under its comment', async () => {
    await store([aPost({ guid: 'p' })]);
    await store([aComment({ guid: 'c2', to: 'c1' }), aComment({ guid: 'c1', to: 'p' })]);
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
    expect(await postOf('c2')).toMatchObject({ rootId: (await postOf('p')).id, replyBasis: 'explicit' });
  });

  test('comments of a post’s own feed hang on the post, though they name nothing', async () => {
    await store([aPost({ guid: 'p' })]);
    await store([aComment({ guid: 'c1' })], { threadId: (await postOf('p')).id });
    expect(await tree()).toEqual({ c1: 'p' });
    expect((await postOf('c1')).replyBasis).toBe('feed');
  });

  test('a comment of the whole site’s feed finds its post by the page that it stands on', async () => {
    await store([aPost({ guid: 'p', url: 'http://blog.example/2008/04/hello/' })]);
    await store([aComment({ guid: 'c1', url: 'http://blog.example/2008/04/hello/comment-page-1/#comment-12' })]);
    expect(await tree()).toEqual({ c1: 'p' });
  });

  test('or by the id that its own is made of', async () => {
    await store([aPost({ guid: 'http://old.example/?p=12', url: 'http://blog.example/hello/' })]);
    await store([aComment({ guid: 'http://old.example/?p=12#comment-34', url: null })]);
    expect(await tree()).toEqual({ 'http://old.example/?p=12#comment-34': 'http://old.example/?p=12' });
  });

  test('a comment that comes before its post waits, and is adopted with all that hangs on it', async () => {
    await store([aComment({ guid: 'c1', to: 'p' })]);
    await store([aComment({ guid: 'c2', to: 'c1' })]);
    expect(await postOf('c1')).toMatchObject({ parentId: null, rootId: null });
    await store([aPost({ guid: 'p' })]);
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
    expect((await postOf('c2')).rootId).toBe((await postOf('p')).id);
    expect(await database.manager.count(WaitingEntity)).toBe(0);
  });

  test('a reply whose comment has scrolled off the feed stands under the post, and moves when the comment comes', async () => {
    await store([aPost({ guid: 'p' })]);
    const threadId = (await postOf('p')).id;
    await store([aComment({ guid: 'c2', to: 'c1' })], { threadId });
    expect(await tree()).toEqual({ c2: 'p' });
    await store([aComment({ guid: 'c1' })], { threadId });
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
    expect((await postOf('c2')).replyBasis).toBe('explicit');
  });

  test('replies in a ring are all kept in the thread', async () => {
    await store([aPost({ guid: 'p' })]);
    await store([aComment({ guid: 'a', to: 'b' }), aComment({ guid: 'b', to: 'a' })], { threadId: (await postOf('p')).id });
    const placed = await tree();
    expect(Object.values(placed)).toContain('p');
    expect(Object.keys(placed)).toEqual(['a', 'b']);
  });

  test('a chain of 2,000 replies in one document, newest first', async () => {
    await store([aPost({ guid: 'p' })]);
    const chain = Array.from({ length: 2000 }, (_, index) => aComment({ guid: `c${index}`, to: index === 0 ? 'p' : `c${index - 1}` }));
    await store(chain.reverse());
    const rootId = (await postOf('p')).id;
    expect(await database.manager.countBy(PostEntity, { rootId })).toBe(2000);
  });

  test('law: the tree is the same in whatever order and portions the documents come', async () => {
    const order = fc.shuffledSubarray(['p', 'c1', 'c2', 'c3', 'c4', 'c5'], { minLength: 6, maxLength: 6 });
    const messages: Record<string, Post> = {
      p: aPost({ guid: 'p' }),
      c1: aComment({ guid: 'c1', to: 'p' }),
      c2: aComment({ guid: 'c2', to: 'c1' }),
      c3: aComment({ guid: 'c3', to: 'c2' }),
      c4: aComment({ guid: 'c4', to: 'c1' }),
      c5: aComment({ guid: 'c5', to: 'p' }),
    };
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 6 }), async (guids, portion) => {
        const source = await aSource(database, { slug: `law-${Math.random()}` });
        for (let at = 0; at < guids.length; at += portion) {
          await store(
            guids.slice(at, at + portion).map((guid) => messages[guid]!),
            { sourceId: source },
          );
        }
        expect(await tree(source)).toEqual({ c1: 'p', c2: 'c1', c3: 'c2', c4: 'c1', c5: 'p' });
        const posts = await database.manager.findBy(PostEntity, { sourceId: source });
        const root = posts.find(({ guid }) => guid === 'p')!.id;
        expect(posts.filter(({ guid }) => guid !== 'p').every(({ rootId }) => rootId === root)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

test('names that no index takes are cut, told apart, and found again', async () => {
  const [long, other] = [`tag:${'x'.repeat(5000)}1`, `tag:${'x'.repeat(5000)}2`];
  const url = `http://blog.example/${'y'.repeat(5000)}`;
  const batch = [
    aPost({ guid: long, url, links: cleanHtml({ type: 'html', value: `<a href="${url}">itself</a>`, base: null }).links }),
    aPost({ guid: other, url: null }),
    aComment({ guid: `${long}#c`, to: other, url: null }),
  ];
  expect(await store(batch)).toMatchObject({ added: 3 });
  expect(await store(batch)).toMatchObject({ added: 0 });
  const [first, second, comment] = await database.manager.find(PostEntity, { order: { id: 'ASC' } });
  expect(first).toMatchObject({ url, urlKey: null });
  expect(comment).toMatchObject({ parentId: second!.id, replyBasis: 'explicit' });
});

describe('comments whose post nobody has brought', () => {
  const page = 'http://blog.example/bridge/';

  /** As WordPress names them: on the page of their post, and after its number. */
  function wordpressComment(id: number, parent: number | null = null): Post {
    const url = `${page}#comment-${id}`;
    const answered = parent === null ? null : { ref: null, url: `${page}#comment-${parent}` };
    return aComment({ guid: `http://blog.example/?p=44#comment-${id}`, url, inReplyTo: answered, replyBasis: answered && 'explicit' });
  }

  test('stand in one thread, under a stub of the post with its address and the title that their feed gives it', async () => {
    await store([wordpressComment(1), wordpressComment(2, 1)], { title: 'Comments on: The bridge' });
    const posts = await database.manager.find(PostEntity);
    const stub = posts.find(({ kind }) => kind === 'post')!;
    expect(stub).toMatchObject({ isStub: 1, url: page, title: 'The bridge', text: '', rootId: null, publishedAt: null });
    expect(stub.sortAt).toEqual(posts.find(({ guid }) => guid.endsWith('-1'))!.sortAt);
    expect(await tree()).toEqual({ [guidOf(1)]: page, [guidOf(2)]: guidOf(1) });
    await store([wordpressComment(3)]);
    expect(await tree()).toMatchObject({ [guidOf(3)]: page });
    expect(await database.manager.countBy(PostEntity, { isStub: 1 })).toBe(1);
  });

  test.each([
    ['by its address', { guid: 'post-44', url: page }],
    ['by its address, which is its name too', { guid: page, url: page }],
    ['by its name, which is an address', { guid: page, url: 'http://feeds.example/~r/12' }],
    ['by the name that its comments give it', { guid: 'http://blog.example/?p=44', url: 'http://feeds.example/~r/12' }],
  ])('the post takes its place when it comes, known %s', async (_, said) => {
    await store([wordpressComment(1), wordpressComment(2, 1)]);
    expect(
      await store([
        aPost({ ...said, text: 'It opens soon.', links: [{ url: 'http://b.example/', key: 'https://b.example/', text: 'b' }] }),
      ]),
    ).toMatchObject({ added: 1 });
    const [post, ...others] = await database.manager.findBy(PostEntity, { kind: 'post' });
    expect(others).toEqual([]);
    expect(post).toMatchObject({ ...said, isStub: 0, text: 'It opens soon.', revisionCount: 0 });
    expect(await tree()).toEqual({ [guidOf(1)]: said.guid, [guidOf(2)]: guidOf(1) });
    // The same page under another name, as in the feed of a category, is another post to us: it takes no place that is taken.
    const links = [{ url: 'http://a.example/', key: 'https://a.example/', text: 'a' }];
    expect(await store([aPost({ ...said, guid: 'again', links })])).toMatchObject({ added: 1 });
  });

  test('a post of another source that has this address takes it too', async () => {
    await store([wordpressComment(1)]);
    const other = await aSource(database, { slug: 'the-blog' });
    await store([aPost({ guid: 'p', url: page })], { sourceId: other });
    expect(await database.manager.findBy(PostEntity, { kind: 'post' })).toEqual([expect.objectContaining({ sourceId: other, isStub: 0 })]);
  });

  test('an answer that stands on a page of its own makes none: whom it answers is not here', async () => {
    await store([aComment({ guid: 'reply', url: 'http://social.example/@ada/12', to: 'elsewhere' })]);
    expect(await database.manager.countBy(PostEntity, { kind: 'post' })).toBe(0);
  });

  test('law: one thread in whatever order and portions the documents come', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
    const parents = [null, null, 1, 2, null];
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (ids, portion, isElsewhere) => {
        await database.write((manager) => manager.deleteAll(PostEntity));
        const post = aPost({ guid: 'http://blog.example/?p=44', url: isElsewhere ? 'http://feeds.example/~r/12' : page });
        const messages = ids.map((id) => (id === 0 ? post : wordpressComment(id, parents[id])));
        for (let at = 0; at < messages.length; at += portion) await store(messages.slice(at, at + portion));
        expect(await tree()).toEqual({ [guidOf(1)]: post.guid, [guidOf(2)]: guidOf(1), [guidOf(3)]: guidOf(2), [guidOf(4)]: post.guid });
        expect(await database.manager.countBy(PostEntity, { kind: 'post' })).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  function guidOf(id: number): string {
    return `http://blog.example/?p=44#comment-${id}`;
  }
});

describe('comment feeds', () => {
  const commentsFeedUrl = 'http://blog.example/a/feed/';
  const recent = { publishedAt: new Date('2008-04-03T00:00:00Z'), commentsFeedUrl };

  test('a post’s comment feed becomes a feed of its own, due at once', async () => {
    await store([aPost({ guid: 'a', ...recent })]);
    const [feed] = await database.manager.find(FeedEntity);
    expect(feed).toMatchObject({
      url: commentsFeedUrl,
      role: 'comments',
      host: 'blog.example',
      postId: (await postOf('a')).id,
      nextPollAt: now,
      state: 'active',
    });
  });

  test('an old post without a word of comments gets none', async () => {
    await store([aPost({ guid: 'a', ...recent, publishedAt: new Date('2007-01-01T00:00:00Z'), commentCount: 0 })]);
    expect(await database.manager.count(FeedEntity)).toBe(0);
  });

  test('a count that rises wakes the comment feed up, even a retired one', async () => {
    await store([aPost({ guid: 'a', ...recent, commentCount: 1 })]);
    await database.write((manager) => manager.update(FeedEntity, { url: commentsFeedUrl }, { state: 'retired', nextPollAt: null }));
    await store([aPost({ guid: 'a', ...recent, commentCount: 1 })]);
    expect((await database.manager.find(FeedEntity))[0]).toMatchObject({ state: 'retired' });
    await store([aPost({ guid: 'a', ...recent, commentCount: 2 })]);
    expect((await database.manager.find(FeedEntity))[0]).toMatchObject({ state: 'active', nextPollAt: now });
  });

  test('a paused comment feed stays paused', async () => {
    await store([aPost({ guid: 'a', ...recent, commentCount: 1 })]);
    await database.write((manager) => manager.update(FeedEntity, { url: commentsFeedUrl }, { state: 'paused', nextPollAt: null }));
    await store([aPost({ guid: 'a', ...recent, commentCount: 2 })]);
    expect((await database.manager.find(FeedEntity))[0]).toMatchObject({ state: 'paused' });
  });
});

function store(posts: Post[], more: Partial<Batch> = {}): Promise<Ingested> {
  return database.write((manager) => ingest(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [], ...more }, now));
}

function postOf(guid: string): Promise<PostEntity> {
  return database.manager.findOneByOrFail(PostEntity, { guid });
}

/** Each comment's guid with its parent's. */
async function tree(source = sourceId): Promise<Record<string, string | undefined>> {
  const posts = await database.manager.find(PostEntity, { where: { sourceId: source }, order: { guid: 'ASC' } });
  const guids = new Map(posts.map(({ id, guid }) => [id, guid]));
  return Object.fromEntries(posts.filter(({ kind }) => kind === 'comment').map(({ guid, parentId }) => [guid, guids.get(parentId ?? 0)]));
}

describe('the same comment in several documents', () => {
  const url = 'http://blog.example/p#comment-12';

  test('under another guid but with its own address it is one comment, with the words that came first', async () => {
    await store([aPost({ guid: 'p', url: 'http://blog.example/p' })]);
    await store([aComment({ guid: 'http://blog.example/?p=1#comment-12', url, text: 'From the feed.' })]);
    expect(await store([aComment({ guid: 'wp:12', url, text: 'From the page, spaced otherwise.' })])).toMatchObject({
      added: 0,
      revised: 0,
      gone: 0,
    });
    expect((await database.manager.findBy(PostEntity, { kind: 'comment' })).map(({ text }) => text)).toEqual(['From the feed.']);
  });

  test('under three ids, from its feed, its page and its API, it is one comment under one parent', async () => {
    await store([aPost({ guid: 'p', url: 'http://blog.example/p' }), aComment({ guid: 'first', to: 'p', aliases: ['blog:1'] })]);
    const address = { url: `http://blog.example/p#comment-12`, text: 'Will it open?' };
    await store([aComment({ guid: 'http://blog.example/?p=1#comment-12', ...address })]);
    await store([aComment({ guid: 'page-12', ...address, aliases: ['blog:12'], to: 'p', replyBasis: 'markup' })]);
    await store([aComment({ guid: 'api-12', url: null, text: 'Will it open?', aliases: ['blog:12'], to: 'blog:1' })]);
    expect(await tree()).toEqual({ first: 'p', 'http://blog.example/?p=1#comment-12': 'first' });
  });

  test('a parent that is dated after its answer is its parent all the same', async () => {
    const [early, late] = [new Date('2008-04-03T09:00:00Z'), new Date('2038-04-03T09:00:00Z')];
    await store([aPost({ guid: 'p' }), aComment({ guid: 'answer', to: 'parent', publishedAt: early })]);
    await store([aComment({ guid: 'parent', to: 'p', publishedAt: late })]);
    expect(await tree()).toEqual({ answer: 'parent', parent: 'p' });
  });

  test('comments that share the address of their page stay apart', async () => {
    await store([aComment({ guid: 'a', url: 'http://blog.example/p' }), aComment({ guid: 'b', url: 'http://blog.example/p' })]);
    expect(await store([aComment({ guid: 'c', url: 'http://blog.example/p' })])).toMatchObject({ added: 1 });
  });

  test('by a name of its platform, from one source to another', async () => {
    const other = await aSource(database, { slug: 'a-mirror' });
    await store([aComment({ guid: 'feed-1', aliases: ['at://did/1'] })]);
    expect(await store([aComment({ guid: 'api-1', aliases: ['at://did/1', 'https://x.example/1'] })], { sourceId: other })).toMatchObject({
      added: 0,
    });
    expect(await store([aComment({ guid: 'third', aliases: ['https://x.example/1'] })], { sourceId: other })).toMatchObject({ added: 0 });
  });

  test('a document that knows the parent better moves the comment', async () => {
    await store([aPost({ guid: 'p', url: 'http://blog.example/p' })]);
    const threadId = (await postOf('p')).id;
    await store([aComment({ guid: 'c1', url: 'http://blog.example/p#comment-11' }), aComment({ guid: 'c2', url })], { threadId });
    expect(await tree()).toEqual({ c1: 'p', c2: 'p' });
    await store([aComment({ guid: 'api-12', url, to: 'c1' })]);
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
    expect(await postOf('c2')).toMatchObject({ replyBasis: 'explicit' });
    await store([aComment({ guid: 'page-12', url, to: 'p', replyBasis: 'markup' })]);
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
  });

  test('a parent that is named as its platform names it is found, whenever it comes', async () => {
    await store([aPost({ guid: 'p', aliases: ['hn:1'] })]);
    await store([aComment({ guid: 'late', to: 'hn:2' })]);
    await store([aComment({ guid: 'c', to: 'hn:1', aliases: ['hn:2'] })]);
    expect(await tree()).toEqual({ c: 'p', late: 'c' });
  });
});

describe('replies that only the words show', () => {
  test('a comment that begins with a speaker’s name answers that speaker, and says that it is inferred', async () => {
    await store([aPost({ guid: 'p' })]);
    const threadId = (await postOf('p')).id;
    await store(
      [
        said('c1', 'Owen Tranter', 'I asked about dredging and got the ferry times.', 1),
        said('c2', 'Priya Nand', 'Owen, dredging went out to consultation on Monday.', 2),
      ],
      { threadId },
    );
    expect(await tree()).toEqual({ c1: 'p', c2: 'c1' });
    expect(await postOf('c2')).toMatchObject({ replyBasis: 'inferred' });
    expect((await postOf('c2')).replyConfidence).toBeGreaterThanOrEqual(0.9);
    expect(await postOf('c1')).toMatchObject({ replyBasis: 'feed', replyConfidence: null });
  });

  test('nothing is inferred in a thread whose publisher shows replies', async () => {
    await store([aPost({ guid: 'p' })]);
    const threadId = (await postOf('p')).id;
    await store(
      [
        said('c1', 'Owen Tranter', 'First.', 1),
        said('c2', 'Priya Nand', 'Owen, second.', 2),
        { ...said('c3', 'Jo', 'Third.', 3), ...reply('c1') },
      ],
      { threadId },
    );
    expect(await tree()).toEqual({ c1: 'p', c2: 'p', c3: 'c1' });
  });

  test('an answer from another site does not make a publisher one that shows replies', async () => {
    await store([aPost({ guid: 'p' })]);
    const threadId = (await postOf('p')).id;
    const other = await aSource(database, { slug: 'elsewhere' });
    const c1 = { ...said('c1', 'Owen Tranter', 'I asked about dredging and got the ferry times.', 1), aliases: ['everywhere:c1'] };
    await store([c1], { threadId });
    await store([{ ...said('elsewhere', 'Jo', 'So did I.', 2), ...reply('everywhere:c1') }], { threadId, sourceId: other });
    await store([said('c2', 'Priya Nand', 'Owen, dredging went out to consultation on Monday.', 3)], { threadId });
    expect(await postOf('elsewhere')).toMatchObject({ parentId: (await postOf('c1')).id, replyBasis: 'explicit' });
    expect(await postOf('c2')).toMatchObject({ parentId: (await postOf('c1')).id, replyBasis: 'inferred' });
  });

  test('what was inferred gives way to what the publisher says', async () => {
    await store([aPost({ guid: 'p' })]);
    const threadId = (await postOf('p')).id;
    const second = said('c2', 'Priya Nand', 'Owen, dredging went out to consultation on Monday.', 2);
    await store([said('c0', 'Ann', 'Zeroth.', 0), said('c1', 'Owen Tranter', 'First.', 1), second], { threadId });
    expect(await tree()).toMatchObject({ c2: 'c1' });
    await store([{ ...second, ...reply('c0'), entryHash: 'other' }], { threadId });
    expect(await tree()).toMatchObject({ c2: 'c0' });
    expect(await postOf('c2')).toMatchObject({ replyBasis: 'explicit', replyConfidence: null });
  });

  function said(guid: string, name: string, text: string, minute: number): Post {
    return aComment({
      guid,
      text,
      html: `<p>${text}</p>`,
      author: { name, url: null },
      publishedAt: new Date(Date.UTC(2008, 3, 3, 10, minute)),
      position: minute,
    });
  }

  function reply(to: string): Partial<Post> {
    return { inReplyTo: { ref: to, url: null }, replyBasis: 'explicit' };
  }
});
