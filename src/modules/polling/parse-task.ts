import type { FeedErrorCode } from '../../feeds/errors.js';
import type { OpmlReading } from '../../feeds/opml.js';
import type { Discussion } from '../../feeds/platform.js';
import type { FeedReading } from '../../feeds/types.js';

/** A feed, for a parsing thread. */
export interface ParseTask {
  bytes: Uint8Array;
  url: string | null;
  contentType: string | null;
  role: 'posts' | 'comments' | undefined;
  known: string[];
  /** The platform of its source: some mean more by a feed than every feed says. Null where nobody has said or seen it yet. */
  platform: string | null;
}

/** What comes back: a reading, or why there is none. */
export type Parsed = { ok: true; reading: FeedReading; /** As the document shows. */ platform: string | null } | Unreadable;

/** An answer of a platform's API, or one of its pages. */
export interface DiscussTask {
  bytes: Uint8Array;
  url: string;
  contentType: string | null;
  reader: string;
  /** For dates that name no zone. */
  timezone: string;
}

/** A list of feeds, for a parsing thread. */
export interface ListTask {
  bytes: Uint8Array;
}

export type Listed = { ok: true; reading: OpmlReading } | Unreadable;

/** What comes back: what the platform's reader found there, or why that is nothing. */
export type Discussed = { ok: true; discussion: Discussion } | Unreadable;

export interface Unreadable {
  ok: false;
  code: FeedErrorCode | 'too-slow' | 'not-understood' | 'unmarked';
  message: string;
}
