import { Injectable } from '@nestjs/common';
import { type FindOptionsSelect, In, IsNull, Not } from 'typeorm';
import { Database } from '../database/database.js';
import { FeedEntity, type FeedHabit, type FeedRole, type FeedSettings, type FeedState } from './feed.entity.js';
import { tagsOfFeeds } from './feed-tags.js';
import type { Affiliation } from './source.entity.js';

/** A feed of a whole site, with its source: one line of the list. */
export interface FeedRow {
  id: number;
  url: string;
  title: string | null;
  siteUrl: string | null;
  role: FeedRole;
  /** The platform that is asked for what an account says; null for a feed. */
  reader: string | null;
  state: FeedState;
  settings: FeedSettings;
  tags: string[];
  /** What an admin wants to be known of it. */
  note: string | null;
  outcome: string | null;
  outcomeMessage: string | null;
  failures: number;
  polledAt: Date | null;
  changedAt: Date | null;
  nextPollAt: Date | null;
  movedTo: string | null;
  movedPolls: number;
  movedSinceAt: Date | null;
  habit: FeedHabit | null;
  silentAt: Date | null;
  source: { slug: string; title: string; platform: string; affiliation: Affiliation };
}

/** The addresses of one kind at which the discussions of a source's posts are read. */
export interface DiscussionsRow {
  slug: string;
  /** The platform that is asked; null for comment feeds. */
  reader: string | null;
  threads: number;
  troubled: number;
  /** What the last trouble was. */
  message: string | null;
}

/** The feeds that somebody added. The comment feeds of single posts are left out: they come and go by themselves. */
@Injectable()
export class FeedsQuery {
  constructor(private readonly database: Database) {}

  /** Those that were removed are left out; with a tag, so are all that do not have it. */
  async list(tag: string | null = null): Promise<FeedRow[]> {
    const { manager } = this.database;
    const rows = await manager.find(FeedEntity, {
      select: COLUMNS,
      relations: { source: true },
      where: { postId: IsNull(), state: Not('removed') },
      order: { sourceId: 'ASC', id: 'ASC' },
    });
    const tags = await tagsOfFeeds(manager, rows.map(({ id }) => id)); // prettier-ignore
    // The foreign key sees to it that every feed has its source.
    const listed = rows.map((row) => ({ ...row, tags: tags.get(row.id) ?? [] })) as (FeedEntity & Pick<FeedRow, 'source' | 'tags'>)[];
    return tag === null ? listed : listed.filter((row) => row.tags.includes(tag));
  }

  /** Those of some numbers, in the order of these; also those that were removed. */
  async byIds(ids: readonly number[]): Promise<FeedRow[]> {
    const { manager } = this.database;
    const rows = await manager.find(FeedEntity, {
      select: COLUMNS,
      relations: { source: true },
      where: { id: In(ids), postId: IsNull() },
      order: { id: 'ASC' },
    });
    const tags = await tagsOfFeeds(manager, ids);
    return rows.map((row) => ({ ...row, tags: tags.get(row.id) ?? [] })) as (FeedEntity & Pick<FeedRow, 'source' | 'tags'>)[];
  }

  /** How the discussions of single posts fare, by source and by the way in which they are read. */
  discussions(): Promise<DiscussionsRow[]> {
    return this.database.manager.sql<DiscussionsRow[]>`
      WITH thread AS (
        SELECT f.source_id, f.reader, f.id, f.outcome_message, f.polled_at,
               CASE WHEN f.failures > 0 THEN 1 ELSE 0 END AS troubled,
               ROW_NUMBER() OVER (
                 PARTITION BY f.source_id, f.reader ORDER BY CASE WHEN f.failures > 0 THEN 0 ELSE 1 END, f.polled_at DESC, f.id DESC
               ) AS place
          FROM feed f
         WHERE f.post_id IS NOT NULL
      )
      SELECT s.slug, t.reader, COUNT(*) AS threads, SUM(t.troubled) AS troubled,
             MAX(CASE WHEN t.place = 1 AND t.troubled = 1 THEN t.outcome_message END) AS message
        FROM thread t
        JOIN source s ON s.id = t.source_id
       GROUP BY s.slug, t.source_id, t.reader
       ORDER BY t.source_id, COALESCE(t.reader, '')`;
  }
}

const COLUMNS: FindOptionsSelect<FeedEntity> = {
  ...{ id: true, url: true, title: true, siteUrl: true, role: true, reader: true, state: true, settings: true, note: true },
  ...{ outcome: true, outcomeMessage: true, failures: true, polledAt: true, changedAt: true, nextPollAt: true },
  ...{ movedTo: true, movedPolls: true, movedSinceAt: true, habit: true, silentAt: true },
  source: { id: true, slug: true, title: true, platform: true, affiliation: true },
};
