import type { EntityManager } from 'typeorm';
import { decide, type Decision } from '../../feeds/decide.js';
import type { Reference } from '../../feeds/platform.js';
import type { Counted, Post } from '../../feeds/types.js';
import { insertMany, isOneOf, selectMany, updateOne } from '../database/bulk.js';
import { bounded } from './bounded.js';
import type { DiscussionAddress } from '../sources/platforms.js';
import { wakeCommentFeeds, wakeDiscussions } from './comment-feeds.js';
import { hostsOf, settleKeys } from './addresses.js';
import { LinkEntity } from './link.entity.js';
import type { LinkbackKind } from './linkback.entity.js';
import { adoptLinkbacks, markLinkbacksGone, partPingbacks, storeLinkbacks } from './linkbacks.js';
import { joinThreads } from './parents.js';
import { content, toRow } from './post-row.js';
import { PostEntity } from './post.entity.js';
import { countedPosts, keepAudience, keepCommentCounts, keepReactions } from './reactions.js';
import { RevisionEntity } from './revision.entity.js';
import { findSame, keepAliases, knowsBetter } from './same-post.js';
import { addStubs, findStubs } from './stubs.js';
import { purgedAmong } from './tombstones.js';
import { voicesOf } from './voices.js';

/** What one document brought. */
export interface Batch {
  sourceId: number;
  /** Null for an imported document. */
  feedId: number | null;
  /** The post whose comments these are, where the feed is of one post. */
  threadId: number | null;
  posts: Post[];
  /** What it counts of entries that are known as they are. */
  counted?: Counted[];
  /** How many follow the source, where the document says. */
  followers?: number | undefined;
  deleted: { ref: string; at: Date | null }[];
  /** What the document calls itself. */
  title?: string | null;
  /** Pages on other sites that link to the post, or to posts of the document. */
  linkbacks?: Reference[];
  /** What these are; else pingbacks. */
  linkbackKind?: LinkbackKind;
  /** What is stored already stays as it is, whatever the document says of it: it may be an old one. */
  onlyNew?: boolean;
  /** Where a post without a date stands in lists; else it stands at `now`. */
  undatedAt?: Date;
  /** Where the platform shows the discussion of a post; absent for what is not polled. */
  discussionOf?: (post: Post) => DiscussionAddress | null;
}

export interface Ingested {
  added: number;
  revised: number;
  gone: number;
}

/** A post that is new, or says something else than before. */
export interface Change {
  id: number;
  post: Post;
  isNew: boolean;
}

/** The same, with the rows of the posts that the document held, new or not, and what of them is new or changed. */
export interface Stored extends Ingested {
  ids: number[];
  changes: Change[];
  /** Posts that say the same as before, and are signed otherwise. */
  revoiced: number[];
  /** Posts that the document gives otherwise than they are stored, and that were left so. */
  passedOver: number;
}

interface Decided {
  post: Post;
  known: PostEntity | null;
  /** same: it is stored under another name, and keeps the words of the document that brought it first. */
  decision: Decision | 'same';
}

/**
 * Stores what a document brought, inside the caller's write: posts, revisions, links, parents, links from other sites, and the comment feeds
 * that the posts name. The same batch twice stores nothing the second time.
 */
export async function ingest(manager: EntityManager, document: Batch, now: Date): Promise<Stored> {
  const { posts, pingbacks } = await partPingbacks(manager, document.sourceId, document.posts.map(bounded));
  const batch = { ...document, posts };
  const all = await decideAll(manager, batch);
  const decided = batch.onlyNew ? all.filter(({ decision }) => decision === 'add') : all;
  const fresh = decided.filter(({ decision }) => decision === 'add').map(({ post }) => post);
  const added = await addPosts(manager, batch, fresh, now);
  const revoiced = await changePosts(manager, batch, decided, now);
  const gone = await markGone(manager, batch, now);
  const arrivals = fresh.map((post) => ({ id: idOf(added, post), post }));
  await keepAliases(manager, [
    ...arrivals,
    ...decided.flatMap(({ post, known, decision }) => (known && decision === 'same' ? [{ id: known.id, post }] : [])),
  ]);
  await joinThreads(
    manager,
    batch,
    arrivals,
    decided.flatMap(({ post, known }) => (known && knowsBetter(post, known) ? [{ known, post }] : [])),
  );
  const stubs = batch.threadId === null ? await addStubs(manager, batch, arrivals, now) : [];
  await joinThreads(manager, batch, stubs);
  await adoptLinkbacks(manager, [...arrivals, ...stubs]);
  await storeLinkbacks(manager, batch, pingbacks, now);
  await markLinkbacksGone(manager, batch.sourceId, batch.deleted, now);
  const revised = decided.flatMap(({ post, known, decision }) =>
    known && decision === 'revise' ? [{ id: known.id, post, isNew: false }] : [],
  );
  const met = withIds(decided, added);
  const known = await countedPosts(manager, batch.sourceId, batch.counted);
  await keepReactions(manager, [...met.map(({ id, post: { reactions } }) => ({ id, reactions })), ...known], now);
  await keepCommentCounts(
    manager,
    met.filter((_, index) => decided[index]?.decision === 'nothing'),
  );
  await keepAudience(manager, batch, now);
  const places = [...met, ...stubs.map((stub) => ({ ...stub, known: null }))];
  await wakeCommentFeeds(manager, batch.sourceId, places, now, batch.discussionOf);
  if (batch.discussionOf) await wakeDiscussions(manager, await threadsOf(manager, arrivals), batch.feedId, now);
  return {
    added: added.size,
    revised: revised.length,
    gone,
    ids: met.map(({ id }) => id),
    changes: [...arrivals.map((each) => ({ ...each, isNew: true })), ...revised],
    revoiced,
    passedOver: batch.onlyNew ? all.filter(({ decision }) => decision === 'revise' || decision === 'touch').length : 0,
  };
}

/** The identity of a post within its source. */
function identity(post: { kind: string; guid: string }): string {
  return `${post.kind} ${post.guid}`;
}

/** What was purged is passed over, as if the document did not hold it. */
async function decideAll(manager: EntityManager, { sourceId, posts }: Batch): Promise<Decided[]> {
  const known =
    posts.length === 0
      ? []
      : await selectMany(manager, PostEntity, `source_id = ? AND kind IN ('post', 'comment') AND ${isOneOf(manager, 'guid')}`, [
          sourceId,
          posts.map((post) => post.guid),
        ]);
  // A stub is no post that was read before: what comes under its name fills it.
  const byIdentity = new Map(known.filter(({ isStub }) => isStub === 0).map((row) => [identity(row), row]));
  // A document may hold one entry twice; the first is the one that a reader sees.
  const distinct = [...new Map([...posts].reverse().map((post) => [identity(post), post])).values()].reverse();
  const same = await findSame(
    manager,
    sourceId,
    distinct.filter((post) => !byIdentity.has(identity(post))),
  );
  const decided = distinct.map((post): Decided => {
    const other = same.get(post);
    if (other) return { post, known: other, decision: 'same' };
    const row = byIdentity.get(identity(post)) ?? null;
    return { post, known: row, decision: decide(row, post) };
  });
  const purged = await purgedAmong(
    manager,
    sourceId,
    decided.filter(({ decision }) => decision === 'add').map(({ post }) => post),
  );
  return decided.filter(({ post }) => !purged.has(post));
}

/** Stores new posts. One of which we had only the comments so far takes the place that was kept for it. */
async function addPosts(manager: EntityManager, batch: Batch, posts: Post[], now: Date): Promise<Map<string, number>> {
  if (posts.length === 0) return new Map();
  const stubs = await findStubs(manager, batch.sourceId, posts);
  const voiceOf = await voicesOf(manager, batch.sourceId, [batch.feedId]);
  const rowOf = (post: Post) => {
    const row = toRow(post, batch, now);
    row.voice = voiceOf(row);
    return row;
  };
  const rows = await insertMany(manager, PostEntity, posts.filter((post) => !stubs.has(post)).map(rowOf), ['id', 'kind', 'guid']);
  const ids = new Map((rows as { id: number; kind: string; guid: string }[]).map((row) => [identity(row), row.id]));
  for (const [post, id] of stubs) {
    await updateOne(manager, PostEntity, id, rowOf(post));
    ids.set(identity(post), id);
  }
  await addLinks(
    manager,
    posts.map((post) => ({ id: idOf(ids, post), post })),
    now,
  );
  return ids;
}

/** Gives the posts that say the same as before, and are signed otherwise. */
async function changePosts(manager: EntityManager, { sourceId }: Batch, decided: Decided[], now: Date): Promise<number[]> {
  const changed = decided.flatMap(({ post, known, decision }) =>
    known && (decision === 'revise' || decision === 'touch') ? [{ post, known, decision }] : [],
  );
  if (changed.length === 0) return [];
  const voiceOf = await voicesOf(
    manager,
    sourceId,
    changed.map(({ known }) => known.feedId),
  );
  const revoiced: number[] = [];
  for (const { post, known, decision } of changed) {
    const said = content(post);
    const voice = voiceOf({ ...known, ...said });
    await changePost(manager, { post, known, decision }, { ...said, voice }, now);
    if (decision === 'touch' && (said.authorName !== known.authorName || voice !== known.voice)) revoiced.push(known.id);
  }
  return revoiced;
}

/** An edit keeps what the post said before; a change of counts, dates or mere markup does not make a revision. */
async function changePost(
  manager: EntityManager,
  { post, known, decision }: Decided & { known: PostEntity },
  said: Partial<PostEntity>,
  now: Date,
): Promise<void> {
  const revisionCount = decision === 'revise' ? known.revisionCount + 1 : known.revisionCount;
  if (decision === 'revise') {
    const { id: postId, title, html, text, updatedAt } = known;
    await manager.insert(RevisionEntity, { postId, title, html, text, updatedAt, replacedAt: now });
  }
  await updateOne(manager, PostEntity, known.id, { ...said, revisionCount, goneAt: null });
  if (post.html !== known.html) {
    await manager.delete(LinkEntity, { postId: known.id });
    await addLinks(manager, [{ id: known.id, post }], now);
  }
}

async function addLinks(manager: EntityManager, posts: { id: number; post: Post }[], now: Date): Promise<void> {
  const links = posts.flatMap(({ id, post }) =>
    post.links.map(({ url, key, text }, position) => ({ postId: id, position, url, key, text })),
  );
  if (links.length === 0) return;
  const own = hostsOf(posts.map(({ post }) => post));
  await insertMany(manager, LinkEntity, await settleKeys(manager, links, own, now));
}

async function markGone(manager: EntityManager, { sourceId, deleted }: Batch, now: Date): Promise<number> {
  let gone = 0;
  for (const { ref, at } of deleted) {
    const rows = await manager.findBy(PostEntity, { sourceId, guid: ref });
    const standing = rows.filter((row) => row.goneAt === null);
    for (const row of standing) await manager.update(PostEntity, row.id, { goneAt: at ?? now });
    gone += standing.length;
  }
  return gone;
}

async function threadsOf(manager: EntityManager, arrivals: { id: number; post: Post }[]): Promise<number[]> {
  const ids = arrivals.filter(({ post }) => post.kind === 'comment').map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [ids], ['rootId']);
  return [...new Set(rows.flatMap(({ rootId }) => rootId ?? []))];
}

function withIds(decided: Decided[], added: Map<string, number>): { id: number; post: Post; known: PostEntity | null }[] {
  return decided.map(({ post, known }) => ({ id: known?.id ?? idOf(added, post), post, known }));
}

function idOf(ids: Map<string, number>, post: Post): number {
  const id = ids.get(identity(post));
  if (id === undefined) throw new Error(`The database gave no id for ${identity(post)}`);
  return id;
}
