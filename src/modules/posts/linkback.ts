import { createHash } from 'node:crypto';
import { decodeHTML } from 'entities';
import type { Reference } from '../../feeds/platform.js';
import type { Post } from '../../feeds/types.js';
import { canonicalUrl } from '../../feeds/urls.js';
import type { LinkbackEntity, LinkbackKind } from './linkback.entity.js';

const TITLE_LENGTH_MAX = 500;
const EXCERPT_LENGTH_MAX = 2000;

/** A link from another site, as one document lists it. */
export type FoundLinkback = Pick<
  LinkbackEntity,
  'guid' | 'kind' | 'url' | 'urlKey' | 'title' | 'excerpt' | 'publishedAt' | 'postId' | 'targetKey'
>;

/** The post that is linked to: its row, or the address under which it will come. */
export type Target = Pick<LinkbackEntity, 'postId' | 'targetKey'>;

/**
 * A pingback that stands among the comments: its author is the page that links, its words are quoted from there. WordPress takes the title from
 * that page as markup and gives it as a name, so that `What&#8217;s` is one.
 */
export function linkbackOfComment({ guid, author, text, publishedAt }: Post, target: Target): FoundLinkback {
  return { guid, kind: 'pingback', ...sayings(author?.url ?? null, decodeHTML(author?.name ?? ''), text), publishedAt, ...target };
}

/** A reference has no name of its own: a page that links to a post twice does so once, and to two posts twice. */
export function linkbackOfReference({ url, title, excerpt, publishedAt }: Reference, kind: LinkbackKind, target: Target): FoundLinkback {
  const names = [canonicalUrl(url) ?? url, target.postId ?? target.targetKey];
  const guid = `linkback:${createHash('sha1').update(JSON.stringify(names)).digest('base64url')}`;
  return { guid, kind, ...sayings(url, title, excerpt), publishedAt, ...target };
}

function sayings(url: string | null, title: string | null, excerpt: string | null) {
  const urlKey = canonicalUrl(url);
  return {
    url: urlKey === null ? null : url,
    urlKey,
    title: title?.trim().slice(0, TITLE_LENGTH_MAX) || null,
    excerpt: excerpt?.trim().slice(0, EXCERPT_LENGTH_MAX) || null,
  };
}

/**
 * The row that is the same link: the site's comment feed, the post's feed, the API and the page all list it, each in its own way.
 *
 * In: what is known of one source, and what a document lists. Out: the row with its guid; or the one of the same post that comes from the same
 * page, or has the same title and excerpt. One of them may lack the excerpt (a page lists titles), as long as that fits one row only.
 */
export function findTwin<Row extends FoundLinkback>(known: readonly Row[], found: FoundLinkback): Row | null {
  const named = known.find(({ guid }) => guid === found.guid);
  if (named) return named;
  const beside = known.filter((row) => isSameTarget(row, found) && !differ(row.urlKey, found.urlKey));
  const byPage = beside.find(({ urlKey }) => urlKey !== null && urlKey === found.urlKey);
  if (byPage) return byPage;
  const titled = beside.filter(({ title }) => letters(title) !== '' && letters(title) === letters(found.title));
  const quoted = titled.find(({ excerpt }) => letters(excerpt) !== '' && letters(excerpt) === letters(found.excerpt));
  if (quoted) return quoted;
  const open = titled.filter(({ excerpt }) => letters(excerpt) === '' || letters(found.excerpt) === '');
  return (open.length === 1 ? open[0] : open.find(({ publishedAt }) => isSameInstant(publishedAt, found.publishedAt))) ?? null;
}

/** What a document adds to a row that it lists too; null where it adds nothing. */
export function completed(row: FoundLinkback & Pick<LinkbackEntity, 'goneAt'>, found: FoundLinkback): Partial<LinkbackEntity> | null {
  const changes: Partial<LinkbackEntity> = {};
  if (row.urlKey === null && found.urlKey !== null) Object.assign(changes, { url: found.url, urlKey: found.urlKey });
  if (row.title === null && found.title !== null) changes.title = found.title;
  if (row.excerpt === null && found.excerpt !== null) changes.excerpt = found.excerpt;
  if (row.publishedAt === null && found.publishedAt !== null) changes.publishedAt = found.publishedAt;
  if (row.postId === null && found.postId !== null) changes.postId = found.postId;
  // Listed again by those who removed it. A webmention whose page no longer links is another matter.
  if (row.goneAt !== null && row.kind === found.kind) changes.goneAt = null;
  return Object.keys(changes).length > 0 ? changes : null;
}

function isSameTarget(a: Target, b: Target): boolean {
  if (a.postId !== null && b.postId !== null) return a.postId === b.postId;
  return a.targetKey !== null && a.targetKey === b.targetKey;
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Letters and digits alone: quotes, dashes and the marks of a cut are written in many ways. */
function letters(text: string | null): string {
  return (text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isSameInstant(a: Date | null, b: Date | null): boolean {
  return a !== null && b !== null && Math.abs(a.getTime() - b.getTime()) < 60_000;
}
