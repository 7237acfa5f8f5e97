import { createHash } from 'node:crypto';

/** A part of what a query finds, drawn by lot: the same for everybody who names the same seed. */
export interface Sample {
  size: number;
  seed: string;
}

/**
 * The order in which posts are judged: as they are given, or, of a sample, by lot. It depends on nothing that anybody coded. A lot is drawn for each
 * post by itself, so that one which comes or goes leaves the others where they are.
 */
export function deskOrder(ids: readonly number[], sample: Sample | null): number[] {
  if (sample === null) return [...ids];
  const lots = ids.map((id) => ({ id, lot: createHash('sha256').update(`${sample.seed}\n${id}`).digest('hex') }));
  return lots
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, sample.size)
    .map(({ id }) => id);
}

/** The next post that is not judged, behind `afterId`; behind the last, what was skipped comes again. Null where all are judged. */
export function nextOf(order: readonly number[], judged: ReadonlySet<number>, afterId: number | null): number | null {
  const start = afterId === null ? 0 : order.indexOf(afterId) + 1;
  return [...order.slice(start), ...order.slice(0, start)].find((id) => !judged.has(id)) ?? null;
}
