import type { EntityManager } from 'typeorm';
import type { Counted, Post, Reactions } from '../../feeds/types.js';
import { canonicalUrl } from '../../feeds/urls.js';
import { isOneOf, run, selectMany, updateOne } from '../database/bulk.js';
import { dayOf } from '../sources/count-poll.js';
import { SourceEntity } from '../sources/source.entity.js';
import { PostEntity } from './post.entity.js';
import { ReactionEntity } from './reaction.entity.js';

const ROWS_AT_ONCE = 500;

/** Keeps what a platform counts of some posts. What is as it was costs one look; what a document does not say stays as another has said it. */
export async function keepReactions(
  manager: EntityManager,
  counted: readonly { id: number; reactions?: Reactions | undefined }[],
  now: Date,
): Promise<void> {
  const said = new Map(counted.flatMap(({ id, reactions }) => (reactions ? [[id, reactions] as const] : [])));
  if (said.size === 0) return;
  const there = await selectMany(manager, ReactionEntity, isOneOf(manager, 'post_id'), [[...said.keys()]]);
  const known = new Map(there.map((row) => [row.postId, row]));
  const news = [...said].filter(([id, reactions]) => isNews(reactions, known.get(id)));
  for (let from = 0; from < news.length; from += ROWS_AT_ONCE) {
    const part = news.slice(from, from + ROWS_AT_ONCE);
    await run(
      manager,
      `INSERT INTO reaction (post_id, likes, shares, views, read_at) VALUES ${part.map(() => '(?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (post_id) DO UPDATE SET likes = COALESCE(excluded.likes, reaction.likes), shares = COALESCE(excluded.shares, reaction.shares),
         views = COALESCE(excluded.views, reaction.views), read_at = excluded.read_at`,
      part.flatMap(([id, { likes, shares, views }]) => [id, likes, shares, views, now.getTime()]),
    );
  }
}

function isNews(said: Reactions, known: Reactions | undefined): boolean {
  return (['likes', 'shares', 'views'] as const).some((what) => said[what] !== null && said[what] !== (known?.[what] ?? null));
}

/** The posts behind entries that were not read again. */
export async function countedPosts(manager: EntityManager, sourceId: number, counted: readonly Counted[] = []) {
  if (counted.length === 0) return [];
  const reactions = new Map(counted.map((each) => [each.guid, each.reactions]));
  const condition = `source_id = ? AND kind IN ('post', 'comment') AND ${isOneOf(manager, 'guid')}`;
  const rows = await selectMany(manager, PostEntity, condition, [sourceId, [...reactions.keys()]], ['id', 'guid']);
  return rows.map(({ id, guid }) => ({ id, reactions: reactions.get(guid) }));
}

/** A post that says the same as before may have more comments by now. */
export async function keepCommentCounts(
  manager: EntityManager,
  met: readonly { id: number; post: Post; known: { commentCount: number | null } | null }[],
): Promise<void> {
  for (const { id, post, known } of met)
    if (known && post.commentCount !== null && post.commentCount !== known.commentCount)
      await updateOne(manager, PostEntity, id, { commentCount: post.commentCount });
}

/** Keeps how many follow a source on this day. */
export async function keepAudience(
  manager: EntityManager,
  { sourceId, followers, posts }: { sourceId: number; followers?: number | undefined; posts: readonly Post[] },
  now: Date,
): Promise<void> {
  const count = followers ?? (await followersAmong(manager, sourceId, posts));
  if (count === null) return;
  await manager.sql`
    INSERT INTO audience (source_id, day, followers) VALUES (${sourceId}, ${dayOf(now)}, ${count})
    ON CONFLICT (source_id, day) DO UPDATE SET followers = excluded.followers`;
}

/** Of the account whose page is the site of the source; else of the one that all are by. Several that speak for a source have no one audience. */
async function followersAmong(manager: EntityManager, sourceId: number, posts: readonly Post[]): Promise<number | null> {
  const known = posts.flatMap(({ author, followers }) =>
    followers === undefined ? [] : [{ key: canonicalUrl(author?.url ?? null), followers }],
  );
  if (known.length === 0) return null;
  const [source] = await selectMany(manager, SourceEntity, 'id = ?', [sourceId], ['siteUrl']);
  const site = canonicalUrl(source?.siteUrl ?? null);
  const own = known.find(({ key }) => key !== null && key === site);
  if (own) return own.followers;
  return known.every(({ key }) => key !== null && key === known[0]?.key) ? (known[0]?.followers ?? null) : null;
}
