/** Comments whose post nobody has brought stand together in its thread all the same: under a stub, which the post fills when it comes. */
import type { EntityManager } from 'typeorm';
import { postFrom } from '../../feeds/comment.js';
import { postTitleOf } from '../../feeds/comment-titles.js';
import type { Post } from '../../feeds/types.js';
import { namesComment } from '../../feeds/url-noise.js';
import { canonicalUrl } from '../../feeds/urls.js';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { AliasEntity } from './alias.entity.js';
import { refKey } from './place.js';
import { toRow } from './post-row.js';
import { PostEntity } from './post.entity.js';

interface Arrival {
  id: number;
  post: Post;
}

interface Document {
  sourceId: number;
  /** What the document calls itself. */
  title?: string | null;
}

/** A page that comments stand on. */
interface Page {
  url: string;
  urlKey: string;
  comments: Post[];
}

/**
 * Makes a stub for every page whose comments have arrived without their post. Only where an address names a comment on a page do we know that
 * there is a post: an answer to somebody whom we do not have stays an orphan.
 */
export async function addStubs(manager: EntityManager, document: Document, arrivals: Arrival[], now: Date): Promise<Arrival[]> {
  const comments = arrivals.filter(({ post }) => post.kind === 'comment' && namesComment(post.url));
  if (comments.length === 0) return [];
  const ids = comments.map(({ id }) => id);
  const orphans = await selectMany(manager, PostEntity, `root_id IS NULL AND ${isOneOf(manager, 'id')}`, [ids], ['id']);
  if (orphans.length === 0) return [];
  const isOrphan = new Set(orphans.map(({ id }) => id));
  const pages = pagesOf(comments.filter(({ id }) => isOrphan.has(id)).map(({ post }) => post));
  const isOfOnePost = pagesOf(comments.map(({ post }) => post)).length === 1;
  const title = isOfOnePost ? postTitleOf(document.title ?? null) : null;
  const posts = pages.map((page) => stubOf(page, title));
  const rows = posts.map((post, index) => {
    const dates = pages[index]?.comments.flatMap(({ publishedAt }) => publishedAt?.getTime() ?? []) ?? [];
    const undatedAt = dates.length > 0 ? new Date(Math.min(...dates)) : now;
    return { ...toRow(post, { sourceId: document.sourceId, feedId: null, undatedAt }, now), isStub: 1 };
  });
  const stored = (await insertMany(manager, PostEntity, rows, ['id', 'guid'])) as { id: number; guid: string }[];
  const idByGuid = new Map(stored.map(({ id, guid }) => [guid, id]));
  const stubs = posts.map((post) => ({ id: idByGuid.get(post.guid) ?? 0, post }));
  await insertMany(manager, AliasEntity, namesOf(document.sourceId, pages, stubs), [], 'keep');
  return stubs;
}

/** The stubs whose places some posts take, by the page on which their comments stand, or by the name that those give their post. */
export async function findStubs(manager: EntityManager, sourceId: number, posts: readonly Post[]): Promise<Map<Post, number>> {
  const candidates = posts.filter(({ kind }) => kind === 'post');
  const keys = candidates.flatMap(({ urlKey }) => urlKey ?? []);
  if (candidates.length === 0) return new Map();
  const byPage = await selectMany(manager, PostEntity, `is_stub = 1 AND ${isOneOf(manager, 'url_key')}`, [keys], ['id', 'urlKey']);
  const names = candidates.map(({ guid }) => refKey(sourceId, guid));
  const byName = await selectMany(manager, AliasEntity, isOneOf(manager, 'key'), [names], ['key', 'postId']);
  const named = byName.map(({ postId }) => postId);
  const stubs =
    named.length === 0 ? [] : await selectMany(manager, PostEntity, `is_stub = 1 AND ${isOneOf(manager, 'id')}`, [named], ['id']);
  const isStub = new Set(stubs.map(({ id }) => id));
  const ids = new Map<string | null, number>([
    ...byName.filter(({ postId }) => isStub.has(postId)).map(({ key, postId }) => [key, postId] as const),
    ...byPage.map(({ urlKey, id }) => [urlKey, id] as const),
  ]);
  const found = new Map<Post, number>();
  for (const post of candidates) {
    const id = ids.get(post.urlKey) ?? ids.get(refKey(sourceId, post.guid));
    // Two posts of one address: the first takes the place.
    if (id !== undefined && ![...found.values()].includes(id)) found.set(post, id);
  }
  return found;
}

function pagesOf(comments: readonly Post[]): Page[] {
  const pages = new Map<string, Page>();
  for (const comment of comments) {
    const url = comment.url?.replace(/#.*$/s, '').replace(/\/comment-page-\d+(?=\/?$)/, '') ?? '';
    const urlKey = canonicalUrl(url);
    if (urlKey === null) continue;
    const page = pages.get(urlKey) ?? { url, urlKey, comments: [] };
    page.comments.push(comment);
    pages.set(urlKey, page);
  }
  return [...pages.values()];
}

/** A message of which nothing is known but where it stands. */
function stubOf({ url }: Page, title: string | null): Post {
  const markup = { type: 'text' as const, value: '', base: null };
  const unknown = { aliases: [], author: null, publishedAt: null, updatedAt: null, inReplyTo: null, replyBasis: null };
  return postFrom({ kind: 'post', guid: url, url, title, markup, ...unknown }, 0);
}

/** A post may be named after its page; and WordPress names comments after their post, `?p=12#comment-34`. So it is known whatever its address. */
function namesOf(sourceId: number, pages: readonly Page[], stubs: readonly Arrival[]): { key: string; postId: number }[] {
  const names = new Map<string, number>();
  pages.forEach(({ comments, url }, index) => {
    const named = comments.flatMap(({ guid }) => (guid.includes('#') ? guid.replace(/#.*$/s, '') : []));
    for (const name of [url, ...named]) names.set(refKey(sourceId, name), stubs[index]?.id ?? 0);
  });
  return [...names].map(([key, postId]) => ({ key, postId }));
}
