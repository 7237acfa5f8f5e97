import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { BookCode, Judgement } from './agreement.js';
import type { CodeEntity } from './code.entity.js';

/** One who judged posts, with what he has done. */
export interface CoderRow {
  key: string;
  name: string;
  posts: number;
  /** Judged, and given no code. */
  uncoded: number;
  latestAt: number;
}

/** Posts that bear a code by anybody, by whose voice they are; null for what no source says itself. */
export interface GivenRow {
  codeId: number;
  voice: Affiliation | null;
  posts: number;
}

/** One judgement of a post, of now or of before. */
export interface JudgementRow {
  id: number;
  coderKey: string;
  coderName: string;
  note: string | null;
  codedAt: number;
  supersededAt: number | null;
  /** Codes in the order of the book. */
  codes: { slug: string; label: string }[];
}

/** Reads what coders judged. Only what holds at present counts; what was judged before is shown with its post. */
@Injectable()
export class JudgementsQuery {
  constructor(private readonly database: Database) {}

  /** By name. */
  coders(): Promise<CoderRow[]> {
    return this.database.manager.sql<CoderRow[]>`
      SELECT c.coder_key AS "key", MIN(c.coder_name) AS name, COUNT(*) AS posts, MAX(c.coded_at) AS "latestAt",
             SUM(CASE WHEN EXISTS (SELECT 1 FROM coding_code g WHERE g.coding_id = c.id) THEN 0 ELSE 1 END) AS uncoded
        FROM coding c
       WHERE c.superseded_at IS NULL
       GROUP BY c.coder_key
       ORDER BY c.coder_key`;
  }

  async of(coderKey: string): Promise<Judgement[]> {
    const rows = await this.database.manager.sql<{ postId: number; codedAt: number; codes: string | null }[]>`
      SELECT c.post_id AS "postId", c.coded_at AS "codedAt",
             (SELECT string_agg(CAST(g.code_id AS varchar), ',') FROM coding_code g WHERE g.coding_id = c.id) AS codes
        FROM coding c
       WHERE c.coder_key = ${coderKey} AND c.superseded_at IS NULL
       ORDER BY c.post_id`;
    return rows.map(({ postId, codedAt, codes }) => ({ postId, judgedAt: codedAt, codeIds: new Set(codes?.split(',').map(Number)) }));
  }

  given(): Promise<GivenRow[]> {
    return this.database.manager.sql<GivenRow[]>`
      SELECT g.code_id AS "codeId", p.voice, COUNT(DISTINCT p.id) AS posts
        FROM coding c
        JOIN coding_code g ON g.coding_id = c.id
        JOIN post p ON p.id = c.post_id
       WHERE c.superseded_at IS NULL
       GROUP BY g.code_id, p.voice`;
  }

  /** The posts that bear a code by anybody, the newest first; `voice` as in a row of `given`, undefined for all. */
  async bearing(codeId: number, voice?: Affiliation | null): Promise<number[]> {
    const rows = await this.database.manager.sql<{ id: number; voice: Affiliation | null }[]>`
      SELECT p.id, p.voice
        FROM post p
       WHERE p.id IN (SELECT c.post_id FROM coding_code g JOIN coding c ON c.id = g.coding_id
                       WHERE g.code_id = ${codeId} AND c.superseded_at IS NULL)
       ORDER BY p.sort_at DESC, p.id DESC`;
    return rows.filter((row) => voice === undefined || row.voice === voice).map(({ id }) => id);
  }

  /** All judgements of a post, by coder, each coder's newest first. */
  async ofPost(postId: number): Promise<JudgementRow[]> {
    const { manager } = this.database;
    const rows = await manager.sql<Omit<JudgementRow, 'codes'>[]>`
      SELECT id, coder_key AS "coderKey", coder_name AS "coderName", note, coded_at AS "codedAt", superseded_at AS "supersededAt"
        FROM coding WHERE post_id = ${postId} ORDER BY coder_key, id DESC`;
    const given = await manager.sql<{ codingId: number; slug: string; label: string }[]>`
      SELECT g.coding_id AS "codingId", k.slug, k.label
        FROM coding c JOIN coding_code g ON g.coding_id = c.id JOIN code k ON k.id = g.code_id
       WHERE c.post_id = ${postId} ORDER BY k.position, k.id`;
    return rows.map((row) => ({
      ...row,
      codes: given.filter(({ codingId }) => codingId === row.id).map(({ slug, label }) => ({ slug, label })),
    }));
  }
}

/** As agreement takes it. */
export function bookCodeOf({ id, slug, label, createdAt, retiredAt }: CodeEntity): BookCode {
  return { id, slug, label, createdAt: createdAt.getTime(), retiredAt: retiredAt?.getTime() ?? null };
}
