/** A message of a platform becomes a post: what is the same for all of them is done here, once. */
import { cleanHtml, plainText } from './html.js';
import { fingerprint } from './identity.js';
import { contentHash } from './posts.js';
import type { Markup, Person, Post, PostKind, PostLink, Reactions, Reference, ReplyBasis } from './types.js';
import { canonicalUrl } from './urls.js';

/** A post or a comment as a platform's reader found it. */
export interface Message {
  kind: PostKind;
  guid: string;
  /** Other names of the same message, such as `wordpress:blog.example.org/comment/12`. */
  aliases: readonly string[];
  url: string | null;
  title: string | null;
  author: Person | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
  markup: Markup;
  inReplyTo: Reference | null;
  replyBasis: ReplyBasis | null;
  commentsUrl?: string | null;
  commentCount?: number | null;
  reactions?: Reactions | null;
  followers?: number | null;
  language?: string | null;
}

/**
 * The post that a message is.
 *
 * In: the message and its place in its document. Out: a post with safe markup, canonical address and fingerprints, exactly as `posts.ts` makes
 * them of the entries of a feed, so that a comment is recognised wherever it is read. A message that answers itself answers nothing.
 */
export function postFrom(message: Message, position: number): Post {
  const { kind, guid, url, author, publishedAt, updatedAt, markup } = message;
  const body = cleanHtml(markup);
  const title = message.title === null ? null : plainText({ type: 'text', value: message.title, base: null }) || null;
  const inReplyTo = message.inReplyTo?.ref === guid ? null : message.inReplyTo;
  const aliases = [...new Set(message.aliases)].filter((alias) => alias !== guid);
  return {
    guid,
    ...(aliases.length > 0 ? { aliases } : {}),
    url,
    urlKey: canonicalUrl(url),
    title,
    author,
    publishedAt,
    updatedAt,
    html: body.html,
    text: body.text,
    kind,
    inReplyTo,
    replyBasis: inReplyTo ? message.replyBasis : null,
    commentsUrl: message.commentsUrl ?? null,
    commentsFeedUrl: null,
    commentCount: message.commentCount ?? null,
    ...(message.reactions ? { reactions: message.reactions } : {}),
    ...(typeof message.followers === 'number' ? { followers: message.followers } : {}),
    categories: [],
    enclosures: [],
    links: kind === 'post' ? withAnswered(body.links, inReplyTo?.url ?? null) : body.links,
    language: message.language ?? null,
    position,
    entryHash: fingerprint(title, author?.name, author?.url, publishedAt?.toISOString(), updatedAt?.toISOString(), markup.value),
    contentHash: contentHash(kind, title, body),
  };
}

/** A post that answers one on another site links to it, wherever on its page that is said. */
function withAnswered(links: PostLink[], url: string | null): PostLink[] {
  const key = canonicalUrl(url);
  return url === null || key === null || links.some((link) => link.key === key) ? links : [...links, { url, key, text: '' }];
}
