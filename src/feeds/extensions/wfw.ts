import type { Said } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

/**
 * `wfw:commentRss`: the feed of an entry's comments (Well-Formed Web, CommentAPI). It is spelled `commentRSS` as often; names are folded
 * before. `wfw:comment` is where comments are posted to: never called, and not read.
 */
export function readWellFormedWeb(entry: XmlElement): Said {
  return { commentsFeedUrl: entry.addressOf('wfw:commentrss') };
}
