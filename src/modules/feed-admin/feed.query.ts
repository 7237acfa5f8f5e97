import { Injectable } from '@nestjs/common';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { FeedSettings } from '../sources/feed.entity.js';
import { tagsOfFeeds } from '../sources/feed-tags.js';
import { LISTED_COLUMNS, type ListedFeed } from './feeds-list.query.js';

export interface OneFeed extends ListedFeed {
  host: string;
  format: string | null;
  settings: FeedSettings;
  tags: string[];
  createdAt: number;
  posts: number;
  /** When the newest of its posts was published. */
  newestAt: number | null;
}

/** One feed of a whole site, with all that an admin may want to know of it. */
@Injectable()
export class FeedQuery {
  constructor(private readonly database: Database) {}

  async one(id: number): Promise<OneFeed | null> {
    const { manager } = this.database;
    const rows = (await run(
      manager,
      `SELECT ${LISTED_COLUMNS}, f.host, f.format, f.settings, f.created_at AS "createdAt",
              (SELECT COUNT(*) FROM post p WHERE p.feed_id = f.id) AS posts,
              (SELECT MAX(p.sort_at) FROM post p WHERE p.feed_id = f.id) AS "newestAt"
         FROM feed f JOIN source s ON s.id = f.source_id
        WHERE f.id = ? AND f.post_id IS NULL`,
      [id],
    )) as (Omit<OneFeed, 'settings' | 'tags'> & { settings: string })[];
    const [row] = rows;
    if (!row) return null;
    const tags = (await tagsOfFeeds(manager, [id])).get(id) ?? [];
    return { ...row, settings: JSON.parse(row.settings) as FeedSettings, tags, posts: Number(row.posts) };
  }
}
