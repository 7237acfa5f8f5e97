/** WordPress's export file (WXR): posts as RSS items, each with its comments. E-mail and network addresses in it are passed over. */
import { postFrom } from './comment.js';
import { readDate } from './dates.js';
import type { Discussion, PlatformDocument, Reference } from './platform.js';
import type { Post } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';
import { all, childText, descendants, readXml, type XmlTree } from './xml-lite.js';

/**
 * The comments of an export. The posts are items of a feed, and are read as such; `post` is the one of an export of a single post.
 * Comments that were not approved, and spam, were never published, and are left out.
 */
export function readWordpressExport({ text }: PlatformDocument): Discussion {
  const comments: Post[] = [];
  const references: Reference[] = [];
  for (const item of descendants(readXml(text), 'item')) {
    for (const comment of all(item, 'wp:comment')) {
      if (childText(comment, 'wp:comment_approved') !== '1') continue;
      if (/^(?:pingback|trackback)$/.test(childText(comment, 'wp:comment_type') ?? '')) references.push(...referenceOf(comment));
      else comments.push(commentOf(comment, item, comments.length + 1));
    }
  }
  return { post: null, comments, references, more: [], count: comments.length, warnings: [] };
}

function commentOf(comment: XmlTree, item: XmlTree, position: number): Post {
  const link = absoluteUrl(childText(item, 'link'));
  const guid = childText(item, 'guid') ?? link ?? childText(item, 'wp:post_id') ?? '';
  const id = childText(comment, 'wp:comment_id') ?? '';
  const parent = childText(comment, 'wp:comment_parent') ?? '0';
  const url = link === null ? null : `${link}#comment-${id}`;
  const address = (number: string) => (link === null ? null : `${link}#comment-${number}`);
  const name = childText(comment, 'wp:comment_author');
  const site = absoluteUrl(childText(comment, 'wp:comment_author_url'));
  return postFrom(
    {
      kind: 'comment',
      guid: canonicalUrl(url) ?? `${guid}#comment-${id}`,
      aliases: [`${guid}#comment-${id}`],
      url,
      title: null,
      author: name === null && site === null ? null : { name, url: site },
      publishedAt: readDate(childText(comment, 'wp:comment_date_gmt')),
      updatedAt: null,
      markup: { type: 'html', value: childText(comment, 'wp:comment_content') ?? '', base: link },
      inReplyTo:
        parent === '0'
          ? { ref: guid, url: link }
          : { ref: canonicalUrl(address(parent)) ?? `${guid}#comment-${parent}`, url: address(parent) },
      replyBasis: 'explicit',
    },
    position,
  );
}

function referenceOf(comment: XmlTree): Reference[] {
  const url = absoluteUrl(childText(comment, 'wp:comment_author_url'));
  if (url === null) return [];
  return [
    {
      url,
      title: childText(comment, 'wp:comment_author'),
      excerpt: childText(comment, 'wp:comment_content'),
      publishedAt: readDate(childText(comment, 'wp:comment_date_gmt')),
    },
  ];
}
