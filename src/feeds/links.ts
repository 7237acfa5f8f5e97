import { wholeNumber, type Said } from './entry.js';
import type { EntryLink } from './types.js';
import type { XmlElement } from './xml-element.js';

/**
 * Atom's links: `rel` is `alternate` unless it says otherwise (RFC 4287 §4.2.7). An element with its address as text, as in RSS, is an
 * alternate.
 * @param elements `link` or `atom:link` elements
 */
export function linksOf(elements: XmlElement[]): EntryLink[] {
  return elements.flatMap((element) => {
    const href = element.address(element.attribute('href') ?? element.text());
    if (href === null) return [];
    // The registry's relations may also be written as addresses (RFC 4287 §4.2.7.2).
    const rel = (element.attribute('rel') ?? 'alternate').toLowerCase().replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//, '');
    return [{ rel, href, type: element.attribute('type')?.toLowerCase() ?? null }];
  });
}

/** The page among the alternates: one that is HTML or does not say; or, if `anyType`, the first alternate at all. */
export function pageAmong(links: EntryLink[], anyType = false): string | null {
  const alternates = links.filter((link) => link.rel === 'alternate');
  const page = alternates.find((link) => link.type === null || link.type.includes('html')) ?? (anyType ? alternates[0] : undefined);
  return page?.href ?? null;
}

/** Where the replies are (RFC 4685 §4): pages and feeds tell themselves apart by their type, or by their address where they give none. */
export function repliesAmong(links: EntryLink[]): Said {
  const replies = links.filter((link) => link.rel === 'replies');
  const feed = replies.find(isFeed);
  const page = replies.find((link) => !isFeed(link));
  return { commentsFeedUrl: feed?.href ?? null, commentsUrl: page?.href ?? null };
}

function isFeed(link: EntryLink): boolean {
  if (link.type) return !link.type.includes('html');
  return /(^|[/.=_-])(atom|rss|rdf|xml|feed)s?([/.&_-]|$)/i.test(link.href.replace(/[?#].*$/s, ''));
}

/** The files that links with the relation `enclosure` give, with their sizes (RFC 4287 §4.2.7.6). */
export function enclosuresAmong(elements: XmlElement[]): Said {
  const enclosures = elements.filter((element) => element.attribute('rel')?.toLowerCase() === 'enclosure');
  return {
    enclosures: enclosures.flatMap((element) => {
      const url = element.address(element.attribute('href'));
      return url === null ? [] : [{ url, type: element.attribute('type'), length: wholeNumber(element.attribute('length')) }];
    }),
  };
}
