import { type EntityManager, In } from 'typeorm';
import type { Post } from '../../feeds/types.js';
import { canonicalUrl, pageKey } from '../../feeds/urls.js';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { AliasEntity } from './alias.entity.js';
import { inferParents } from './infer-parents.js';
import { type Candidate, type Place, placeComments, refKey, type Seeker, type Want } from './place.js';
import { PostEntity } from './post.entity.js';
import { WaitingEntity } from './waiting.entity.js';

/** A post that has just been stored. */
export interface Arrival {
  id: number;
  post: Post;
}

/** A comment that is stored already, of which a document now says better whom it answers. */
export interface Correction {
  known: PostEntity;
  post: Post;
}

interface Context {
  sourceId: number;
  /** The post whose comments these are, where the feed is of one post. */
  threadId: number | null;
}

/**
 * Gives new comments their parents, and gives the comments that waited for a new post to that post. In whatever order documents come, the tree
 * is the same: a comment whose parent is not here yet hangs on its thread, or begins one, and waits.
 */
export async function joinThreads(
  manager: EntityManager,
  context: Context,
  arrivals: Arrival[],
  corrected: Correction[] = [],
): Promise<void> {
  if (arrivals.length === 0 && corrected.length === 0) return;
  const comments = arrivals.filter(({ post }) => post.kind === 'comment').map((arrival) => newcomer(arrival, context));
  const better = corrected.map(({ known, post }) => mover(known, post, context));
  const waiting = await whoWaitsFor(manager, context.sourceId, arrivals);
  const seekers = [...comments, ...better, ...waiting.filter(({ id }) => !corrected.some(({ known }) => known.id === id))];
  if (seekers.length === 0) return;
  const named = await findNamed(manager, context, seekers);
  const places = placeComments(seekers, named);
  await storePlaces(manager, places, new Set(comments.map(({ id }) => id)));
  await storeWaiting(manager, seekers, places);
  await inferParents(
    manager,
    places.map(({ rootId }) => rootId),
  );
}

function newcomer({ id, post }: Arrival, { sourceId, threadId }: Context): Seeker {
  return { id, rootId: null, parentId: null, fresh: true, threadId, wants: wantsOf(post, sourceId) };
}

function mover({ id, rootId, parentId }: PostEntity, post: Post, { sourceId, threadId }: Context): Seeker {
  return { id, rootId, parentId, fresh: false, threadId: threadId ?? rootId, wants: wantsOf(post, sourceId) };
}

function wantsOf(post: Post, sourceId: number): Want[] {
  const basis = post.replyBasis ?? 'explicit';
  const { ref = null, url = null } = post.inReplyTo ?? {};
  const key = url === null ? null : canonicalUrl(url);
  const refUrl = ref === null ? null : canonicalUrl(ref);
  const page = post.url === null ? null : pageKey(post.url);
  const guidPage = post.guid.includes('#') ? refKey(sourceId, post.guid.replace(/#.*$/s, '')) : null;
  const wants = [
    { key: ref === null ? null : refKey(sourceId, ref), basis },
    // Platforms name a parent by what it is called on all of their documents.
    { key: ref, basis },
    { key, basis },
    { key: refUrl, basis },
    // A comment stands on its post's page, and WordPress names it after its post: `?p=12#comment-34`.
    { key: page === post.urlKey ? null : page, basis: 'feed' as const },
    { key: guidPage, basis: 'feed' as const },
  ];
  return wants.flatMap((want) => (want.key === null ? [] : [{ key: want.key, basis: want.basis }]));
}

/** Every name that a post answers to. */
function namesOf(sourceId: number, guid: string, urlKey: string | null, aliases: readonly string[] = []): string[] {
  return [refKey(sourceId, guid), ...(urlKey === null ? [] : [urlKey]), ...aliases];
}

async function whoWaitsFor(manager: EntityManager, sourceId: number, arrivals: Arrival[]): Promise<Seeker[]> {
  const names = arrivals.flatMap(({ post }) => namesOf(sourceId, post.guid, post.urlKey, post.aliases));
  const called = await selectMany(manager, WaitingEntity, isOneOf(manager, 'key'), [names], ['postId']);
  if (called.length === 0) return [];
  const ids = [...new Set(called.map(({ postId }) => postId))];
  const rows = await manager.find(PostEntity, { select: { id: true, rootId: true, parentId: true }, where: { id: In(ids) } });
  const waiting = await manager.findBy(WaitingEntity, { postId: In(ids) });
  return rows.map((row) => ({
    ...row,
    fresh: false,
    threadId: row.rootId,
    wants: waiting.filter(({ postId }) => postId === row.id).sort((a, b) => rank(a) - rank(b)),
  }));
}

/** A name that the comment gives itself comes before the page that it stands on. */
function rank({ basis }: Want): number {
  return basis === 'feed' ? 1 : 0;
}

async function findNamed(manager: EntityManager, { sourceId }: Context, seekers: Seeker[]): Promise<Map<string, Candidate>> {
  const keys = [...new Set(seekers.flatMap(({ wants }) => wants.map(({ key }) => key)))];
  const prefix = refKey(sourceId, '');
  const guids = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const aliases = await selectMany(manager, AliasEntity, `${isOneOf(manager, 'key')} ORDER BY key`, [keys]);
  const columns = ['id', 'rootId', 'parentId', 'kind', 'guid', 'urlKey'] as const;
  const byUrl = `${isOneOf(manager, 'url_key')} ORDER BY kind DESC, id`;
  const byGuid = `source_id = ? AND kind IN ('post', 'comment') AND ${isOneOf(manager, 'guid')} ORDER BY kind DESC, id`;
  const aliased = aliases.map(({ postId }) => postId);
  const rows = [
    ...(aliased.length > 0 ? await selectMany(manager, PostEntity, isOneOf(manager, 'id'), [aliased], columns) : []),
    ...(await selectMany(manager, PostEntity, byUrl, [keys], columns)),
    ...(await selectMany(manager, PostEntity, byGuid, [sourceId, guids], columns)),
  ];
  const named = new Map<string, Candidate>();
  for (const row of rows) for (const name of namesOf(sourceId, row.guid, row.urlKey)) if (!named.has(name)) named.set(name, row);
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { key, postId } of aliases) {
    const row = byId.get(postId);
    if (row && !named.has(key)) named.set(key, row);
  }
  return named;
}

/** Comments with the same place, as in most threads, are one statement. */
async function storePlaces(manager: EntityManager, places: Place[], fresh: ReadonlySet<number>): Promise<void> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const group = `${place.parentId} ${place.rootId} ${place.basis}`;
    groups.set(group, [...(groups.get(group) ?? []), place]);
  }
  for (const group of groups.values()) {
    const { parentId, rootId, basis } = group[0]!;
    await manager.update(PostEntity, { id: In(group.map(({ id }) => id)) }, { parentId, rootId, replyBasis: basis, replyConfidence: null });
  }
  // What began a thread of its own as an orphan brings everything below it along.
  for (const { id, rootId } of places) if (!fresh.has(id)) await manager.update(PostEntity, { rootId: id }, { rootId });
}

/** Keeps who still waits, for the names that would be stronger than what it has. */
async function storeWaiting(manager: EntityManager, seekers: Seeker[], places: Place[]): Promise<void> {
  const found = new Map(places.map((place) => [place.id, place]));
  await manager.delete(WaitingEntity, { postId: In(seekers.map(({ id }) => id)) });
  const rows = seekers.flatMap(({ id, wants }) => {
    const place = found.get(id);
    const open = wants.filter(({ basis }) => !place || (place.basis === 'feed' && basis !== 'feed'));
    return [...new Map(open.map((want) => [want.key, want])).values()].map(({ key, basis }) => ({ key, postId: id, basis }));
  });
  if (rows.length > 0) await insertMany(manager, WaitingEntity, rows);
}
