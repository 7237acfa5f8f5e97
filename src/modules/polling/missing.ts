/** Finds what vanished from where it stood. Seen missing once, a post may be back at the next poll; missing still, it is gone since then. */
import { type EntityManager, In, IsNull } from 'typeorm';
import { isOneOf, selectMany } from '../database/bulk.js';
import { PostEntity } from '../posts/post.entity.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import type { Brought } from './verdict.js';

/** Less than this between two looks may be one look: a cache in between, or a server of several that has not heard yet. */
export const CONFIRMED_AFTER_MS = 30 * 60_000;

export type Absence = Pick<PostEntity, 'id' | 'kind' | 'url' | 'entryHash' | 'missingAt'>;

/** What a page that should show a missing post says: it is still there, it is not, or there is no telling now. */
export type Presence = 'there' | 'gone' | 'unknown';

/** What was missing before a poll, and what is known of it now. */
export interface Missing {
  posts: Absence[];
  /** What the pages of posts said, by the posts' ids; a comment has none of its own. */
  pages: ReadonlyMap<number, Presence>;
  /** Fingerprints of entries that were pushed since the last look: as those of its document. */
  pushed?: readonly string[];
}

/** What was missing from a feed, or from the thread that a platform's row shows, long enough ago to say something of it now. */
export function absences(manager: EntityManager, { id, postId, reader }: FeedEntity, now: Date): Promise<Absence[]> {
  const [place, number] = reader !== null && postId !== null ? ['root_id', postId] : ['feed_id', id];
  const condition = `${place} = ? AND missing_at IS NOT NULL AND missing_at <= ? ORDER BY missing_at LIMIT 100`;
  const properties = ['id', 'kind', 'url', 'entryHash', 'missingAt'] as const;
  return selectMany(manager, PostEntity, condition, [number, now.getTime() - CONFIRMED_AFTER_MS], properties);
}

/**
 * Marks what should be in the documents of a poll and is not, takes the mark from what is back, and says of what was missing before, and still
 * is, that it is gone since then.
 * @param brought null where the document is the same as before
 * @param ids the posts that the documents held, as far as they were read
 * @returns how many are gone
 */
export async function noteMissing(
  manager: EntityManager,
  feed: FeedEntity,
  brought: Brought | null,
  ids: readonly number[],
  { posts: missing, pages, pushed = [] }: Missing,
  now: Date,
): Promise<number> {
  const shows = brought?.shows ?? { kind: feed.reader === null ? 'window' : 'part', window: { hashes: feed.entryHashes, oldestAt: null } };
  const here = new Set<number | string>([...ids, ...(shows.kind === 'window' ? shows.window.hashes : [])]);
  const isBack = ({ id, entryHash }: Absence) => here.has(id) || here.has(entryHash) || pages.get(id) === 'there';
  // The feed may only have let go of a post: its page decides. A part of a thread proves nothing.
  const gone =
    shows.kind === 'part' ? [] : missing.filter((each) => !isBack(each) && (each.kind === 'comment' || pages.get(each.id) === 'gone'));
  for (const { id, missingAt } of gone) await manager.update(PostEntity, id, { goneAt: missingAt, missingAt: null });
  const back = missing.filter(isBack).map(({ id }) => id);
  if (back.length > 0) await manager.update(PostEntity, { id: In(back) }, { missingAt: null });
  if (brought) await markVanished(manager, { ...feed, entryHashes: [...feed.entryHashes, ...pushed] }, brought, ids, now);
  return gone.length;
}

async function markVanished(
  manager: EntityManager,
  feed: FeedEntity,
  { shows }: Brought,
  ids: readonly number[],
  now: Date,
): Promise<void> {
  const vanished =
    shows.kind === 'window'
      ? await fromWindow(manager, feed, shows.window)
      : shows.kind === 'whole'
        ? await fromThread(manager, feed, ids)
        : [];
  if (vanished.length > 0)
    await manager.update(PostEntity, { id: In(vanished), goneAt: IsNull(), missingAt: IsNull() }, { missingAt: now });
}

/** Entries that were in the last document, are newer than the oldest of this one, and are not in it: they did not scroll off. */
async function fromWindow(
  manager: EntityManager,
  feed: FeedEntity,
  { hashes, oldestAt }: { hashes: readonly string[]; oldestAt: Date | null },
): Promise<number[]> {
  const here = new Set(hashes);
  const dropped = feed.entryHashes.filter((hash) => !here.has(hash));
  if (dropped.length === 0 || oldestAt === null) return [];
  // An edited entry has its new fingerprint by now, so it is not among them.
  const condition = `feed_id = ? AND sort_at > ? AND ${isOneOf(manager, 'entry_hash')}`;
  return (await selectMany(manager, PostEntity, condition, [feed.id, oldestAt.getTime(), dropped], ['id'])).map(({ id }) => id);
}

/** Comments of the thread that a document of all its comments does not have. Answers on other sites are no part of it. */
async function fromThread(manager: EntityManager, { postId, sourceId }: FeedEntity, ids: readonly number[]): Promise<number[]> {
  const condition = 'root_id = ? AND source_id = ? AND gone_at IS NULL AND missing_at IS NULL AND feed_id IS NOT NULL';
  const rows = await selectMany(manager, PostEntity, condition, [postId, sourceId], ['id']);
  const here = new Set(ids);
  return rows.map(({ id }) => id).filter((id) => !here.has(id));
}
