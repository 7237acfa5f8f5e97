import { Buffer } from 'node:buffer';
import { fingerprint } from '../../feeds/identity.js';
import type { Post } from '../../feeds/types.js';

/** An index of PostgreSQL takes no row of more than 2,704 bytes: one longer name would fail the whole write. */
const NAME_BYTES_MAX = 2000;
/** And its `integer` no greater number. */
const COUNT_MAX = 2 ** 31 - 1;

/** A post whose names fit into an index, and its count into a column; its address does (`canonicalUrl`). Only accidents and attacks have longer ones. */
export function bounded(post: Post): Post {
  const { guid, aliases = [], inReplyTo } = post;
  const ref = inReplyTo?.ref ?? null;
  const commentCount = boundedCount(post.commentCount);
  if ([guid, ref ?? '', ...aliases].every(fits) && commentCount === post.commentCount) return post;
  return {
    ...post,
    commentCount,
    guid: boundedName(guid),
    aliases: aliases.filter(fits),
    inReplyTo: inReplyTo && { ...inReplyTo, ref: ref === null ? null : boundedName(ref) },
  };
}

/** How many comments somebody may have counted: more than a column holds is as good as nothing said. */
export function boundedCount(count: number | null): number | null {
  return count !== null && count > COUNT_MAX ? null : count;
}

/** The beginning of a name that is too long, and what tells it from others that begin so. */
function boundedName(name: string): string {
  return fits(name) ? name : `${name.slice(0, NAME_BYTES_MAX / 4)} ~${fingerprint(name)}`;
}

function fits(name: string): boolean {
  // No character takes more than three bytes of UTF-8 for each unit of its length.
  return name.length * 3 <= NAME_BYTES_MAX || Buffer.byteLength(name) <= NAME_BYTES_MAX;
}
