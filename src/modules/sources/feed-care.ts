import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { pauseFeeds, removeFeeds, restoreFeeds, resumeFeeds, sweepRemoved } from './feed-changes.js';
import { FeedEntity } from './feed.entity.js';

export const CARES = ['pause', 'resume', 'remove', 'restore'] as const;
export type Care = (typeof CARES)[number];

/** What came of it: the feeds that are there, and how many of them are otherwise than before. */
export interface Cared {
  feeds: Pick<FeedEntity, 'id' | 'url'>[];
  changed: number;
  at: Date;
}

/** Pauses, resumes, removes and brings back feeds. */
@Injectable()
export class FeedCare {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The feeds of whole sites of these numbers; those that are not there are left out. */
  async apply(care: Care, ids: readonly number[]): Promise<Cared> {
    const at = this.clock.now();
    return this.database.write(async (manager) => {
      const feeds = await manager.find(FeedEntity, { select: { id: true, url: true }, where: { id: In(ids), postId: IsNull() } });
      const there = feeds.map(({ id }) => id);
      const changed =
        care === 'pause'
          ? await pauseFeeds(manager, there)
          : await { resume: resumeFeeds, remove: removeFeeds, restore: restoreFeeds }[care](manager, there, at);
      return { feeds, changed, at };
    });
  }

  /** The feed of this number, or at this address. */
  async idOf(named: string): Promise<number | null> {
    const where = /^\d{1,9}$/.test(named) ? { id: Number(named) } : { url: named };
    const feed = await this.database.manager.findOne(FeedEntity, { select: { id: true }, where: { ...where, postId: IsNull() } });
    return feed?.id ?? null;
  }

  /** What was removed a month ago goes for good. */
  async sweep(): Promise<void> {
    await this.database.write((manager) => sweepRemoved(manager, this.clock.now()));
  }
}
