import { Injectable } from '@nestjs/common';
import type { CrossLink, LinkEnd } from '../../feeds/conversations.js';
import { textsAsRows } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { LinkbackKind } from './linkback.entity.js';
import { BEARERS_MAX, LINKS_MAX, LINKS_TO_ONE_MAX, MESSAGES, MESSAGES_END, MESSAGES_OF } from './links.query.js';

/** A page elsewhere that links to a post, as the thread shows it. */
export interface LinkbackRow {
  kind: LinkbackKind;
  url: string | null;
  urlKey: string | null;
  title: string | null;
  excerpt: string | null;
  publishedAt: number | null;
  seenAt: number;
}

/** A post of ours that bears the address of a page that links. */
export interface LinkingPost extends LinkEnd {
  key: string;
  sourceTitle: string;
}

interface JoiningRow {
  urlKey: string;
  /** The address of the post that is linked to. */
  key: string;
  text: string;
  postId: number;
  threadId: number;
  sourceId: number;
  at: number;
}

/** After all links that stand in the post itself: of one remark the words of the post come first. */
const POSITION = 1_000_000;

/** Links from other sites. Each SELECT goes by an index (`linkback_post`, `linkback_url`, `post_url_key`, the keys) and is bounded. */
@Injectable()
export class LinkbacksQuery {
  constructor(private readonly database: Database) {}

  /** What links to these posts, earliest first. What its publisher removed is not shown: nobody vouches for it any more. */
  of(postIds: number[], limit: number): Promise<LinkbackRow[]> {
    return this.database.manager.sql<LinkbackRow[]>`
      SELECT kind, url, url_key AS "urlKey", title, excerpt, published_at AS "publishedAt", seen_at AS "seenAt"
        FROM linkback
       WHERE post_id IN (${() => postIds}) AND gone_at IS NULL
       ORDER BY COALESCE(published_at, seen_at), id
       LIMIT ${limit}`;
  }

  async count(postIds: number[]): Promise<number> {
    if (postIds.length === 0) return 0;
    const [row] = await this.database.manager.sql<{ count: number }[]>`
      SELECT COUNT(*) AS count FROM linkback WHERE post_id IN (${() => postIds}) AND gone_at IS NULL`;
    return row?.count ?? 0;
  }

  /** The posts of ours at these addresses, by their own or by another name. An address that too many bear is the address of none. */
  async postsAt(keys: string[]): Promise<Map<string, LinkingPost[]>> {
    if (keys.length === 0) return new Map();
    const [list, end] = textsAsRows(this.database.manager);
    const wanted = JSON.stringify([...new Set(keys)]);
    const columns = `p.id AS "postId", p.id AS "threadId", p.source_id AS "sourceId", p.sort_at AS at, s.title AS "sourceTitle"`;
    const rows = await this.database.manager.sql<LinkingPost[]>`
      SELECT k.value AS key, ${() => columns}
        FROM ${() => list}${wanted}${() => end} k
        JOIN post p ON p.url_key = k.value AND p.root_id IS NULL AND p.gone_at IS NULL
        JOIN source s ON s.id = p.source_id
       WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM post b WHERE b.url_key = k.value AND b.root_id IS NULL LIMIT ${BEARERS_MAX + 1}) a) <= ${BEARERS_MAX}
      UNION
      SELECT k.value AS key, ${() => columns}
        FROM ${() => list}${wanted}${() => end} k
        JOIN alias n ON n.key = k.value
        JOIN post p ON p.id = n.post_id AND p.root_id IS NULL AND p.gone_at IS NULL
        JOIN source s ON s.id = p.source_id`;
    const posts = new Map<string, LinkingPost[]>();
    for (const row of rows.sort((a, b) => a.postId - b.postId)) posts.set(row.key, [...(posts.get(row.key) ?? []), row]);
    return posts;
  }

  /** The messages of these threads, comments among them, that anything links to. */
  async listedIn(threadIds: number[]): Promise<number[]> {
    const rows = await this.database.manager.sql<{ postId: number }[]>`
      SELECT m.id AS "postId"
        FROM (${() => MESSAGES}${() => threadIds}${() => MESSAGES_OF}${() => threadIds}${() => MESSAGES_END}) m
       WHERE EXISTS (SELECT 1 FROM linkback l WHERE l.post_id = m.id)
       LIMIT ${LINKS_MAX}`;
    return rows.map(({ postId }) => postId);
  }

  /** The posts that these threads link to as those posts' publishers list it, with their addresses. */
  targetsOf(threadIds: number[]): Promise<{ postId: number; key: string | null }[]> {
    return this.database.manager.sql<{ postId: number; key: string | null }[]>`
      SELECT t.id AS "postId", t.url_key AS key
        FROM (SELECT url_key AS key FROM post WHERE id IN (${() => threadIds}) AND url_key IS NOT NULL
              UNION SELECT key FROM alias WHERE post_id IN (${() => threadIds})) k
        JOIN linkback l ON l.url_key = k.key AND l.gone_at IS NULL
        JOIN post t ON t.id = l.post_id
       LIMIT ${LINKS_MAX}`;
  }

  /** Every post of ours that links to one of these posts, counted no further than it matters. */
  async leadingTo(postIds: number[]): Promise<CrossLink[]> {
    const rows = await this.database.manager.sql<JoiningRow[]>`
      SELECT l.url_key AS "urlKey", COALESCE(t.url_key, 'post ' || t.id) AS key, COALESCE(l.excerpt, l.title, '') AS text,
             t.id AS "postId", COALESCE(t.root_id, t.id) AS "threadId", t.source_id AS "sourceId", t.sort_at AS at
        FROM (SELECT l.*, ROW_NUMBER() OVER (PARTITION BY l.post_id ORDER BY l.id) AS place
                FROM linkback l
               WHERE l.post_id IN (${() => postIds}) AND l.url_key IS NOT NULL AND l.gone_at IS NULL
                 AND (EXISTS (SELECT 1 FROM post b WHERE b.url_key = l.url_key AND b.root_id IS NULL)
                      OR EXISTS (SELECT 1 FROM alias n WHERE n.key = l.url_key))) l
        JOIN post t ON t.id = l.post_id
       WHERE l.place <= ${LINKS_TO_ONE_MAX}`;
    const posts = await this.postsAt(rows.map(({ urlKey }) => urlKey));
    return rows.flatMap(({ urlKey, key, text, ...to }) =>
      (posts.get(urlKey) ?? []).map(({ postId, threadId, sourceId, at }) => ({
        from: { postId, threadId, sourceId, at },
        to,
        key,
        text: withoutCuts(text),
        position: POSITION,
      })),
    );
  }
}

/** The words that a pingback quotes, without the marks of where it cut them. */
function withoutCuts(text: string): string {
  return text.replace(/^\s*\[(?:\.\.\.|…)\]\s*|\s*\[(?:\.\.\.|…)\]\s*$/g, '');
}
