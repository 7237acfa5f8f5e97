import fc from 'fast-check';
import { type Candidate, type Place, placeComments, type Seeker } from '../../../src/modules/posts/place.js';

const root: Candidate = { id: 1, rootId: null, parentId: null };

function seeker(id: number, wants: string[], threadId: number | null = null, fresh = true): Seeker {
  return { id, rootId: null, parentId: null, fresh, threadId, wants: wants.map((key) => ({ key, basis: 'explicit' })) };
}

function place(seekers: Seeker[], named: Record<string, Candidate>): Map<number, Place> {
  return new Map(placeComments(seekers, new Map(Object.entries(named))).map((each) => [each.id, each]));
}

test('a comment finds the post that it names', () => {
  expect(place([seeker(2, ['post'])], { post: root }).get(2)).toEqual({ id: 2, parentId: 1, rootId: 1, basis: 'explicit' });
});

test('a reply to a reply has the reply as its parent and the post as its root, whichever is listed first', () => {
  const named = { post: root, a: seeker(2, []), b: seeker(3, []) };
  for (const seekers of [
    [seeker(2, ['post']), seeker(3, ['a'])],
    [seeker(3, ['a']), seeker(2, ['post'])],
  ]) {
    expect(place(seekers, named).get(3)).toEqual({ id: 3, parentId: 2, rootId: 1, basis: 'explicit' });
  }
});

test('a comment that names nothing we have hangs on its thread, and says that only the feed tells', () => {
  expect(place([seeker(2, ['unknown'], 1)], { post: root }).get(2)).toEqual({ id: 2, parentId: 1, rootId: 1, basis: 'feed' });
});

test('a comment that names nothing we have, of no thread, is left to wait', () => {
  expect(place([seeker(2, ['unknown'])], {}).size).toBe(0);
});

test('a parent in another thread is the publisher’s mistake: the thread is right', () => {
  const other: Candidate = { id: 9, rootId: null, parentId: null };
  expect(place([seeker(2, ['newest'], 1)], { newest: other, post: root }).get(2)).toMatchObject({ parentId: 1, basis: 'feed' });
});

test('a comment that names itself is not its own parent', () => {
  expect(place([seeker(2, ['self', 'post'])], { self: seeker(2, []), post: root }).get(2)).toMatchObject({ parentId: 1 });
});

test('two comments that answer each other stay in their thread, with one of them on the post', () => {
  const named = { a: seeker(2, []), b: seeker(3, []), post: root };
  const placed = place([seeker(2, ['b'], 1), seeker(3, ['a'], 1)], named);
  expect([...placed.values()].map(({ rootId }) => rootId)).toEqual([1, 1]);
  expect([...placed.values()].filter(({ parentId }) => parentId === 1)).toHaveLength(1);
});

test('an orphan whose parent stands below it does not close a ring', () => {
  const orphan: Seeker = seeker(2, ['late'], null, false);
  const late: Candidate = { id: 4, rootId: 2, parentId: 3 };
  expect(place([orphan], { late }).size).toBe(0);
});

test('what hangs on an orphan moves along with it to the new root', () => {
  const orphan = seeker(2, ['post'], null, false);
  const child: Candidate = { id: 3, rootId: 2, parentId: 2 };
  const placed = place([orphan, seeker(4, ['child'])], { post: root, child });
  expect(placed.get(4)).toMatchObject({ parentId: 3, rootId: 1 });
});

test('law: any order of the same comments gives the same tree, and no ring', () => {
  const reply = fc.record({ to: fc.integer({ min: 1, max: 12 }), thread: fc.boolean() });
  fc.assert(
    fc.property(fc.array(reply, { minLength: 1, maxLength: 10 }), fc.integer(), (replies, seed) => {
      const seekers = replies.map(({ to, thread }, index) => seeker(index + 2, [`c${to}`], thread ? 1 : null));
      const named = Object.fromEntries([
        ['c1', root],
        ...seekers.map((each) => [`c${each.id}`, { id: each.id, rootId: null, parentId: null }]),
      ]) as Record<string, Candidate>;
      const placed = place(seekers, named);
      for (const each of placed.values()) expect(climb(each, placed)).toBe(each.rootId);
      if (acyclic(seekers)) expect(sorted(place(shuffled(seekers, seed), named))).toEqual(sorted(placed));
    }),
  );
});

test('5,000 replies in one chain, newest first, take a moment', () => {
  const seekers = Array.from({ length: 5000 }, (_, index) => seeker(index + 2, [`c${index + 1}`])).reverse();
  const named = Object.fromEntries([['c1', root], ...seekers.map((each) => [`c${each.id}`, each])]) as Record<string, Candidate>;
  expect(place(seekers, named).get(5001)).toMatchObject({ parentId: 5000, rootId: 1 });
});

function climb(from: Place, placed: Map<number, Place>): number {
  let at = from.parentId;
  for (let steps = 0; placed.has(at); steps += 1) {
    if (steps > placed.size) throw new Error(`a ring through ${from.id}`);
    at = placed.get(at)!.parentId;
  }
  return at;
}

function acyclic(seekers: Seeker[]): boolean {
  return seekers.every(({ id, wants }) => wants.every(({ key }) => Number(key.slice(1)) < id));
}

function shuffled<Item>(items: Item[], seed: number): Item[] {
  return items
    .map((item, index) => ({ item, by: Math.sin(seed + index * 7919) }))
    .sort((a, b) => a.by - b.by)
    .map(({ item }) => item);
}

function sorted(places: Map<number, Place>): Place[] {
  return [...places.values()].sort((a, b) => a.id - b.id);
}
