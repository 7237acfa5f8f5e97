import { wholeNumber, type Said } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

/**
 * Atom's threading extension, in RSS too: what an entry answers and how many answer it (RFC 4685 §3 `thr:in-reply-to`, §4 `thr:count`, §5
 * `thr:total`). An entry may answer several. Without `ref`, which is required, the address alone still tells.
 * OStatus, the federation of status.net and GNU social, also puts it on favourites and their like, which say nothing themselves.
 */
export function readThreading(entry: XmlElement): Said {
  const answers = saysSomething(entry) ? entry.all('thr:in-reply-to') : [];
  const inReplyTo = answers.flatMap((element) => {
    const reference = { ref: element.attribute('ref'), url: element.address(element.attribute('href')) };
    return reference.ref === null && reference.url === null ? [] : [reference];
  });
  const counts = [...entry.all('link'), ...entry.all('atom:link')].map((link) => wholeNumber(link.attribute('thr:count')));
  return { inReplyTo, commentCount: wholeNumber(entry.textOf('thr:total')) ?? counts.find((count) => count !== null) ?? null };
}

/** What the entry does (Activity Streams 1.0 §4.3): it posts, unless it says otherwise. A verb is an address, or the last part of one. */
function saysSomething(entry: XmlElement): boolean {
  const verb = entry.textOf('activity:verb');
  return verb === null || /(?:^|\/)(?:post|comment|reply|update)$/.test(verb);
}
