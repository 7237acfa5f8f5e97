/** The entries of a page that is marked up by microformats2 (microformats.org/wiki/h-entry), as messages. */
import { type Found, personOf } from './discussion.js';
import { fingerprint } from './identity.js';
import { innerText, type Item, urlOf, valueOf } from './microformats.js';
import { instantWithin } from './page-dates.js';
import type { PlatformDocument } from './platform.js';
import type { Markup, Person } from './types.js';
import { absoluteUrl, canonicalUrl } from './urls.js';

/** A page, with what its relative addresses are relative to. */
export interface Source extends PlatformDocument {
  base: string | null;
}

/** What tells a comment without an address from others: its beginning. */
const OWN_LENGTH_MAX = 10_000;

/** Where an item stands: its own address, else its id where that is one. */
export function addressOf(item: Item, { text, base }: Source): string | null {
  return urlOf(item.properties.get('url')?.[0], text, base) ?? urlOf(item.properties.get('uid')?.[0], text, base);
}

/** The name of an item: its address, else what tells it from the others of its page. */
export function guidOf(item: Item, source: Source): string {
  const url = addressOf(item, source);
  return (
    canonicalUrl(url) ??
    `saved:${fingerprint(source.base, source.text.slice(item.element.start, Math.min(item.element.end, item.element.start + OWN_LENGTH_MAX)))}`
  );
}

/** An entry as a message. One that answers another page has no title: its name is the beginning of its words. */
export function postOf(item: Item, source: Source): Found {
  const url = addressOf(item, source) ?? source.base;
  const target = urlOf(item.properties.get('in-reply-to')?.[0], source.text, source.base);
  return {
    ...saidBy(item, source),
    guid: url ?? guidOf(item, source),
    url,
    title: target === null ? valueOf(item.properties.get('name')?.[0], source.text) : null,
    inReplyTo: target === null ? null : { ref: target, url: target },
  };
}

/** Who says what, and when. */
export function saidBy(
  item: Item,
  source: Source,
): { author: Person | null; publishedAt: Date | null; updatedAt: Date | null; markup: Markup } {
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

/** The author that an item names, with a card or in words. */
export function authorOf(item: Item, { text, base }: Source): Person | null {
  const [property] = item.properties.get('author') ?? [];
  const card = property?.item ?? item.children.find(({ types }) => types.includes('h-card'));
  if (card) return personIn(card, text, base);
  return personOf(valueOf(property, text), property?.element.attributes.href, base);
}

/** A person as an `h-card` gives it. */
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
