/** What a poll says of the pushes before it: whether they brought all that they should have. */
import type { EntityManager } from 'typeorm';
import { selectMany, updateOne } from '../database/bulk.js';
import type { Change } from '../posts/ingest.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { isRelied } from '../sources/hub-subscriptions.js';
import { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';

/** So long a push may be on its way: publishers tell their hub after they have published, and hubs gather. */
const ON_THE_WAY_MS = 15 * 60_000;
/** A subscription of which something was missed is renewed, and no more often than this. */
const RENEW_AGAIN_MS = 86_400_000;

/**
 * Notes what a look at the feed found, within the write that stores it.
 * @param before the subscription as it was when the feed was asked: what was pushed since may not have been in the document yet
 * @param changes what of the document was new or changed
 * @returns whether the feed may be polled less often
 */
export async function noteLook(
  manager: EntityManager,
  before: HubSubscriptionEntity,
  { polledAt }: Pick<FeedEntity, 'polledAt'>,
  changes: readonly Change[],
  now: Date,
): Promise<boolean> {
  const fresh = changes.filter(({ isNew }) => isNew);
  const stands = before.state === 'active' && before.leaseUntil !== null && before.leaseUntil > now;
  // What was new at the first look since the hub said yes may be older than that.
  const isAnswerable = stands && polledAt !== null && before.verifiedAt !== null && before.verifiedAt < polledAt;
  const isMissed = isAnswerable && fresh.some(({ post }) => isOverdue(post.publishedAt, now));
  const seen = new Set(before.pushedHashes);
  if (isMissed || seen.size > 0) {
    const [row] = await selectMany(manager, HubSubscriptionEntity, 'id = ?', [before.id], ['pushedHashes']);
    const pushedHashes = (row?.pushedHashes ?? []).filter((hash) => !seen.has(hash));
    const isLongAgo = before.missedAt === null || now.getTime() - before.missedAt.getTime() > RENEW_AGAIN_MS;
    const missed = isMissed ? { missedAt: now, ...(isLongAgo ? { nextAt: now } : {}) } : {};
    await updateOne(manager, HubSubscriptionEntity, before.id, { pushedHashes, ...missed });
  }
  return !isMissed && fresh.length === 0 && isRelied(before, now);
}

/** An entry without a date may be as old as the last look. */
function isOverdue(publishedAt: Date | null, now: Date): boolean {
  return publishedAt === null || now.getTime() - publishedAt.getTime() > ON_THE_WAY_MS;
}
