/** Any page that marks its post and comments by microformats2: replies (`u-in-reply-to`) and comments shown with a post (`p-comment`). */
import { discussionOf, type Found } from '../discussion.js';
import { addressOf, authorOf, guidOf, postOf, saidBy, type Source } from '../microformat-entries.js';
import { type Item, itemsOf, type Property, urlOf, valueOf } from '../microformats.js';
import { instantWithin } from '../page-dates.js';
import { attributeOf, pageElements } from '../page-elements.js';
import type { Discussion, Platform, PlatformDocument, Reference } from '../platform.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

export const microformats: Platform = {
  name: 'microformats',
  label: 'Microformats',
  offers:
    'What any page marks as comments of its post or as a reply to another page. Likes, reposts and bookmarks are links between sites.',
  credential: null,
  rate: null,
  recognise: ({ document }) => {
    if (!document || document.json !== undefined) return 0;
    if (/class=["']?[^"'<>]*\b[pu]-comment\b/.test(document.text)) return 0.6;
    return /class=["']?[^"'<>]*\bu-in-reply-to\b/.test(document.text) ? 0.5 : 0;
  },
  asks: ({ url }) => (absoluteUrl(url) === null ? [] : [{ url: (url ?? '').replace(/#.*$/, ''), accept: 'html', credential: null }]),
  read: (document) => (document.json === undefined ? readMicroformats(document) : null),
};

const REACTIONS = 'like like-of repost repost-of bookmark-of mention'.split(' ');

/** The entry of the page with its comments. One that is itself a reply keeps what it answers. */
function readMicroformats(document: PlatformDocument): Discussion | null {
  const elements = pageElements(document.text);
  const items = itemsOf(elements);
  const base =
    absoluteUrl(document.url) ?? absoluteUrl(attributeOf(elements, 'link', 'href', ({ attributes }) => attributes.rel === 'canonical'));
  const source: Source = { ...document, base };
  const isComment = (item: Item) => item.roles.includes('comment') && (item.types.includes('h-cite') || item.types.includes('h-entry'));
  const comments = items.filter(isComment);
  const entry =
    (comments[0] && entryAround(comments[0], isComment)) ??
    items.find((item) => item.types.includes('h-entry') && item.properties.has('in-reply-to'));
  if (!entry) return null;
  const post = postOf(entry, source);
  const guids = new Map<Item, string>([[entry, post.guid]]);
  for (const item of comments) guids.set(item, guidOf(item, source));
  const shown = new Set(comments.flatMap((item) => guids.get(item) ?? []));
  return discussionOf({
    post,
    comments: comments.map((item) => commentOf(item, guids, shown, source, post)),
    references: REACTIONS.flatMap((role) => (entry.properties.get(role) ?? []).flatMap((property) => referenceOf(property, source))),
  });
}

function entryAround(comment: Item, isComment: (item: Item) => boolean): Item | null {
  let outer = comment.outer;
  while (outer && (isComment(outer) || !outer.types.includes('h-entry'))) outer = outer.outer;
  return outer;
}

function commentOf(item: Item, guids: ReadonlyMap<Item, string>, shown: ReadonlySet<string>, source: Source, post: Found): Found {
  const url = addressOf(item, source);
  let above = item.outer;
  while (above && !guids.has(above)) above = above.outer;
  const nested = above && guids.get(above) !== post.guid ? { ref: guids.get(above) ?? null, url: addressOf(above, source) } : null;
  const targets = (item.properties.get('in-reply-to') ?? []).flatMap((property) => urlOf(property, source.text, source.base) ?? []);
  // An answer may name the whole line of what it answers; another comment of the page says more than the post does.
  const named = targets.find((target) => shown.has(canonicalUrl(target) ?? '') && canonicalUrl(target) !== canonicalUrl(url));
  const explicit = named === undefined ? null : { ref: canonicalUrl(named), url: named };
  return {
    ...saidBy(item, source),
    guid: guids.get(item) ?? guidOf(item, source),
    aliases: [url],
    url,
    inReplyTo: explicit ?? nested ?? { ref: post.guid, url: post.url },
    replyBasis: explicit ? 'explicit' : 'markup',
  };
}

function referenceOf(property: Property, source: Source): Reference[] {
  const url = urlOf(property, source.text, source.base);
  if (url === null) return [];
  const published = property.item ? valueOf(property.item.properties.get('published')?.[0], source.text) : null;
  const title = property.item ? (authorOf(property.item, source)?.name ?? null) : null;
  return [{ url, title, excerpt: null, publishedAt: published === null ? null : instantWithin(published, source.timezone) }];
}
