/** Builds safe markup, plain text and links from one walk over a body. Nothing reaches the markup but escaped text and elements of the list. */
import type { PostLink } from './types.js';
import { absoluteUrl, canonicalUrl, WEB_SCHEMES } from './urls.js';
import { ELEMENTS, isSmiley, isTrackingPixel, PLAIN_ATTRIBUTES } from './html-rules.js';

/** What a body yields. */
export interface CleanHtml {
  /** May be put into a page as it is. */
  html: string;
  text: string;
  links: PostLink[];
}

/** More links than a person put there. */
const LINKS_MAX = 500;
const LINK_SCHEMES = new Set([...WEB_SCHEMES, 'mailto:']);
const LINK_REL = 'nofollow ugc noopener';

export class HtmlWriter {
  private html = '';
  /** The space that the markup ends with, if it ends with one. */
  private lastSpace = '';
  /** Pieces, joined at the end: asking a growing string for its last sign would copy it each time. */
  private readonly text: string[] = [];
  /** Text that waits for the next tag, so that a word cut by a dropped tag is still one word. */
  private waiting = '';
  /** The opening tag of a link that waits for content: a link around nothing is not written. */
  private waitingLink = '';
  private breaks = 0;
  private spaced = false;
  private bullet = '';
  private readonly lists: { next: number | null }[] = [];
  private preformatted = 0;
  private link: { url: string | null; text: string; alt: string } | null = null;
  private readonly links = new Map<string, PostLink>();

  constructor(private readonly base: string | null) {}

  /** Opens an element of the list, with its published attributes (names in lower case). Returns whether it stands in the markup. */
  open(name: string, attributes: ReadonlyMap<string, string>): boolean {
    if (name === 'a') return this.openLink(attributes.get('href'));
    this.beforeElement(name, attributes);
    this.emit(`<${name}${plainAttributes(name, attributes)}>`);
    if (name === 'pre') this.preformatted++;
    return true;
  }

  close(name: string): void {
    if (name === 'a') {
      this.closeLink();
      return;
    }
    this.emit(`</${name}>`);
    if (name === 'pre') this.preformatted--;
    if (name === 'ul' || name === 'ol') this.lists.pop();
    this.partBy(this.lists.length > 0 && (name === 'ul' || name === 'ol') ? 1 : gapOf(name));
  }

  /** `br`, `hr`, `wbr`. */
  empty(name: string): void {
    this.emit(`<${name}>`);
    if (name === 'br') {
      if (this.preformatted > 0) this.text.push('\n');
      else this.breaks = Math.min(2, this.breaks + 1);
    } else this.partBy(gapOf(name));
  }

  image(attributes: ReadonlyMap<string, string>): void {
    const src = ['src', 'data-src', 'data-lazy-src']
      .map((name) => absoluteUrl(attributes.get(name), this.base))
      .find((url) => url !== null);
    const alt = attributes.get('alt')?.replace(/\s+/g, ' ').trim() ?? '';
    if (!src || isTrackingPixel(src, attributes.get('width'), attributes.get('height'))) return;
    this.emit(`<img src="${escapeAttribute(src)}" alt="${escapeAttribute(alt)}" loading="lazy">`);
    if (isSmiley(alt)) this.addText(alt);
    else if (this.link) this.link.alt ||= alt;
  }

  /** Text, decoded. */
  characters(text: string): void {
    if (text === '') return;
    if (this.waitingLink) {
      const opening = this.waitingLink;
      this.waitingLink = '';
      this.emit(opening);
    }
    this.waiting += text;
  }

  end(): CleanHtml {
    this.flush();
    return { html: this.html.trim(), text: this.text.join('').trimEnd(), links: [...this.links.values()] };
  }

  private beforeElement(name: string, attributes: ReadonlyMap<string, string>): void {
    const isList = name === 'ul' || name === 'ol';
    this.flush();
    this.partBy(isList && this.lists.length > 0 ? 1 : gapOf(name));
    if (isList) this.lists.push({ next: name === 'ol' ? Number(attributes.get('start') ?? 1) || 1 : null });
    if (name === 'li') {
      const list = this.lists.at(-1);
      this.bullet = `${'  '.repeat(Math.max(0, Math.min(this.lists.length, 10) - 1))}${list && list.next !== null ? `${list.next++}. ` : '• '}`;
    }
    if (name === 'td' || name === 'th') this.spaced = true;
  }

  private openLink(href: string | undefined): boolean {
    const url = this.link ? null : absoluteUrl(href, this.base, LINK_SCHEMES);
    if (url === null) return false;
    this.flush();
    this.waitingLink = linkTag(url);
    this.link = { url: url.startsWith('mailto:') ? null : url, text: '', alt: '' };
    return true;
  }

  private closeLink(): void {
    const { link, waitingLink } = this;
    this.link = null;
    this.waitingLink = '';
    if (!link || waitingLink) return;
    this.link = link;
    this.flush();
    this.link = null;
    this.html += '</a>';
    this.lastSpace = '';
    if (link.url) this.addLink(link.url, link.text.replace(/\s+/g, ' ').trim() || link.alt);
  }

  private addLink(url: string, text: string): void {
    const key = canonicalUrl(url);
    if (key === null) return;
    const known = this.links.get(key);
    if (known) known.text ||= text;
    else if (this.links.size < LINKS_MAX) this.links.set(key, { url, key, text });
  }

  private emit(tag: string): void {
    this.flush();
    this.html += this.waitingLink + tag;
    this.waitingLink = '';
    this.lastSpace = '';
  }

  private flush(): void {
    const text = this.waiting;
    if (text === '') return;
    this.waiting = '';
    if (!this.link && this.preformatted === 0 && text.includes('://')) this.textWithLinks(text);
    else this.plain(text);
  }

  private plain(text: string): void {
    if (this.preformatted > 0) this.html += escapeText(text);
    else this.addFolded(foldSpace(text));
    this.addText(text);
  }

  /** Space on both sides of an element that was left out is one space too. */
  private addFolded(text: string): void {
    const meeting = this.lastSpace + (/^[ \n]/.exec(text)?.[0] ?? '');
    if (meeting.length > 1) {
      this.html = this.html.slice(0, -1);
      text = (meeting.includes('\n') ? '\n' : ' ') + text.slice(1);
    }
    this.html += escapeText(text);
    this.lastSpace = /[ \n]$/.exec(text)?.[0] ?? '';
  }

  /** Addresses in running text become links, as every reader of comments expects. */
  private textWithLinks(text: string): void {
    let done = 0;
    for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
      const shown = withoutClosingPunctuation(match[0]);
      const url = absoluteUrl(shown);
      if (url === null || !/^https?:\/\/[^/]+\.|^https?:\/\/(?:localhost|\[)/i.test(shown)) continue;
      if (match.index > done) this.plain(text.slice(done, match.index));
      this.html += `${linkTag(url)}${escapeText(shown)}</a>`;
      this.lastSpace = '';
      this.addText(shown);
      this.addLink(url, shown);
      done = match.index + shown.length;
    }
    if (done < text.length) this.plain(text.slice(done));
  }

  private partBy(gap: number): void {
    if (gap > this.breaks) this.breaks = gap;
  }

  private addText(text: string): void {
    if (this.link) this.link.text += text;
    if (this.preformatted > 0) {
      this.startText();
      this.text.push(text);
      return;
    }
    // Most text has single spaces only, and a test costs less than replacing each of them by itself.
    const folded = /\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ') : text;
    if (folded.startsWith(' ')) this.spaced = true;
    const words = folded.trim();
    if (words === '') return;
    this.startText();
    this.text.push(words);
    this.spaced = folded.endsWith(' ');
  }

  private startText(): void {
    const isFirst = this.text.length === 0;
    if (!isFirst && this.breaks > 0) this.text.push(this.breaks > 1 ? '\n\n' : '\n');
    else if (!isFirst && this.spaced) this.text.push(' ');
    if (this.bullet !== '') this.text.push(this.bullet);
    this.breaks = 0;
    this.spaced = false;
    this.bullet = '';
  }
}

function gapOf(name: string): number {
  return ELEMENTS.get(name)?.gap ?? 0;
}

function linkTag(url: string): string {
  return `<a href="${escapeAttribute(url)}" rel="${LINK_REL}">`;
}

function plainAttributes(name: string, attributes: ReadonlyMap<string, string>): string {
  const allowed = PLAIN_ATTRIBUTES.get(name);
  if (!allowed || attributes.size === 0) return '';
  let written = '';
  for (const [attribute, form] of allowed) {
    const value = attributes.get(attribute);
    if (value !== undefined && form.test(value)) written += ` ${attribute}="${escapeAttribute(value)}"`;
  }
  return written;
}

/** A full stop or bracket after an address belongs to the sentence, unless the bracket was opened within the address. */
function withoutClosingPunctuation(address: string): string {
  const bracket = address.indexOf('(');
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    if (last === ')' && bracket >= 0) break;
    if (!/[.,;:!?)\]}»”’…*]/.test(last)) break;
    end--;
  }
  return address.slice(0, end);
}

/** Space between words is one space, or one line break where there was one: what a browser shows is the same, and it is shorter. */
function foldSpace(text: string): string {
  return /[ \t\n]{2}|\t/.test(text) ? text.replace(/[ \t\n]+/g, (space) => (space.includes('\n') ? '\n' : ' ')) : text;
}

export function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text;
}

function escapeAttribute(value: string): string {
  return /[&<>"]/.test(value) ? escapeText(value).replaceAll('"', '&quot;') : value;
}
