import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { updateOne } from '../database/bulk.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { limitFeeds } from '../sources/feed-changes.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { setTags } from '../sources/feed-tags.js';
import type { FeedDraft } from './feed.form.js';

/** Keeps the settings of one feed. */
@Injectable()
export class FeedSettingsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  save(id: number, { tags, role, note, ...limits }: FeedDraft): Promise<'saved' | 'missing' | 'removed'> {
    return this.database.write(async (manager) => {
      const feed = await manager.findOne(FeedEntity, { select: { id: true, state: true }, where: { id, postId: IsNull() } });
      if (!feed) return 'missing';
      if (feed.state === 'removed') return 'removed';
      await setTags(manager, id, tags);
      await limitFeeds(manager, [id], limits, this.clock.now());
      await updateOne(manager, FeedEntity, id, { role, note });
      return 'saved';
    });
  }
}
