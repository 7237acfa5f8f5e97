import type { ReplyBasis } from '../../feeds/types.js';
import { isOneOf, run, selectMany } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import { LinkEntity } from './link.entity.js';
import { LinkbackEntity } from './linkback.entity.js';
import { sourceSpeaks } from './speaker.js';
import type { Affiliation } from '../sources/source.entity.js';
import { codingsOf, type Coded, NOT_CODED } from './codings.query.js';
import { Depths } from './depths.js';
import type { ExportedMention, ExportedPost } from './exported-post.js';

/** The row of a post, with what its source, its feed, its parent and its platform add. */
interface Row {
  id: number;
  guid: string;
  url: string | null;
  kind: 'post' | 'comment';
  source: string;
  platform: string;
  feedRole: string | null;
  voice: Affiliation | null;
  authorName: string | null;
  authorUrl: string | null;
  title: string | null;
  text: string;
  language: string | null;
  publishedAt: number | null;
  sortAt: number;
  rootId: number | null;
  parentId: number | null;
  parentRef: string | null;
  namedUrl: string | null;
  storedUrl: string | null;
  replyBasis: ReplyBasis | null;
  replyConfidence: number | null;
  commentCount: number | null;
  likes: number | null;
  shares: number | null;
  views: number | null;
  readAt: number | null;
  duplicateOf: number | null;
  revisions: number;
  goneAt: number | null;
  isStub: number;
}

interface MentionRow {
  postId: number;
  entity: string;
  role: string;
  field: string;
  position: number;
  start: number;
  end: number;
}

/** What stands beside the row of a post. */
interface Beside {
  links: LinkEntity[];
  linkbacks: LinkbackEntity[];
  mentions: MentionRow[];
  coded: Coded;
  depth: number;
}

/** The posts of some lists of numbers, a list at a time: a million of them need no more memory than one list. */
export async function* readExported(database: Database, lists: AsyncIterable<readonly number[]>): AsyncGenerator<ExportedPost[]> {
  const depths = new Depths(database);
  for await (const ids of lists) {
    const rows = await rowsOf(database, ids);
    const found = rows.map(({ id }) => id);
    const [links, linkbacks, mentions, codings] = [
      await linksOf(database, found),
      await linkbacksOf(database, found),
      await mentionsOf(database, found),
      await codingsOf(database, found),
    ];
    const depthOf = await depths.of(rows);
    yield rows.map((row) =>
      toExport(row, {
        links: links.get(row.id) ?? [],
        linkbacks: linkbacks.get(row.id) ?? [],
        mentions: mentions.get(row.id) ?? [],
        coded: codings.get(row.id) ?? NOT_CODED,
        depth: depthOf.get(row.id) ?? 0,
      }),
    );
  }
}

/** In the order of the list; one that went meanwhile is left out. */
async function rowsOf({ manager }: Database, ids: readonly number[]): Promise<Row[]> {
  const rows = (await run(
    manager,
    `SELECT p.id, p.guid, p.url, p.kind, s.slug AS source, s.platform, f.role AS "feedRole", p.voice, p.author_name AS "authorName",
            p.author_url AS "authorUrl", p.title, p.text, p.language, p.published_at AS "publishedAt", p.sort_at AS "sortAt", p.root_id AS "rootId",
            p.parent_id AS "parentId", p.parent_ref AS "parentRef", p.parent_url AS "namedUrl", a.url AS "storedUrl", p.reply_basis AS "replyBasis",
            p.reply_confidence AS "replyConfidence", p.comment_count AS "commentCount", r.likes, r.shares, r.views, r.read_at AS "readAt",
            d.leader_id AS "duplicateOf", p.revision_count AS revisions, p.gone_at AS "goneAt", p.is_stub AS "isStub"
       FROM post p
       JOIN source s ON s.id = p.source_id
       LEFT JOIN feed f ON f.id = p.feed_id
       LEFT JOIN post a ON a.id = p.parent_id
       LEFT JOIN reaction r ON r.post_id = p.id
       LEFT JOIN duplicate d ON d.post_id = p.id
      WHERE ${isOneOf(manager, 'p.id')}`,
    [ids],
  )) as Row[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function linksOf({ manager }: Database, ids: number[]): Promise<Map<number, LinkEntity[]>> {
  const links = await selectMany(manager, LinkEntity, `${isOneOf(manager, 'post_id')} ORDER BY post_id, position`, [ids]);
  return byPost(links, ({ postId }) => postId);
}

async function linkbacksOf({ manager }: Database, ids: number[]): Promise<Map<number, LinkbackEntity[]>> {
  const linkbacks = await selectMany(manager, LinkbackEntity, `${isOneOf(manager, 'post_id')} AND gone_at IS NULL ORDER BY id`, [ids]);
  return byPost(linkbacks, ({ postId }) => postId ?? 0);
}

async function mentionsOf({ manager }: Database, ids: number[]): Promise<Map<number, MentionRow[]>> {
  const rows = (await run(
    manager,
    `SELECT m.post_id AS "postId", e.slug AS entity, m.role, m.field, m.position, m.start_index AS start, m.end_index AS "end"
       FROM mention m
       JOIN entity e ON e.id = m.entity_id
      WHERE ${isOneOf(manager, 'm.post_id')}
      ORDER BY m.post_id, m.field DESC, m.position, m.start_index, e.slug, m.end_index`,
    [ids],
  )) as MentionRow[];
  return byPost(rows, ({ postId }) => postId);
}

function byPost<Item>(items: readonly Item[], postOf: (item: Item) => number): Map<number, Item[]> {
  const grouped = new Map<number, Item[]>();
  for (const item of items) {
    const there = grouped.get(postOf(item));
    if (there) there.push(item);
    else grouped.set(postOf(item), [item]);
  }
  return grouped;
}

function toExport(row: Row, { links, linkbacks, mentions, coded, depth }: Beside): ExportedPost {
  const { id, guid, url, kind, source, platform, authorName, authorUrl, title, text, language, parentId, parentRef, namedUrl } = row;
  const { replyBasis, replyConfidence, commentCount, likes, shares, views, duplicateOf, revisions } = row;
  return {
    id,
    guid,
    url,
    kind,
    source,
    platform,
    affiliation: row.voice ?? 'unknown',
    speaks: sourceSpeaks(row),
    author: { name: authorName, url: authorUrl, handle: null },
    title,
    text,
    language,
    publishedAt: dateOf(row.publishedAt),
    at: new Date(row.sortAt),
    rootId: row.rootId ?? id,
    parentId,
    parentUrl: row.storedUrl ?? namedUrl,
    depth,
    namesParent: parentRef !== null || namedUrl !== null,
    replyBasis,
    replyConfidence,
    mentions: mentions.map((mention) => toMention(mention, row, links)),
    ...coded,
    links: links.map((link) => ({ url: link.url, text: link.text })),
    commentCount,
    likes,
    shares,
    views,
    countedAt: dateOf(row.readAt),
    duplicateOf,
    revisions,
    goneAt: dateOf(row.goneAt),
    isStub: row.isStub === 1,
    linkbacks: linkbacks.map((each) => ({ kind: each.kind, url: each.url, title: each.title, publishedAt: each.publishedAt })),
  };
}

function toMention({ entity, role, field, position, start, end }: MentionRow, post: Row, links: LinkEntity[]): ExportedMention {
  const link = field === 'link' ? links.find((each) => each.position === position) : undefined;
  const written = { text: post.text, title: post.title ?? '', link: link?.url ?? '' }[field] ?? '';
  return { entity, role, field, text: written.slice(start, end), start, end };
}

function dateOf(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
