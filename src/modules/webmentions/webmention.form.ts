import { z } from 'zod';
import { parseTarget, type Target } from './target.js';

/** Longer pairs of addresses fit no index of PostgreSQL; nobody's pages have such. */
const URL_LENGTH_MAX = 1000;

/** What a sender says, read. */
export interface Notice {
  /** Without its fragment: a page speaks, not a place on it. */
  sourceUrl: string;
  host: string;
  target: Target;
}

export type NoticeReading = { ok: true; notice: Notice } | { ok: false; message: string };

/**
 * Reads what was posted to the endpoint, or says in a sentence what is wrong with it.
 * Pure: whether the target's message exists is for the database to say.
 */
export function readNotice(body: unknown, baseUrl: string): NoticeReading {
  const fields = z.object({ source: field('source'), target: field('target') }).safeParse(body ?? {});
  if (!fields.success) return wrong(fields.error.issues.map(({ message }) => message).join(' '));
  const source = webAddress(fields.data.source);
  const targetAddress = webAddress(fields.data.target);
  if (!source)
    return wrong('The source is no http or https address: give the whole address of your page, such as https://www.example.org/note.');
  if (!targetAddress)
    return wrong('The target is no http or https address: give the whole address of the thread here that your page links to.');
  source.hash = '';
  if (source.href === targetAddress.href.replace(/#.*$/s, ''))
    return wrong('The source and the target are the same page: a page does not mention itself.');
  const target = parseTarget(targetAddress.href, baseUrl);
  if (!target)
    return wrong(`The target is no thread of this site: give the address of one, such as ${baseUrl}/threads/1, or of a message in it.`);
  if (isOwnPage(source.href, baseUrl)) return wrong('The source is a page of this site itself: mentions come from other sites.');
  return { ok: true, notice: { sourceUrl: source.href, host: source.host, target } };
}

/** Pages of ours mention nobody, and a redirect to one proves nothing. */
export function isOwnPage(url: string, baseUrl: string): boolean {
  return bareHost(url) === bareHost(baseUrl);
}

function bareHost(url: string): string {
  return new URL(url).host.replace(/^www\./, '').replace(/\.(?=:|$)/, '');
}

function field(name: 'source' | 'target') {
  const missing = `The ${name} is missing: send the fields “source”, the address of your page, and “target”, the address here that it links to, as a form.`;
  return z
    .string({ error: (issue) => (issue.input === undefined ? missing : `Give the ${name} once, as text.`) })
    .trim()
    .min(1, missing)
    .max(URL_LENGTH_MAX, `The ${name} is longer than ${URL_LENGTH_MAX} characters: give a shorter address.`);
}

function webAddress(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  // Escapes make an address longer than it was written.
  return url.username === '' && url.password === '' && url.href.length <= URL_LENGTH_MAX * 1.2 ? url : null;
}

function wrong(message: string): NoticeReading {
  return { ok: false, message };
}
