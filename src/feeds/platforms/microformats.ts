/** Any page that marks its post and comments by microformats2: replies (`u-in-reply-to`) and comments shown with a post (`p-comment`). */
import { discussionOf, personOf, type Found } from '../discussion.js';
import { innerText, itemsOf, urlOf, valueOf, type Item, type Property } from '../microformats.js';
import { instantWithin } from '../page-dates.js';
import { attributeOf, pageElements } from '../page-elements.js';
import type { Discussion, Platform, PlatformDocument, Reference } from '../platform.js';
import { fingerprint } from '../identity.js';
import type { Markup, Person } from '../types.js';
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

/** What tells a comment without an address from others: its beginning. */
const OWN_LENGTH_MAX = 10_000;

const REACTIONS = 'like like-of repost repost-of bookmark-of mention'.split(' ');

export interface Source extends PlatformDocument {
  base: string | null;
}

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

function addressOf(item: Item, { text, base }: Source): string | null {
  return urlOf(item.properties.get('url')?.[0], text, base) ?? urlOf(item.properties.get('uid')?.[0], text, base);
}

function guidOf(item: Item, source: Source): string {
  const url = addressOf(item, source);
  return (
    canonicalUrl(url) ??
    `saved:${fingerprint(source.base, source.text.slice(item.element.start, Math.min(item.element.end, item.element.start + OWN_LENGTH_MAX)))}`
  );
}

export function postOf(item: Item, source: Source): Found {
  const url = addressOf(item, source) ?? source.base;
  const target = urlOf(item.properties.get('in-reply-to')?.[0], source.text, source.base);
  return {
    ...common(item, source),
    guid: url ?? guidOf(item, source),
    url,
    title: target === null ? valueOf(item.properties.get('name')?.[0], source.text) : null,
    inReplyTo: target === null ? null : { ref: target, url: target },
  };
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
    ...common(item, source),
    guid: guids.get(item) ?? guidOf(item, source),
    aliases: [url],
    url,
    inReplyTo: explicit ?? nested ?? { ref: post.guid, url: post.url },
    replyBasis: explicit ? 'explicit' : 'markup',
  };
}

function common(item: Item, source: Source): { author: Person | null; publishedAt: Date | null; updatedAt: Date | null; markup: Markup } {
  const instant = (name: string) => {
    const text = valueOf(item.properties.get(name)?.[0], source.text);
    return text === null ? null : instantWithin(text, source.timezone);
  };
  return {
    author: authorOf(item, source),
    publishedAt: instant('published'),
    updatedAt: instant('updated'),
    markup: contentOf(item, source),
  };
}

export function authorOf(item: Item, { text, base }: Source): Person | null {
  const [property] = item.properties.get('author') ?? [];
  const card = property?.item ?? item.children.find(({ types }) => types.includes('h-card'));
  if (card) return personIn(card, text, base);
  return personOf(valueOf(property, text), property?.element.attributes.href, base);
}

export function personIn(card: Item, text: string, base: string | null): Person | null {
  const named = card.properties.get('name')?.[0];
  const name = named ? valueOf(named, text) : innerText(card.element, text) || (card.element.attributes.alt ?? null);
  const url = urlOf(card.properties.get('url')?.[0], text, base) ?? absoluteUrl(card.element.attributes.href, base);
  return personOf(name, url);
}

function contentOf(item: Item, { text, base }: Source): Markup {
  const [content] = item.properties.get('content') ?? item.properties.get('summary') ?? [];
  if (content) {
    const [first] = content.element.children;
    // Comments that hang on it are no words of it, wherever they stand.
    const below = item.children.find(({ roles, element }) => roles.includes('comment') && element.start >= content.element.start);
    const end = Math.min(content.element.children.at(-1)?.end ?? 0, below?.element.start ?? Infinity);
    return { type: 'html', value: first ? text.slice(first.start, Math.max(first.start, end)) : '', base };
  }
  return { type: 'text', value: valueOf(item.properties.get('name')?.[0], text) ?? '', base };
}

function referenceOf(property: Property, source: Source): Reference[] {
  const url = urlOf(property, source.text, source.base);
  if (url === null) return [];
  const published = property.item ? valueOf(property.item.properties.get('published')?.[0], source.text) : null;
  const title = property.item ? (authorOf(property.item, source)?.name ?? null) : null;
  return [{ url, title, excerpt: null, publishedAt: published === null ? null : instantWithin(published, source.timezone) }];
}
