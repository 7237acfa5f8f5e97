import fc from 'fast-check';
import {
  BOILERPLATE_POSTS_MIN,
  HUB_LINKS_MAX,
  joiningLinks,
  joinThreads,
  WINDOW_MS,
  type CrossLink,
  type LinkEnd,
} from '../../src/feeds/conversations.js';

const DAY = 24 * 60 * 60 * 1000;

/** A message; without a thread it begins one. */
const end = (postId: number, said: Partial<LinkEnd> = {}): LinkEnd => ({ postId, threadId: postId, sourceId: postId, at: 0, ...said });
const link = (from: LinkEnd, to: LinkEnd, said: Partial<CrossLink> = {}): CrossLink => ({
  from,
  to,
  key: `https://site.example/${to.postId}`,
  text: `words of ${from.postId}`,
  position: 0,
  ...said,
});
const pairs = (links: CrossLink[]): string[] => links.map(({ from, to }) => `${from.postId}>${to.postId}`);

describe('the links that join', () => {
  test('lead to another thread, from a post or a comment', () => {
    const links = [link(end(1), end(2)), link(end(5, { threadId: 1 }), end(2)), link(end(6, { threadId: 2 }), end(2))];
    expect(pairs(joiningLinks(links))).toEqual(['1>2', '5>2']);
  });

  test('do not reach further in time than the window, either way', () => {
    const target = end(9, { at: 100 * DAY });
    const at = (ms: number, id: number) => link(end(id, { at: 100 * DAY + ms }), target);
    expect(pairs(joiningLinks([at(WINDOW_MS, 1), at(WINDOW_MS + 1, 2), at(-WINDOW_MS, 3), at(-WINDOW_MS - 1, 4)]))).toEqual(['3>9', '1>9']);
  });

  test('do not lead to a hub, and a message that links twice counts once', () => {
    const linkers = (count: number) => Array.from({ length: count }, (_, index) => link(end(index + 10), end(1)));
    expect(joiningLinks(linkers(HUB_LINKS_MAX))).toHaveLength(HUB_LINKS_MAX);
    expect(joiningLinks([...linkers(HUB_LINKS_MAX), link(end(10), end(1), { position: 1 })])).toHaveLength(HUB_LINKS_MAX + 1);
    expect(joiningLinks(linkers(HUB_LINKS_MAX + 1))).toEqual([]);
  });

  test('a thread’s own comments do not make a hub of its post', () => {
    const own = Array.from({ length: 40 }, (_, index) => link(end(index + 10, { threadId: 1 }), end(1)));
    expect(pairs(joiningLinks([...own, link(end(2), end(1))]))).toEqual(['2>1']);
  });

  test('are not what a source has under each of its posts; its readers may still say the same', () => {
    const posts = (count: number) => Array.from({ length: count }, (_, index) => link(end(index + 10, { sourceId: 7 }), end(1)));
    const comment = link(end(50, { threadId: 10, sourceId: 7 }), end(1));
    expect(joiningLinks(posts(BOILERPLATE_POSTS_MIN - 1))).toHaveLength(BOILERPLATE_POSTS_MIN - 1);
    expect(pairs(joiningLinks([...posts(BOILERPLATE_POSTS_MIN), comment, link(end(60), end(1))]))).toEqual(['50>1', '60>1']);
  });
});

describe('joining threads', () => {
  test('takes the smallest id as the name, and hangs together over several links', () => {
    const links = [link(end(9), end(4)), link(end(4), end(2)), link(end(7), end(8))];
    expect(joinThreads([9, 8, 7, 4, 2, 1], links).map(({ threadIds }) => threadIds)).toEqual([[1], [2, 4, 9], [7, 8]]);
  });

  test('keeps one link for two messages: the first that has words', () => {
    const links = [
      link(end(1), end(2), { text: ' ' }),
      link(end(1), end(2), { text: 'said the lock-keeper', position: 1 }),
      link(end(1), end(2), { text: 'again', position: 2 }),
    ];
    expect(joinThreads([1, 2], links)[0]?.links.map(({ text }) => text)).toEqual(['said the lock-keeper']);
  });

  test('a chain of 100,000 threads is joined without running out of stack or time', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => index + 1);
    const links = ids.slice(1).map((id) => link(end(id), end(id - 1)));
    expect(joinThreads(ids, links.reverse())[0]?.threadIds).toHaveLength(100_000);
  });
});

/** Messages over few threads, sources and days, so that hubs, boilerplate and self-links do come up. */
const anEnd = fc.record({
  postId: fc.integer({ min: 1, max: 40 }),
  sourceId: fc.integer({ min: 1, max: 4 }),
  at: fc.integer({ min: 0, max: 80 }).map((days) => days * DAY),
});
const ends = fc
  .uniqueArray(anEnd, { selector: ({ postId }) => postId, minLength: 2, maxLength: 40 })
  .map((list) => list.map((each) => ({ ...each, threadId: each.postId > 20 ? each.postId - 20 : each.postId })));
const links = ends.chain((list) =>
  fc.array(
    fc
      .record({ from: fc.constantFrom(...list), to: fc.constantFrom(...list), position: fc.integer({ min: 0, max: 2 }) })
      .map(({ from, to, position }) => link(from, to, { position, text: position === 1 ? '' : `words ${position}` })),
    { maxLength: 120 },
  ),
);
const shuffled = links.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
const THREADS = Array.from({ length: 20 }, (_, index) => index + 1);
const shape = (list: CrossLink[], threads = THREADS) =>
  joinThreads(threads, joiningLinks(list)).map((each) => ({ threadIds: each.threadIds, links: pairs(each.links) }));

describe('laws', () => {
  test('no order matters', () => {
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(shape(other)).toEqual(shape(one));
        expect(shape(one, [...THREADS].reverse())).toEqual(shape(one));
      }),
    );
  });

  test('each thread is in one conversation, named by its smallest', () => {
    fc.assert(
      fc.property(links, (list) => {
        const found = shape(list);
        expect(found.flatMap(({ threadIds }) => threadIds).sort((a, b) => a - b)).toEqual(THREADS);
        for (const { threadIds } of found) expect(threadIds[0]).toBe(Math.min(...threadIds));
      }),
    );
  });

  test('it does not matter which of two threads links', () => {
    const plain = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })), { maxLength: 25 });
    fc.assert(
      fc.property(plain, (edges) => {
        const ids = (list: CrossLink[]) => joinThreads(THREADS, list).map(({ threadIds }) => threadIds);
        const there = edges.map(([a, b]) => link(end(a), end(b)));
        const back = edges.map(([a, b]) => link(end(b), end(a)));
        expect(ids(back)).toEqual(ids(there));
      }),
    );
  });

  test('every conversation hangs together by its own links, none of which lead out of it', () => {
    fc.assert(
      fc.property(links, (list) => {
        for (const { threadIds, links: kept } of joinThreads(THREADS, joiningLinks(list))) {
          for (const { from, to } of kept) expect([from.threadId, to.threadId].every((id) => threadIds.includes(id))).toBe(true);
          expect(joinThreads(threadIds, kept)).toHaveLength(1);
        }
      }),
    );
  });
});
