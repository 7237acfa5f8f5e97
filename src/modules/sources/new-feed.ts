import type { FeedEntity, FeedRole, FeedSettings, FeedState } from './feed.entity.js';

export interface WantedFeed {
  sourceId: number;
  url: string;
  role: FeedRole;
  title: string | null;
  siteUrl: string | null;
  format?: string | null;
  state?: FeedState;
  settings?: FeedSettings;
  postId?: number | null;
  reader?: string | null;
}

/** The row of a feed that nobody has polled yet: due at once, if it is to be polled at all. */
export function newFeed(wanted: WantedFeed, now: Date): Omit<FeedEntity, 'id'> {
  const { sourceId, url, role, title, siteUrl, format = null, state = 'active', settings = {}, postId = null, reader = null } = wanted;
  return {
    sourceId,
    postId,
    url,
    host: new URL(url).host,
    role,
    reader,
    title,
    siteUrl,
    format,
    state,
    settings,
    note: null,
    removedAt: null,
    stateBefore: null,
    etag: null,
    lastModified: null,
    bodyHash: null,
    entryHashes: [],
    rest: null,
    nextPollAt: state === 'active' ? now : null,
    polledAt: null,
    changedAt: null,
    failures: 0,
    outcome: null,
    outcomeMessage: null,
    movedTo: null,
    movedPolls: 0,
    movedSinceAt: null,
    habit: null,
    silentAt: null,
    outcomes: null,
    createdAt: now,
  };
}
