import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { formatInstant } from '../pages/instants.js';
import { gapWords, type KnownGap } from './gaps.js';
import type { Bucket, Span } from './period.js';

/** So many gaps of one chart are looked at, the newest: who has more knows that little is whole. */
const GAPS_MAX = 5_000;

/** Where polls of feeds of what sources publish themselves found that entries may have come and gone in between. */
@Injectable()
export class GapsQuery {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** What may be missing from the bars of a chart in which some sources stand, by the keys of the bars. */
  async wordsFor(sourceIds: Iterable<number>, span: Span, buckets: readonly Bucket[]): Promise<Map<string, string>> {
    const gaps = await gapsOf(this.database.manager, [...new Set(sourceIds)], span);
    return gapWords(gaps, buckets, (at) => formatInstant(new Date(at), 'moment', this.config.timezone));
  }
}

/** The gaps of some sources, or of all, that touch a span. */
export async function gapsOf(
  manager: EntityManager,
  sourceIds: readonly number[] | 'all',
  { from, until }: Pick<Span, 'from' | 'until'>,
): Promise<(KnownGap & { slug: string })[]> {
  if (sourceIds.length === 0) return [];
  const [isAll, ids] = sourceIds === 'all' ? [1, [0]] : [0, [...sourceIds]];
  return manager.sql<(KnownGap & { slug: string })[]>`
    SELECT f.source_id AS "sourceId", s.slug, s.title, g.from_at AS "from", g.until_at AS until
      FROM feed f
      JOIN feed_gap g ON g.feed_id = f.id
      JOIN source s ON s.id = f.source_id
     WHERE (${isAll} = 1 OR f.source_id IN (${() => ids})) AND f.role = 'posts' AND f.post_id IS NULL
       AND g.until_at > ${from} AND g.from_at < ${until}
     ORDER BY g.found_at DESC
     LIMIT ${GAPS_MAX}`;
}
