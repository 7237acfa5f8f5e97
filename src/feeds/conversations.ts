/** Conversations across sites: threads that are joined by the links between their messages. */

/** A message at one end of a link, as far as joining needs to know it. */
export interface LinkEnd {
  postId: number;
  /** The post that its thread begins with: `postId` itself for that post. */
  threadId: number;
  sourceId: number;
  /** Instant in milliseconds. */
  at: number;
}

/** One message links to the address of another. */
export interface CrossLink {
  from: LinkEnd;
  to: LinkEnd;
  /** The canonical address that the link leads to. */
  key: string;
  /** The linking words. */
  text: string;
  /** Place of the link in its message. */
  position: number;
}

/** Threads that hang together, and the links by which they do. */
export interface Conversation<Link extends CrossLink = CrossLink> {
  /** Ascending: the first is the name of the conversation. */
  threadIds: number[];
  /** In the order of their instants; of several links between two messages the first that has words. */
  links: Link[];
}

/** A page that more messages link to than this is a landmark (a home page, a tool, a law), and no remark that they all answer. */
export const HUB_LINKS_MAX = 25;

/** A source that links to a page from as many posts as this has it in its blogroll, its footer or its signature. */
export const BOILERPLATE_POSTS_MIN = 3;

/**
 * How far a link may reach in time. Blogs answer each other within days, and are quoted for weeks; a link to last year's post is a reference,
 * and joining by those would in the end make one conversation of everything.
 */
export const WINDOW_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The links that carry a conversation from thread to thread.
 *
 * In: for each key that occurs, every link that bears it (a key half known is weighed wrongly), in any order. Out: those of them that lead to
 * another thread, within `WINDOW_MS`, to a page that is no hub, and that are not of their source's boilerplate; in the order of their instants.
 * What holds for a link does not depend on which thread one began to look from.
 */
export function joiningLinks<Link extends CrossLink>(links: readonly Link[]): Link[] {
  const across = links.filter(({ from, to }) => from.threadId !== to.threadId);
  const linkers = countDistinct(across, (link) => link.key);
  // Boilerplate stands in posts. A commenter who repeats an address is a person who says something, and is bounded by the hub rule.
  const repeats = countDistinct(across.filter(isOfRoot), boilerplateKey);
  return across
    .filter(({ from, to }) => Math.abs(from.at - to.at) <= WINDOW_MS)
    .filter(({ key }) => (linkers.get(key) ?? 0) <= HUB_LINKS_MAX)
    .filter((link) => !isOfRoot(link) || (repeats.get(boilerplateKey(link)) ?? 0) < BOILERPLATE_POSTS_MIN)
    .sort(byInstant);
}

/**
 * The conversations that some threads make.
 *
 * In: the threads, the links between them as `joiningLinks` gives them, and pairs of threads that begin with the same words; what leads to a
 * thread that is not among them joins nothing.
 * Out: each thread in exactly one conversation, in the order of their names. Symmetric, transitive, and independent of any order.
 */
export function joinThreads<Link extends CrossLink>(
  threadIds: readonly number[],
  links: readonly Link[],
  same: readonly (readonly [number, number])[] = [],
): Conversation<Link>[] {
  const roots = new Map(threadIds.map((id) => [id, id]));
  const inside = links.filter(({ from, to }) => roots.has(from.threadId) && roots.has(to.threadId));
  for (const [one, other] of [...inside.map(({ from, to }) => [from.threadId, to.threadId] as const), ...same]) {
    if (!roots.has(one) || !roots.has(other)) continue;
    const [a, b] = [rootOf(roots, one), rootOf(roots, other)];
    // The smallest id stays on top, so that it names the conversation whatever comes first.
    roots.set(Math.max(a, b), Math.min(a, b));
  }
  const conversations = new Map<number, Conversation<Link>>();
  for (const id of [...roots.keys()].sort((a, b) => a - b)) {
    const root = rootOf(roots, id);
    const found = conversations.get(root);
    if (found) found.threadIds.push(id);
    else conversations.set(root, { threadIds: [id], links: [] });
  }
  for (const link of evidence(inside)) conversations.get(rootOf(roots, link.from.threadId))?.links.push(link);
  return [...conversations.values()];
}

function rootOf(roots: Map<number, number>, id: number): number {
  let root = id;
  for (let next = roots.get(root); next !== undefined && next !== root; next = roots.get(root)) root = next;
  // The way is made short for those who come after.
  for (let at = id; at !== root;) {
    const next = roots.get(at) ?? root;
    roots.set(at, root);
    at = next;
  }
  return root;
}

/** One link for each pair of messages: a picture and a headline that lead to the same place are one remark, and the headline has the words. */
function evidence<Link extends CrossLink>(links: readonly Link[]): Link[] {
  const pairs = new Map<string, Link>();
  for (const link of [...links].sort(byInstant)) {
    const pair = `${link.from.postId} ${link.to.postId}`;
    const kept = pairs.get(pair);
    if (!kept || (kept.text.trim() === '' && link.text.trim() !== '')) pairs.set(pair, link);
  }
  return [...pairs.values()].sort(byInstant);
}

function isOfRoot({ from }: CrossLink): boolean {
  return from.postId === from.threadId;
}

function boilerplateKey({ from, key }: CrossLink): string {
  return `${from.sourceId} ${key}`;
}

/** How many different messages link, by some name of the links. */
function countDistinct<Link extends CrossLink>(links: readonly Link[], nameOf: (link: Link) => string): Map<string, number> {
  const posts = new Map<string, Set<number>>();
  for (const link of links) {
    const set = posts.get(nameOf(link));
    if (set) set.add(link.from.postId);
    else posts.set(nameOf(link), new Set([link.from.postId]));
  }
  return new Map([...posts].map(([name, set]) => [name, set.size]));
}

function byInstant(a: CrossLink, b: CrossLink): number {
  return a.from.at - b.from.at || a.from.postId - b.from.postId || a.position - b.position || a.to.postId - b.to.postId;
}
