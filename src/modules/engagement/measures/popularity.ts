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

const KINDS = [
  { prefix: 'popularity', counts: 'likes' },
  { prefix: 'commitment', counts: 'comments' },
  { prefix: 'virality', counts: 'shares' },
] as const;

export function popularity(reading: Reading): Measure[] {
  const heard = commentsHeard(reading);
  const counted = KINDS.map(({ prefix, counts }) => ({ prefix, counts, of: countsOf(reading.posts, counts, heard) }));
  return [...counted.flatMap(({ prefix, counts, of }) => three(reading, prefix, counts, of)), index(reading, counted)];
}

function three(reading: Reading, prefix: (typeof KINDS)[number]['prefix'], counts: keyof Counts, values: number[] | null): Measure[] {
  const { coverage, audience } = reading.talk;
  const ids = reading.posts.map(({ id }) => id);
  const first = { name: `${prefix}-1` as MeasureName, unit: 'share' as const, of: 'posts of its own', coverage };
  const second = { name: `${prefix}-2` as MeasureName, unit: 'per-post' as const, of: 'posts of its own', coverage };
  const third = { name: `${prefix}-3` as MeasureName, unit: 'per-thousand' as const, of: 'posts of its own', coverage };
  if (values === null) {
    const of = ids.length === 0 ? 'There were no posts of its own.' : `Its platform does not say how many ${counts} a post has.`;
    return [first, second, third].map((named) => unknown({ ...named, of }));
  }
  return [
    share(
      first,
      ids.filter((_, place) => values[place]! > 0),
      ids,
    ),
    mean(second, values, ids),
    audience === null ? unknown({ ...third, of: NO_AUDIENCE }) : mean(third, values, ids, 1000 / audience),
  ];
}

const NO_AUDIENCE = 'Its platform does not say how many follow it.';

function index(reading: Reading, counted: { of: number[] | null }[]): Measure {
  const { coverage, audience } = reading.talk;
  const named = { name: 'engagement' as const, unit: 'per-thousand' as const, of: 'posts of its own', coverage };
  const all = counted.flatMap(({ of }) => (of === null ? [] : [of]));
  if (audience === null) return unknown({ ...named, of: NO_AUDIENCE });
  if (all.length < KINDS.length)
    return unknown({ ...named, of: 'It needs likes, comments and shares, and its platform does not give all three.' });
  const sums = reading.posts.map((_, place) => all.reduce((sum, values) => sum + values[place]!, 0));
  return mean(
    named,
    sums,
    reading.posts.map(({ id }) => id),
    1000 / audience,
  );
}

/** A count for each post; null where the platform gives none of them. Where it gives some, it leaves out those that are nought. */
function countsOf(posts: readonly Message[], which: keyof Counts, heard: ReadonlyMap<number, number>): number[] | null {
  const values = posts.map(({ id, counts }) => {
    const ours = which === 'comments' ? (heard.get(id) ?? null) : null;
    return counts[which] === null ? ours : Math.max(counts[which], ours ?? 0);
  });
  return values.every((value) => value === null) ? null : values.map((value) => value ?? 0);
}

/** What others said in each thread, by the message that it began with. */
function commentsHeard({ talk }: Reading): Map<number, number> {
  const heard = new Map<number, number>();
  for (const { id, threadId, own, isGone } of talk.messages)
    if (!own && !isGone && id !== threadId) heard.set(threadId, (heard.get(threadId) ?? 0) + 1);
  return heard;
}
