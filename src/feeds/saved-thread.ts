/** A saved page as one post and its comments: what the readers of plain text and of HTML have in common. */
import { DateTime, IANAZone } from 'luxon';
import { readDate, readLocalDate } from './dates.js';
import { postFrom } from './comment.js';
import { cleanHtml } from './html.js';
import { fingerprint } from './identity.js';
import type { Markup, Person, Post, Reference } from './types.js';

/** What is known of a saved page apart from what it holds. */
export interface SavedPage {
  /** IANA name of the zone in which the page writes its times, such as `Europe/London`. */
  timezone: string;
  /** Where the page was, if known. */
  url: string | null;
}

/** A post and its comments in the order of the page. */
export interface SavedThread {
  /** Without a date (`publishedAt: null`) where the page gives it none. */
  post: Post;
  comments: Post[];
}

/** A message as a reader found it on the page. */
export interface SavedMessage {
  /** The message's own address or id; null where the page has none. */
  id: string | null;
  /** Other names of it, as its platform gives them elsewhere. */
  aliases?: readonly string[];
  url: string | null;
  title: string | null;
  author: Person | null;
  publishedAt: Date | null;
  markup: Markup;
  /** The id of the comment that it answers; null for the post. */
  parentId: string | null;
}

/**
 * The instant of a time on a page.
 *
 * In: a date as a page writes it, and the page's zone. Out: the instant; null for what is no date. A time without a zone is one of the
 * page's: in the hour that summer time skips it is
 * an hour later, in the hour that comes twice it is the second.
 * @throws RangeError for a zone that does not exist
 */
export function instantOnPage(text: string, timezone: string): Date | null {
  const zone = IANAZone.create(timezone);
  if (!zone.isValid) throw new RangeError(`There is no time zone named ${timezone}.`);
  const local = readLocalDate(text);
  if (!local) return readDate(text);
  const instant = DateTime.fromObject(local, { zone });
  return instant.isValid ? instant.toJSDate() : null;
}

/**
 * The thread of a page's messages.
 *
 * In: the post and the comments as found. Out: posts whose comments answer the post or the comment that the page shows them under, known by
 * its markup; `feed` for the former. A message without an id is known by page, author, time and words, so reading the page again gives the same.
 */
export function savedThread(post: SavedMessage, comments: readonly SavedMessage[], page: SavedPage): SavedThread {
  const taken = new Set<string>();
  const root = toPost(post, { kind: 'post', position: 0, inReplyTo: null }, page, taken);
  const onPost: Reference = { ref: root.guid, url: root.url };
  const addresses = new Map(comments.flatMap((comment) => (comment.id === null ? [] : [[comment.id, comment.url] as const])));
  const answered = ({ id, parentId }: SavedMessage): Reference =>
    parentId !== null && parentId !== id && addresses.has(parentId) ? { ref: parentId, url: addresses.get(parentId) ?? null } : onPost;
  return {
    post: root,
    comments: comments.map((comment, index) =>
      toPost(comment, { kind: 'comment', position: index + 1, inReplyTo: answered(comment) }, page, taken),
    ),
  };
}

function toPost(message: SavedMessage, place: Pick<Post, 'kind' | 'position' | 'inReplyTo'>, page: SavedPage, taken: Set<string>): Post {
  const { author, publishedAt, markup, aliases = [] } = message;
  const words = () => fingerprint(page.url, author?.name, publishedAt?.toISOString(), cleanHtml(markup).text);
  const guid = uniqueGuid(message.id ?? `saved:${words()}`, taken);
  const { kind, position, inReplyTo } = place;
  // A comment that the page shows under no other stands on the post's page: whom it answers is not said.
  const replyBasis = inReplyTo !== null && inReplyTo.ref === message.parentId ? 'markup' : 'feed';
  return postFrom({ ...message, kind, guid, aliases, inReplyTo, replyBasis, updatedAt: null }, position);
}

/** Twice the same words by one person in one minute are two comments. */
function uniqueGuid(guid: string, taken: Set<string>): string {
  let unique = guid;
  for (let copy = 2; taken.has(unique); copy++) unique = `${guid} ~${copy}`;
  taken.add(unique);
  return unique;
}
