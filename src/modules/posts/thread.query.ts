import { Injectable } from '@nestjs/common';
import type { ThreadNode } from '../../feeds/threads.js';
import { Database } from '../database/database.js';
import type { SpeakerRow } from './speaker.js';

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
  goneAt: number | null;
  /** JSON. */
  enclosures: string;
}

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

  /** What places the comments of a thread, without their words. */
  nodes(threadId: number): Promise<ThreadNode[]> {
    return this.database.manager.sql<ThreadNode[]>`
      SELECT id, parent_id AS "parentId", sort_at AS at, position FROM post WHERE root_id = ${threadId}`;
  }

  /** Everybody who speaks in a thread, once for each way in which they do. */
  speakers(threadId: number): Promise<SpeakerRow[]> {
    return this.database.manager.sql<SpeakerRow[]>`
      SELECT who.kind, who.author_name AS "authorName", NULL AS "authorUrl", f.role AS "feedRole", s.title AS "sourceTitle",
             s.site_url AS "siteUrl", s.affiliation, s.is_sample AS "isSample"
        FROM (SELECT DISTINCT kind, author_name, feed_id, source_id FROM post WHERE id = ${threadId} OR root_id = ${threadId}) who
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

  /**
   * The post that a thread begins with, and its newest comments. `sort_at + 0` keeps PostgreSQL from walking the index of all instants backwards
   * until it has met enough of this thread, which for an old one is the whole table.
   */
  newest(threadId: number, commentsMax: number): Promise<ThreadRow[]> {
    return this.database.manager.sql<ThreadRow[]>`
      SELECT ${() => COLUMNS}
        FROM (SELECT id FROM post WHERE id = ${threadId}
              UNION ALL
              SELECT c.id FROM (SELECT id FROM post WHERE root_id = ${threadId} ORDER BY sort_at + 0 DESC, id DESC LIMIT ${commentsMax}) c) m
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
  p.gone_at AS "goneAt", p.enclosures,
  f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", s.affiliation, s.is_sample AS "isSample"`;
