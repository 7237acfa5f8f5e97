/** Typo: the feed of an article begins with the article, and the names of those who comment on it stand in titles. */
import { postFrom } from '../comment.js';
import { readDate } from '../dates.js';
import type { Discussion, Platform, PlatformDocument } from '../platform.js';
import type { Markup, Person, Post } from '../types.js';
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
};

function readTypo({ text, json }: PlatformDocument): Discussion | null {
  if (json !== undefined || !/<(?:rss|feed)\b/.test(text)) return null;
  const root = readXml(text);
  const items = [...descendants(root, 'item'), ...descendants(root, 'entry')];
  const isComment = (item: XmlTree) => /#comment-\d+$/.test(linkOf(item) ?? '');
  if (!items.some(isComment)) return null;
  const article = items.find((item) => linkOf(item)?.includes('#') === false);
  const post = article ? messageOf(article, null, 0) : null;
  const page = canonicalUrl(post?.url);
  const comments = items.filter(isComment).map((item, index) => {
    const answered = (linkOf(item) ?? '').replace(/#.*$/, '');
    const ref = page !== null && canonicalUrl(answered) === page ? (post?.guid ?? null) : null;
    return messageOf(item, { ref, url: answered }, index + 1);
  });
  return { post, comments, references: [], more: [], count: null, warnings: [] };
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

function messageOf(item: XmlTree, inReplyTo: Post['inReplyTo'], position: number): Post {
  const url = linkOf(item);
  const title = childText(item, 'title');
  const named = TITLES.map((pattern) => pattern.exec(title ?? '')?.[2]).find((name) => name !== undefined);
  return postFrom(
    {
      kind: inReplyTo ? 'comment' : 'post',
      guid: guidOf(item) ?? url ?? '',
      aliases: [],
      url,
      title,
      author: authorOf(item) ?? (inReplyTo && named !== undefined ? { name: named.trim(), url: null } : null),
      publishedAt: readDate(childText(item, 'published') ?? childText(item, 'pubDate')),
      updatedAt: readDate(childText(item, 'updated')),
      markup: markupOf(item, url),
      inReplyTo,
      replyBasis: 'feed',
    },
    position,
  );
}

/** Atom's `name`; the name in the parentheses of RSS. */
function authorOf(item: XmlTree): Person | null {
  const author = first(item, 'author');
  const name = childText(author, 'name') ?? /\(([^()]+)\)$/.exec(author?.text ?? '')?.[1] ?? childText(item, 'dc:creator');
  return name ? { name: name.trim(), url: absoluteUrl(childText(author, 'uri')) } : null;
}

function markupOf(item: XmlTree, base: string | null): Markup {
  const value =
    childText(item, 'content:encoded') ?? childText(item, 'content') ?? childText(item, 'description') ?? childText(item, 'summary') ?? '';
  return { type: 'html', value, base };
}
