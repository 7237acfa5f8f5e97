/** The shapes of the Google Reader API, as FreshRSS and Miniflux give them and readers of feeds expect them. */
import type { MarkedEntry } from './entries.js';
import { longId, shortId, type Item, itemOf } from './item-id.js';
import type { ItemRow } from './wanted.js';
import type { Counted } from './reading.js';
import { folderId, STATE, streamId } from './stream.js';
import { FOLDERS, type Subscription } from './subscriptions.js';

export function subscriptionList(subscriptions: readonly Subscription[], baseUrl: string): object {
  return {
    subscriptions: subscriptions.map(({ name, title, folder, htmlUrl }) => ({
      id: streamId(name),
      title,
      categories: [{ id: folderId(folder), label: folder }],
      // Readers tell subscriptions apart by it; none fetches it.
      url:
        name.kind === 'source' ? `${baseUrl}/sources/${name.slug}` : name.kind === 'editions' ? `${htmlUrl}?${name.of}` : `${htmlUrl}.atom`,
      htmlUrl,
      iconUrl: '',
      firstitemmsec: '0',
      sortid: streamId(name),
    })),
  };
}

export function tagList(subscriptions: readonly Subscription[]): object {
  const used = new Set(subscriptions.map(({ folder }) => folder));
  const folders = FOLDERS.filter((folder) => used.has(folder));
  return {
    tags: [
      { id: `${STATE}starred`, sortid: 'starred' },
      ...folders.map((label) => ({ id: folderId(label), sortid: label, type: 'folder' })),
    ],
  };
}

export function unreadCounts(counted: readonly Counted[]): object {
  return {
    max: counted.find(({ id }) => id === `${STATE}reading-list`)?.count ?? 0,
    unreadcounts: counted.map(({ id, count, newestAt }) => ({ id, count, newestItemTimestampUsec: micros(newestAt) })),
  };
}

export function itemIds(rows: readonly ItemRow[], next: Item | null): object {
  const itemRefs = rows.flatMap(({ rank, postId, seenAt }) => {
    const item = itemOf(rank, postId);
    return item ? [{ id: shortId(item), directStreamIds: [], timestampUsec: micros(seenAt) }] : [];
  });
  return { itemRefs, ...continued(next) };
}

export function streamContents(id: string, entries: readonly MarkedEntry[], next: Item | null, now: Date): object {
  return {
    direction: 'ltr',
    id,
    title: 'Hustings',
    updated: seconds(now.getTime()),
    items: entries.map(contentsOf),
    ...continued(next),
  };
}

function contentsOf({ item, title, author, html, url, publishedAt, updatedAt, seenAt, origin, enclosures, ...marks }: MarkedEntry): object {
  return {
    id: longId(item),
    crawlTimeMsec: String(seenAt),
    timestampUsec: micros(seenAt),
    published: seconds(publishedAt),
    updated: seconds(updatedAt),
    title,
    author,
    canonical: [{ href: url }],
    alternate: [{ href: url, type: 'text/html' }],
    categories: [
      `${STATE}reading-list`,
      folderId(origin.folder),
      ...(marks.isRead ? [`${STATE}read`] : []),
      ...(marks.isStarred ? [`${STATE}starred`] : []),
    ],
    origin: { streamId: origin.streamId, title: origin.title, htmlUrl: origin.htmlUrl },
    summary: { direction: 'auto', content: html },
    ...(enclosures.length === 0
      ? {}
      : { enclosure: enclosures.map(({ url: href, type, length }) => ({ href, type, ...(length === null ? {} : { length }) })) }),
  };
}

function continued(next: Item | null): object {
  return next === null ? {} : { continuation: shortId(next) };
}

function micros(at: number): string {
  return String(at * 1000);
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
