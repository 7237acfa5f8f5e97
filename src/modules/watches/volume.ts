import type { Bucket } from '../engagement/period.js';
import type { VolumeKey, VolumeRow } from '../engagement/portrait.js';
import { instantOfPlace } from '../search/place.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { MatchRow } from './watches.query.js';

/** Matches, the newest first, in the bars of a chart, by whose voice they are. */
export function volumeOf(matches: readonly MatchRow[], buckets: readonly Bucket[]): VolumeRow[] {
  const rows = buckets.map((bucket) => ({ bucket, ids: new Map<VolumeKey, number[]>() }));
  let index = rows.length - 1;
  for (const { place, postId, voice } of matches) {
    const at = instantOfPlace(place);
    while (index > 0 && at < rows[index]!.bucket.from) index--;
    const key: VolumeKey = voice ?? 'others';
    const ids = rows[index]?.ids;
    const known = ids?.get(key);
    if (known) known.push(postId);
    else ids?.set(key, [postId]);
  }
  const order: readonly VolumeKey[] = [...AFFILIATIONS, 'others'];
  return rows.map(({ bucket, ids }) => ({
    bucket,
    parts: order.flatMap((key) => {
      const those = ids.get(key);
      return those ? [{ key, ids: those }] : [];
    }),
  }));
}
