/** The shapes of the Fever API. */
import type { MarkedEntry } from './entries.js';
import { feverId } from './item-id.js';
import { streamId } from './stream.js';
import { FOLDERS, type Subscription } from './subscriptions.js';

/** The number of a subscription: Fever knows no names. */
export function feedIdOf({ horizon: { kind, owner } }: Subscription): number {
  return owner * KINDS.length + Math.max(0, KINDS.indexOf(kind));
}

const KINDS = ['source', 'entity', 'watch', 'thread', 'day', 'week', 'month'];

export function groupIdOf(folder: string): number {
  return FOLDERS.indexOf(folder) + 1;
}

export function groups(subscriptions: readonly Subscription[]): object[] {
  const used = new Set(subscriptions.map(({ folder }) => folder));
  return FOLDERS.filter((folder) => used.has(folder)).map((title) => ({ id: groupIdOf(title), title }));
}

export function feedsGroups(subscriptions: readonly Subscription[]): object[] {
  return FOLDERS.flatMap((folder) => {
    const ids = subscriptions.filter((subscription) => subscription.folder === folder).map(feedIdOf);
    return ids.length === 0 ? [] : [{ group_id: groupIdOf(folder), feed_ids: ids.join(',') }];
  });
}

export function feeds(subscriptions: readonly Subscription[], now: Date): object[] {
  return subscriptions.map((subscription) => ({
    id: feedIdOf(subscription),
    favicon_id: 0,
    title: subscription.title,
    url: subscription.htmlUrl,
    site_url: subscription.htmlUrl,
    is_spark: 0,
    last_updated_on_time: Math.floor(now.getTime() / 1000),
  }));
}

/** @param feedIds by the names of streams: what an account does not follow (any more) is told by none */
export function items(entries: readonly MarkedEntry[], feedIds: ReadonlyMap<string, number>): object[] {
  return entries.map(({ item, origin, title, author, html, url, isRead, isStarred, publishedAt }) => ({
    id: feverId(item),
    feed_id: feedIds.get(origin.streamId) ?? 0,
    title,
    author,
    html,
    url,
    is_saved: Number(isStarred),
    is_read: Number(isRead),
    created_on_time: Math.floor(publishedAt / 1000),
  }));
}

export function feedIdsOf(subscriptions: readonly Subscription[]): Map<string, number> {
  return new Map(subscriptions.map((subscription) => [streamId(subscription.name), feedIdOf(subscription)]));
}
