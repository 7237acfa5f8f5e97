import { repairMojibake } from './mojibake.js';
import type { Notes } from './notes.js';
import { escapeText } from './xml-entities.js';
import { absoluteUrl } from './urls.js';

/** What xml2js makes of an element with its children in order: `$` attributes, `$$` children and texts, `#name` its name, `_` the text of a text child. */
export interface XmlNode {
  '#name'?: string;
  $?: Record<string, string>;
  $$?: XmlNode[];
  _?: string;
}

/** HTML's elements without content: they are written without an end tag. */
const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

/** An element of a feed under its canonical name, with what it inherits: its base address and its language (XML Base §3, XML 1.0 §2.12). */
export class XmlElement {
  readonly name: string;
  readonly base: string | null;
  readonly language: string | null;
  private grouped: Map<string, XmlElement[]> | undefined;

  constructor(
    private readonly node: XmlNode,
    inherited: { base: string | null; language: string | null },
    private readonly notes: Notes,
  ) {
    this.name = node['#name'] ?? '';
    const base = this.attribute('xml:base');
    this.base = base === null ? inherited.base : (absoluteUrl(base, inherited.base) ?? inherited.base);
    this.language = this.attribute('xml:lang') ?? inherited.language;
  }

  /** An attribute by its canonical name, without blanks around it; null where it is missing or empty. */
  attribute(name: string): string | null {
    return this.node.$?.[name]?.trim() || null;
  }

  /** The child elements of one name, in document order. */
  all(name: string): XmlElement[] {
    return this.children().get(name) ?? [];
  }

  /** The first child element of one name. */
  first(name: string): XmlElement | undefined {
    return this.all(name)[0];
  }

  /** The text of the first child of one name that has any. */
  textOf(name: string): string | null {
    for (const child of this.all(name)) {
      const text = child.text();
      if (text) return text;
    }
    return null;
  }

  /** An address in a child's text, absolute. */
  addressOf(name: string): string | null {
    for (const child of this.all(name)) {
      const address = child.address(child.text());
      if (address) return address;
    }
    return null;
  }

  /**
   * An address as seen from this element, absolute; null with a warning where it is none. Where nothing says what it is relative to (a saved document,
   * read without its address), a relative one stays as it is written: that is all that is known.
   */
  address(href: string | null): string | null {
    if (!href) return null;
    if (this.base === null && isRelative(href)) return href.trim();
    const address = absoluteUrl(href, this.base);
    if (address === null) this.notes.add('bad-url', href);
    return address;
  }

  hasElements(): boolean {
    return (this.node.$$ ?? []).some((child) => !isText(child));
  }

  /** All text within, without markup and without blanks around it. */
  text(): string {
    return this.repaired(plain(this.node).trim());
  }

  /** The content as markup: text is escaped, elements are written as HTML. A single `div` around everything is left out (RFC 4287 §3.1.1.3). */
  markup(): string {
    const nodes = (this.node.$$ ?? []).filter((child) => !isText(child) || (child._ ?? '').trim() !== '');
    const [only] = nodes;
    const wrapped = nodes.length === 1 && only && localName(only) === 'div' ? only : this.node;
    return this.repaired(serialized(wrapped).trim());
  }

  private children(): Map<string, XmlElement[]> {
    if (this.grouped) return this.grouped;
    this.grouped = new Map();
    for (const node of this.node.$$ ?? []) {
      if (isText(node)) continue;
      const child = new XmlElement(node, this, this.notes);
      const sameName = this.grouped.get(child.name);
      if (sameName) sameName.push(child);
      else this.grouped.set(child.name, [child]);
    }
    return this.grouped;
  }

  private repaired(text: string): string {
    const repaired = repairMojibake(text);
    if (repaired !== text) this.notes.add('mojibake-repaired');
    return repaired;
  }
}

function isRelative(href: string): boolean {
  return !/^\s*([a-z][a-z0-9+.-]*:|\/\/|www\.)/i.test(href);
}

function isText(node: XmlNode): boolean {
  return node['#name'] === '__text__' || node['#name'] === '__cdata';
}

function localName(node: XmlNode): string {
  return (node['#name'] ?? '').replace(/^xhtml:/, '');
}

/** Recursion is bounded: the cleaner lets no element nest deeper than 256. */
function plain(node: XmlNode): string {
  if (!node.$$) return node._ ?? '';
  return node.$$.map((child) => (isText(child) ? (child._ ?? '') : plain(child))).join('');
}

function serialized(node: XmlNode): string {
  return (node.$$ ?? [])
    .map((child) => {
      if (isText(child)) return escapeText(child._ ?? '');
      const name = localName(child);
      const attributes = Object.entries(child.$ ?? {}).map(([key, value]) => ` ${key}="${escapeText(value).replace(/"/g, '&quot;')}"`);
      const inner = serialized(child);
      return inner === '' && VOID.has(name) ? `<${name}${attributes.join('')}>` : `<${name}${attributes.join('')}>${inner}</${name}>`;
    })
    .join('');
}
