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

/** A thread in reading order, as columns: an object for each of 100,000 nodes would cost more than the order itself. */
export interface ReadingOrder {
  /** Places in the lists that were given, in reading order. */
  places: Int32Array;
  /** By place: 1 for what answers the root, 2 for what answers that, and so on. */
  depths: Int32Array;
  /** By place: the place of the node that it hangs on here; -1 for the root. */
  parents: Int32Array;
}

/** No place in the lists: that of the root, and of what is not there. */
const NONE = -1;

/**
 * A thread in reading order: each node after its parent, siblings by time, then position, then id.
 *
 * In: the nodes in any order (the root may be among them or not; of two with one id the earlier counts), and the root's id.
 * Out: one line for each node. A node whose parent is null, missing or itself hangs on the root; a loop is cut at its earliest node, which
 * hangs on the root, so nothing is lost and nothing stands twice. Depends on nothing but the set of nodes.
 */
export function flattenThread<Node extends ThreadNode>(nodes: readonly Node[], rootId: number): ThreadLine<Node>[] {
  const sorted = uniqueInOrder(nodes);
  const [root, replies] = [sorted.find(({ id }) => id === rootId), sorted.filter(({ id }) => id !== rootId)];
  const { places, depths, parents } = readingOrder(
    replies.map(({ id }) => id),
    replies.map(({ parentId }) => parentId ?? rootId),
  );
  const lines: ThreadLine<Node>[] = root ? [{ node: root, depth: 0, parentId: null }] : [];
  for (const place of places) {
    const [node, depth, parent] = [replies[place], depths[place], parents[place]];
    if (node && depth !== undefined && parent !== undefined) lines.push({ node, depth, parentId: replies[parent]?.id ?? rootId });
  }
  return lines;
}

/**
 * The reading order of a thread's replies, without the root, that are in the order of siblings already.
 *
 * In: their ids, each once, and in a list of the same length the ids of their parents; an id that is not among them means the root. Out: as
 * `flattenThread`. Linear, and built without recursion and without an object for any reply.
 */
export function readingOrder(ids: ArrayLike<number>, parentIds: ArrayLike<number>): ReadingOrder {
  const parents = placesOf(parentIds, ids);
  cutLoops(parents);
  return { ...walk(parents), parents };
}

/** Where each of the ids that are sought stands in a list. A hash table in one array: a Map takes five times as long to fill and to ask. */
function placesOf(sought: ArrayLike<number>, ids: ArrayLike<number>): Int32Array {
  // At least half empty, so that the next free slot is near.
  const bits = Math.ceil(Math.log2(2 * ids.length + 2));
  const slots = new Int32Array(2 ** bits).fill(NONE);
  const slotOf = (id: number) => {
    // Multiplied by the golden ratio: neighbours lie far apart.
    let slot = Math.imul(id, 0x9e3779b1) >>> (32 - bits);
    while (slots[slot] !== NONE && ids[slots[slot] ?? NONE] !== id) slot = (slot + 1) % slots.length;
    return slot;
  };
  for (let place = 0; place < ids.length; place++) slots[slotOf(ids[place] ?? NONE)] = place;
  const places = new Int32Array(sought.length);
  for (let index = 0; index < sought.length; index++) places[index] = slots[slotOf(sought[index] ?? NONE)] ?? NONE;
  return places;
}

function uniqueInOrder<Node extends ThreadNode>(nodes: readonly Node[]): Node[] {
  const sorted = [...nodes].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id);
  const seen = new Set<number>();
  return sorted.filter((node) => !seen.has(node.id) && seen.add(node.id));
}

/** Follows each chain of parents once. A chain that meets itself is a loop: its earliest node, the one of least place, goes to the root. */
function cutLoops(parents: Int32Array): void {
  const parentOf = (place: number) => parents[place] ?? NONE;
  const chainOf = new Int32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    const chain = start + 1;
    let place = start;
    while (place !== NONE && chainOf[place] === 0) {
      chainOf[place] = chain;
      place = parentOf(place);
    }
    if (place === NONE || chainOf[place] !== chain) continue;
    let earliest = place;
    for (let next = parentOf(place); next !== place; next = parentOf(next)) earliest = Math.min(earliest, next);
    parents[earliest] = NONE;
  }
}

/** Down to the first answer where there is one, else on to the next sibling, that of the nearest parent who has one. */
function walk(parents: Int32Array): Omit<ReadingOrder, 'parents'> {
  const count = parents.length;
  // One longer than the list: the last one is the root's.
  const firstAnswer = new Int32Array(count + 1).fill(NONE);
  const nextSibling = new Int32Array(count).fill(NONE);
  for (let place = count - 1; place >= 0; place--) {
    const parent = parents[place] === NONE ? count : (parents[place] ?? count);
    nextSibling[place] = firstAnswer[parent] ?? NONE;
    firstAnswer[parent] = place;
  }

  const [places, depths] = [new Int32Array(count), new Int32Array(count)];
  let place = firstAnswer[count] ?? NONE;
  let depth = 1;
  for (let line = 0; place !== NONE; line++) {
    places[line] = place;
    depths[place] = depth;
    let next = firstAnswer[place] ?? NONE;
    if (next !== NONE) depth++;
    else {
      for (next = nextSibling[place] ?? NONE; next === NONE && depth > 1; next = nextSibling[place] ?? NONE) {
        place = parents[place] ?? NONE;
        depth--;
      }
    }
    place = next;
  }
  return { places, depths };
}
