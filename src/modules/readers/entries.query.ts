import { Injectable } from '@nestjs/common';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { SpeakerRow } from '../posts/speaker.js';

/** A message with all that an item tells of it. */
export interface EntryRow extends SpeakerRow {
  id: number;
  url: string | null;
  title: string | null;
  html: string;
  text: string;
  sortAt: number;
  updatedAt: number | null;
  seenAt: number;
  rootId: number | null;
  parentId: number | null;
  replies: number;
  sourceId: number;
  sourceSlug: string;
  affiliation: string;
  /** JSON. */
  enclosures: string;
  rootTitle: string | null;
  rootText: string | null;
  rootUrl: string | null;
}

/** Who is answered. */
export type ParentRow = SpeakerRow & { id: number };

@Injectable()
export class EntriesQuery {
  constructor(private readonly database: Database) {}

  /** In no order; what was removed meanwhile is not there. */
  async rows(ids: readonly number[]): Promise<Map<number, EntryRow>> {
    const { manager } = this.database;
    const rows = (await run(
      manager,
      `SELECT p.id, p.url, p.title, p.html, p.text, p.sort_at AS "sortAt", p.updated_at AS "updatedAt", p.seen_at AS "seenAt", p.root_id AS "rootId",
              p.parent_id AS "parentId", p.source_id AS "sourceId", s.slug AS "sourceSlug", s.affiliation, p.enclosures, ${SPEAKER},
              r.title AS "rootTitle", SUBSTR(r.text, 1, 500) AS "rootText", r.url AS "rootUrl",
              CASE WHEN p.root_id IS NULL THEN (SELECT COUNT(*) FROM post c WHERE c.root_id = p.id) ELSE 0 END AS replies
         FROM post p
         JOIN source s ON s.id = p.source_id
         LEFT JOIN feed f ON f.id = p.feed_id
         LEFT JOIN post r ON r.id = p.root_id
        WHERE ${isOneOf(manager, 'p.id')} AND p.gone_at IS NULL AND p.is_stub = 0`,
      [[...new Set(ids)]],
    )) as EntryRow[];
    return new Map(rows.map((row) => [row.id, row]));
  }

  async parents(ids: readonly number[]): Promise<Map<number, ParentRow>> {
    const { manager } = this.database;
    const rows = (await run(
      manager,
      `SELECT p.id, ${SPEAKER} FROM post p JOIN source s ON s.id = p.source_id LEFT JOIN feed f ON f.id = p.feed_id WHERE ${isOneOf(manager, 'p.id')}`,
      [[...new Set(ids)]],
    )) as ParentRow[];
    return new Map(rows.map((row) => [row.id, row]));
  }
}

const SPEAKER = `p.kind, p.author_name AS "authorName", p.author_url AS "authorUrl", f.role AS "feedRole", s.title AS "sourceTitle",
              s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample"`;
