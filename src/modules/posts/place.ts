import type { ReplyBasis } from '../../feeds/types.js';

/** A name under which a comment may find its parent: an id within a source, or the canonical address of a page. */
export interface Want {
  key: string;
  basis: ReplyBasis;
}

/** A post that may be a parent. A root has no `rootId`. */
export interface Candidate {
  id: number;
  rootId: number | null;
  parentId: number | null;
}

/** A comment that looks for its place. */
export interface Seeker extends Candidate {
  /** Just stored: nothing can hang on it yet. */
  fresh: boolean;
  /** The thread that it is known to stand in, whatever else it says. */
  threadId: number | null;
  /** Strongest first. */
  wants: Want[];
}

export interface Place {
  id: number;
  parentId: number;
  rootId: number;
  basis: ReplyBasis;
}

/** Ids are unique within a source only: `1` of one blog is not `1` of another. */
export function refKey(sourceId: number, ref: string): string {
  return `${sourceId} ${ref}`;
}

/**
 * Finds each seeker's parent among the posts that bear its names. Pure; the order of the seekers does not matter.
 *
 * - A parent in another thread than the one a comment is known to stand in is a mistake of the publisher (old WordPress named the newest post
 *   in every comment), so the next name is tried, and in the end the thread's own post.
 * - Comments that answer each other in a ring are broken at one of them, which then hangs on its thread.
 *
 * What finds no parent is left out: it stays a thread of its own, and waits.
 */
export function placeComments(seekers: readonly Seeker[], named: ReadonlyMap<string, Candidate>): Place[] {
  const known = new Map<number, Candidate>([...named.values()].map((candidate) => [candidate.id, { ...candidate }]));
  for (const seeker of seekers) known.set(seeker.id, { ...seeker, ...known.get(seeker.id) });
  const open = new Map(seekers.map((seeker) => [seeker.id, seeker]));
  const places: Place[] = [];
  for (let breaking = false; open.size > 0;) {
    const before = open.size;
    for (const seeker of [...open.values()].reverse()) {
      const choice = choose(seeker, named, known, open, breaking);
      if (choice === 'later') continue;
      open.delete(seeker.id);
      if (choice) {
        settle(seeker, choice, known);
        places.push({ id: seeker.id, ...choice });
      }
      if (breaking) break;
    }
    // No progress: the rest wait for each other in rings. Break one, then go on as before.
    breaking = open.size === before;
  }
  // A root may have found its own place after others were hung below it.
  return places.map((place) => ({ ...place, rootId: known.get(place.id)?.rootId ?? place.rootId }));
}

interface Choice {
  parentId: number;
  rootId: number;
  basis: ReplyBasis;
}

function choose(
  seeker: Seeker,
  named: ReadonlyMap<string, Candidate>,
  known: ReadonlyMap<number, Candidate>,
  open: ReadonlyMap<number, Seeker>,
  breaking: boolean,
): Choice | 'later' | null {
  for (const { key, basis } of seeker.wants) {
    const id = named.get(key)?.id;
    if (id === undefined || id === seeker.id) continue;
    if (open.has(id)) {
      if (breaking) continue;
      return 'later';
    }
    const parent = known.get(id);
    if (!parent) continue;
    const rootId = parent.rootId ?? parent.id;
    if (seeker.threadId !== null && rootId !== seeker.threadId) continue;
    if (!seeker.fresh && isBelow(parent, seeker.id, known)) continue;
    return { parentId: id, rootId, basis };
  }
  return seeker.threadId === null || seeker.threadId === seeker.id
    ? null
    : { parentId: seeker.threadId, rootId: seeker.threadId, basis: 'feed' };
}

/** Would hanging `id` under `node` close a ring? Everything below an orphan has that orphan as its root. */
function isBelow(node: Candidate, id: number, known: ReadonlyMap<number, Candidate>): boolean {
  if (node.rootId === id) return true;
  const walked = new Set<number>();
  for (let at: Candidate | undefined = node; at && !walked.has(at.id); at = at.parentId === null ? undefined : known.get(at.parentId)) {
    if (at.id === id) return true;
    walked.add(at.id);
  }
  return false;
}

function settle(seeker: Seeker, choice: Choice, known: Map<number, Candidate>): void {
  // What hung on the seeker while it was an orphan moves along to the new root.
  if (!seeker.fresh) for (const candidate of known.values()) if (candidate.rootId === seeker.id) candidate.rootId = choice.rootId;
  known.set(seeker.id, { id: seeker.id, parentId: choice.parentId, rootId: choice.rootId });
}
