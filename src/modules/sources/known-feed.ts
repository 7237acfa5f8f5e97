import { urlRefusal } from '../fetch/urls.js';
import type { FeedRole, FeedState } from './feed.entity.js';
import type { Affiliation } from './source.entity.js';

/** A feed of which everything is known that we need, so that nothing is fetched: from a list. */
export interface KnownFeed {
  url: string;
  title?: string | null;
  siteUrl?: string | null;
  role?: FeedRole;
  state?: FeedState;
  leastMinutes?: number | null;
  mostMinutes?: number | null;
  tags?: string[];
  /** The feed's own title, or its host, where it is not said. */
  sourceTitle?: string | null;
  /** Feeds of one list with the same key are of one source, those with another are of another, though their titles be the same. */
  sourceKey?: string | null;
  platform?: string;
  affiliation?: Affiliation;
}

/** What of a list can be polled: each address once, without its fragment. */
export interface SiftedList {
  feeds: KnownFeed[];
  /** One sentence for each feed that cannot be polled. */
  refused: string[];
  /** How many entries name a feed that an earlier one named. */
  repeated: number;
}

export function sifted(list: readonly KnownFeed[]): SiftedList {
  const refused: string[] = [];
  const byUrl = new Map<string, KnownFeed>();
  for (const feed of list) {
    const refusal = urlRefusal(feed.url);
    if (refusal) {
      refused.push(refusal.message);
      continue;
    }
    const url = withoutFragment(feed.url);
    if (!byUrl.has(url)) byUrl.set(url, { ...feed, url });
  }
  return { feeds: [...byUrl.values()], refused, repeated: list.length - refused.length - byUrl.size };
}

export function withoutFragment(written: string): string {
  const url = new URL(written);
  url.hash = '';
  return url.href;
}
