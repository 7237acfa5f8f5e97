import { entryFrom, wholeNumber, type Said } from '../entry.js';
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
import { linksOf, pageAmong } from '../links.js';
import { firstMarkup, firstWords } from '../markup.js';
import type { Notes } from '../notes.js';
import { peopleOf } from '../people.js';
import type { Entry, FeedDocument, FeedMeta } from '../types.js';
import type { XmlElement } from '../xml-element.js';
import type { ParsedFeed } from '../xml.js';
import { readAtomElements } from './atom.js';

/** RSS 0.91, 0.92 and 2.0 (RSS Advisory Board, RSS 2.0 specification), with the extensions that its items carry. */
export function readRss({ elements, items }: ParsedFeed, notes: Notes): Omit<FeedDocument, 'warnings' | 'format'> {
  return { feed: readChannel(elements), entries: items.map((item) => readItem(item.elements, notes)), deleted: readDeleted(elements) };
}

/** What a channel says about the feed. */
export function readChannel(channel: XmlElement): FeedMeta {
  const links = linksOf(channel.all('link'));
  const atomLinks = linksOf(channel.all('atom:link'));
  const addressOf = (rel: string) => [...atomLinks, ...links].filter((link) => link.rel === rel).map((link) => link.href);
  return {
    title: firstWords([...channel.all('title'), ...channel.all('dc:title')], 'html'),
    description: firstWords([...channel.all('description'), ...channel.all('dc:description'), ...channel.all('itunes:summary')], 'html'),
    url: addressOf('self')[0] ?? null,
    siteUrl: pageAmong(links, true) ?? pageAmong(atomLinks, true),
    language: channel.textOf('language') ?? channel.textOf('dc:language') ?? channel.language,
    hubs: addressOf('hub'),
    rest: readRest(channel),
  };
}

/** What an item says, in the order of trust: its own elements, then those of each vocabulary that it borrows. */
export function readItem(item: XmlElement, notes: Notes): Entry {
  const entry = entryFrom(
    readContent(item),
    // `dc:creator` before `author`: the latter is an e-mail address by its specification.
    { authors: peopleOf(item.all('dc:creator')) },
    readRssElements(item, notes),
    readThreading(item),
    readWellFormedWeb(item),
    readSlash(item),
    readDublinCore(item, notes),
    readAtomElements(item, notes, 'atom:'),
    readMedia(item),
    readPodcast(item),
    readFeedBurner(item),
  );
  return entry.link === null && entry.idIsPermalink ? { ...entry, link: item.address(entry.id) } : entry;
}

function readRssElements(item: XmlElement, notes: Notes): Said {
  const links = linksOf(item.all('link'));
  const guid = item.all('guid').find((element) => element.text() !== '');
  return {
    id: guid?.text() ?? item.attribute('rdf:about') ?? item.attribute('about') ?? item.textOf('id'),
    // RSS 2.0 §guid: an address unless `isPermaLink` says that it is not.
    idIsPermalink: guid !== undefined && guid.attribute('ispermalink')?.toLowerCase() !== 'false',
    link: linkOf(item),
    title: firstMarkup(item.all('title'), 'html'),
    authors: peopleOf(item.all('author')),
    publishedAt: readDateOf(item, ['pubDate', 'published', 'issued', 'date', 'created'], notes),
    updatedAt: readDateOf(item, ['updated', 'modified', 'lastBuildDate'], notes),
    content: firstMarkup(item.all('content'), 'html'),
    summary: firstMarkup([...item.all('description'), ...item.all('summary')], 'html'),
    commentsUrl: item.addressOf('comments'),
    categories: item.all('category').flatMap((category) => category.text() || []),
    enclosures: item.all('enclosure').flatMap(enclosureOf),
    links,
    language: item.textOf('language') ?? item.language,
    source: sourceOf(item.first('source')),
  };
}

/** The link as text, which RSS means, before one with `href`, which it borrows. */
function linkOf(item: XmlElement): string | null {
  const texts = item.all('link').filter((link) => link.attribute('href') === null);
  return pageAmong(linksOf(texts)) ?? pageAmong(linksOf(item.all('link')), true);
}

function enclosureOf(element: XmlElement): Entry['enclosures'] {
  const url = element.address(element.attribute('url'));
  return url === null ? [] : [{ url, type: element.attribute('type'), length: wholeNumber(element.attribute('length')) }];
}

function sourceOf(element: XmlElement | undefined): Entry['source'] {
  if (!element) return null;
  const url = element.address(element.attribute('url'));
  return url === null && element.text() === '' ? null : { title: element.text() || null, url };
}
