/** Entries become posts: safe, comparable, and with an identity that holds from poll to poll. */
import { cleanHtml, plainText, type CleanHtml } from './html.js';
import { entryHash, fingerprint, identify } from './identity.js';
import { kindsOf, replyOf } from './replies.js';
import type { Counted, Entry, FeedDocument, FeedWindow, Person, Post, PostKind, Warning } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';

export { entryHash } from './identity.js';

export interface PostOptions {
  /** Where the document came from. */
  url: string | null;
  /** What the feed is known to carry; without it each entry is judged alone. */
  role?: 'posts' | 'comments';
  /** The `entryHash`es of entries that the caller has as they are. */
  known?: ReadonlySet<string>;
  /** What the feed's platform knows better ({@link Platform.refine}). */
  refine?: ((post: Post, entry: Entry) => Post) | undefined;
}

export interface PostsReading {
  /** In the order of the document. */
  posts: Post[];
  /** Entries left out because the caller knows them. */
  known: number;
  /** What the document counts of those. */
  counted: Counted[];
  window: FeedWindow;
  warnings: Warning[];
}

const NOTHING: CleanHtml = { html: '', text: '', links: [] };

/**
 * The posts of a document.
 *
 * In: a document as read, and what the caller knows. Out: one post for each entry that is not known,
 * a count of those that are, and warnings about missing and repeated ids. Known entries cost one hash: their markup is not touched.
 * Never throws. Pure: the same document gives the same posts.
 */
export function toPosts(document: FeedDocument, options: PostOptions): PostsReading {
  const { entries, feed } = document;
  const hashes = entries.map(entryHash);
  const { guids, warnings } = identify(entries, hashes);
  const kinds = kindsOf(document, options.role);
  const { refine = (post: Post) => post } = options;
  const posts: Post[] = [];
  const counted: Counted[] = [];
  let known = 0;
  entries.forEach((entry, position) => {
    const guid = guids[position];
    const hash = hashes[position] ?? '';
    if (options.known?.has(hash)) {
      known++;
      if (guid !== undefined && entry.reactions) counted.push({ guid, reactions: entry.reactions });
    } else if (guid !== undefined)
      posts.push(
        refine(
          toPost(
            entry,
            { guid, kind: kinds[position] ?? 'post', position, entryHash: hash, language: entry.language ?? feed.language },
            options.url,
          ),
          entry,
        ),
      );
  });
  return { posts, known, counted, window: { hashes, oldestAt: oldestOf(entries) }, warnings };
}

function oldestOf(entries: readonly Entry[]): Date | null {
  let oldest: Date | null = null;
  for (const { publishedAt } of entries) {
    if (publishedAt === null || (oldest !== null && publishedAt > oldest)) return null;
    oldest = publishedAt;
  }
  return oldest;
}

type Place = Pick<Post, 'guid' | 'kind' | 'position' | 'entryHash' | 'language'>;

function toPost(entry: Entry, place: Place, documentUrl: string | null): Post {
  const markup = entry.content ?? entry.summary;
  const cleaned = markup ? cleanHtml(markup) : NOTHING;
  const { inReplyTo, basis, body } = place.kind === 'comment' ? replyOf(entry, cleaned) : { inReplyTo: null, basis: null, body: cleaned };
  const title = (entry.title && plainText(entry.title)) || null;
  const url = entry.link ?? (entry.idIsPermalink ? absoluteUrl(entry.id, documentUrl) : null);
  return {
    url,
    urlKey: canonicalUrl(url),
    title,
    author: authorOf(entry.authors),
    publishedAt: entry.publishedAt,
    updatedAt: entry.updatedAt,
    html: body.html,
    text: body.text,
    inReplyTo,
    replyBasis: basis,
    commentsUrl: entry.commentsUrl,
    commentsFeedUrl: entry.commentsFeedUrl,
    commentCount: entry.commentCount,
    ...(entry.reactions ? { reactions: entry.reactions } : {}),
    categories: [...new Set(entry.categories)],
    enclosures: entry.enclosures,
    links: body.links,
    contentHash: contentHash(place.kind, title, body),
    // Last: V8 adds properties to a spread one by one, which costs 20 microseconds a post.
    ...place,
  };
}

function authorOf(authors: readonly Person[]): Person | null {
  return authors.find((author) => author.name !== null) ?? authors.find((author) => author.url !== null) ?? null;
}

/**
 * Fingerprint of what a person would read: two versions with one fingerprint differ in nothing that counts as an edit.
 *
 * In: kind, title and body. Out: a hash over the title (of posts: the titles of comments differ from feed to feed, as "By: Ann" and
 * "Comment on X by Ann") and the text with its space folded. Markup counts only where there is no text, as in a photostream.
 */
export function contentHash(kind: PostKind, title: string | null, body: Pick<CleanHtml, 'html' | 'text'>): string {
  const text = body.text.normalize('NFC').replace(/\s{2,}|[^\S ]/g, ' ');
  return fingerprint(kind === 'post' ? title : null, text === '' ? body.html : text);
}
