import { LinkbackEntity } from '../../../src/modules/posts/linkback.entity.js';
import { type Batch, ingest } from '../../../src/modules/posts/ingest.js';
import { PostEntity } from '../../../src/modules/posts/post.entity.js';
import type { Reference } from '../../../src/feeds/platform.js';
import type { Database } from '../../../src/modules/database/database.js';
import { openTestDatabase } from '../../support/database.js';
import { aComment, aPost, aSource } from '../../support/make.js';

const now = new Date('2008-04-04T00:00:00Z');
const PAGE = 'http://blog.example/2008/04/pier/';
let database: Database;
let close: () => Promise<void>;
let sourceId: number;

beforeEach(async () => {
  ({ database, close } = await openTestDatabase());
  sourceId = await aSource(database);
});
afterEach(() => close());

const store = (posts: Batch['posts'], more: Partial<Batch> = {}) =>
  database.write((manager) => ingest(manager, { sourceId, feedId: null, threadId: null, posts, deleted: [], ...more }, now));
const rows = () => database.manager.find(LinkbackEntity, { order: { id: 'ASC' } });
const comments = () => database.manager.countBy(PostEntity, { kind: 'comment' });
const idOf = async (guid: string) => (await database.manager.findOneByOrFail(PostEntity, { guid })).id;

const post = (more = {}) => aPost({ guid: 'p', url: PAGE, ...more });
const pingback = (more: Parameters<typeof aComment>[0] = { guid: 'c7' }) =>
  aComment({
    url: `${PAGE}#comment-7`,
    author: { name: 'Quay Notes » A walk', url: null },
    text: '[...] a walk on the pier, as he wrote [...]',
    ...more,
  });
const reference = (more: Partial<Reference> = {}): Reference => ({
  url: 'http://quay.example/walk/',
  title: 'Quay Notes » A walk',
  excerpt: '[…] a walk on the pier, as he wrote […]',
  publishedAt: new Date('2008-04-03T10:00:00Z'),
  ...more,
});

test('a pingback becomes a link from its site to the post, and is nobody’s comment', async () => {
  await store([post()]);
  const stored = await store([pingback(), aComment({ guid: 'c8', to: 'p' })], { threadId: await idOf('p') });
  expect(stored).toMatchObject({ added: 1, ids: [await idOf('c8')] });
  expect(await comments()).toBe(1);
  expect(await rows()).toMatchObject([
    {
      sourceId,
      postId: await idOf('p'),
      guid: 'c7',
      kind: 'pingback',
      title: 'Quay Notes » A walk',
      excerpt: '[...] a walk on the pier, as he wrote [...]',
      publishedAt: new Date('2008-04-03T09:00:00Z'),
      seenAt: now,
      goneAt: null,
    },
  ]);
});

test('a title that was taken for a name is read as the markup that it was', async () => {
  await store([post(), pingback({ guid: 'c7', author: { name: 'Quay &#187; What&#8217;s new', url: null } })]);
  expect(await rows()).toMatchObject([{ title: 'Quay » What’s new' }]);
});

test('the same batch again stores nothing', async () => {
  const batch = [post(), pingback(), pingback({ guid: 'c9', author: { name: 'Mole Notes', url: 'http://mole.example/x' } })];
  const more = { linkbacks: [reference({ url: 'http://far.example/', title: 'Far', target: 'p' })] };
  await store(batch, more);
  const before = await rows();
  expect(before).toHaveLength(3);
  expect(await store(batch, more)).toMatchObject({ added: 0, revised: 0 });
  expect(await rows()).toEqual(before);
});

describe('the site’s feed, the post’s feed, the API and the page list one pingback', () => {
  const listings: Record<string, () => Promise<unknown>> = {
    'the site’s feed': () => store([pingback()]),
    'the post’s feed, under another guid': async () =>
      store([pingback({ guid: 'http://blog.example/?p=3#comment-7' })], { threadId: await idOf('p') }),
    'the API': async () => store([], { threadId: await idOf('p'), linkbacks: [reference()] }),
    'the page, which lists titles': async () =>
      store([], { threadId: await idOf('p'), linkbacks: [reference({ excerpt: null, publishedAt: null })] }),
  };
  test.each([[[0, 1, 2, 3]], [[3, 2, 1, 0]], [[2, 0, 3, 1]]])('in the order %j', async (order) => {
    await store([post()]);
    for (const index of order) await Object.values(listings)[index]?.();
    expect(await rows()).toMatchObject([
      { postId: await idOf('p'), url: 'http://quay.example/walk/', urlKey: 'https://quay.example/walk', title: 'Quay Notes » A walk' },
    ]);
    expect((await rows())[0]?.excerpt).toContain('a walk on the pier');
  });
});

describe('the post that is linked to', () => {
  test.each<[string, Partial<Batch['posts'][number]>]>([
    ['the page that the comment stands on', { url: `${PAGE}comment-page-2/#comment-7`, inReplyTo: { ref: 'newest', url: null } }],
    ['the id that its own begins with', { guid: 'p#comment-7', url: null }],
    ['what it says that it answers, by id', { url: null, inReplyTo: { ref: 'p', url: null } }],
    ['what it says that it answers, by address', { url: null, inReplyTo: { ref: null, url: PAGE } }],
  ])('is found by %s', async (_, said) => {
    await store([aPost({ guid: 'newest' }), post()]);
    await store([pingback({ guid: 'c7', ...said })]);
    expect(await rows()).toMatchObject([{ postId: await idOf('p') }]);
  });

  test('is the thread, where the pingback names a comment', async () => {
    await store([post(), aComment({ guid: 'c1', to: 'p' })]);
    await store([pingback({ guid: 'c7', url: null, inReplyTo: { ref: 'c1', url: null } })]);
    expect(await rows()).toMatchObject([{ postId: await idOf('p') }]);
  });

  test.each<[string, object, object]>([
    ['by its page', {}, {}],
    ['by the address that is its id', { guid: 'http://blog.example/?p=3#comment-7', url: null }, { guid: 'http://blog.example/?p=3' }],
  ])('may come later, and is known %s', async (_, said, named) => {
    await store([pingback({ guid: 'c7', ...said })]);
    expect(await rows()).toMatchObject([{ postId: null }]);
    await store([aPost({ guid: 'other' })]);
    expect(await rows()).toMatchObject([{ postId: null }]);
    const arrived = post(named);
    await store([arrived]);
    expect(await rows()).toMatchObject([{ postId: await idOf(arrived.guid) }]);
  });

  test('is named by each reference of an export', async () => {
    await store([post(), aPost({ guid: 'q' })], {
      linkbacks: [reference({ target: 'p' }), reference({ target: 'q' }), reference({ target: 'never-seen' })],
    });
    expect((await rows()).map(({ postId }) => postId)).toEqual([await idOf('p'), await idOf('q'), null]);
  });

  test('of a reference that names none is nobody knows which: it is left out', async () => {
    await store([post()], { linkbacks: [reference()] });
    expect(await rows()).toEqual([]);
  });
});

test('quotes are kept as such', async () => {
  await store([post()]);
  await store([], { threadId: await idOf('p'), linkbacks: [reference()], linkbackKind: 'quote' });
  expect(await rows()).toMatchObject([{ kind: 'quote' }]);
});

test('what is stored as a comment stays one, though it looks like a pingback since', async () => {
  await store([post(), aComment({ guid: 'c1', to: 'p', text: 'Well.' })]);
  expect(await store([aComment({ guid: 'c1', to: 'p', text: '[...] Well [...]' })])).toMatchObject({ revised: 1 });
  expect(await rows()).toEqual([]);
});

test('one that its publisher removed is gone, and back when it is listed again', async () => {
  await store([post(), pingback()]);
  const at = new Date('2008-04-03T20:00:00Z');
  await store([], { deleted: [{ ref: 'c7', at }] });
  expect(await rows()).toMatchObject([{ goneAt: at }]);
  await store([pingback()]);
  expect(await rows()).toMatchObject([{ goneAt: null }]);
});

test('an answer to a pingback is a comment under the post', async () => {
  await store([post()]);
  const threadId = await idOf('p');
  await store([pingback(), aComment({ guid: 'c8', to: 'c7', text: 'Thanks for the link.' })], { threadId });
  expect(await database.manager.findOneByOrFail(PostEntity, { guid: 'c8' })).toMatchObject({ parentId: threadId, rootId: threadId });
});
