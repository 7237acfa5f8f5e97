import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ItemRow } from '../posts/thread.feed.js';

/** A post among results, with the post that its thread begins with. */
export interface ResultRow extends ItemRow {
  rootTitle: string | null;
  rootText: string | null;
  rootUrl: string | null;
  /** Comments of its thread, for a post. */
  replies: number;
}

/** Where an excerpt is taken from: more of a text is not read for it. */
const CHARACTERS = 20_000;

@Injectable()
export class ResultsQuery {
  constructor(private readonly database: Database) {}

  /** The rows of some posts, in their order; one that went meanwhile is left out. */
  async rows(ids: readonly number[], { html }: { html: boolean }): Promise<ResultRow[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.manager.sql<ResultRow[]>`
      SELECT p.id, p.kind, p.source_id AS "sourceId", p.url, p.title, p.author_name AS "authorName", p.author_url AS "authorUrl",
             ${() => (html ? 'p.html' : "''")} AS html, SUBSTR(p.text, 1, ${CHARACTERS}) AS text, p.language,
             p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.sort_at AS "sortAt", p.root_id AS "rootId",
             p.parent_id AS "parentId", p.position, p.gone_at AS "goneAt", p.is_stub AS "isStub", f.role AS "feedRole", s.title AS "sourceTitle",
             s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample", r.title AS "rootTitle", SUBSTR(r.text, 1, 500) AS "rootText",
             r.url AS "rootUrl", CASE WHEN p.root_id IS NULL THEN (SELECT COUNT(*) FROM post c WHERE c.root_id = p.id) ELSE 0 END AS replies
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
        LEFT JOIN post r ON r.id = p.root_id
       WHERE p.id IN (${() => [...ids]})`;
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
