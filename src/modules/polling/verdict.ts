/** What came of asking one feed, before anything is written. */
import type { Reference } from '../../feeds/platform.js';
import type { Counted, FeedWindow, Post } from '../../feeds/types.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import type { HubOffer } from '../sources/hub-subscriptions.js';

export interface Verdict {
  result: 'fetched' | 'not-modified' | 'failed';
  /** For programs: the kind of outcome, and after a colon what of that kind. */
  outcome: string;
  message: string;
  /** The new state of the feed's row. */
  row: Partial<FeedEntity>;
  /** Null where there was nothing to read. */
  brought: Brought | null;
  retryAfterAt: Date | null;
  maxAgeSeconds: number | null;
  /** Of the document, unpacked; absent where none came. */
  bytes?: number;
  /** Where the address redirects for good; null where it does not, absent where this answer tells nothing of it. */
  permanentUrl?: string | null;
  /** Where the document says that one can subscribe to it; null where it does not, absent where none was read. */
  offer?: HubOffer | null;
}

/** What the documents held. */
export interface Brought {
  posts: Post[];
  /** What the documents count of entries that are known as they are. */
  counted: Counted[];
  /** How many follow the source, where a document says. */
  followers: number | undefined;
  deleted: { ref: string; at: Date | null }[];
  references: Reference[];
  /** The post that a discussion is about, as its platform gives it. */
  about: Post | null;
  /** How many comments the platform counts; null where it does not. */
  commentCount: number | null;
  /** Which part of a site or thread the documents show: what should be there and is not has vanished. */
  shows: { kind: 'window'; window: FeedWindow } | { kind: 'whole' } | { kind: 'part' };
  /** As the document shows. */
  platform: string | null;
}

/** Nothing new. */
export function unchanged(message: string, row: Partial<FeedEntity> = {}, maxAgeSeconds: number | null = null): Verdict {
  return { result: 'not-modified', outcome: 'not-modified', message, row, brought: null, retryAfterAt: null, maxAgeSeconds };
}

export function failed(outcome: string, message: string, retryAfterAt: Date | null = null): Verdict {
  return { result: 'failed', outcome, message, row: {}, brought: null, retryAfterAt, maxAgeSeconds: null };
}

/** What an answer without a document means. */
export function judge(outcome: Exclude<FetchOutcome, Modified>): Verdict {
  switch (outcome.kind) {
    case 'not-modified':
      return { ...unchanged(outcome.message, {}, outcome.maxAgeSeconds), permanentUrl: outcome.permanentUrl };
    case 'throttled':
      return failed('throttled', outcome.message, outcome.retryAfterAt);
    case 'refused':
      return failed(`refused:${outcome.reason}`, outcome.message);
    case 'unreachable':
      return failed(`unreachable:${outcome.code}`, outcome.message);
    case 'gone':
    case 'too-large':
      return failed(outcome.kind, outcome.message);
  }
}
