/** Typo: the feed of an article begins with the article, and the names of those who comment on it stand in titles. */
import { discussionOf, html, personOf, type Found } from '../discussion.js';
import { readDate } from '../dates.js';
import type { Discussion, Platform, PlatformDocument } from '../platform.js';
import type { Person, Reference } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';
import { childText, descendants, first, readXml, type XmlTree } from '../xml-lite.js';

/** The forms of a comment's title: `"Article" by Name` and `"Article": comment by Name` in RSS, `Comment on Article by Name` in Atom. */
const TITLES = [/^"(.*)" by (.+)$/s, /^"(.*)": comment by (.+)$/s, /^Comment on (.*) by (.+)$/s];

export const typo: Platform = {
  name: 'typo',
  label: 'Typo',
  offers: 'The feed of each article with its comments, all under the article; names stand in the titles, parents nowhere.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    if (/\/xml\/(?:rss|rss20|atom|atom10)\/article\/\d+\//.test(url ?? document?.url ?? '')) return 1;
    const text = document?.json === undefined ? (document?.text ?? '') : '';
    if (/<generator[^<>]*>\s*Typo\s*<|<generator[^<>]+typosphere\.org/i.test(text)) return 1;
    return /<(?:guid|link)[^<>]*>[^<]*\/articles\/\d{4}\/\d\d\/\d\d\/[^<#]+#comment-\d+<\/(?:guid|link)>/.test(text) ? 0.9 : 0;
  },
  asks: ({ commentsFeedUrl, commentsUrl }) => {
    const feed = absoluteUrl(commentsFeedUrl) ?? (commentsUrl?.includes('/xml/') ? absoluteUrl(commentsUrl) : null);
    return feed === null ? [] : [{ url: feed, accept: 'feed', credential: null }];
  },
  read: readTypo,
  refine: (post) => (post.kind === 'comment' && post.author === null ? { ...post, author: personOf(nameIn(post.title)) } : post),
};

function readTypo({ text, json }: PlatformDocument): Discussion | null {
  if (json !== undefined || !/<(?:rss|feed)\b/.test(text)) return null;
  const root = readXml(text);
  const items = [...descendants(root, 'item'), ...descendants(root, 'entry')];
  const isComment = (item: XmlTree) => /#comment-\d+$/.test(linkOf(item) ?? '');
  if (!items.some(isComment)) return null;
  const article = items.find((item) => linkOf(item)?.includes('#') === false);
  const post = article ? foundIn(article, null) : null;
  const page = canonicalUrl(post?.url);
  const comments = items.filter(isComment).map((item) => {
    const answered = (linkOf(item) ?? '').replace(/#.*$/, '');
    const ref = page !== null && canonicalUrl(answered) === page ? (post?.guid ?? null) : null;
    return foundIn(item, { ref, url: answered });
  });
  return discussionOf({ post, comments });
}

function linkOf(item: XmlTree): string | null {
  const link = first(item, 'link');
  return absoluteUrl(link?.attributes.href ?? link?.text);
}

/** Imported comments have an id without a number: `urn:uuid:`. */
function guidOf(item: XmlTree): string | null {
  const id = childText(item, 'guid') ?? childText(item, 'id');
  return id === 'urn:uuid:' ? null : id;
}

function foundIn(item: XmlTree, inReplyTo: Reference | null): Found {
  const url = linkOf(item);
  const title = childText(item, 'title');
  const words = ['content:encoded', 'content', 'description', 'summary'].map((name) => childText(item, name)).find((text) => text !== null);
  return {
    guid: guidOf(item) ?? url ?? '',
    url,
    title,
    author: authorOf(item) ?? (inReplyTo ? personOf(nameIn(title)) : null),
    publishedAt: readDate(childText(item, 'published') ?? childText(item, 'pubDate')),
    updatedAt: readDate(childText(item, 'updated')),
    markup: html(words ?? '', url),
    inReplyTo,
    replyBasis: 'feed',
  };
}

function nameIn(title: string | null): string | null {
  return TITLES.map((pattern) => pattern.exec(title ?? '')?.[2]).find((name) => name !== undefined) ?? null;
}

/** Atom's `name`; the name in the parentheses of RSS. */
function authorOf(item: XmlTree): Person | null {
  const author = first(item, 'author');
  return personOf(
    childText(author, 'name') ?? /\(([^()]+)\)$/.exec(author?.text ?? '')?.[1] ?? childText(item, 'dc:creator'),
    childText(author, 'uri'),
  );
}
