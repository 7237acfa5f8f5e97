import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Database } from '../database/database.js';
import { FeedEntity, type FeedRole, type FeedSettings, type FeedState } from './feed.entity.js';
import type { Affiliation } from './source.entity.js';

/** A feed of a whole site, with its source: one line of the list. */
export interface FeedRow {
  url: string;
  title: string | null;
  siteUrl: string | null;
  role: FeedRole;
  state: FeedState;
  settings: FeedSettings;
  outcome: string | null;
  outcomeMessage: string | null;
  failures: number;
  polledAt: Date | null;
  changedAt: Date | null;
  nextPollAt: Date | null;
  source: { slug: string; title: string; platform: string; affiliation: Affiliation; tags: string[] };
}

/** The feeds that somebody added. The comment feeds of single posts are left out: they come and go by themselves. */
@Injectable()
export class FeedsQuery {
  constructor(private readonly database: Database) {}

  async list(): Promise<FeedRow[]> {
    const rows = await this.database.manager.find(FeedEntity, {
      select: {
        ...{ id: true, url: true, title: true, siteUrl: true, role: true, state: true, settings: true },
        ...{ outcome: true, outcomeMessage: true, failures: true, polledAt: true, changedAt: true, nextPollAt: true },
        source: { id: true, slug: true, title: true, platform: true, affiliation: true, tags: true },
      },
      relations: { source: true },
      where: { postId: IsNull() },
      order: { sourceId: 'ASC', id: 'ASC' },
    });
    // The foreign key sees to it that every feed has its source.
    return rows as (FeedEntity & Pick<FeedRow, 'source'>)[];
  }
}
