import type { EntityManager } from 'typeorm';
import { ensureSource } from './ensure-source.js';
import type { FeedEntity, FeedRole, FeedState } from './feed.entity.js';
import { newFeed } from './new-feed.js';
import type { Affiliation } from './source.entity.js';

/** A feed of which everything is known that we need, so that nothing is fetched: from a list. */
export interface KnownFeed {
  url: string;
  title?: string | null;
  siteUrl?: string | null;
  role?: FeedRole;
  state?: FeedState;
  intervalMinutes?: number | null;
  /** The feed's own title, or its host, where it is not said. */
  sourceTitle?: string | null;
  /** Feeds of one list with the same key are of one source, those with another are of another, though their titles be the same. */
  sourceKey?: string | null;
  platform?: string;
  affiliation?: Affiliation;
  tags?: string[];
}

/** Gives the feeds of one list their rows; sources are made on the way where there are none yet. */
export class KnownFeedRows {
  private readonly byKey = new Map<string, number>();

  constructor(
    private readonly manager: EntityManager,
    private readonly now: Date,
  ) {}

  async row(url: string, feed: KnownFeed): Promise<Omit<FeedEntity, 'id'>> {
    const { title = null, siteUrl = null, role = 'posts', state = 'active', intervalMinutes } = feed;
    const sourceId = await this.sourceOf(url, feed);
    return newFeed({ sourceId, url, role, title, siteUrl, state, settings: intervalMinutes ? { intervalMinutes } : {} }, this.now);
  }

  private async sourceOf(
    url: string,
    { title, siteUrl = null, sourceTitle, sourceKey, platform, affiliation, tags }: KnownFeed,
  ): Promise<number> {
    const known = sourceKey ? this.byKey.get(sourceKey) : undefined;
    if (known !== undefined) return known;
    const wanted = { title: sourceTitle ?? title ?? new URL(url).host, siteUrl, platform, affiliation, tags };
    const others = sourceKey ? [...this.byKey.values()] : [];
    const id = await ensureSource(this.manager, wanted, this.now, { by: sourceTitle ? 'title' : 'site', others });
    if (sourceKey) this.byKey.set(sourceKey, id);
    return id;
  }
}
