import { Buffer } from 'node:buffer';
import { readDocument } from '../../../src/feeds/read-feed.js';
import type { Entry, FeedDocument } from '../../../src/feeds/types.js';

const NAMESPACES = [
  ['atom', 'http://www.w3.org/2005/Atom'],
  ['content', 'http://purl.org/rss/1.0/modules/content/'],
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['dcterms', 'http://purl.org/dc/terms/'],
  ['itunes', 'http://www.itunes.com/dtds/podcast-1.0.dtd'],
  ['media', 'http://search.yahoo.com/mrss/'],
  ['slash', 'http://purl.org/rss/1.0/modules/slash/'],
  ['sy', 'http://purl.org/rss/1.0/modules/syndication/'],
  ['thr', 'http://purl.org/syndication/thread/1.0'],
  ['wfw', 'http://wellformedweb.org/CommentAPI/'],
]
  .map(([prefix, address]) => ` xmlns:${prefix ?? ''}="${address ?? ''}"`)
  .join('');

export const PAGE = 'https://blog.example/feed';

export function document(text: string, url: string | null = PAGE): Promise<FeedDocument> {
  return readDocument(Buffer.from(text), { url, contentType: null });
}

/** The first entry of an RSS feed with one item. */
export async function rssItem(inner: string, url: string | null = PAGE): Promise<Entry> {
  return first(await document(`<rss version="2.0"${NAMESPACES}><channel><title>t</title><item>${inner}</item></channel></rss>`, url));
}

/** The first entry of an Atom feed with one entry. */
export async function atomEntry(inner: string, feed = '', url: string | null = PAGE): Promise<Entry> {
  return first(await document(`<feed xmlns="http://www.w3.org/2005/Atom"${NAMESPACES}>${feed}<entry>${inner}</entry></feed>`, url));
}

function first({ entries }: FeedDocument): Entry {
  const [entry] = entries;
  if (!entry) throw new Error('no entry');
  return entry;
}
