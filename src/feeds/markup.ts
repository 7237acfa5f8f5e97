import { Buffer } from 'node:buffer';
import { plainText } from './html.js';
import type { Markup } from './types.js';
import type { XmlElement } from './xml-element.js';

const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/**
 * The first of some elements that holds anything, as the text or the markup that its publisher says it is.
 *
 * Atom 1.0: `type` is text (the default), html, xhtml or a media type (RFC 4287 §3.1, §4.1.3). Atom 0.3: `mode` is xml, escaped or base64
 * and `type` a media type. RSS says nothing, and what it holds is HTML by custom. Elements within are markup, whatever the type says.
 *
 * @param elements candidates, most trusted first
 * @param custom what an element is that does not say: `text` for Atom's constructs, `html` for RSS
 */
export function firstMarkup(elements: XmlElement[], custom: Markup['type']): Markup | null {
  for (const element of elements) {
    const markup = markupOf(element, custom);
    if (markup.value !== '') return markup;
  }
  return null;
}

/** The same as plain words: a feed's own title and description are shown in lists, not in pages. */
export function firstWords(elements: XmlElement[], custom: Markup['type']): string | null {
  const markup = firstMarkup(elements, custom);
  return (markup && plainText(markup)) || null;
}

function markupOf(element: XmlElement, custom: Markup['type']): Markup {
  const { base } = element;
  if (element.hasMarkup()) return { type: 'html', value: element.content(), base };
  const type = (element.attribute('type') ?? '').toLowerCase();
  const mode = (element.attribute('mode') ?? '').toLowerCase();
  const text = element.text();
  const isBinary = type.includes('/') && !type.startsWith('text/') && !type.endsWith('xml') && mode === '';
  const value = text !== '' && (mode === 'base64' || (isBinary && custom === 'text' && BASE64.test(text))) ? decodeBase64(text) : text;
  return { type: typeFrom(type, mode, custom), value, base };
}

function typeFrom(type: string, mode: string, custom: Markup['type']): Markup['type'] {
  if (type.includes('html')) return 'html';
  if (type === 'text' || type.startsWith('text/')) return 'text';
  // Atom 0.3 escapes what would otherwise be markup; a plain text needs no mode.
  return mode === 'escaped' || mode === 'base64' ? 'html' : custom;
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8').trim();
}

/** A title or text that is known to be plain. */
export function asText(value: string | null, base: string | null): Markup | null {
  return value ? { type: 'text', value, base } : null;
}
