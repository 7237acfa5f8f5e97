import { type EntityManager, In, IsNull } from 'typeorm';
import { isPingback } from '../../feeds/pingbacks.js';
import type { Reference } from '../../feeds/platform.js';
import type { Post } from '../../feeds/types.js';
import { canonicalUrl, pageKey } from '../../feeds/urls.js';
import { insertMany, isOneOf, selectMany, updateOne } from '../database/bulk.js';
import { settleKeys } from './addresses.js';
import { completed, findTwin, type FoundLinkback, linkbackOfComment, linkbackOfReference, type Target } from './linkback.js';
import { LinkbackEntity, type LinkbackKind } from './linkback.entity.js';
import { PostEntity } from './post.entity.js';
import { findSame } from './same-post.js';
import { purgedLinkbacks } from './tombstones.js';

/** The links from other sites that one document lists. */
export interface Listed {
  sourceId: number;
  /** The post whose comments the document holds, where it is of one post. */
  threadId: number | null;
  linkbacks?: Reference[];
  linkbackKind?: LinkbackKind;
}

/** Posts that have just been stored. */
interface Arrival {
  id: number;
  post: Post;
}

/**
 * Parts the links from other sites from what people say. One that is stored as a comment stays one: somebody has answered it, or it was edited
 * until it looked so.
 */
export async function partPingbacks(
  manager: EntityManager,
  sourceId: number,
  posts: Post[],
): Promise<{ posts: Post[]; pingbacks: Post[] }> {
  const suspects = posts.filter(isPingback);
  if (suspects.length === 0) return { posts, pingbacks: [] };
  const guids = suspects.map(({ guid }) => guid);
  const stored = await selectMany(
    manager,
    PostEntity,
    `source_id = ? AND kind = 'comment' AND ${isOneOf(manager, 'guid')}`,
    [sourceId, guids],
    ['guid'],
  );
  const known = new Set(stored.map(({ guid }) => guid));
  const same = await findSame(manager, sourceId, suspects);
  const pingbacks = new Set(suspects.filter((post) => !known.has(post.guid) && !same.has(post)));
  return { posts: posts.filter((post) => !pingbacks.has(post)), pingbacks: [...pingbacks] };
}

/** Stores what is new of the links that a document lists, and completes the rows that other documents brought. Twice the same changes nothing. */
export async function storeLinkbacks(manager: EntityManager, listed: Listed, pingbacks: Post[], now: Date): Promise<void> {
  const found = await settlePages(manager, await findTargets(manager, listed, pingbacks), now);
  if (found.length === 0) return;
  const { sourceId } = listed;
  const known: (FoundLinkback & Partial<LinkbackEntity>)[] = await knownBeside(manager, sourceId, found);
  const fresh: Omit<LinkbackEntity, 'id'>[] = [];
  for (const each of found) {
    const twin = findTwin(known, each);
    if (!twin) {
      const row = { sourceId, ...each, seenAt: now, goneAt: null };
      known.push(row);
      fresh.push(row);
      continue;
    }
    const changes = completed({ goneAt: null, ...twin }, each);
    if (!changes) continue;
    Object.assign(twin, changes);
    if (twin.id !== undefined) await updateOne(manager, LinkbackEntity, twin.id, changes);
  }
  // Two feeds of a source may be read at the same moment on two machines, and list the same link.
  const purged = await purgedLinkbacks(
    manager,
    sourceId,
    fresh.map(({ guid }) => guid),
  );
  const rows = fresh.filter(({ guid }) => !purged.has(guid));
  if (rows.length > 0) await insertMany(manager, LinkbackEntity, rows as LinkbackEntity[], [], 'keep');
}

/** Attaches the links that came before the post they lead to. */
export async function adoptLinkbacks(manager: EntityManager, arrivals: Arrival[]): Promise<void> {
  const ids = new Map<string, number>();
  for (const { id, post } of arrivals)
    if (post.kind === 'post') for (const key of [post.urlKey, canonicalUrl(post.guid)]) if (key !== null && !ids.has(key)) ids.set(key, id);
  if (ids.size === 0) return;
  const condition = `post_id IS NULL AND ${isOneOf(manager, 'target_key')}`;
  const waiting = await selectMany(manager, LinkbackEntity, condition, [[...ids.keys()]], ['id', 'targetKey']);
  for (const { id, targetKey } of waiting) await updateOne(manager, LinkbackEntity, id, { postId: ids.get(targetKey ?? '') ?? null });
}

/** What its publisher removed. */
export async function markLinkbacksGone(
  manager: EntityManager,
  sourceId: number,
  deleted: { ref: string; at: Date | null }[],
  now: Date,
): Promise<void> {
  if (deleted.length === 0) return;
  const at = new Map(deleted.map((each) => [each.ref, each.at ?? now]));
  const rows = await manager.findBy(LinkbackEntity, { sourceId, guid: In([...at.keys()]), goneAt: IsNull() });
  for (const { id, guid } of rows) await updateOne(manager, LinkbackEntity, id, { goneAt: at.get(guid) ?? now });
}

/** The page that links may be given by an address that is not its own, as those that a body links to. */
async function settlePages(manager: EntityManager, found: FoundLinkback[], now: Date): Promise<FoundLinkback[]> {
  const leading = found.flatMap(({ url, urlKey }) => (url === null || urlKey === null ? [] : { url, key: urlKey, was: urlKey }));
  if (leading.length === 0) return found;
  const settled = new Map((await settleKeys(manager, leading, new Set(), now)).map(({ was, key }) => [was, key]));
  return found.map((each) => ({ ...each, urlKey: settled.get(each.urlKey ?? '') ?? each.urlKey }));
}

/** Of the source by guid; of the same post also what another source lists: the comments of a site may have come to us apart from its posts. */
async function knownBeside(manager: EntityManager, sourceId: number, found: FoundLinkback[]): Promise<LinkbackEntity[]> {
  const posts = [...new Set(found.flatMap(({ postId }) => postId ?? []))];
  const keys = [...new Set(found.flatMap(({ targetKey }) => targetKey ?? []))];
  const rows = [
    ...(await selectMany(manager, LinkbackEntity, `source_id = ? AND ${isOneOf(manager, 'guid')}`, [
      sourceId,
      found.map(({ guid }) => guid),
    ])),
    ...(await selectMany(manager, LinkbackEntity, isOneOf(manager, 'post_id'), [posts])),
    ...(await selectMany(manager, LinkbackEntity, `post_id IS NULL AND ${isOneOf(manager, 'target_key')}`, [keys])),
  ];
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** The names of the post that one of the document's links leads to, surest first: its address, or its guid in the source. */
interface Lead {
  names: { key: string | null; guid: string | null }[];
  make: (target: Target) => FoundLinkback;
}

/** Each link with the post that it leads to, as far as that is here. A reference to nothing that is named leads nowhere, and is left out. */
async function findTargets(manager: EntityManager, listed: Listed, pingbacks: Post[]): Promise<FoundLinkback[]> {
  const { sourceId, threadId, linkbacks = [], linkbackKind = 'pingback' } = listed;
  const leads: Lead[] = [
    ...pingbacks.map((post) => ({ names: namesOfThread(post), make: (target: Target) => linkbackOfComment(post, target) })),
    ...linkbacks.map((reference) => ({
      names: reference.target ? [{ key: canonicalUrl(reference.target), guid: reference.target }] : [],
      make: (target: Target) => linkbackOfReference(reference, linkbackKind, target),
    })),
  ];
  if (threadId !== null) return leads.map(({ make }) => make({ postId: threadId, targetKey: null }));
  const named = leads.filter(({ names }) => names.length > 0);
  if (named.length === 0) return [];
  const all = named.flatMap(({ names }) => names);
  const columns = ['id', 'kind', 'rootId', 'sourceId', 'guid', 'urlKey'] as const;
  const [keys, guids] = [all.flatMap(({ key }) => key ?? []), all.flatMap(({ guid }) => guid ?? [])];
  const byKey = await selectMany(manager, PostEntity, `${isOneOf(manager, 'url_key')} ORDER BY id DESC`, [keys], columns);
  const byGuid = await selectMany(
    manager,
    PostEntity,
    `source_id = ? AND kind IN ('post', 'comment') AND ${isOneOf(manager, 'guid')} ORDER BY kind, id DESC`,
    [sourceId, guids],
    columns,
  );
  // The last one counts: of the source itself before others, and of those the first that was stored. A comment that waits has no thread yet.
  const own = (row: { sourceId: number }) => Number(row.sourceId === sourceId);
  const settled = (row: { kind: string; rootId: number | null }) => row.kind === 'post' || row.rootId !== null;
  const byPage = byKey.filter(settled).sort((a, b) => own(a) - own(b));
  const threadAt = new Map(byPage.map((row) => [row.urlKey, row.rootId ?? row.id]));
  const threadOf = new Map(byGuid.filter(settled).map((row) => [row.guid, row.rootId ?? row.id]));
  return named.map(({ names, make }) => {
    const ids = names.flatMap(({ key, guid }) => threadAt.get(key) ?? (guid === null ? undefined : threadOf.get(guid)) ?? []);
    return make({ postId: ids[0] ?? null, targetKey: names.find(({ key }) => key !== null)?.key ?? null });
  });
}

/** The page that it stands on, then the post that its own id begins with (`?p=12#comment-34`), then what it says that it answers. */
function namesOfThread({ url, guid, inReplyTo }: Post): Lead['names'] {
  const post = guid.includes('#') ? guid.replace(/#.*$/s, '') : null;
  const { ref = null, url: answered = null } = inReplyTo ?? {};
  return [
    { key: pageKey(url), guid: null },
    { key: canonicalUrl(post), guid: post },
    { key: pageKey(answered), guid: null },
    { key: pageKey(ref), guid: ref },
  ];
}
