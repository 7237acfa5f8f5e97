import { canonicalUrl } from '../../feeds/urls.js';
import { anchorOf } from '../posts/thread-pages.js';
import { parsePostId } from '../posts/post-id.js';

/** A message of ours, as an address names it. */
export interface Target {
  /** What stands in the path: a thread, or a message that leads to its thread. */
  pathId: number;
  /** What the address means: the message of its fragment, else that of its path. */
  messageId: number;
}

/**
 * The message that an address of this installation names; null for any other address.
 *
 * `/threads/5`, `/threads/5/`, `/threads/5?page=2` and the same under http, https or `www.` are the post 5; `/threads/5#post-7` is message 7.
 */
export function parseTarget(url: string, baseUrl: string): Target | null {
  const key = canonicalUrl(url);
  const prefix = `${canonicalUrl(baseUrl)?.replace(/\/$/, '')}/threads/`;
  if (!key?.startsWith(prefix)) return null;
  const [, path = '', fragment] = /^([^/?#]+)(?:\?[^#]*)?(?:#post-([^#]+))?$/.exec(key.slice(prefix.length)) ?? [];
  const pathId = parsePostId(path);
  const messageId = fragment === undefined ? pathId : parsePostId(fragment);
  return pathId === null || messageId === null ? null : { pathId, messageId };
}

/** The one address under which we keep a target. */
export function targetUrl(baseUrl: string, { threadId, messageId }: { threadId: number; messageId: number }): string {
  return `${baseUrl}/threads/${threadId}${messageId === threadId ? '' : `#${anchorOf(messageId)}`}`;
}

/** A name of ours for a message, by which an answer to it finds it wherever it stands. */
export function aliasOf(baseUrl: string, messageId: number): string {
  return canonicalUrl(`${baseUrl}/threads/${messageId}`) ?? `hustings:post/${messageId}`;
}
