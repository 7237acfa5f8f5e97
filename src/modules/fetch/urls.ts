import type { IncomingHttpHeaders } from 'node:http';
import { unreachable } from './failure.js';
import { header } from './headers.js';
import type { FetchOutcome, Refused } from './outcome.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);

export interface Hop {
  kind: 'hop';
  url: URL;
  isPermanent: boolean;
}

/** Why an address is none that we ask for; null where it is one. Which machine it leads to is the connector's to judge. */
export function urlRefusal(written: string): Refused | null {
  if (!URL.canParse(written))
    return refuse(written, `"${clip(written)}" is not a web address: give one such as https://www.example.org/feed.`);
  const url = new URL(written);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(written, `"${clip(written)}" is not an http or https address: only those are fetched.`);
  }
  if (url.username !== '' || url.password !== '') {
    return refuse(
      withoutCredentials(url),
      `The address for ${url.host} holds a user name or a password: feeds are fetched without, so leave them out.`,
    );
  }
  return null;
}

/** Where a redirect leads; a refusal where we do not follow; null where the answer is no redirect. */
export function nextHop(from: URL, status: number, headers: IncomingHttpHeaders): Hop | FetchOutcome | null {
  if (!REDIRECTS.has(status)) return null;
  const location = header(headers, 'location');
  if (location === null || !URL.canParse(location, from.href)) return unreachable(from.href, 'bad-redirect', { status });
  const url = new URL(location, from);
  url.hash = '';
  const refusal = urlRefusal(url.href);
  if (refusal)
    return { ...refusal, url: from.href, status, message: `${from.host} redirects to an address that is not fetched. ${refusal.message}` };
  return { kind: 'hop', url, isPermanent: PERMANENT.has(status) };
}

function refuse(url: string, message: string): Refused {
  return { kind: 'refused', reason: 'url', status: null, url, message };
}

/** A refusal is shown and logged: no place for a password. */
function withoutCredentials(url: URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
