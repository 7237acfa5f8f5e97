import type { Entry } from './types.js';

/** What one vocabulary says about an entry; what it does not say is absent, null or empty. */
export type Said = Partial<Entry>;

const SILENT: Entry = {
  id: null,
  idIsPermalink: false,
  link: null,
  title: null,
  authors: [],
  publishedAt: null,
  updatedAt: null,
  content: null,
  summary: null,
  inReplyTo: [],
  commentsUrl: null,
  commentsFeedUrl: null,
  commentCount: null,
  categories: [],
  enclosures: [],
  links: [],
  language: null,
  source: null,
};

/**
 * Puts together what several vocabularies say about one entry. The first to say something about a field is believed; the lists of links,
 * categories and enclosures are joined. Without a fuller body, the summary is the content.
 * @param said what each vocabulary says, most trusted first
 */
export function entryFrom(...said: Said[]): Entry {
  const entry: Entry = { ...SILENT };
  for (const one of said) {
    entry.id ??= one.id ?? null;
    entry.idIsPermalink ||= one.idIsPermalink ?? false;
    entry.link ??= one.link ?? null;
    entry.title ??= one.title ?? null;
    entry.publishedAt ??= one.publishedAt ?? null;
    entry.updatedAt ??= one.updatedAt ?? null;
    entry.content ??= one.content ?? null;
    entry.summary ??= one.summary ?? null;
    entry.commentsUrl ??= one.commentsUrl ?? null;
    entry.commentsFeedUrl ??= one.commentsFeedUrl ?? null;
    entry.commentCount ??= one.commentCount ?? null;
    if (one.reactions) entry.reactions ??= one.reactions;
    entry.language ??= one.language ?? null;
    entry.source ??= one.source ?? null;
    if (entry.authors.length === 0) entry.authors = one.authors ?? [];
    if (entry.inReplyTo.length === 0) entry.inReplyTo = one.inReplyTo ?? [];
    entry.links = [...entry.links, ...(one.links ?? [])];
    entry.categories = [...entry.categories, ...(one.categories ?? [])];
    entry.enclosures = [...entry.enclosures, ...(one.enclosures ?? [])];
  }
  entry.categories = [...new Set(entry.categories)];
  entry.enclosures = [...new Map(entry.enclosures.map((enclosure) => [enclosure.url, enclosure])).values()];
  return entry.content ? entry : { ...entry, content: entry.summary, summary: null };
}

/**
 * A whole number as publishers write it ("12", " 12 ", "1,204"), or null.
 * @param text a count of comments, minutes or bytes
 */
export function wholeNumber(text: string | null | undefined): number | null {
  const digits = text?.trim().replace(/(?<=\d)[,.](?=\d{3}\b)/g, '');
  return digits && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
