import { webUrl } from '../pages/web-url.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';

/** What a query must read of a post, its source and its feed to tell who speaks. */
export interface SpeakerRow {
  kind: string;
  authorName: string | null;
  authorUrl: string | null;
  /** The role of the feed that brought the post; null for an imported document. */
  feedRole: string | null;
  sourceTitle: string;
  siteUrl: string | null;
  /** In whose voice its source says it (`post.voice`); null where it does not, or where that is being found out. */
  voice: string | null;
  isSample: number;
}

/** Who speaks, and in whose name. */
export interface Speaker {
  name: string;
  url: string | null;
  /** The source that a named author writes for; null where the name is the source's own, and for a commenter. */
  source: { title: string; url: string | null } | null;
  mark: Mark | null;
  isSample: boolean;
}

/**
 * A comment belongs to the source on whose page it stands, but that source does not say it: only a post, or a reply in the source's own
 * feed, carries an affiliation: that of its author, or of the source, on that day. So a reader's remark under a department's post is never marked as the civil service.
 */
export function speakerOf(row: SpeakerRow): Speaker {
  const isSample = row.isSample === 1;
  const named = row.authorName?.trim() || null;
  if (!sourceSpeaks(row))
    return { name: named ?? 'Someone without a name', url: webUrl(row.authorUrl), source: null, mark: null, isSample };
  const source = { title: row.sourceTitle, url: webUrl(row.siteUrl) };
  const mark = row.voice === null ? null : markOf(row.voice);
  if (named === null || named === row.sourceTitle)
    return { name: row.sourceTitle, url: webUrl(row.authorUrl) ?? source.url, source: null, mark, isSample };
  return { name: named, url: webUrl(row.authorUrl), source, mark, isSample };
}

export function sourceSpeaks(row: Pick<SpeakerRow, 'kind' | 'feedRole'>): boolean {
  return row.kind === 'post' || row.feedRole === 'posts';
}

/** What tells one person from another. */
export type PersonRow = Pick<SpeakerRow, 'kind' | 'feedRole' | 'authorName' | 'sourceTitle'>;

/** Two posts of one site signed with the same name are taken as one person; null for nobody that we could count. */
export function personKey(row: PersonRow): string | null {
  const named = row.authorName?.trim().toLowerCase();
  if (named) return named;
  return sourceSpeaks(row) ? row.sourceTitle.toLowerCase() : null;
}
