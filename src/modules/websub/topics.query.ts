import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { PERIOD_KINDS, periodOf } from '../digests/period.js';
import { FEED_FORMATS } from '../posts/post-feed.js';

/** The feeds that messages stand in. Those of searches are not among them: nobody knows which searches somebody subscribes to. */
@Injectable()
export class TopicsQuery {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** Their addresses in all formats, the latest edition first. */
  async of(postIds: number[]): Promise<string[]> {
    const { manager } = this.database;
    const posts = await manager.sql<{ threadId: number; at: number }[]>`
      SELECT COALESCE(root_id, id) AS "threadId", sort_at AS at FROM post WHERE id IN (${() => postIds})`;
    const entities = await manager.sql<{ slug: string }[]>`
      SELECT DISTINCT e.slug FROM mention m JOIN entity e ON e.id = m.entity_id WHERE m.post_id IN (${() => postIds})`;
    const watches = await manager.sql<{ slug: string }[]>`
      SELECT DISTINCT w.slug FROM watch_match m JOIN saved_search w ON w.id = m.search_id WHERE m.post_id IN (${() => postIds})`;
    const paths = [
      '/digest',
      ...posts.flatMap(({ at }) => PERIOD_KINDS.map((kind) => `/digest/${periodOf(kind, new Date(at), this.config.timezone).key}`)),
      ...posts.map(({ threadId }) => `/threads/${threadId}`),
      ...entities.map(({ slug }) => `/entities/${slug}`),
      ...watches.map(({ slug }) => `/watches/${slug}`),
    ];
    return [...new Set(paths)].flatMap((path) => FEED_FORMATS.map((format) => `${this.config.baseUrl}${path}.${format}`));
  }
}
