import type { Said } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

/** `feedburner:origLink`: the page behind a FeedBurner redirect, as a link with the relation `canonical` (RFC 6596). */
export function readFeedBurner(entry: XmlElement): Said {
  const href = entry.addressOf('feedburner:origlink');
  return { links: href === null ? [] : [{ rel: 'canonical', href, type: null }] };
}
