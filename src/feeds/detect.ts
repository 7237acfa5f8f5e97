import { FeedError } from './errors.js';
import type { Format } from './types.js';

/**
 * The first element that makes a document a feed: RSS, Atom or RDF in any case and under any prefix; CDF, RSS 1.1 and single entries by
 * their own roots.
 */
export interface XmlRoot {
  format: Exclude<Format, 'json'>;
  /** The root's local name in lower case. */
  name: 'rss' | 'feed' | 'rdf' | 'channel' | 'item' | 'entry';
  /** Where its `<` stands in the text. */
  index: number;
}

export type Detected = { kind: 'json' } | { kind: 'xml'; root: XmlRoot };

/**
 * Tells which kind of document a text is.
 *
 * RSS 0.9x to 2.0, RSS 1.0 and 1.1 (RDF), Atom 0.3 and 1.0 (RFC 4287), CDF (W3C note of 1997), JSON Feed 1.x.
 *
 * @param text the decoded document
 * @returns JSON, or the root of an XML feed; what stands before that root (declarations, a warning of PHP) does not count
 * @throws FeedError `empty` (nothing but blanks), `html` (a web page), `not-a-feed` (anything else)
 */
export function detect(text: string): Detected {
  const start = text.search(/[^\s\0\ufeff]/);
  if (start < 0) throw new FeedError('empty', 'The document is empty.');
  const first = text.charAt(start);
  if (first === '{' || first === '[') return { kind: 'json' };
  const found = firstTelling(text);
  if (found === 'html') throw new FeedError('html', 'The document is a web page, not a feed. The page may link to its feed.');
  if (found) return { kind: 'xml', root: found };
  const name = /<([a-z_][\w.:-]{0,60})/i.exec(text.slice(start, start + 4096))?.[1];
  throw new FeedError(
    'not-a-feed',
    name ? `The document begins with <${name}>, which is no feed.` : 'The document is neither XML nor JSON, so it is no feed.',
  );
}

/** Linear: every comment is passed once, and an unclosed one ends the search. */
function firstTelling(text: string): XmlRoot | 'html' | null {
  const marks = /<!--|<(?:[\w.-]{1,64}:)?(rss|feed|rdf|channel|item|entry|html|head|body)(?=[\s/>])/gi;
  let page = false;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    if (match[0] === '<!--') {
      const end = text.indexOf('-->', match.index + 4);
      if (end < 0) break;
      marks.lastIndex = end + 3;
      continue;
    }
    const name = match[1]?.toLowerCase();
    const head = text.slice(match.index, match.index + 2048);
    if (!isRootName(name)) page = true;
    else if (!page || isFeedInPage(head)) return { name, index: match.index, format: formatOf(name, head) };
  }
  return page || /^\s*<!doctype\s+html/i.test(text.slice(0, 1024)) ? 'html' : null;
}

function isRootName(name: string | undefined): name is XmlRoot['name'] {
  return name !== undefined && !/^(html|head|body)$/.test(name);
}

/**
 * Some sites serve their feed inside the frame of a page. There only a root that says clearly what it is counts: pages hold RDF and
 * elements of their own.
 */
function isFeedInPage(head: string): boolean {
  const tag = head.slice(0, head.indexOf('>') + 1);
  return /^<feed\s[^>]*xmlns\s*=[^>]*atom/i.test(tag) || /^<rss\s[^>]*version\s*=/i.test(tag);
}

function formatOf(name: XmlRoot['name'], head: string): XmlRoot['format'] {
  if (name === 'feed' || name === 'entry') return 'atom';
  if (name === 'rdf') return 'rdf';
  if (name !== 'channel') return 'rss';
  if (/purl\.org\/net\/rss1\.1/i.test(head)) return 'rdf';
  const tag = head.slice(0, head.indexOf('>') + 1);
  return tag.startsWith('<CHANNEL') || /\s(href|base|lastmod)\s*=/i.test(tag) ? 'cdf' : 'rss';
}
