/** WordPress's export file (WXR): posts as RSS items, each with its comments. E-mail and network addresses in it are passed over. */
import { discussionOf, html, lineOf, personOf, type Found } from './discussion.js';
import { readDate } from './dates.js';
import type { Discussion, PlatformDocument, Reference } from './platform.js';
import { absoluteUrl, canonicalUrl } from './urls.js';
import { all, childText, descendants, readXml, type XmlTree } from './xml-lite.js';

/**
 * The comments of an export. The posts are items of a feed, and are read as such; `post` is the one of an export of a single post.
 * Comments that were not approved, and spam, were never published, and are left out.
 */
export function readWordpressExport({ text }: PlatformDocument): Discussion {
  const comments: Found[] = [];
  const references: Reference[] = [];
  for (const item of descendants(readXml(text), 'item')) {
    const link = absoluteUrl(childText(item, 'link'));
    const post = { ref: childText(item, 'guid') ?? link ?? childText(item, 'wp:post_id') ?? '', url: link };
    for (const comment of all(item, 'wp:comment')) {
      if (childText(comment, 'wp:comment_approved') !== '1') continue;
      if (/^(?:pingback|trackback)$/.test(childText(comment, 'wp:comment_type') ?? '')) references.push(...referenceOf(comment, post.ref));
      else comments.push(commentOf(comment, post));
    }
  }
  return discussionOf({ comments, references, count: comments.length });
}

function commentOf(comment: XmlTree, post: { ref: string; url: string | null }): Found {
  const { ref, url } = post;
  const id = childText(comment, 'wp:comment_id') ?? '';
  const parent = childText(comment, 'wp:comment_parent') ?? '0';
  const address = (number: string) => (url === null ? null : `${url}#comment-${number}`);
  const guid = (number: string) => canonicalUrl(address(number)) ?? `${ref}#comment-${number}`;
  return {
    guid: guid(id),
    aliases: [`${ref}#comment-${id}`],
    url: address(id),
    author: personOf(childText(comment, 'wp:comment_author'), childText(comment, 'wp:comment_author_url')),
    publishedAt: readDate(childText(comment, 'wp:comment_date_gmt')),
    markup: html(childText(comment, 'wp:comment_content'), url),
    inReplyTo: parent === '0' ? post : { ref: guid(parent), url: address(parent) },
  };
}

function referenceOf(comment: XmlTree, target: string): Reference[] {
  const url = absoluteUrl(childText(comment, 'wp:comment_author_url'));
  if (url === null) return [];
  return [
    {
      url,
      title: lineOf(childText(comment, 'wp:comment_author')),
      excerpt: lineOf(childText(comment, 'wp:comment_content')),
      publishedAt: readDate(childText(comment, 'wp:comment_date_gmt')),
      target,
    },
  ];
}
