/**
 * The words of the library. Data flows one way:
 *
 *   bytes --decode--> text --repair, formats--> FeedDocument (entries as published) --posts--> Post[] --threads--> flat threads
 *
 * Instants are `Date` (UTC); what a document does not say is `null` or an empty list, never invented.
 */

export type Format = 'rss' | 'atom' | 'rdf' | 'json' | 'cdf';

export type WarningCode =
  | 'encoding-guessed'
  | 'xml-repaired'
  | 'too-many-entries'
  | 'bad-date'
  | 'bad-url'
  | 'guid-missing'
  | 'guid-repeated'
  | 'mojibake-repaired';

export interface Warning {
  code: WarningCode;
  /** One sentence for a person. */
  message: string;
}

/** A piece of a document that may be markup: how to read it is the publisher's word (`type`), not a guess from its looks. */
export interface Markup {
  type: 'text' | 'html';
  value: string;
  /** What relative links in it are relative to (`xml:base`, else the entry's or the document's address). */
  base: string | null;
}

export interface Person {
  name: string | null;
  url: string | null;
}

export interface Enclosure {
  url: string;
  type: string | null;
  /** Bytes. */
  length: number | null;
}

/** How often a platform says that a message was liked, shared and seen. Null where it does not say: unknown is not nought. */
export interface Reactions {
  likes: number | null;
  shares: number | null;
  views: number | null;
}

/** What an entry says it answers: an opaque id (`ref`, compared as a string) and a page (`url`). RFC 4685 §3. */
export interface Reference {
  ref: string | null;
  url: string | null;
}

export interface EntryLink {
  rel: string;
  href: string;
  type: string | null;
}

/** An entry as the document holds it: links absolute, dates read, markup still the publisher's. */
export interface Entry {
  id: string | null;
  /** True where the format says that `id` is the entry's address (RSS `guid` unless `isPermaLink="false"`). */
  idIsPermalink: boolean;
  link: string | null;
  title: Markup | null;
  authors: Person[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** The fullest body: `content:encoded`, Atom `content`, else the description or summary. */
  content: Markup | null;
  /** A summary published beside a fuller body. */
  summary: Markup | null;
  inReplyTo: Reference[];
  commentsUrl: string | null;
  commentsFeedUrl: string | null;
  commentCount: number | null;
  /** Absent where the document counts none of it. No part of the entry's fingerprint: a post is not read again because somebody looked at it. */
  reactions?: Reactions;
  categories: string[];
  enclosures: Enclosure[];
  /** Every link with its relation, `alternate` included. */
  links: EntryLink[];
  language: string | null;
  /** The feed that a republished entry came from (`atom:source`, RSS `source`). */
  source: { title: string | null; url: string | null } | null;
}

export interface FeedMeta {
  title: string | null;
  description: string | null;
  /** The feed's own address (`rel="self"`), where it says one. */
  url: string | null;
  siteUrl: string | null;
  language: string | null;
  /** WebSub hubs. */
  hubs: string[];
  rest: Rest;
}

/** When a publisher asks not to be asked. */
export interface Rest {
  /** For so many minutes after each time (`ttl`, `sy:`); null where it does not say. */
  minutes: number | null;
  /** In these hours of the day, 0 to 23 in UTC (`skipHours`). */
  hours: number[];
  /** On these days of the week, 0 for Sunday, in UTC (`skipDays`). */
  days: number[];
}

/** Nothing is said of it. */
export const NO_REST: Rest = { minutes: null, hours: [], days: [] };

export interface FeedDocument {
  format: Format;
  feed: FeedMeta;
  entries: Entry[];
  /** Entries that the publisher says it removed (RFC 6721). */
  deleted: { ref: string; at: Date | null }[];
  warnings: Warning[];
}

export type PostKind = 'post' | 'comment';

/** How we know whom a comment answers, strongest first: an id the publisher gives, the markup, the feed it came in, a guess from its words. */
export type ReplyBasis = 'explicit' | 'markup' | 'feed' | 'inferred';

/** An outgoing link of a post's body. */
export interface PostLink {
  url: string;
  /** `url` in its canonical form: two posts that link to the same page have the same key. */
  key: string;
  text: string;
}

/** An entry, normalised: safe markup, plain text, canonical addresses, and an identity that holds from poll to poll. */
export interface Post {
  guid: string;
  /** Other names of the same message, as other documents of its platform give them. Two posts that share a name are one. */
  aliases?: string[];
  url: string | null;
  /** `url` in its canonical form, for comparing; `null` where there is no address. */
  urlKey: string | null;
  title: string | null;
  author: Person | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Sanitised: may be put into a page as it is. */
  html: string;
  /** The same words without markup: paragraphs parted by a blank line. */
  text: string;
  kind: PostKind;
  inReplyTo: Reference | null;
  /** How `inReplyTo` is known; null without it. */
  replyBasis: ReplyBasis | null;
  commentsUrl: string | null;
  commentsFeedUrl: string | null;
  commentCount: number | null;
  /** Absent where the document counts none of it. */
  reactions?: Reactions;
  /** How many follow the account that wrote it, where the document says. */
  followers?: number;
  categories: string[];
  enclosures: Enclosure[];
  links: PostLink[];
  language: string | null;
  /** Place in its document, from 0: breaks ties between posts of one minute. */
  position: number;
  /** Fingerprint of the entry as published: an equal one need not be read again. */
  entryHash: string;
  /** Fingerprint of what a person would read (title and text): a different one is an edit. */
  contentHash: string;
}

/** Which of a site's entries a document shows. */
export interface FeedWindow {
  /** The fingerprints of all its entries, known or not, in its order. */
  hashes: string[];
  /** The oldest entry, where every entry has a date and the newest come first: whatever is newer than this should be in the document. */
  oldestAt: Date | null;
}

/** What a document counts of an entry that is known as it is. */
export interface Counted {
  guid: string;
  reactions: Reactions;
}

/** What `readFeed` returns for a document that it could read. */
export interface FeedReading {
  format: Format;
  feed: FeedMeta;
  /** Posts that the caller does not know yet, or knows otherwise. */
  posts: Post[];
  /** How many entries were left out because the caller knows them as they are. */
  known: number;
  /** Those of them whose likes and the like the document counts. */
  counted: Counted[];
  window: FeedWindow;
  deleted: { ref: string; at: Date | null }[];
  warnings: Warning[];
}
