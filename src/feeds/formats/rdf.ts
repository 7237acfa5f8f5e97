import { readDeleted } from '../extensions/tombstones.js';
import type { Notes } from '../notes.js';
import type { FeedDocument } from '../types.js';
import type { ParsedFeed } from '../xml.js';
import { readChannel, readItem } from './rss.js';

/**
 * RSS 0.90, 1.0 and 1.1. Their items stand beside the channel or in `items`, which the parser has gathered; their `rdf:about` is an id and,
 * as RSS 1.0 §5.5 recommends it to equal the link, stands for a link that is missing.
 */
export function readRdf({ elements, items }: ParsedFeed, notes: Notes): Omit<FeedDocument, 'warnings' | 'format'> {
  const entries = items.map(({ elements: item }) => {
    const entry = readItem(item, notes);
    return entry.link === null && /^https?:/i.test(entry.id ?? '') ? { ...entry, link: item.address(entry.id) } : entry;
  });
  return { feed: readChannel(elements), entries, deleted: readDeleted(elements) };
}
