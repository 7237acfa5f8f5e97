/** What was purged does not come again: of every name by which a post would be known there is left a hash, and whatever has such a name is passed over. */
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Post } from '../../feeds/types.js';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { AliasEntity } from './alias.entity.js';
import { LinkbackEntity } from './linkback.entity.js';
import { PostEntity } from './post.entity.js';
import { commentKey } from './same-post.js';
import { TombstoneEntity } from './tombstone.entity.js';

/** 66 bits of SHA-1, as in `post.entry_hash`: ten million purged posts stop one of ten million new ones with a chance of one in a million. */
const KEY_LENGTH = 11;

/** Those of some posts, none of which is stored, that were purged. */
export async function purgedAmong(manager: EntityManager, sourceId: number, posts: readonly Post[]): Promise<Set<Post>> {
  const keysOf = new Map(posts.map((post) => [post, namesOf(sourceId, post, post.aliases ?? []).map(keyOf)]));
  const buried = await buriedAmong(manager, [...keysOf.values()].flat());
  return new Set(posts.filter((post) => keysOf.get(post)?.some((key) => buried.has(key))));
}

/** Those of some guids of links from other sites that went with a post which was purged. */
export async function purgedLinkbacks(manager: EntityManager, sourceId: number, guids: readonly string[]): Promise<Set<string>> {
  const buried = await buriedAmong(
    manager,
    guids.map((guid) => keyOf(linkbackName(sourceId, guid))),
  );
  return new Set(guids.filter((guid) => buried.has(keyOf(linkbackName(sourceId, guid)))));
}

/** Writes down by what posts would be known again, within the write that deletes them. A stub is nothing that anybody brought. */
export async function bury(manager: EntityManager, ids: readonly number[]): Promise<void> {
  const columns = ['id', 'sourceId', 'kind', 'guid', 'url', 'urlKey', 'isStub'] as const;
  const posts = (await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [ids], columns)).filter(({ isStub }) => isStub === 0);
  const aliases = new Map<number, string[]>();
  for (const { key, postId } of await selectMany(manager, AliasEntity, isOneOf(manager, 'post_id'), [ids]))
    aliases.set(postId, [...(aliases.get(postId) ?? []), key]);
  const linkbacks = await selectMany(manager, LinkbackEntity, isOneOf(manager, 'post_id'), [ids], ['sourceId', 'guid']);
  const names = [
    ...posts.flatMap((post) => namesOf(post.sourceId, post, aliases.get(post.id) ?? []).map((name) => ({ name, sourceId: post.sourceId }))),
    ...linkbacks.map(({ sourceId, guid }) => ({ name: linkbackName(sourceId, guid), sourceId })),
  ];
  const rows = new Map(names.map(({ name, sourceId }) => [keyOf(name), sourceId]));
  await insertMany(manager, TombstoneEntity, [...rows].map(([key, sourceId]) => ({ key, sourceId })), [], 'keep'); // prettier-ignore
}

async function buriedAmong(manager: EntityManager, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  return new Set((await selectMany(manager, TombstoneEntity, isOneOf(manager, 'key'), [keys], ['key'])).map(({ key }) => key));
}

/** By what `ingest` knows a post: its guid within its source, the address of a comment, and names that a platform gives it everywhere. */
function namesOf(sourceId: number, post: Pick<Post, 'kind' | 'guid' | 'url' | 'urlKey'>, aliases: readonly string[]): string[] {
  const page = commentKey(post);
  return [
    `${sourceId} ${post.kind} ${post.guid}`,
    ...(page === null ? [] : [`${sourceId} at ${page}`]),
    ...aliases.map((alias) => `as ${alias}`),
  ];
}

function linkbackName(sourceId: number, guid: string): string {
  return `${sourceId} linkback ${guid}`;
}

function keyOf(name: string): string {
  return createHash('sha1').update(name).digest('base64url').slice(0, KEY_LENGTH);
}
