import type { FeedErrorCode } from '../../feeds/errors.js';
import type { FeedReading } from '../../feeds/types.js';

/** What goes to a parsing thread. */
export interface ParseTask {
  bytes: Uint8Array;
  url: string | null;
  contentType: string | null;
  role: 'posts' | 'comments' | undefined;
  known: string[];
  /** The platform of its source: some mean more by a feed than every feed says. */
  platform: string;
}

/** What comes back: a reading, or why there is none. */
export type Parsed = { ok: true; reading: FeedReading } | { ok: false; code: FeedErrorCode | 'too-slow'; message: string };
