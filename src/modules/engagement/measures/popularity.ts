/**
 * Popularity, commitment and virality of what a voice begins, by the nine metrics of Bonsón and Ratkai: 1 is the share of posts that were liked
 * (commented on, shared), 2 the mean for a post, 3 the same for a thousand who follow; their engagement index is the sum of the thirds.
 *
 * Bonsón, E., Ratkai, M. (2013). A set of metrics to assess stakeholder engagement and social legitimacy on a corporate Facebook page.
 * Online Information Review 37 (5), 787–803.
 */
import { mean, type Measure, type MeasureName, share, unknown } from './measure.js';
import type { Counts, Message } from './message.js';
import type { Reading } from './reading.js';

interface Kind {
  prefix: 'popularity' | 'commitment' | 'virality';
  counts: keyof Counts;
  of: string;
}

const KINDS: readonly Kind[] = [
  { prefix: 'popularity', counts: 'likes', of: 'posts of its own whose likes are counted' },
  { prefix: 'commitment', counts: 'comments', of: 'posts of its own' },
  { prefix: 'virality', counts: 'shares', of: 'posts of its own whose shares are counted' },
];

/** What is counted of posts, by their ids: of those alone of which it is known. */
type Known = ReadonlyMap<number, number>;

export function popularity(reading: Reading): Measure[] {
  const heard = commentsHeard(reading);
  const counted = KINDS.map((kind) => ({
    ...kind,
    known: kind.counts === 'comments' ? commentsOf(reading.posts, heard) : countsOf(reading.posts, kind.counts),
  }));
  return [
    ...counted.flatMap((kind) => three(reading, kind)),
    index(
      reading,
      counted.map(({ known }) => known),
    ),
  ];
}

function three(reading: Reading, { prefix, counts, of, known }: Kind & { known: Known }): Measure[] {
  const { coverage, audience } = reading.talk;
  const [ids, values] = [[...known.keys()], [...known.values()]];
  const first = { name: `${prefix}-1` as MeasureName, unit: 'share' as const, of, coverage };
  const second = { name: `${prefix}-2` as MeasureName, unit: 'per-post' as const, of, coverage };
  const third = { name: `${prefix}-3` as MeasureName, unit: 'per-thousand' as const, of, coverage };
  if (known.size === 0) {
    const because =
      reading.posts.length === 0 ? 'There were no posts of its own.' : `Its platform does not say how many ${counts} a post has.`;
    return [first, second, third].map((named) => unknown({ ...named, of: because }));
  }
  return [
    share(
      first,
      ids.filter((id) => known.get(id)! > 0),
      ids,
    ),
    mean(second, values, ids),
    audience === null || audience === 0 ? unknown({ ...third, of: withoutAudience(audience) }) : mean(third, values, ids, 1000 / audience),
  ];
}

function withoutAudience(audience: 0 | null): string {
  return audience === 0 ? 'Nobody follows it.' : 'Its platform does not say how many follow it.';
}

function index(reading: Reading, all: readonly Known[]): Measure {
  const { coverage, audience } = reading.talk;
  const of = 'posts of its own whose likes, comments and shares are counted';
  const named = { name: 'engagement' as const, unit: 'per-thousand' as const, of, coverage };
  const ids = reading.posts.flatMap(({ id }) => (all.every((known) => known.has(id)) ? [id] : []));
  if (audience === null || audience === 0) return unknown({ ...named, of: withoutAudience(audience) });
  if (ids.length === 0) return unknown({ ...named, of: 'It needs likes, comments and shares, and its platform does not give all three.' });
  const sums = ids.map((id) => all.reduce((sum, known) => sum + known.get(id)!, 0));
  return mean(named, sums, ids, 1000 / audience);
}

/** A post of which its platform says nothing is left out: unknown is not nought. */
function countsOf(posts: readonly Message[], which: 'likes' | 'shares'): Known {
  return new Map(posts.flatMap(({ id, counts }) => (counts[which] === null ? [] : [[id, counts[which]] as const])));
}

/** Comments that we read, or as many as the publisher counts, if these are more. Where there are any, a post without has none. */
function commentsOf(posts: readonly Message[], heard: ReadonlyMap<number, number>): Known {
  if (posts.every(({ id, counts }) => counts.comments === null && !heard.has(id))) return new Map();
  return new Map(posts.map(({ id, counts }) => [id, Math.max(counts.comments ?? 0, heard.get(id) ?? 0)]));
}

/** What others said in each thread, by the message that it began with. */
function commentsHeard({ talk }: Reading): Map<number, number> {
  const heard = new Map<number, number>();
  for (const { id, threadId, own, isGone } of talk.messages)
    if (!own && !isGone && id !== threadId) heard.set(threadId, (heard.get(threadId) ?? 0) + 1);
  return heard;
}
