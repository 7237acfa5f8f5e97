import type { IncomingHttpHeaders } from 'node:http';
import { hostOf, unreachable } from './failure.js';
import { header, retryAfterAt } from './headers.js';
import type { NotTaken, Refused } from './outcome.js';

const DENIALS: Record<number, string> = {
  401: 'asks for a login (401): a feed that needs one cannot be read',
  402: 'asks for payment (402): the feed cannot be read',
  403: 'does not let us in (403): its owner may have closed the feed, or blocks programs; write to them, or take the feed off the list',
  451: 'may not show the document for legal reasons (451)',
};

/** What a status means that is no document, no redirect and no "not modified"; null for a document. */
export function outcomeOfStatus(url: string, status: number, headers: IncomingHttpHeaders, now: Date): NotTaken | null {
  if (status >= 200 && status < 300) return null;
  const host = hostOf(url);
  if (status === 410)
    return {
      kind: 'gone',
      url,
      message: `${host} says that this feed is gone for good (410): take it off the list, or look for its successor.`,
    };
  if (status === 429 || (status === 503 && header(headers, 'retry-after') !== null)) {
    const until = retryAfterAt(headers, now);
    const when = until ? `not before ${until.toISOString()}` : 'less often';
    return {
      kind: 'throttled',
      url,
      status,
      retryAfterAt: until,
      message: `${host} asks us for patience (${status}): it will be asked again ${when}.`,
    };
  }
  if (status >= 500) return unreachable(url, 'server-error', { status, detail: String(status) });
  if (status < 400) return unreachable(url, 'bad-response', { status, detail: `unexpected status ${status}` });
  return refusedByStatus(url, host, status);
}

function refusedByStatus(url: string, host: string, status: number): Refused {
  const refused = { kind: 'refused' as const, url, status };
  if (status === 404) {
    return {
      ...refused,
      reason: 'missing',
      message: `${host} has nothing at this address (404): check its spelling, or look on the site where the feed is now.`,
    };
  }
  const denial = DENIALS[status];
  if (denial) return { ...refused, reason: 'denied', message: `${host} ${denial}.` };
  return { ...refused, reason: 'status', message: `${host} refuses the request (${status}): look at the address in a browser.` };
}

export function tooLarge(url: string, maxBytes: number): NotTaken {
  const megabytes = (maxBytes / (1024 * 1024)).toFixed(maxBytes < 1024 * 1024 ? 2 : 0);
  return {
    kind: 'too-large',
    url,
    maxBytes,
    message: `${hostOf(url)} sends more than ${megabytes} MB, which is more than a feed needs: ask its owner for a shorter one.`,
  };
}
