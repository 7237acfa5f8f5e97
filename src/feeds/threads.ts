/** Threads as flat lists with depth: what a template can show without recursion, however deep the replies go. */

/** What threading needs to know of a post. */
export interface ThreadNode {
  id: number;
  /** The node that it answers; null where that is not known, which means the root. */
  parentId: number | null;
  /** Instant in milliseconds: siblings stand in this order. */
  at: number;
  /** Place in the document that brought it: parts siblings of one instant. */
  position: number;
}

/** One line of a thread. */
export interface ThreadLine<Node extends ThreadNode> {
  node: Node;
  /** 0 for the root, 1 for what answers it, and so on. */
  depth: number;
  /** The node that it hangs on here: the root where its own parent is missing or would close a loop; null for the root itself. */
  parentId: number | null;
}

/**
 * A thread in reading order: each node after its parent, siblings by time, then position, then id.
 *
 * In: the nodes in any order (the root may be among them or not; of two with one id the earlier counts), and the root's id.
 * Out: one line for each node. A node whose parent is null, missing or itself hangs on the root; a loop is cut at its earliest node, which
 * hangs on the root, so nothing is lost and nothing stands twice. Depends on nothing but the set of nodes. Linear but for the sort, and
 * built without recursion.
 */
export function flattenThread<Node extends ThreadNode>(nodes: readonly Node[], rootId: number): ThreadLine<Node>[] {
  const sorted = uniqueInOrder(nodes);
  const places = new Map(sorted.map((node, place) => [node.id, place]));
  const parents = cutLoops(sorted.map((node) => parentPlace(node, rootId, places)));
  return inReadingOrder(sorted, parents, rootId);
}

/** Marks a node that hangs on the root. */
const ON_ROOT = -1;

function uniqueInOrder<Node extends ThreadNode>(nodes: readonly Node[]): Node[] {
  const sorted = [...nodes].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id);
  const seen = new Set<number>();
  return sorted.filter((node) => !seen.has(node.id) && seen.add(node.id));
}

function parentPlace(node: ThreadNode, rootId: number, places: ReadonlyMap<number, number>): number {
  const { id, parentId } = node;
  if (id === rootId || parentId === null || parentId === rootId || parentId === id) return ON_ROOT;
  return places.get(parentId) ?? ON_ROOT;
}

/** Follows each chain of parents once. A chain that meets itself is a loop: its earliest node, the one of least place, goes to the root. */
function cutLoops(parents: number[]): number[] {
  const walkOf = new Int32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    const walk = start + 1;
    let place = start;
    while (place !== ON_ROOT && walkOf[place] === 0) {
      walkOf[place] = walk;
      place = parents[place] ?? ON_ROOT;
    }
    if (place === ON_ROOT || walkOf[place] !== walk) continue;
    let earliest = place;
    for (let next = parents[place] ?? place; next !== place; next = parents[next] ?? place) earliest = Math.min(earliest, next);
    parents[earliest] = ON_ROOT;
  }
  return parents;
}

function inReadingOrder<Node extends ThreadNode>(sorted: Node[], parents: number[], rootId: number): ThreadLine<Node>[] {
  const childrenOf = new Map<number, number[]>();
  let root: Node | undefined;
  sorted.forEach((node, place) => {
    if (node.id === rootId) {
      root = node;
      return;
    }
    const parent = parents[place] ?? ON_ROOT;
    const siblings = childrenOf.get(parent);
    if (siblings) siblings.push(place);
    else childrenOf.set(parent, [place]);
  });

  const lines: ThreadLine<Node>[] = root ? [{ node: root, depth: 0, parentId: null }] : [];
  const open: { siblings: number[]; next: number; parentId: number }[] = [
    { siblings: childrenOf.get(ON_ROOT) ?? [], next: 0, parentId: rootId },
  ];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const place = level.siblings[level.next++];
    const node = place === undefined ? undefined : sorted[place];
    if (place === undefined || !node) {
      open.pop();
      continue;
    }
    lines.push({ node, depth: open.length, parentId: level.parentId });
    const children = childrenOf.get(place);
    if (children) open.push({ siblings: children, next: 0, parentId: node.id });
  }
  return lines;
}
