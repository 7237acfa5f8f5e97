import type { IncomingHttpHeaders } from 'node:http';
import { DateTime } from 'luxon';

/** No server's word binds us for longer than this; and it keeps absurd numbers away from the arithmetic of dates. */
const SECONDS_MAX = 365 * 24 * 3600;

export function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first.trim() === '' ? null : first.trim();
}

/** `Retry-After` in both its forms, seconds and an HTTP date (RFC 9110 §10.2.3). Null where it is missing or says nothing readable. */
export function retryAfterAt(headers: IncomingHttpHeaders, now: Date): Date | null {
  const value = header(headers, 'retry-after');
  if (value === null) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return new Date(now.getTime() + Math.min(Number(value), SECONDS_MAX) * 1000);
  const date = DateTime.fromHTTP(value);
  if (!date.isValid) return null;
  return new Date(Math.min(Math.max(date.toMillis(), now.getTime()), now.getTime() + SECONDS_MAX * 1000));
}

/** How long the response stays fresh (RFC 9111 §4.2): `max-age`, else `Expires`, less the time it has spent in caches. Null where nothing is said. */
export function maxAgeSeconds(headers: IncomingHttpHeaders, now: Date): number | null {
  const lifetime = lifetimeSeconds(headers, now);
  if (lifetime === null) return null;
  const age = Number(header(headers, 'age') ?? 0);
  return Math.min(Math.max(lifetime - (age > 0 ? age : 0), 0), SECONDS_MAX);
}

function lifetimeSeconds(headers: IncomingHttpHeaders, now: Date): number | null {
  const cacheControl = header(headers, 'cache-control')?.toLowerCase() ?? '';
  if (/\bno-(cache|store)\b/.test(cacheControl)) return 0;
  const maxAge = /\bmax-age\s*=\s*"?(\d+)/.exec(cacheControl)?.[1];
  if (maxAge !== undefined) return Number(maxAge);
  const expires = httpMillis(headers, 'expires');
  return expires === null ? null : Math.round((expires - (httpMillis(headers, 'date') ?? now.getTime())) / 1000);
}

function httpMillis(headers: IncomingHttpHeaders, name: string): number | null {
  const value = header(headers, name);
  const date = value === null ? null : DateTime.fromHTTP(value);
  return date?.isValid ? date.toMillis() : null;
}
