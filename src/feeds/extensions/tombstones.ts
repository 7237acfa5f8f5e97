import { readDate } from '../dates.js';
import type { FeedDocument } from '../types.js';
import type { XmlElement } from '../xml-element.js';

/** The entries that a feed says it removed: `at:deleted-entry` with `ref` and `when` (RFC 6721 §3). */
export function readDeleted(feed: XmlElement): FeedDocument['deleted'] {
  return feed.all('at:deleted-entry').flatMap((element) => {
    const ref = element.attribute('ref');
    return ref === null ? [] : [{ ref, at: readDate(element.attribute('when')) }];
  });
}
