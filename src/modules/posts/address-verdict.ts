import { decode } from '../../feeds/decode.js';
import { canonicalIn, isFrontPage, isGate } from '../../feeds/indirect-address.js';
import { pageKey } from '../../feeds/urls.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';

/** The third try is the last. */
export const ATTEMPTS_MAX = 3;
const HOUR_MS = 3_600_000;
/** After the first failure, and after the second. */
const WAITS_MS = [HOUR_MS, 12 * HOUR_MS];
const RETRY_AFTER_MAX_MS = 7 * 24 * HOUR_MS;

/** What asking for an address has told. */
export type Verdict =
  | { state: 'known'; canonicalKey: string; message: string }
  | { state: 'unknown'; message: string }
  /** hostWaits: the whole host asked for patience. */
  | { state: 'waiting'; nextAt: Date; message: string; hostWaits: boolean };

/** Does a source of ours publish on this host? */
export type IsWatched = (host: string) => boolean;

/** Where asking led, and what the page there calls its own address. */
export interface Arrival {
  arrived: string;
  claim: string | null;
}

/** Null where no page came. A page that is too large is not read, but stands where it stands. */
export function arrivalOf(outcome: FetchOutcome): Arrival | null {
  if (outcome.kind !== 'modified' && outcome.kind !== 'too-large') return null;
  const arrived = pageKey(outcome.url);
  return arrived === null ? null : { arrived, claim: outcome.kind === 'modified' ? claimOf(outcome) : null };
}

/**
 * Whether the page at which we arrived is what an address means.
 *
 * In: the key that was asked for, where it led, and which hosts are ours. Out: the key that is believed, or that none is. Believed is a page
 *
 * - on the host that was asked, or on a host of a source of ours, or one that calls the very place at which we arrived its own;
 * - that is no front page and no gate: sites send whoever asks for a lost or a closed page there.
 *
 * Where the claim is not believed, the place itself may be.
 */
export function verdictOf(asked: string, { arrived, claim }: Arrival, isWatched: IsWatched): Verdict {
  const isNoPage = (key: string) => isFrontPage(key) || isGate(key);
  const isNear = (key: string) => hostOf(key) === hostOf(asked) || isWatched(hostOf(key)) || (key === arrived && claim === arrived);
  const isBelieved = (key: string) => key === asked || (!isNoPage(key) && isNear(key));
  // What stands on a front page or at a gate speaks for itself alone.
  const isLost = arrived !== asked && isNoPage(arrived);
  const believed = isLost ? undefined : [claim, arrived].find((key) => key !== null && isBelieved(key));
  if (!believed) return { state: 'unknown', message: `It leads to ${arrived}, which cannot be taken for the page that was meant.` };
  const message = believed === asked ? 'It is the page’s own address.' : `It leads to ${believed}.`;
  return { state: 'known', canonicalKey: believed, message };
}

/** What becomes of an address for which no page came. */
export function verdictWithoutPage(attempts: number, outcome: FetchOutcome, now: Date): Verdict {
  const { message } = outcome;
  if (outcome.kind === 'throttled') {
    const askedMs = Math.min((outcome.retryAfterAt?.getTime() ?? 0) - now.getTime(), RETRY_AFTER_MAX_MS);
    return later(message, attempts, Math.max(askedMs, waitAfter(attempts)), true, now);
  }
  if (outcome.kind === 'unreachable' && !outcome.code.includes('redirect'))
    return later(message, attempts, waitAfter(attempts), false, now);
  return { state: 'unknown', message };
}

function claimOf({ bytes, contentType, url }: Modified): string | null {
  const isHtml = contentType === null || /html/i.test(contentType);
  return isHtml ? pageKey(canonicalIn(decode(bytes, contentType).text, url)) : null;
}

function later(message: string, attempts: number, waitMs: number, hostWaits: boolean, now: Date): Verdict {
  if (attempts >= ATTEMPTS_MAX) return { state: 'unknown', message };
  return { state: 'waiting', nextAt: new Date(now.getTime() + waitMs), message, hostWaits };
}

function waitAfter(attempts: number): number {
  return WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? HOUR_MS;
}

function hostOf(key: string): string {
  return new URL(key).host;
}
