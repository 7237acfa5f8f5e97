import { webUrl } from '../pages/web-url.js';
import { excerptOf } from '../pages/words.js';
import type { LinkbackKind } from './linkback.entity.js';
import type { LinkbackRow, LinkingPost } from './linkbacks.query.js';

/** What one page lists; the number of all stands above. */
export const LINKBACKS_SHOWN_MAX = 50;
const TITLE_CHARACTERS_MAX = 120;
const EXCERPT_CHARACTERS_MAX = 200;

/** For a reader: how the link came to be known. */
const KINDS: Record<LinkbackKind, string> = { pingback: 'pingback', webmention: 'webmention', quote: 'quotes it' };

export interface LinkbackView {
  title: string;
  kind: string;
  /** Where it is to be read; null where its publisher gave only its title. */
  url: string | null;
  /** The thread of ours that begins with it. */
  threadHref: string | null;
  /** Whose it is: the site, as we name it or by its host. */
  site: string | null;
  excerpt: string | null;
  at: Date;
  /** False where nobody gives a date: `at` is when we first saw it. */
  isDated: boolean;
}

export interface LinkbacksView {
  total: number;
  shown: LinkbackView[];
  /** How many are not listed. */
  more: number;
}

/** The pages that link to a post, for its page. `posts` are those of ours at the addresses of these pages. */
export function linkbacksView(
  rows: readonly LinkbackRow[],
  total: number,
  posts: ReadonlyMap<string, readonly LinkingPost[]>,
): LinkbacksView {
  const shown = rows.map((row) => {
    const ours = (row.urlKey === null ? undefined : posts.get(row.urlKey))?.[0];
    const url = webUrl(row.url);
    const site = ours?.sourceTitle ?? hostOf(row.urlKey);
    return {
      title: excerptOf(row.title ?? '', TITLE_CHARACTERS_MAX) || (site ?? 'A page without a title'),
      kind: KINDS[row.kind],
      url,
      threadHref: ours ? `/threads/${ours.threadId}` : null,
      site: row.title ? site : null,
      excerpt: excerptOf(row.excerpt ?? '', EXCERPT_CHARACTERS_MAX) || null,
      at: new Date(row.publishedAt ?? row.seenAt),
      isDated: row.publishedAt !== null,
    };
  });
  return { total, shown, more: total - shown.length };
}

function hostOf(key: string | null): string | null {
  return key !== null && URL.canParse(key) ? new URL(key).host : null;
}
