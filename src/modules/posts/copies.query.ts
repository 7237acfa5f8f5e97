import { Injectable } from '@nestjs/common';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { SpeakerRow } from './speaker.js';

/** A post of a group that says the same; the leader is one of them. */
export interface CopyRow extends SpeakerRow {
  id: number;
  sourceId: number;
  publishedAt: number | null;
  sortAt: number;
  goneAt: number | null;
  comments: number;
}

/** Which posts say the same: found by a later module (`duplicates`), here it is a table. */
@Injectable()
export class CopiesQuery {
  constructor(private readonly database: Database) {}

  /** For each of some posts that follow an earlier one, the leader of its group. */
  async leadersOf(ids: readonly number[]): Promise<Map<number, number>> {
    if (ids.length === 0) return new Map();
    const { manager } = this.database;
    const sql = `SELECT post_id AS "postId", leader_id AS "leaderId" FROM duplicate WHERE leader_id IS NOT NULL AND ${isOneOf(manager, 'post_id')}`;
    const rows = (await run(manager, sql, [ids])) as { postId: number; leaderId: number }[];
    return new Map(rows.map(({ postId, leaderId }) => [postId, leaderId]));
  }

  /** All that say the same as some posts, those posts and their leaders among them; with its leader each. */
  async membersOf(ids: readonly number[]): Promise<Map<number, number>> {
    const leaders = await this.leadersOf(ids);
    const { manager } = this.database;
    const sql = `SELECT post_id AS "postId", leader_id AS "leaderId" FROM duplicate WHERE ${isOneOf(manager, 'leader_id')}`;
    const rows = (await run(manager, sql, [[...new Set([...ids, ...leaders.values()])]])) as { postId: number; leaderId: number }[];
    return new Map(rows.flatMap(({ postId, leaderId }) => [[leaderId, leaderId] as const, [postId, leaderId] as const]));
  }

  /** The groups of some posts whole, by leader; the earliest post of each first. */
  async groupsOf(ids: readonly number[]): Promise<Map<number, CopyRow[]>> {
    const members = await this.membersOf(ids);
    const groups = new Map<number, CopyRow[]>();
    if (members.size === 0) return groups;
    const rows = await this.database.manager.sql<CopyRow[]>`
      SELECT p.id, p.source_id AS "sourceId", p.kind, p.author_name AS "authorName", p.author_url AS "authorUrl",
             p.published_at AS "publishedAt", p.sort_at AS "sortAt", p.gone_at AS "goneAt", f.role AS "feedRole", s.title AS "sourceTitle",
             s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample", (SELECT COUNT(*) FROM post c WHERE c.root_id = p.id) AS comments
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
       WHERE p.id IN (${() => [...members.keys()]})
       ORDER BY p.sort_at, p.id`;
    for (const row of rows) {
      const leaderId = members.get(row.id) ?? row.id;
      groups.set(leaderId, [...(groups.get(leaderId) ?? []), row]);
    }
    return groups;
  }
}
