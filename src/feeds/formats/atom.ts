import { entryFrom, type Said } from '../entry.js';
import { readContent } from '../extensions/content.js';
import { readDublinCore } from '../extensions/dc.js';
import { readFeedBurner } from '../extensions/feedburner.js';
import { readPodcast } from '../extensions/itunes.js';
import { readMedia } from '../extensions/media.js';
import { readSlash } from '../extensions/slash.js';
import { readRest } from '../extensions/syndication.js';
import { readThreading } from '../extensions/thr.js';
import { readDeleted } from '../extensions/tombstones.js';
import { readWellFormedWeb } from '../extensions/wfw.js';
import { readDateOf } from '../instants.js';
import { enclosuresAmong, linksOf, pageAmong, repliesAmong } from '../links.js';
import { firstMarkup, firstWords } from '../markup.js';
import type { Notes } from '../notes.js';
import { peopleOf } from '../people.js';
import type { Entry, FeedDocument, FeedMeta } from '../types.js';
import type { XmlElement } from '../xml-element.js';
import type { ParsedFeed } from '../xml.js';

/** Atom 1.0 (RFC 4287) and 0.3, with the extensions that its entries carry. */
export function readAtom({ elements, items }: ParsedFeed, notes: Notes): Omit<FeedDocument, 'warnings' | 'format'> {
  return { feed: feedOf(elements), entries: items.map((item) => entryOf(item.elements, elements, notes)), deleted: readDeleted(elements) };
}

function feedOf(feed: XmlElement): FeedMeta {
  const links = linksOf(feed.all('link'));
  const addressOf = (rel: string) => links.filter((link) => link.rel === rel).map((link) => link.href);
  return {
    title: firstWords([...feed.all('title'), ...feed.all('dc:title')], 'text'),
    description: firstWords([...feed.all('subtitle'), ...feed.all('tagline'), ...feed.all('description')], 'text'),
    url: addressOf('self')[0] ?? null,
    siteUrl: pageAmong(links, true),
    language: feed.language ?? feed.textOf('dc:language'),
    hubs: addressOf('hub'),
    rest: readRest(feed),
  };
}

function entryOf(entry: XmlElement, feed: XmlElement, notes: Notes): Entry {
  const said = entryFrom(
    readAtomElements(entry, notes),
    readContent(entry),
    readThreading(entry),
    readWellFormedWeb(entry),
    readSlash(entry),
    readDublinCore(entry, notes),
    readMedia(entry),
    readPodcast(entry),
    readFeedBurner(entry),
    // RFC 4287 §4.2.1: without an author of its own, an entry is by the author of the feed it came from, else of the feed it is in.
    { authors: peopleOf([...entry.all('source'), feed].flatMap((holder) => holder.all('author'))) },
  );
  return said.link === null && /^https?:/i.test(said.id ?? '') ? { ...said, link: entry.address(said.id) } : said;
}

/**
 * What Atom's own elements say about an entry.
 * @param prefix `atom:` for Atom's elements within RSS
 */
export function readAtomElements(entry: XmlElement, notes: Notes, prefix: '' | 'atom:' = ''): Said {
  const named = (name: string) => entry.all(prefix + name);
  const dated = (names: string[]) =>
    readDateOf(
      entry,
      names.map((name) => prefix + name),
      notes,
    );
  const links = linksOf(named('link'));
  const [source] = named('source');
  return {
    id: entry.textOf(`${prefix}id`) ?? (prefix === '' ? entry.textOf('guid') : null),
    link: pageAmong(links, true),
    title: firstMarkup(named('title'), 'text'),
    authors: peopleOf(named('author')),
    publishedAt: dated(['published', 'issued', 'pubDate', 'created']),
    updatedAt: dated(['updated', 'modified']),
    content: firstMarkup(named('content'), 'text'),
    summary: firstMarkup([...named('summary'), ...named('description')], 'text'),
    categories: named('category').flatMap(
      (category) => category.attribute('label') ?? category.attribute('term') ?? (category.text() || []),
    ),
    links: [...links, ...contentElsewhere(named('content'))],
    language: entry.language,
    source: source ? { title: source.textOf(`${prefix}title`), url: sourceAddress(source, prefix) } : null,
    ...enclosuresAmong(named('link')),
    ...repliesAmong(links),
  };
}

/** Content that is not in the entry but at an address (RFC 4287 §4.1.3.2): kept as a link. */
function contentElsewhere(contents: XmlElement[]): Entry['links'] {
  return contents.flatMap((content) => {
    const href = content.address(content.attribute('src'));
    return href === null ? [] : [{ rel: 'content', href, type: content.attribute('type') }];
  });
}

function sourceAddress(source: XmlElement, prefix: string): string | null {
  const links = linksOf(source.all(`${prefix}link`));
  return links.find((link) => link.rel === 'self')?.href ?? pageAmong(links, true);
}
