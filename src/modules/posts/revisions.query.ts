import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What a post said at one time; instants are milliseconds. */
export interface RevisionRow {
  id: number;
  title: string | null;
  text: string;
  /** What the publisher gave as its date of change, if anything. */
  updatedAt: number | null;
  /** When we saw that it had been replaced. */
  replacedAt: number;
}

/** Edits that a page shows: a page that is edited by a clock can have thousands. */
export const REVISIONS_MAX = 50;

@Injectable()
export class RevisionsQuery {
  constructor(private readonly database: Database) {}

  /** The newest first. `before`: only what comes after this one in that order. */
  read(postId: number, rowsMax = REVISIONS_MAX, before: Pick<RevisionRow, 'id' | 'replacedAt'> | null = null): Promise<RevisionRow[]> {
    const [at, id] = [before?.replacedAt ?? Number.MAX_SAFE_INTEGER, before?.id ?? 0];
    return this.database.manager.sql<RevisionRow[]>`
      SELECT id, title, text, updated_at AS "updatedAt", replaced_at AS "replacedAt"
        FROM revision
       WHERE post_id = ${postId} AND (replaced_at < ${at} OR (replaced_at = ${at} AND id < ${id}))
       ORDER BY replaced_at DESC, id DESC
       LIMIT ${rowsMax}`;
  }
}
