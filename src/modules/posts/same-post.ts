import { type EntityManager, In } from 'typeorm';
import type { Post, ReplyBasis } from '../../feeds/types.js';
import { isFrontPage } from '../../feeds/indirect-address.js';
import { namesComment } from '../../feeds/url-noise.js';
import { canonicalUrl } from '../../feeds/urls.js';
import { insertMany } from '../database/bulk.js';
import { AliasEntity } from './alias.entity.js';
import { PostEntity } from './post.entity.js';

/**
 * Finds the posts that are stored under another guid: the same comment in the site's feed, the post's feed, the page and the API is one comment.
 * It is known by a name that its platform gives it everywhere, or by an address that names that very comment.
 */
export async function findSame(manager: EntityManager, sourceId: number, posts: Post[]): Promise<Map<Post, PostEntity>> {
  const aliases = posts.flatMap((post) => post.aliases ?? []);
  const keys = posts.flatMap((post) => commentKey(post) ?? []);
  if (aliases.length === 0 && keys.length === 0) return new Map();
  const byAlias = new Map((await manager.findBy(AliasEntity, { key: In(aliases) })).map(({ key, postId }) => [key, postId]));
  const aliased = new Set(byAlias.values());
  // By address alone: with the source in the condition, SQLite would look through all comments of that source.
  const rows = (await manager.find(PostEntity, { where: [{ id: In([...aliased]) }, { urlKey: In(keys) }] })).filter(
    (row) => aliased.has(row.id) || (row.sourceId === sourceId && row.kind === 'comment'),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byKey = new Map(rows.map((row) => [row.urlKey, row]));
  const same = new Map<Post, PostEntity>();
  for (const post of posts) {
    const alias = post.aliases?.find((name) => byAlias.has(name));
    const row = (alias === undefined ? undefined : byId.get(byAlias.get(alias) ?? 0)) ?? byKey.get(commentKey(post));
    if (row) same.set(post, row);
  }
  return same;
}

/** The address of a comment where it names that comment and no other: most comments share their page's. */
export function commentKey(post: Pick<Post, 'kind' | 'url' | 'urlKey'>): string | null {
  return post.kind === 'comment' && post.url !== null && namesComment(post.url) ? post.urlKey : null;
}

const STRENGTH: Record<ReplyBasis, number> = { inferred: 1, feed: 1, markup: 2, explicit: 3 };

/** Does this document know better whom the comment answers? */
export function knowsBetter(post: Post, known: { kind: string; replyBasis: ReplyBasis | null }): boolean {
  if (known.kind !== 'comment' || post.inReplyTo === null || post.replyBasis === null) return false;
  return STRENGTH[post.replyBasis] > (known.replyBasis === null ? 0 : STRENGTH[known.replyBasis]);
}

/** Keeps the names of new posts; a name that another post has already stays with that one. */
export async function keepAliases(manager: EntityManager, posts: { id: number; post: Post }[]): Promise<void> {
  const wanted = new Map(posts.flatMap(({ id, post }) => [...(post.aliases ?? []), ...guidAddress(post)].map((key) => [key, id])));
  const rows = [...wanted].map(([key, postId]) => ({ key, postId }));
  if (rows.length > 0) await insertMany(manager, AliasEntity, rows, [], 'keep');
}

/** WordPress names a post after its number: `http://host/?p=44` is another address of it, and people link to that. */
function guidAddress({ kind, guid, url, urlKey }: Post): string[] {
  const key = kind === 'post' && guid !== url && /^https?:/i.test(guid) ? canonicalUrl(guid) : null;
  return key === null || key === urlKey || isFrontPage(key) ? [] : [key];
}
