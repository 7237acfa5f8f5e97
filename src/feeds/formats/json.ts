import { legalText } from '../characters.js';
import { readDate } from '../dates.js';
import { entryFrom } from '../entry.js';
import { FeedError } from '../errors.js';
import { asText } from '../markup.js';
import type { Notes } from '../notes.js';
import { ENTRIES_MAX } from '../repair.js';
import {
  type Enclosure,
  type Entry,
  type EntryLink,
  type FeedDocument,
  type Markup,
  NO_REST,
  type Person,
  type Reference,
} from '../types.js';
import { absoluteUrl } from '../urls.js';

type Json = Record<string, unknown>;

/**
 * JSON Feed 1.0 and 1.1 (jsonfeed.org). Lenient in what it takes: numbers as ids, `author` beside `authors`, a missing version.
 * @param text the decoded document
 * @param url what relative addresses are relative to
 * @throws FeedError `unreadable` for text that is not JSON, `not-a-feed` for JSON of another kind
 */
export function readJson(text: string, url: string | null, notes: Notes): Omit<FeedDocument, 'warnings' | 'format'> {
  const feed = parsed(text);
  const items = feed.items;
  const version = textOf(feed.version) ?? '';
  if (!Array.isArray(items) || !(version.includes('jsonfeed') || textOf(feed.title) !== null))
    throw new FeedError('not-a-feed', 'The document is JSON, but no JSON Feed: it has no title and items.');
  if (items.length > ENTRIES_MAX) notes.add('too-many-entries', String(ENTRIES_MAX));
  const people = peopleOf(feed, url);
  const language = textOf(feed.language);
  return {
    feed: {
      title: textOf(feed.title),
      description: textOf(feed.description),
      url: absoluteUrl(textOf(feed.feed_url), url),
      siteUrl: absoluteUrl(textOf(feed.home_page_url), url),
      language,
      hubs: objectsOf(feed.hubs).flatMap((hub) => absoluteUrl(textOf(hub.url), url) ?? []),
      rest: NO_REST,
    },
    entries: objectsOf(items.slice(0, ENTRIES_MAX)).map((item) => entryOf(item, url, people, language, notes)),
    deleted: [],
  };
}

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^[\s\ufeff\0]+/, ''));
  } catch (error) {
    throw new FeedError('unreadable', 'The document begins like JSON, but cannot be read as JSON.', { cause: error });
  }
  if (!isObject(value)) throw new FeedError('not-a-feed', 'The document is a JSON list, and no JSON Feed.');
  return value;
}

function entryOf(item: Json, url: string | null, feedPeople: Person[], language: string | null, notes: Notes): Entry {
  const links = linksOf(item, url);
  const html = textOf(item.content_html);
  return entryFrom(
    {
      id: idOf(item.id),
      link: links.find((link) => link.rel === 'alternate')?.href ?? null,
      title: asText(textOf(item.title), url),
      authors: peopleOf(item, url),
      publishedAt: dateOf(item.date_published, notes),
      updatedAt: dateOf(item.date_modified, notes),
      content: html === null ? asText(textOf(item.content_text), url) : ({ type: 'html', value: html, base: url } satisfies Markup),
      summary: asText(textOf(item.summary), url),
      inReplyTo: answeredBy(item),
      categories: Array.isArray(item.tags) ? item.tags.flatMap((tag) => textOf(tag) ?? []) : [],
      enclosures: objectsOf(item.attachments).flatMap((attachment) => enclosureOf(attachment, url)),
      links,
      language: textOf(item.language) ?? language,
    },
    { authors: feedPeople },
  );
}

/** JSON Feed 1.1 has no word for what an item answers: another Hustings says it in an extension of its own (§Extensions). */
function answeredBy({ _hustings: extension }: Json): Reference[] {
  const ref = isObject(extension) ? textOf(extension.in_reply_to) : null;
  return ref === null ? [] : [{ ref, url: null }];
}

/** JSON Feed names its links: `url` is the page, `external_url` what the page is about. */
function linksOf(item: Json, url: string | null): EntryLink[] {
  const found: [rel: string, key: string][] = [
    ['alternate', 'url'],
    ['related', 'external_url'],
  ];
  return found.flatMap(([rel, key]) => {
    const href = absoluteUrl(textOf(item[key]), url);
    return href === null ? [] : [{ rel, href, type: null }];
  });
}

function enclosureOf(attachment: Json, base: string | null): Enclosure[] {
  const url = absoluteUrl(textOf(attachment.url), base);
  const bytes = attachment.size_in_bytes;
  return url === null ? [] : [{ url, type: textOf(attachment.mime_type), length: Number.isSafeInteger(bytes) ? (bytes as number) : null }];
}

function peopleOf(holder: Json, base: string | null): Person[] {
  return [...objectsOf(holder.authors), ...objectsOf([holder.author])].flatMap((author) => {
    const person = { name: textOf(author.name), url: absoluteUrl(textOf(author.url), base) };
    return person.name === null && person.url === null ? [] : [person];
  });
}

function dateOf(value: unknown, notes: Notes): Date | null {
  const text = textOf(value);
  const date = readDate(text);
  if (text && !date) notes.add('bad-date', text);
  return date;
}

function idOf(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textOf(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? legalText(value).trim() || null : null;
}

function objectsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
