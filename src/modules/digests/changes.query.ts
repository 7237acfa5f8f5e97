import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { SpeakerRow } from '../posts/speaker.js';
import type { Affiliation } from '../sources/source.entity.js';
import { groupBy } from './group-by.js';
import type { Span } from './ranking.js';

/** A message that was changed, with how it begins now. */
export interface EditedRow extends SpeakerRow {
  id: number;
  title: string | null;
  text: string;
  url: string | null;
  at: number;
}

/** A message that was taken away: who said it and where, and nothing of what. */
export type RemovedRow = Omit<EditedRow, 'title' | 'text' | 'url'> & { threadId: number };

export interface ChangesRows {
  edited: EditedRow[];
  removed: RemovedRow[];
  /** All of them, by whose voice; null for readers. */
  editedBy: VoiceCount[];
  removedBy: VoiceCount[];
}

export interface VoiceCount {
  voice: Affiliation | null;
  count: number;
}

const SHOWN_EACH = 8;
const CHARACTERS = 300;

/** What was edited or removed in a period: when we saw it, whenever it was said. */
@Injectable()
export class ChangesQuery {
  constructor(private readonly database: Database) {}

  async read(span: Span): Promise<ChangesRows> {
    const edited = await this.edited(span);
    const removed = await this.removed(span);
    return {
      edited: edited.slice(0, SHOWN_EACH),
      removed: removed.slice(0, SHOWN_EACH),
      editedBy: countsOf(edited),
      removedBy: countsOf(removed),
    };
  }

  /** What was removed since is listed as that. */
  private edited({ from, until }: Span): Promise<EditedRow[]> {
    return this.database.manager.sql<EditedRow[]>`
      SELECT ${() => SPEAKER}, p.title, SUBSTR(p.text, 1, ${CHARACTERS}) AS text, p.url, r.at
        FROM (SELECT post_id, MAX(replaced_at) AS at FROM revision WHERE replaced_at >= ${from} AND replaced_at < ${until} GROUP BY post_id) r
        JOIN post p ON p.id = r.post_id
        ${() => JOINS}
       WHERE p.gone_at IS NULL
       ORDER BY r.at DESC, p.id DESC`;
  }

  private removed({ from, until }: Span): Promise<RemovedRow[]> {
    return this.database.manager.sql<RemovedRow[]>`
      SELECT ${() => SPEAKER}, COALESCE(p.root_id, p.id) AS "threadId", p.gone_at AS at
        FROM post p
        ${() => JOINS}
       WHERE p.gone_at >= ${from} AND p.gone_at < ${until}
       ORDER BY p.gone_at DESC, p.id DESC`;
  }
}

const JOINS = 'JOIN source s ON s.id = p.source_id LEFT JOIN feed f ON f.id = p.feed_id';

const SPEAKER = `p.id, p.kind, p.author_name AS "authorName", p.author_url AS "authorUrl", f.role AS "feedRole", s.title AS "sourceTitle",
                 s.site_url AS "siteUrl", CASE WHEN p.voice IS NULL AND p.kind = 'post' THEN 'unknown' ELSE p.voice END AS voice, s.is_sample AS "isSample"`;

function countsOf(rows: readonly SpeakerRow[]): VoiceCount[] {
  return [...groupBy(rows, ({ voice }) => voice as Affiliation | null)].map(([voice, those]) => ({ voice, count: those.length }));
}
