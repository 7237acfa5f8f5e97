/** Addresses: made absolute as a lenient reader would, and brought to one form for comparing. Specification: WHATWG URL, RFC 3986 §6. */
import { Buffer } from 'node:buffer';
import { behindAmpCache, identityFragment, identityPath, isNoiseParameter, statusNumber } from './url-noise.js';

/** Longer addresses are not links that anyone follows; servers refuse them, and indexes should not hold them. */
const URL_LENGTH_MAX = 8192;
/** A key is kept in indexes, which take no more (PostgreSQL: 2,704 bytes a row), and nobody links to an address of this length. */
const KEY_BYTES_MAX = 2000;

/** What a feed may point to by default. */
export const WEB_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:']);

/**
 * Addresses that the URL standard would leave as they are: a plain host name, a path without dot segments, nothing to escape. Nearly all are,
 * and this test takes a tenth of the time of the whole parser.
 */
const SERIALISED =
  /^(https?:)\/\/((?!(?:[^/]*\.)?xn--)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?::(?!80\/|443\/)([1-9]\d{1,3}))?((?!\/(?:[^?#]*\/)?(?:\.|%2e){1,2}(?:[/?#]|$))\/[\w\-.~!$&'()*+,;=:@/%]*)(\?[\w\-.~!$&()*+,;=:@/?%]+)?(#[\w\-.~!$&'()*+,;=:@/?%]+)?$/;

/** The parts of an address that its key is made of; a `URL` is one. */
type Parts = Pick<URL, 'protocol' | 'hostname' | 'port' | 'pathname' | 'search' | 'hash'>;

function splitUrl(url: string): Parts | null {
  const match = SERIALISED.exec(url);
  if (!match) return parseUrl(url);
  const [, protocol = '', hostname = '', port = '', pathname = '', search = '', hash = ''] = match;
  return { protocol, hostname, port, pathname, search, hash };
}

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const LOOKS_LIKE_HOST = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)/i;

/**
 * The absolute form of a link as publishers write links.
 *
 * In: `href` with spaces around or within, line breaks, a missing scheme (`www.example.org/x`; `example.org/x` where there is no base), or
 * protocol-relative; `base` is what it is relative to, if known; `schemes` is what is let through (web pages unless asked otherwise).
 * Out: the address as the URL standard serialises it, or null where it cannot be one, is relative without a base, is of another scheme
 * (`javascript:`, `data:`, …) or is longer than 8,192 characters. Never throws. Specification: WHATWG URL.
 */
export function absoluteUrl(href: string | null | undefined, base: string | null = null, schemes = WEB_SCHEMES): string | null {
  const trimmed = href?.trim();
  if (!trimmed || trimmed.length > URL_LENGTH_MAX) return null;
  if (schemes === WEB_SCHEMES && SERIALISED.test(trimmed)) return trimmed;
  const url = parseUrl(withScheme(trimmed, base !== null), base);
  if (!url || !schemes.has(url.protocol)) return null;
  if (WEB_SCHEMES.has(url.protocol) && url.hostname === '') return null;
  return url.href.length > URL_LENGTH_MAX ? null : url.href;
}

function withScheme(href: string, hasBase: boolean): string {
  if (href.startsWith('//')) return hasBase ? href : `https:${href}`;
  if (/^www\.[^/\s]+\.[a-z]/i.test(href)) return `http://${href}`;
  // `example.org:8080/x` looks like a scheme to the URL standard; a port number after the colon gives it away.
  if (!hasBase && LOOKS_LIKE_HOST.test(href) && !HAS_SCHEME.test(href.replace(/:\d+(?=[/?#]|$)/, ''))) return `http://${href}`;
  return href;
}

/** `URL.parse` is not in every Node that we support. */
function parseUrl(href: string, base: string | null = null): URL | null {
  try {
    return base === null ? new URL(href) : new URL(href, base);
  } catch {
    return base === null ? null : parseUrl(href);
  }
}

/**
 * The comparing key of an address: two addresses of one page have one key. It is for comparing and storing, never for following.
 *
 * In: an absolute web address. Out: the key, itself an address (so a key's key is the key), or null for what is no web address, and for one of
 * over 2,000 bytes: what is kept in an index has to fit.
 * One key for: letter case of scheme and host, http and https, `www.`, default ports, IDN and its ASCII form, dot segments, escapes of
 * unreserved characters, order of query parameters, a slash at the end; tracking parameters, comment paging, AMP and mobile views
 * (`url-noise.ts`); fragments, unless they name a comment. A status of Twitter or X has one key on all its hosts and mirrors.
 * Never throws. Specification: RFC 3986 §6.2.2-6.2.3 with the above.
 */
export function canonicalUrl(url: string | null | undefined): string | null {
  const trimmed = url?.trim();
  if (!trimmed || trimmed.length > URL_LENGTH_MAX) return null;
  const parsed = unwrapped(splitUrl(trimmed));
  if (!parsed || !WEB_SCHEMES.has(parsed.protocol)) return null;

  const host = parsed.hostname.replace(/(?<=[^.])\.+$/, '').replace(/^(?:www\.|amp\.)+(?=[^.]+\.)/, '');
  const status = statusNumber(host, parsed.pathname);
  if (status) return `https://x.com/i/status/${status}`;
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`;
  const path = identityPath(normaliseEscapes(parsed.pathname));
  const query = identityQuery(parsed.search, parsed.pathname);
  const fragment = identityFragment(parsed.hash.slice(1));
  const key = `https://${host}${port}${path}${query && `?${query}`}${fragment && `#${fragment}`}`;
  return key.length > KEY_BYTES_MAX || Buffer.byteLength(key) > KEY_BYTES_MAX ? null : key;
}

/**
 * The key of the page that an address leads to, without the comment that it names: a comment and its post have one page key.
 *
 * In: an absolute web address. Out: its {@link canonicalUrl} without the fragment, or null for what is no web address.
 */
export function pageKey(url: string | null | undefined): string | null {
  const key = canonicalUrl(url);
  return key === null ? null : pageOfKey(key);
}

/** A {@link canonicalUrl} without the comment that it names. */
export function pageOfKey(key: string): string {
  const hash = key.indexOf('#');
  return hash < 0 || key.startsWith('#!', hash) ? key : key.slice(0, hash);
}

/** Without the AMP caches around it, one within another if need be: each step makes the address shorter. */
function unwrapped(url: Parts | null): Parts | null {
  const inner = url && behindAmpCache(url.hostname, url.pathname);
  const parsed = inner ? parseUrl(inner + url.search + url.hash) : null;
  return parsed ? unwrapped(parsed) : url;
}

/** Sorted by name alone: the order of two values of one name may mean something. */
function identityQuery(search: string, path: string): string {
  if (search.length < 2) return '';
  const kept: [name: string, pair: string][] = [];
  for (const part of search.slice(1).split('&')) {
    if (part === '') continue;
    const pair = normaliseEscapes(part).replaceAll('%20', '+');
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (!isNoiseParameter(name, equals < 0 ? '' : pair.slice(equals + 1), path)) kept.push([name, pair]);
  }
  kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return kept.map(([, pair]) => pair).join('&');
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ESCAPE = /^%[0-9a-f]{2}$/i;

/**
 * `%7E` is `~` and `%c3` is `%C3`: RFC 3986 §6.2.2.1 and §6.2.2.2. Behind a `%` that escapes nothing, what was unescaped may complete another escape (`%%330`): so
 * each character is looked at where it stands in the outcome, which is done with in one pass.
 */
function normaliseEscapes(text: string): string {
  if (!text.includes('%')) return text;
  const outcome: string[] = [];
  for (const character of text) {
    outcome.push(character);
    for (let escape = lastThree(outcome); ESCAPE.test(escape); escape = lastThree(outcome)) {
      const unescaped = String.fromCharCode(parseInt(escape.slice(1), 16));
      outcome.splice(-3, 3, ...(UNRESERVED.test(unescaped) ? [unescaped] : [escape.toUpperCase()]));
    }
  }
  return outcome.join('');
}

function lastThree(outcome: readonly string[]): string {
  return outcome.at(-3) === '%' ? `%${outcome.at(-2)}${outcome.at(-1)}` : '';
}
