/** microformats2 on a page, as far as conversation goes. Specification: microformats.org/wiki/microformats2-parsing, h-entry, h-cite. */
import type { PageElement } from './page-elements.js';
import { plainText } from './html.js';
import { absoluteUrl } from './urls.js';

/** A root (`h-entry`, `h-cite`, `h-card`, …) with the properties of it that are its own. */
export interface Item {
  types: readonly string[];
  element: PageElement;
  /** The root that it is a property of or stands in. */
  outer: Item | null;
  /** The names under which it is a property of that root: `comment`, `author`, `in-reply-to`. */
  roles: readonly string[];
  properties: Map<string, Property[]>;
  children: Item[];
}

export interface Property {
  element: PageElement;
  /** `u`, `p`, `dt` or `e`: how its value is read. */
  prefix: string;
  /** The root that is its value, where it is one. */
  item: Item | null;
}

const ROOT = /^h-[a-z]+(?:-[a-z]+)*$/;
const PROPERTY = /^(u|p|dt|e)-([a-z]+(?:-[a-z]+)*)$/;
/** Classic names, where no new one is there: hAtom's entries and hCard's people. */
const CLASSIC_ROOTS = new Map([
  ['hentry', 'h-entry'],
  ['vcard', 'h-card'],
]);

/**
 * The items of a page.
 *
 * In: the elements of a page in their order, parents before children. Out: all roots, outer ones first. A property belongs to the innermost root around it.
 * Without recursion, linear in the elements; never throws.
 */
export function itemsOf(elements: readonly PageElement[]): Item[] {
  const items: Item[] = [];
  const within = new Map<PageElement, Item | null>();
  for (const element of elements) {
    const outer = element.parent ? (within.get(element.parent) ?? null) : null;
    const types = typesOf(element);
    const named = [...element.marks].flatMap((mark) => {
      const [, prefix, name] = PROPERTY.exec(mark) ?? [];
      return prefix !== undefined && name !== undefined ? [{ prefix, name }] : [];
    });
    const item =
      types.length > 0
        ? { types, element, outer, roles: named.map(({ name }) => name), properties: new Map<string, Property[]>(), children: [] }
        : null;
    if (item) {
      items.push(item);
      outer?.children.push(item);
    }
    for (const { prefix, name } of outer ? named : []) add(outer?.properties, name, { element, prefix, item });
    within.set(element, item ?? outer);
  }
  return items;
}

function typesOf({ marks }: PageElement): string[] {
  const types = [...marks].filter((mark) => ROOT.test(mark));
  return types.length > 0 ? types : [...marks].flatMap((mark) => CLASSIC_ROOTS.get(mark) ?? []);
}

function add(properties: Map<string, Property[]> | undefined, name: string, property: Property): void {
  const known = properties?.get(name);
  if (known) known.push(property);
  else properties?.set(name, [property]);
}

/** The address that a property is: of a link, an image, an object, or of the item that is its value. */
export function urlOf(property: Property | undefined, html: string, base: string | null): string | null {
  if (!property) return null;
  const { element, item } = property;
  const { href, src, data, value, content, title } = element.attributes;
  const inner = item ? urlOf(item.properties.get('url')?.[0], html, base) : null;
  const own = href ?? src ?? data ?? value ?? content ?? title;
  return inner ?? absoluteUrl(own ?? (item ? undefined : valueOf(property, html)), base);
}

/** The text that a property is (`dt-` and `p-` say where it stands). */
export function valueOf(property: Property | undefined, html: string): string | null {
  if (!property) return null;
  const { name, attributes } = property.element;
  const said =
    name === 'time' || name === 'ins' || name === 'del'
      ? attributes.datetime
      : name === 'abbr'
        ? attributes.title
        : name === 'data' || name === 'input'
          ? attributes.value
          : name === 'img'
            ? attributes.alt
            : name === 'meta'
              ? attributes.content
              : undefined;
  return (said?.trim() ?? innerText(property.element, html)) || null;
}

/** The markup in an element. */
export function innerHtml({ children }: PageElement, html: string): string {
  const [first] = children;
  return first ? html.slice(first.start, children.at(-1)?.end ?? first.start) : '';
}

/** Names, titles and dates are no longer. Without a bound, elements nested in each other would each be read to the innermost. */
const LINE_LENGTH_MAX = 4000;

/** The words in an element, on one line; of a long one its beginning. */
export function innerText(element: PageElement, html: string): string {
  return plainText({ type: 'html', value: innerHtml(element, html).slice(0, LINE_LENGTH_MAX), base: null });
}
