import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Period } from '../digests/period.js';
import { EntityEntity } from '../mentions/entity.entity.js';

/** An entity that can be followed. */
export type EntityChoice = Pick<EntityEntity, 'slug' | 'name'>;

/** An entity that was mentioned in a period, or in a post that was talked about in it. */
export interface FollowedRow {
  slug: string;
  name: string;
  /** The thread, or the one that leads those which say the same. */
  threadId: number;
}

/** Entities, for those who follow them. */
@Injectable()
export class FollowedQuery {
  constructor(private readonly database: Database) {}

  /** All that can be followed, by name. */
  choices(): Promise<EntityChoice[]> {
    return this.database.manager.find(EntityEntity, { select: { slug: true, name: true }, order: { name: 'ASC' } });
  }

  /** Where entities were talked about in a period. Its cost is that of the period, however often they were mentioned before. */
  async threads(slugs: readonly string[], period: Pick<Period, 'from' | 'until'>): Promise<FollowedRow[]> {
    if (slugs.length === 0) return [];
    const [from, until] = [period.from.getTime(), period.until.getTime()];
    return this.database.manager.sql<FollowedRow[]>`
      SELECT DISTINCT e.slug, e.name, COALESCE(d.leader_id, t.thread_id) AS "threadId"
        FROM (SELECT p.id AS post_id, COALESCE(p.root_id, p.id) AS thread_id FROM post p
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.gone_at IS NULL
               UNION
              SELECT p.root_id, p.root_id FROM post p
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.root_id IS NOT NULL) t
        JOIN mention m ON m.post_id = t.post_id
        JOIN entity e ON e.id = m.entity_id
        LEFT JOIN duplicate d ON d.post_id = t.thread_id
       WHERE e.slug IN (${() => [...slugs]})
       ORDER BY e.name, "threadId"`;
  }
}
