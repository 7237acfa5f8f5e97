import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nextPollAt, REPLACED_SHARE } from '../../feeds/decide.js';
import { NO_REST } from '../../feeds/types.js';
import { Clock } from '../clock/clock.js';
import { run, selectMany, updateOne } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { lockFeed, withPushed } from '../sources/hub-subscriptions.js';
import { DocumentStore } from './document-store.js';
import { FeedReader } from './feed-reader.js';
import { learned } from './standing.js';
import type { Brought } from './verdict.js';

/** What became of a document: new entries were stored, it held none, it could not be read as a feed, or its feed is not polled. */
export type Taken = 'stored' | 'nothing-new' | 'not-a-feed' | 'not-polled';

/**
 * Takes documents that somebody brings unasked. They are read and stored as those of polls, with two differences: one may hold the new entries alone, so that
 * what is not in it proves nothing; and it may be an old one that is sent once more, so that only what is new is taken from it. What it says otherwise than
 * what is stored makes a poll due, which sees how things are.
 */
@Injectable()
export class PushedDocuments {
  constructor(
    private readonly database: Database,
    private readonly reader: FeedReader,
    private readonly documents: DocumentStore,
    private readonly clock: Clock,
  ) {}

  async take({ id, feedId }: HubSubscriptionEntity, document: { bytes: Buffer; contentType: string | null }): Promise<Taken> {
    const [feed] = await selectMany(this.database.manager, FeedEntity, `id = ? AND state = 'active'`, [feedId]);
    if (!feed) return 'not-polled';
    const parsed = await this.reader.parse(feed, { ...document, url: feed.url });
    return this.database.write(async (manager) => {
      const now = this.clock.now();
      if (parsed.ok) {
        const { posts, deleted } = parsed.reading;
        const brought: Brought = { ...NOTHING, posts, platform: parsed.platform };
        return this.store(manager, id, feedId, brought, deleted.length > 0, now);
      }
      await lookSoon(manager, feed, false, now);
      return 'not-a-feed';
    });
  }

  private async store(manager: EntityManager, id: number, feedId: number, brought: Brought, hasMore: boolean, now: Date): Promise<Taken> {
    await lockFeed(manager, feedId);
    // A poll may have ended while the document was read.
    const [feed] = await selectMany(manager, FeedEntity, `id = ? AND state = 'active'`, [feedId]);
    const [subscription] = await selectMany(manager, HubSubscriptionEntity, 'id = ?', [id]);
    if (!feed || !subscription) return 'not-polled';
    const { added, changes, passedOver } = await this.documents.store(manager, feed, brought, now, true);
    const pushedHashes = withPushed(
      subscription,
      changes.map(({ post }) => post.entryHash),
    );
    const isFull = pushedHashes.length >= REPLACED_SHARE * Math.max(1, feed.entryHashes.length);
    const isSettled = passedOver === 0 && !hasMore && !isFull;
    if (added > 0) {
      await updateOne(manager, HubSubscriptionEntity, id, { pushedHashes, pushedAt: now });
      await updateOne(manager, FeedEntity, feed.id, { changedAt: now, ...(await learned(manager, feed, added, now)) });
    }
    if (added > 0 || !isSettled) await lookSoon(manager, feed, isSettled, now);
    return added > 0 ? 'stored' : 'nothing-new';
  }
}

const NOTHING = {
  counted: [],
  followers: undefined,
  deleted: [],
  references: [],
  about: null,
  commentCount: null,
  shows: { kind: 'part' },
} as const satisfies Partial<Brought>;

/** Brings the next poll forward to when that of a feed which has just brought something would be. One that fails is left to its own waits. */
async function lookSoon(manager: EntityManager, feed: FeedEntity, isTold: boolean, now: Date): Promise<void> {
  if (feed.failures > 0) return;
  const at = nextPollAt({
    now: feed.polledAt ?? now,
    outcome: 'ok',
    failures: 0,
    role: feed.role,
    postAgeMs: null,
    changedAgeMs: 0,
    rest: feed.rest ?? NO_REST,
    windowMs: null,
    isTold,
    leastMinutes: feed.settings.leastMinutes ?? null,
    mostMinutes: feed.settings.mostMinutes ?? null,
    retryAfterAt: null,
    jitter: Math.random(),
  });
  const due = Math.max(now.getTime(), at?.getTime() ?? 0);
  await run(manager, `UPDATE feed SET next_poll_at = ? WHERE id = ? AND state = 'active' AND next_poll_at > ?`, [due, feed.id, due]);
}
