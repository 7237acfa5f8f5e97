import { repairMojibake } from './mojibake.js';
import type { Notes } from './notes.js';
import { MARKUP_FLAG } from './repair.js';
import { absoluteUrl } from './urls.js';

const SOMEWHERE = 'https://base.invalid/';

/** What xml2js makes of an element: a mere text, or an object with `$` attributes, `_` text, and its child elements by name. */
export type XmlNode = string | XmlObject;
interface XmlObject {
  $?: Record<string, string>;
  _?: string;
  [name: string]: unknown;
}

/** An element of a feed under its canonical name, with what it inherits: its base address and its language (XML Base §3, XML 1.0 §2.12). */
export class XmlElement {
  readonly base: string | null;
  readonly language: string | null;
  private readonly object: XmlObject;

  constructor(
    node: XmlNode | undefined,
    inherited: { base: string | null; language: string | null },
    private readonly notes: Notes,
  ) {
    this.object = typeof node === 'object' ? node : { _: node };
    const base = this.attribute('xml:base');
    this.base = base === null ? inherited.base : (absoluteUrl(base, inherited.base) ?? inherited.base);
    this.language = this.attribute('xml:lang') ?? inherited.language;
  }

  /** An attribute by its canonical name, without blanks around it; null where it is missing or empty. */
  attribute(name: string): string | null {
    return this.object.$?.[name]?.trim() || null;
  }

  /** The child elements of one name, in document order. */
  all(name: string): XmlElement[] {
    const nodes = this.object[name];
    return Array.isArray(nodes) ? nodes.map((node) => new XmlElement(node as XmlNode, this, this.notes)) : [];
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
   * An address as seen from this element, absolute; null with a warning where it is none. Where nothing says what it is relative to (a
   * saved document, read without its address), a relative one stays as it is written: that is all that is known.
   */
  address(href: string | null): string | null {
    if (!href) return null;
    if (this.base === null && isRelative(href)) return href.trim().replace(/[\t\n\r]/g, '');
    const address = absoluteUrl(href, this.base);
    if (address === null) this.notes.add('bad-url', href);
    return address;
  }

  /** Whether markup stood unescaped in it, so that its text is HTML whatever its type says. */
  hasMarkup(): boolean {
    return this.attribute(MARKUP_FLAG) !== null;
  }

  /** What stands in it, without blanks around it: markup where there is any. */
  content(): string {
    const text = typeof this.object._ === 'string' ? this.object._.trim() : '';
    const repaired = repairMojibake(text);
    if (repaired !== text) this.notes.add('mojibake-repaired');
    return repaired;
  }

  /** The text in it, without markup. */
  text(): string {
    return this.hasMarkup() ? withoutMarkup(this.content()).trim() : this.content();
  }
}

/** By what a browser makes of it, and not by its looks: it takes `java\nscript:` for a scheme. */
function isRelative(href: string): boolean {
  return !/^\s*www\./i.test(href) && (absoluteUrl(href, SOMEWHERE)?.startsWith(SOMEWHERE) ?? false);
}

/** Undoes what the cleaner wrote: there, every `<` begins a tag and every `>` ends one. */
function withoutMarkup(markup: string): string {
  const references: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
  return markup.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|apos|amp);/g, (reference) => references[reference] ?? reference);
}
