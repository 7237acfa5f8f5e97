import { Injectable } from '@nestjs/common';
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

  /** The post and all that hangs on it, in no order. For a comment inside a thread: the comment alone, with its `rootId`. */
  read(id: number): Promise<ThreadRow[]> {
    return this.database.manager.sql<ThreadRow[]>`
      SELECT p.id, p.kind, p.source_id AS "sourceId", p.url, p.title, p.author_name AS "authorName", p.author_url AS "authorUrl", p.html, p.text,
             p.language, p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.sort_at AS "sortAt", p.root_id AS "rootId",
             p.parent_id AS "parentId", p.parent_url AS "parentUrl", p.reply_basis AS "replyBasis", p.reply_confidence AS "replyConfidence",
             p.comments_url AS "commentsUrl", p.comment_count AS "commentCount", p.position, p.revision_count AS "revisionCount",
             p.gone_at AS "goneAt", p.enclosures,
             f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", s.affiliation, s.is_sample AS "isSample"
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
       WHERE p.id = ${id} OR p.root_id = ${id}`;
  }
}
