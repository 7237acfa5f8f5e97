import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, run, selectMany } from '../database/bulk.js';
import { FeedTagEntity } from './feed-tag.entity.js';

export const TAG_LENGTH_MAX = 60;
export const TAGS_MAX = 20;

/** In: tags as people and lists write them. Out: small letters, spaces folded, none twice; a comma parts tags where they are typed, and is none of their signs. */
export function tagsOf(written: readonly string[]): string[] {
  const folded = written.map((tag) =>
    tag
      .replace(/[\s,\p{Cc}]+/gu, ' ')
      .toLowerCase()
      .slice(0, TAG_LENGTH_MAX)
      .trim(),
  );
  return [...new Set(folded.filter((tag) => tag !== ''))].sort().slice(0, TAGS_MAX);
}

/** In: what somebody typed into a field, or behind `--tag`. */
export function typedTags(typed: string): string[] {
  return tagsOf(typed.split(','));
}

/** The tags of some feeds by the number of the feed. */
export async function tagsOfFeeds(manager: EntityManager, feedIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows =
    feedIds.length === 0 ? [] : await selectMany(manager, FeedTagEntity, `${isOneOf(manager, 'feed_id')} ORDER BY tag`, [feedIds]);
  const tags = new Map<number, string[]>();
  for (const { feedId, tag } of rows) tags.set(feedId, [...(tags.get(feedId) ?? []), tag]);
  return tags;
}

/** Gives feeds more tags; those that they have are left alone. */
export async function addTags(manager: EntityManager, feedIds: readonly number[], tags: readonly string[]): Promise<void> {
  const rows = feedIds.flatMap((feedId) => tags.map((tag) => ({ feedId, tag })));
  await insertMany(manager, FeedTagEntity, rows, [], 'keep');
}

export async function removeTags(manager: EntityManager, feedIds: readonly number[], tags: readonly string[]): Promise<void> {
  await run(manager, `DELETE FROM feed_tag WHERE ${isOneOf(manager, 'feed_id')} AND ${isOneOf(manager, 'tag')}`, [feedIds, tags]);
}

/** A feed has these tags and no others. */
export async function setTags(manager: EntityManager, feedId: number, tags: readonly string[]): Promise<void> {
  await run(manager, 'DELETE FROM feed_tag WHERE feed_id = ?', [feedId]);
  await addTags(manager, [feedId], tags);
}
