import { type Entry, type FeedDocument, type Markup, NO_REST } from '../../../src/feeds/types.js';

export const markup = (value: string, base: string | null = 'http://blog.example.org/'): Markup => ({ type: 'html', value, base });

/** An entry that says nothing, but for what a test is about. */
export function entry(parts: Partial<Entry> = {}): Entry {
  return {
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
    ...parts,
  };
}

export function document(entries: Entry[], feed: Partial<FeedDocument['feed']> = {}): FeedDocument {
  const meta = { title: null, description: null, url: null, siteUrl: null, language: null, hubs: [], rest: NO_REST, ...feed };
  return { format: 'rss', feed: meta, entries, deleted: [], warnings: [] };
}
