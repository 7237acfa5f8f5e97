import { Buffer } from 'node:buffer';
import { fingerprint } from '../../feeds/identity.js';
import type { Post } from '../../feeds/types.js';

/** An index of PostgreSQL takes no row of more than 2,704 bytes: one longer name would fail the whole write. */
const NAME_BYTES_MAX = 2000;

/** A post whose names fit into an index. Only accidents and attacks have longer ones. */
export function bounded(post: Post): Post {
  const { guid, urlKey, aliases = [], inReplyTo, links } = post;
  const names = [guid, urlKey, inReplyTo?.ref, ...aliases, ...links.map(({ key }) => key)];
  if (names.every((name) => name === null || name === undefined || fits(name))) return post;
  return {
    ...post,
    guid: boundedName(guid),
    urlKey: urlKey !== null && fits(urlKey) ? urlKey : null,
    aliases: aliases.filter(fits),
    inReplyTo: inReplyTo && { ...inReplyTo, ref: inReplyTo.ref === null ? null : boundedName(inReplyTo.ref) },
    links: links.filter(({ key }) => fits(key)),
  };
}

/** The beginning of a name that is too long, and what tells it from others that begin so. */
function boundedName(name: string): string {
  return fits(name) ? name : `${name.slice(0, NAME_BYTES_MAX / 4)} ~${fingerprint(name)}`;
}

function fits(name: string): boolean {
  // No character takes more than three bytes of UTF-8 for each unit of its length.
  return name.length * 3 <= NAME_BYTES_MAX || Buffer.byteLength(name) <= NAME_BYTES_MAX;
}
