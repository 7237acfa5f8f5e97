import fc from 'fast-check';
import { flattenThread, type ThreadNode } from '../../src/feeds/threads.js';
import { inProportion } from '../support/cpu.js';

const ROOT = 1;
const node = (id: number, parentId: number | null = ROOT, at = id, position = 0): ThreadNode => ({ id, parentId, at, position });
const shape = (nodes: ThreadNode[]): string[] => flattenThread(nodes, ROOT).map((line) => `${'>'.repeat(line.depth)}${line.node.id}`);

describe('a thread in reading order', () => {
  test('stands replies under what they answer, siblings by time', () => {
    expect(shape([node(1, null), node(2), node(3), node(4, 2), node(5, 4), node(6, 3)])).toEqual(['1', '>2', '>>4', '>>>5', '>3', '>>6']);
  });

  test('orders siblings of one instant by position, then id', () => {
    expect(shape([node(4, ROOT, 0, 1), node(3, ROOT, 0, 2), node(9, ROOT, 0, 0), node(8, ROOT, 0, 0)])).toEqual(['>8', '>9', '>4', '>3']);
  });

  test('hangs a node without a parent on the root', () => {
    expect(shape([node(2, 77), node(3, null), node(4, 4)])).toEqual(['>2', '>3', '>4']);
  });

  test('cuts a loop at its earliest node and keeps what hangs on it', () => {
    expect(shape([node(2, 4), node(3, 2), node(4, 3), node(5, 4)])).toEqual(['>2', '>>3', '>>>4', '>>>>5']);
    expect(flattenThread([node(2, 3), node(3, 2)], ROOT)[0]?.parentId).toBe(ROOT);
  });

  test('shows a node that is given twice once, where the earlier stands', () => {
    expect(shape([node(3, 2, 9), node(2), node(3, ROOT, 1)])).toEqual(['>3', '>2']);
  });

  test('ignores what the root itself claims to answer', () => {
    expect(shape([node(1, 2), node(2, 1)])).toEqual(['1', '>2']);
  });
});

const forest = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 30 }),
    parentId: fc.option(fc.integer({ min: 1, max: 35 })),
    at: fc.integer({ min: 0, max: 5 }),
    position: fc.integer({ min: 0, max: 2 }),
  }),
  { selector: (item) => item.id, maxLength: 30 },
);

describe('laws', () => {
  test('the order of arrival does not matter', () => {
    const shuffled = forest.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })));
    fc.assert(fc.property(shuffled, ([nodes, other]) => expect(flattenThread(other, ROOT)).toEqual(flattenThread(nodes, ROOT))));
  });

  test('every node stands exactly once, after its parent and one deeper', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const lines = flattenThread(nodes, ROOT);
        expect(lines.map((line) => line.node.id).sort()).toEqual(nodes.map((item) => item.id).sort());
        const depths = new Map([[ROOT, 0]]);
        for (const { node: item, depth, parentId } of lines) {
          if (item.id !== ROOT) expect(depths.get(parentId ?? 0)).toBe(depth - 1);
          depths.set(item.id, depth);
        }
      }),
    );
  });

  test('adding a node detaches no other, where replies make no loop', () => {
    // A reply answers something with a smaller id: no loops.
    const tree = forest.map((nodes) =>
      nodes.map((item) => ({ ...item, parentId: item.parentId !== null && item.parentId < item.id ? item.parentId : null })),
    );
    fc.assert(
      fc.property(tree, fc.nat(), (nodes, index) => {
        fc.pre(nodes.length > 0);
        const added = nodes[index % nodes.length];
        const before = flattenThread(
          nodes.filter((item) => item !== added),
          ROOT,
        );
        const after = new Map(flattenThread(nodes, ROOT).map((line) => [line.node.id, line.parentId]));
        for (const { node: item, parentId } of before) {
          if (parentId === item.parentId) expect(after.get(item.id)).toBe(parentId);
          else expect([ROOT, null, added?.id]).toContain(after.get(item.id));
        }
      }),
    );
  });
});

describe('100,000 replies in under a second', () => {
  const count = 100_000;
  const chain = Array.from({ length: count }, (_, index) => node(index + 2, index + 1));
  const star = Array.from({ length: count }, (_, index) => node(index + 2, ROOT, 0));
  const loop = Array.from({ length: count }, (_, index) => node(index + 2, index === 0 ? count + 1 : index + 1));

  test.each([
    ['a chain', chain, count],
    ['a chain from its end', [...chain].reverse(), count],
    ['a star', star, 1],
    ['a star from its end', [...star].reverse(), 1],
    ['a loop', loop, count],
  ])('%s', async (_name, nodes, depth) => {
    const lines = await inProportion(() => flattenThread(nodes, ROOT));
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)?.depth).toBe(depth);
  });
});
