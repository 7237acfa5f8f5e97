import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { PersonRow, SpeakerRow } from './speaker.js';

/** A post of a thread as the table holds it: instants are milliseconds. */
export interface ThreadRow extends SpeakerRow {
  id: number;
  sourceId: number;
  url: string | null;
  title: string | null;
  html: string;
  text: string;
  language: string | null;
  publishedAt: number | null;
  updatedAt: number | null;
  /** When we first had it. */
  seenAt: number;
  sortAt: number;
  rootId: number | null;
  parentId: number | null;
  parentUrl: string | null;
  replyBasis: string | null;
  replyConfidence: number | null;
  commentsUrl: string | null;
  commentCount: number | null;
  position: number;
  revisionCount: number;
  /** How many coders judged it. */
  judgements: number;
  goneAt: number | null;
  isStub: number;
  /** JSON. */
  enclosures: string;
}

/** The comments of a thread as columns: the same place of each list is the same comment. Siblings stand in their order. */
export interface ThreadNodes {
  ids: Int32Array;
  /** The post's own id, or that of another comment. */
  parentIds: Int32Array;
  firstAt: number | null;
  lastAt: number | null;
}

/** A body or a person that is watched. */
export interface MentionedRow {
  slug: string;
  name: string;
}

const MENTIONED_MAX = 20;

@Injectable()
export class ThreadQuery {
  constructor(private readonly database: Database) {}

  /** The thread in which a post stands: itself, if it begins one; null where there is no such post. */
  async threadOf(id: number): Promise<number | null> {
    const [row] = await this.database.manager.sql<{ threadId: number }[]>`
      SELECT COALESCE(root_id, id) AS "threadId" FROM post WHERE id = ${id}`;
    return row?.threadId ?? null;
  }

  /** How many comments a thread has; read from the index alone. */
  async size(threadId: number): Promise<number> {
    const [row] = await this.database.manager.sql<
      { comments: number }[]
    >`SELECT COUNT(*) AS comments FROM post WHERE root_id = ${threadId}`;
    return row?.comments ?? 0;
  }

  /**
   * What places the comments of a thread, without their words: from the index `post_root` alone, which has them in the order of siblings. One long
   * text is read and taken apart in a quarter of the time of 100,000 rows.
   */
  async nodes(threadId: number): Promise<ThreadNodes> {
    const [row] = await this.database.manager.sql<{ pairs: string | null; firstAt: number | null; lastAt: number | null }[]>`
      SELECT string_agg(id || ',' || COALESCE(parent_id, root_id), ',') AS pairs,
             (SELECT MIN(sort_at) FROM post WHERE root_id = ${threadId}) AS "firstAt",
             (SELECT MAX(sort_at) FROM post WHERE root_id = ${threadId}) AS "lastAt"
        FROM (SELECT id, root_id, parent_id FROM post WHERE root_id = ${threadId} ORDER BY sort_at, position, id) c`;
    const pairs = JSON.parse(`[${row?.pairs ?? ''}]`) as number[];
    const [ids, parentIds] = [new Int32Array(pairs.length / 2), new Int32Array(pairs.length / 2)];
    for (let place = 0; place < ids.length; place++) {
      ids[place] = pairs[2 * place] ?? 0;
      parentIds[place] = pairs[2 * place + 1] ?? 0;
    }
    return { ids, parentIds, firstAt: row?.firstAt ?? null, lastAt: row?.lastAt ?? null };
  }

  /** Everybody who speaks in a thread, once for each way in which they do; read from the index `post_people` alone. */
  speakers(threadId: number): Promise<PersonRow[]> {
    return this.database.manager.sql<PersonRow[]>`
      SELECT who.kind, who.author_name AS "authorName", f.role AS "feedRole", s.title AS "sourceTitle"
        FROM (SELECT kind, author_name, feed_id, source_id FROM post WHERE id = ${threadId} AND is_stub = 0
              UNION ALL
              SELECT DISTINCT kind, author_name, feed_id, source_id FROM post WHERE root_id = ${threadId}) who
        JOIN source s ON s.id = who.source_id
        LEFT JOIN feed f ON f.id = who.feed_id`;
  }

  /** Posts with their words, in no order. */
  rows(ids: number[]): Promise<ThreadRow[]> {
    return this.database.manager.sql<ThreadRow[]>`
      SELECT ${() => COLUMNS}
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
       WHERE p.id IN (${() => ids})`;
  }

  /** Who is watched and mentioned in some posts, those in most of them first. */
  mentioned(ids: number[]): Promise<MentionedRow[]> {
    return this.database.manager.sql<MentionedRow[]>`
      SELECT e.slug, e.name
        FROM (SELECT entity_id, COUNT(DISTINCT post_id) AS posts FROM mention WHERE post_id IN (${() => ids}) GROUP BY entity_id) m
        JOIN entity e ON e.id = m.entity_id
       ORDER BY m.posts DESC, e.name
       LIMIT ${MENTIONED_MAX}`;
  }

  /** The post that a thread begins with, and its newest comments. */
  newest(threadId: number, commentsMax: number): Promise<ThreadRow[]> {
    return this.database.manager.sql<ThreadRow[]>`
      SELECT ${() => COLUMNS}
        FROM (SELECT id FROM post WHERE id = ${threadId}
              UNION ALL
              SELECT c.id FROM (SELECT id FROM post WHERE root_id = ${threadId} ORDER BY sort_at DESC, id DESC LIMIT ${commentsMax}) c) m
        JOIN post p ON p.id = m.id
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id`;
  }
}

const COLUMNS = `
  p.id, p.kind, p.source_id AS "sourceId", p.url, p.title, p.author_name AS "authorName", p.author_url AS "authorUrl", p.html, p.text,
  p.language, p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.seen_at AS "seenAt", p.sort_at AS "sortAt", p.root_id AS "rootId",
  p.parent_id AS "parentId", p.parent_url AS "parentUrl", p.reply_basis AS "replyBasis", p.reply_confidence AS "replyConfidence",
  p.comments_url AS "commentsUrl", p.comment_count AS "commentCount", p.position, p.revision_count AS "revisionCount",
  (SELECT COUNT(*) FROM coding c WHERE c.post_id = p.id AND c.superseded_at IS NULL) AS judgements,
  p.gone_at AS "goneAt", p.is_stub AS "isStub", p.enclosures,
  f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample"`;
