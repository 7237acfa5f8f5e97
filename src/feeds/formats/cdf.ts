import { entryFrom } from '../entry.js';
import { readDate } from '../dates.js';
import { linksOf } from '../links.js';
import { firstMarkup, asText } from '../markup.js';
import type { Notes } from '../notes.js';
import { type Entry, type FeedDocument, NO_REST } from '../types.js';
import type { XmlElement } from '../xml-element.js';
import type { ParsedFeed } from '../xml.js';

/** Microsoft's Channel Definition Format (W3C note NOTE-CDFsubmit, 1997): addresses and dates are attributes, or `A HREF` within. */
export function readCdf({ elements, items }: ParsedFeed, notes: Notes): Omit<FeedDocument, 'warnings' | 'format'> {
  return {
    feed: {
      title: elements.textOf('title') ?? elements.attribute('title'),
      description: elements.textOf('abstract'),
      url: elements.address(elements.attribute('self')),
      siteUrl: addressOf(elements),
      language: elements.language,
      hubs: [],
      rest: NO_REST,
    },
    entries: items.map(({ elements: item }) => itemOf(item, notes)),
    deleted: [],
  };
}

function itemOf(item: XmlElement, notes: Notes): Entry {
  const modified = item.attribute('lastmod');
  const updatedAt = readDate(modified);
  if (modified && !updatedAt) notes.add('bad-date', modified);
  return entryFrom({
    link: addressOf(item),
    title: firstMarkup(item.all('title'), 'html') ?? asText(item.attribute('title'), item.base),
    updatedAt,
    summary: firstMarkup(item.all('abstract'), 'html'),
    links: linksOf(item.all('a')),
    language: item.language,
  });
}

function addressOf(element: XmlElement): string | null {
  return element.address(element.attribute('href') ?? element.first('a')?.attribute('href') ?? null);
}
