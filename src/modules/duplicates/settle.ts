import type { EntityManager } from 'typeorm';
import { isCopy } from '../../feeds/copies.js';
import type { Candidate, Candidates } from './candidates.js';

/**
 * Finds out whom some posts follow, and everybody to whom that makes a difference.
 *
 * In the order of time, a post follows the earliest leader that says the same, and leads where there is none. So a group is what its leader says,
 * and no chain of small changes drifts away from it. The outcome depends on the posts alone, and not on who came first: whoever turns out to lead
 * may take later ones from others, and those are settled after it.
 */
export async function settle(manager: EntityManager, candidates: Candidates, posts: readonly Candidate[]): Promise<void> {
  const settled = new Set<Candidate>();
  // The earliest last, where it is taken from.
  let waiting = [...new Set(posts)].sort(byTime).reverse();
  for (let post = waiting.pop(); post; post = waiting.pop()) {
    settled.add(post);
    const more = (await settleOne(manager, candidates, post)).filter((each) => !settled.has(each));
    if (more.length > 0) waiting = [...new Set([...waiting, ...more])].sort(byTime).reverse();
  }
}

/** Settles one whose predecessors are settled. Returns those after it that may follow another now. */
async function settleOne(manager: EntityManager, candidates: Candidates, post: Candidate): Promise<Candidate[]> {
  const near = await candidates.near(post);
  const leaders = near.filter((other) => other.leaderId === null && isBefore(other, post)).sort(byTime);
  const leader = leaders.find((other) => isCopy(other.wording, post.wording));
  const ledOthers = post.leaderId === null;
  await keep(manager, post, leader?.id ?? null);
  if (leader) return ledOthers ? candidates.followersOf([post.id]) : [];
  const followed = new Map((await candidates.read(near.flatMap(({ leaderId }) => leaderId ?? []))).map((each) => [each.id, each]));
  const followsEarlier = ({ leaderId }: Candidate) => {
    const other = leaderId === null ? undefined : followed.get(leaderId);
    return other !== undefined && (other.id === post.id || isBefore(other, post));
  };
  return near.filter((other) => isBefore(post, other) && !followsEarlier(other) && isCopy(post.wording, other.wording));
}

async function keep(manager: EntityManager, post: Candidate, leaderId: number | null): Promise<void> {
  if (leaderId === null && post.isKept) await manager.sql`DELETE FROM duplicate WHERE post_id = ${post.id}`;
  if (leaderId !== null && leaderId !== post.leaderId)
    await manager.sql`
      INSERT INTO duplicate (post_id, leader_id) VALUES (${post.id}, ${leaderId})
      ON CONFLICT (post_id) DO UPDATE SET leader_id = excluded.leader_id`;
  Object.assign(post, { leaderId, isKept: leaderId !== null });
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return byTime(a, b) < 0;
}

/** By instant, then by name: whatever number the database gave. */
function byTime(a: Candidate, b: Candidate): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.guid === b.guid ? a.id - b.id : a.guid < b.guid ? -1 : 1;
}
