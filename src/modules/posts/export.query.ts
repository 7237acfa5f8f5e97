import { In, IsNull, type SelectQueryBuilder } from 'typeorm';
import type { ReplyBasis } from '../../feeds/types.js';
import type { Database } from '../database/database.js';
import { LinkEntity } from './link.entity.js';
import { LinkbackEntity, type LinkbackKind } from './linkback.entity.js';
import { PostEntity } from './post.entity.js';

const PAGE = 500;

export interface ExportFilter {
  /** Words and "phrases" that must all occur, in whatever case. */
  query: string | null;
  since: Date | null;
  until: Date | null;
}

/** `start` and `end` are UTF-16 indices; a `reply` speaks to an entity by answering it, and has no words. */
export interface ExportedMention {
  entity: string;
  role: string;
  field: string;
  text: string;
  start: number;
  end: number;
}

/** A post as scripts get it. The names are a promise. */
export interface ExportedPost {
  id: number;
  guid: string;
  url: string | null;
  kind: string;
  source: string;
  platform: string;
  affiliation: string;
  author: { name: string | null; url: string | null; handle: string | null };
  title: string | null;
  text: string;
  publishedAt: Date | null;
  rootId: number;
  parentId: number | null;
  parentUrl: string | null;
  depth: number;
  replyBasis: ReplyBasis | null;
  replyConfidence: number | null;
  /** Who is watched and mentioned here: `text` is what stands at that place of the text, of the title, or of an address that the post links to. */
  mentions: ExportedMention[];
  links: { url: string; text: string }[];
  revisions: number;
  goneAt: Date | null;
  /** Pages elsewhere that link to this post. */
  linkbacks: { kind: LinkbackKind; url: string | null; title: string | null; publishedAt: Date | null }[];
}

/** What stands beside the row of a post. */
interface Beside {
  links: ReadonlyMap<number, LinkEntity[]>;
  linkbacks: ReadonlyMap<number, LinkbackEntity[]>;
  mentions: ReadonlyMap<number, MentionRow[]>;
  parents: ParentChains;
}

/** Posts, oldest first, a page at a time: a million of them need no more memory than one page. */
export async function* exportPosts(database: Database, filter: ExportFilter): AsyncGenerator<ExportedPost> {
  let last: PostEntity | undefined;
  do {
    const page = await readPage(database, filter, last);
    const [links, linkbacks, mentions, parents] = [
      await linksOf(database, page),
      await linkbacksOf(database, page),
      await mentionsOf(database, page),
      await ParentChains.of(database, page),
    ];
    for (const post of page) yield toExport(post, { links, linkbacks, mentions, parents });
    last = page.length === PAGE ? page.at(-1) : undefined;
  } while (last);
}

function readPage(database: Database, filter: ExportFilter, after: PostEntity | undefined): Promise<PostEntity[]> {
  const query = database.manager.createQueryBuilder(PostEntity, 'post').innerJoinAndSelect('post.source', 'source');
  if (filter.since) query.andWhere('post.sort_at >= :since', { since: filter.since.getTime() });
  if (filter.until) query.andWhere('post.sort_at < :until', { until: filter.until.getTime() });
  if (filter.query) whereAllOccur(query, filter.query);
  if (after) query.andWhere('(post.sort_at, post.id) > (:at, :id)', { at: after.sortAt.getTime(), id: after.id });
  return query.orderBy('post.sortAt').addOrderBy('post.id').take(PAGE).getMany();
}

function whereAllOccur(query: SelectQueryBuilder<PostEntity>, words: string): void {
  const terms = [...words.matchAll(/"([^"]+)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  terms.forEach((term, index) => {
    const pattern = `%${term.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const columns = ['post.title', 'post.text', 'post.author_name'].map((column) => `LOWER(${column}) LIKE :term${index} ESCAPE '\\'`);
    query.andWhere(`(${columns.join(' OR ')})`, { [`term${index}`]: pattern });
  });
}

async function linksOf(database: Database, page: PostEntity[]): Promise<Map<number, LinkEntity[]>> {
  const links = await database.manager.find(LinkEntity, {
    where: { postId: In(page.map(({ id }) => id)) },
    order: { postId: 'ASC', position: 'ASC' },
  });
  const byPost = new Map<number, LinkEntity[]>();
  for (const link of links) byPost.set(link.postId, [...(byPost.get(link.postId) ?? []), link]);
  return byPost;
}

async function linkbacksOf(database: Database, page: PostEntity[]): Promise<Map<number, LinkbackEntity[]>> {
  const linkbacks = await database.manager.find(LinkbackEntity, {
    where: { postId: In(page.map(({ id }) => id)), goneAt: IsNull() },
    order: { id: 'ASC' },
  });
  const byPost = new Map<number, LinkbackEntity[]>();
  for (const each of linkbacks) byPost.set(each.postId ?? 0, [...(byPost.get(each.postId ?? 0) ?? []), each]);
  return byPost;
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

/** Mentions are found by a later module; here they are a table. */
async function mentionsOf(database: Database, page: PostEntity[]): Promise<Map<number, MentionRow[]>> {
  if (page.length === 0) return new Map();
  const rows = await database.manager
    .createQueryBuilder()
    .select('m.post_id', 'postId')
    .addSelect('e.slug', 'entity')
    .addSelect(['m.role AS role', 'm.field AS field', 'm.position AS position'])
    .addSelect('m.start_index', 'start')
    .addSelect('m.end_index', 'end')
    .from('mention', 'm')
    .innerJoin('entity', 'e', 'e.id = m.entity_id')
    .where('m.post_id IN (:...ids)', { ids: page.map(({ id }) => id) })
    .orderBy('m.post_id')
    .addOrderBy('m.field', 'DESC')
    .addOrderBy('m.position')
    .addOrderBy('m.start_index')
    .addOrderBy('e.slug')
    .getRawMany<MentionRow>();
  const byPost = new Map<number, MentionRow[]>();
  for (const row of rows) byPost.set(row.postId, [...(byPost.get(row.postId) ?? []), row]);
  return byPost;
}

function toMention({ entity, role, field, position, start, end }: MentionRow, post: PostEntity, links: LinkEntity[]): ExportedMention {
  const link = field === 'link' ? links.find((each) => each.position === position) : undefined;
  const written = { text: post.text, title: post.title ?? '', link: link?.url ?? '' }[field] ?? '';
  return { entity, role, field, text: written.slice(start, end), start, end };
}

/** Who stands above each post of a page. */
class ParentChains {
  private constructor(private readonly rows: ReadonlyMap<number, { parentId: number | null; url: string | null }>) {}

  static async of(database: Database, page: PostEntity[]): Promise<ParentChains> {
    const roots = [...new Set(page.flatMap(({ rootId }) => (rootId === null ? [] : [rootId])))];
    const select = { id: true, parentId: true, url: true } as const;
    const rows = await database.manager.find(PostEntity, { select, where: [{ id: In(roots) }, { rootId: In(roots) }] });
    return new ParentChains(new Map(rows.map((row) => [row.id, row])));
  }

  urlOf(id: number | null): string | null {
    return id === null ? null : (this.rows.get(id)?.url ?? null);
  }

  depthOf(post: PostEntity): number {
    let depth = 0;
    // No ring is ever stored; the bound is for a database that was changed by other hands.
    for (let at = post.parentId; at !== null && depth <= this.rows.size; at = this.rows.get(at)?.parentId ?? null) depth += 1;
    return depth;
  }
}

function toExport(post: PostEntity, { links, linkbacks, mentions, parents }: Beside): ExportedPost {
  const { id, guid, url, kind, title, text, publishedAt, parentId, replyBasis, replyConfidence, goneAt } = post;
  return {
    id,
    guid,
    url,
    kind,
    source: post.source?.slug ?? '',
    platform: post.source?.platform ?? '',
    affiliation: post.source?.affiliation ?? 'unknown',
    author: { name: post.authorName, url: post.authorUrl, handle: null },
    title,
    text,
    publishedAt,
    rootId: post.rootId ?? id,
    parentId,
    parentUrl: parents.urlOf(parentId) ?? post.parentUrl,
    depth: parents.depthOf(post),
    replyBasis,
    replyConfidence,
    mentions: (mentions.get(id) ?? []).map((mention) => toMention(mention, post, links.get(id) ?? [])),
    links: (links.get(id) ?? []).map((link) => ({ url: link.url, text: link.text })),
    revisions: post.revisionCount,
    goneAt,
    linkbacks: (linkbacks.get(id) ?? []).map((each) => ({
      kind: each.kind,
      url: each.url,
      title: each.title,
      publishedAt: each.publishedAt,
    })),
  };
}
