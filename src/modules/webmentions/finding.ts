import { decode } from '../../feeds/decode.js';
import { readMention, type MentionReading } from '../../feeds/webmention.js';
import { hostOf } from '../fetch/failure.js';
import type { FetchOutcome, Modified } from '../fetch/outcome.js';
import { parseTarget } from './target.js';
import { isOwnPage } from './webmention.form.js';

/**
 * What a look at the source found. links: it links to the target, and says this. missing: it does not, or is no more. unusable: it cannot be
 * read, and asking again would not help. later: it could not be read this time.
 */
export type Finding =
  | { kind: 'links'; reading: MentionReading }
  | { kind: 'missing'; message: string }
  | { kind: 'unusable'; message: string }
  | { kind: 'later'; message: string; notBefore: Date | null };

interface Question {
  messageId: number;
  targetUrl: string;
  baseUrl: string;
  timezone: string;
}

/** An index of PostgreSQL holds no longer address. */
const URL_LENGTH_MAX = 2000;
const READABLE = /^$|^text\/(html|plain)$|^application\/xhtml\+xml$|[/+]json$/;

/** Judges what asking for the source brought. Pure. The sentences are for everyone, so they tell nothing of our own network. */
export function findingOf(outcome: FetchOutcome, question: Question): Finding {
  const host = hostOf(outcome.url);
  if (outcome.kind === 'modified') return findingIn(outcome, question);
  if (outcome.kind === 'gone') return { kind: 'missing', message: `${host} says that the page is gone (410).` };
  if (outcome.kind === 'refused' && outcome.reason === 'missing') return { kind: 'missing', message: `${host} has no such page (404).` };
  if (outcome.kind === 'too-large') {
    return {
      kind: 'unusable',
      message: `The page is larger than ${Math.floor(outcome.maxBytes / 1024)} KB, which is more than is read here.`,
    };
  }
  if (outcome.kind === 'throttled')
    return { kind: 'later', message: `${host} asks for patience (${outcome.status}).`, notBefore: outcome.retryAfterAt };
  if (outcome.kind === 'unreachable')
    return { kind: 'later', message: `${host} gave no usable answer (${outcome.code}).`, notBefore: null };
  if (outcome.kind === 'refused' && outcome.status !== null && outcome.reason !== 'url')
    return { kind: 'unusable', message: `${host} does not let us read the page (${outcome.status}).` };
  return { kind: 'unusable', message: `${host} leads to no public web page, so it is not read.` };
}

function findingIn({ url, bytes, contentType }: Modified, { messageId, targetUrl, baseUrl, timezone }: Question): Finding {
  if (isOwnPage(url, baseUrl)) return { kind: 'missing', message: 'The page leads back to this site, and is none of another.' };
  if (url.length > URL_LENGTH_MAX) return { kind: 'unusable', message: 'The page leads on to an address that is too long to be kept.' };
  const type = (contentType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  if (!READABLE.test(type))
    return { kind: 'unusable', message: `The page is of the type ${type}: only HTML, JSON and plain text are read.` };
  const page = { url, text: decode(bytes, contentType).text, contentType, timezone };
  const reading = readMention(page, (link) => parseTarget(link, baseUrl)?.messageId === messageId);
  return reading ? { kind: 'links', reading } : { kind: 'missing', message: `The page has no link to ${targetUrl}.` };
}
