/** Walks over simple markup: elements of the list, quoted attributes, everything closed. What is not simple goes through the sanitiser first. */
import { decodeHTML, decodeHTMLAttribute } from 'entities';
import { DEPTH_MAX, ELEMENTS, endsOpen, VOID_ELEMENTS, type ElementRule } from './html-rules.js';
import { HtmlWriter, type CleanHtml } from './html-writer.js';

/** One tag in the only form that is taken as simple: no stray `<` or `>`, every attribute value quoted. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z_@:][\w@:.-]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))?)*)\s*(\/?)>/iy;
const COMMENT = /<!--[^<>-]*(?:-[^<>-]+)*-->/y;
const ATTRIBUTE = /\s+([a-z_@:][\w@:.-]*)(?:\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'))?/gi;
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

interface OpenElement {
  /** As the markup names it. */
  name: string;
  /** As it was written; '' where it was not. */
  as: string;
}

/**
 * Reads markup in one walk.
 *
 * In: `markup`; `base`, what its links are relative to; `mode`: `strict` takes only what the sanitiser would leave as it is, up to escapes
 * and attributes (known elements, properly nested and closed, no stray sign); `lenient` takes whatever the sanitiser gave out, and closes
 * what is open. Out: safe markup, text and links; in strict mode null at the first thing that is not simple. Linear; never throws.
 */
export function readMarkup(markup: string, base: string | null, mode: 'strict' | 'lenient'): CleanHtml | null {
  const walk = new Walk(base, mode === 'lenient');
  const source = withoutControls(markup).replace(/\r\n?/g, '\n');
  let at = 0;
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    if (tag !== at) walk.characters(source.slice(at, tag < 0 ? source.length : tag));
    if (tag < 0) break;
    const end = walk.tagAt(source, tag);
    if (end < 0) return null;
    at = end;
  }
  return walk.end();
}

class Walk {
  private readonly writer: HtmlWriter;
  private readonly open: OpenElement[] = [];

  constructor(
    base: string | null,
    private readonly lenient: boolean,
  ) {
    this.writer = new HtmlWriter(base);
  }

  characters(source: string): void {
    this.writer.characters(source.includes('&') ? withoutControls(decodeHTML(source)) : source);
  }

  /** Reads the tag or comment at `start`. Returns where it ends; -1 where it is not simple. */
  tagAt(source: string, start: number): number {
    TAG.lastIndex = start;
    const match = TAG.exec(source);
    if (!match) {
      COMMENT.lastIndex = start;
      if (COMMENT.test(source)) return COMMENT.lastIndex;
      if (!this.lenient) return -1;
      this.writer.characters('<');
      return start + 1;
    }
    const end = TAG.lastIndex;
    const name = (match[2] ?? '').toLowerCase();
    const rule = ELEMENTS.get(name);
    if (!rule) return this.lenient ? end : -1;
    const done = match[1] ? this.closeTag(name) : this.openTag(name, rule, match[3] ?? '', match[4] === '/');
    return done || this.lenient ? end : -1;
  }

  end(): CleanHtml | null {
    if (this.open.length > 0 && !this.lenient) return null;
    this.closeDownTo(0);
    return this.writer.end();
  }

  private openTag(name: string, rule: ElementRule, attributes: string, selfClosing: boolean): boolean {
    const isVoid = VOID_ELEMENTS.has(name);
    if (selfClosing && !isVoid && !this.lenient) return false;
    if (this.open.length >= DEPTH_MAX && !isVoid) return false;
    for (let top = this.shownTop(); top >= 0 && endsOpen(rule.as, this.open[top]?.as ?? ''); top = this.shownTop()) {
      if (!this.lenient) return false;
      this.closeDownTo(top);
    }
    if (name === 'img') this.writer.image(readAttributes(attributes));
    else if (isVoid) this.writer.empty(name);
    else {
      const shown = rule.as !== '' && this.writer.open(rule.as, readAttributes(attributes));
      this.open.push({ name, as: shown ? rule.as : '' });
    }
    return true;
  }

  private closeTag(name: string): boolean {
    let place = this.open.length - 1;
    if (!this.lenient && this.open[place]?.name !== name) return false;
    while (place >= 0 && this.open[place]?.name !== name) place--;
    if (place < 0) return false;
    this.closeDownTo(place);
    return true;
  }

  /** Place of the innermost open element that stands in the markup; -1 where there is none. */
  private shownTop(): number {
    let place = this.open.length - 1;
    while (place >= 0 && this.open[place]?.as === '') place--;
    return place;
  }

  private closeDownTo(place: number): void {
    while (this.open.length > place) {
      const element = this.open.pop();
      if (element?.as) this.writer.close(element.as);
    }
  }
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  if (source === '') return NO_ATTRIBUTES;
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? '';
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, value.includes('&') ? withoutControls(decodeHTMLAttribute(value)) : value);
  }
  return attributes;
}

function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
