import { wholeNumber, type Said } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

/**
 * Atom's threading extension, in RSS too: what an entry answers and how many answer it (RFC 4685 §3 `thr:in-reply-to`, §4 `thr:count`, §5
 * `thr:total`). An entry may answer several. Without `ref`, which is required, the address alone still tells.
 */
export function readThreading(entry: XmlElement): Said {
  const inReplyTo = entry.all('thr:in-reply-to').flatMap((element) => {
    const reference = { ref: element.attribute('ref'), url: element.address(element.attribute('href')) };
    return reference.ref === null && reference.url === null ? [] : [reference];
  });
  const counts = [...entry.all('link'), ...entry.all('atom:link')].map((link) => wholeNumber(link.attribute('thr:count')));
  return { inReplyTo, commentCount: wholeNumber(entry.textOf('thr:total')) ?? counts.find((count) => count !== null) ?? null };
}
