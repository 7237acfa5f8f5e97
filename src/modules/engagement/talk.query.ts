import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { PollDay } from './coverage.js';
import { gapDays } from './gaps.js';
import { gapsOf } from './gaps.query.js';
import type { Signature, TalkRow, Voice } from './voice.js';

/** Enough for a decade of a busy blog. What is beyond is left out, the oldest first, and said. */
const THREADS_MAX = 5_000;
const MESSAGES_MAX = 20_000;
const THREADS_AT_ONCE = 250;
const TEXTS_AT_ONCE = 500;
export const TEXT_CHARACTERS = 4_000;
const SIGNATURES_MAX = 500;
const SIGNED_POSTS_MAX = 2_000;
/** An answer to a message older than this that stands in another source's thread is not looked for. */
const ANSWERED_MS = 90 * 86_400_000;

const DAY_MS = 86_400_000;

export interface TalkRows {
  rows: TalkRow[];
  /** Posts that name the voice as the one they speak to. */
  addressed: Set<number>;
  /** There was more than could be looked at. */
  isCut: boolean;
}

/** The conversation of a voice: every SELECT goes by an index of a source and time, of a thread, of a parent, or of an entity, and is bounded. */
@Injectable()
export class TalkQuery {
  constructor(private readonly database: Database) {}

  /** The whole threads in which the voice spoke or was spoken to in a period, the newest first. */
  async read(voice: Voice, from: number, until: number): Promise<TalkRows> {
    const addressed = await this.addressed(voice, from, until);
    const threads = [...new Set([...(await this.threads(voice, from, until)), ...addressed.map(({ threadId }) => threadId)])];
    const rows: TalkRow[] = [];
    let at = 0;
    for (; at < Math.min(threads.length, THREADS_MAX) && rows.length <= MESSAGES_MAX; at += THREADS_AT_ONCE)
      rows.push(...(await this.messages(threads.slice(at, at + THREADS_AT_ONCE))));
    const isCut = at < threads.length || rows.length > MESSAGES_MAX;
    return { rows, addressed: new Set(addressed.map(({ id }) => id)), isCut };
  }

  private async threads({ sourceIds }: Voice, from: number, until: number): Promise<number[]> {
    if (sourceIds.length === 0) return [];
    const rows = await this.database.manager.sql<{ thread: number }[]>`
      SELECT t.thread FROM (
        SELECT COALESCE(p.root_id, p.id) AS thread, p.sort_at AS at
          FROM post p
         WHERE p.source_id IN (${() => [...sourceIds]}) AND p.sort_at >= ${from} AND p.sort_at < ${until} AND p.is_stub = 0
         UNION ALL
        SELECT COALESCE(c.root_id, c.id) AS thread, c.sort_at AS at
          FROM post p
          JOIN post c ON c.parent_id = p.id AND c.source_id <> p.source_id
         WHERE p.source_id IN (${() => [...sourceIds]}) AND p.sort_at >= ${from - ANSWERED_MS} AND p.sort_at < ${until}
           AND c.sort_at >= ${from} AND c.sort_at < ${until}) t
       GROUP BY t.thread
       ORDER BY MAX(t.at) DESC, t.thread DESC
       LIMIT ${THREADS_MAX + 1}`;
    return rows.map(({ thread }) => thread);
  }

  private messages(threads: number[]): Promise<TalkRow[]> {
    return this.database.manager.sql<TalkRow[]>`
      SELECT p.id, COALESCE(p.root_id, p.id) AS "threadId", p.parent_id AS "parentId", p.source_id AS "sourceId", p.kind,
             p.author_name AS "authorName", p.author_url AS "authorUrl", p.reply_basis AS "replyBasis",
             CASE WHEN p.parent_ref IS NULL AND p.parent_url IS NULL THEN 0 ELSE 1 END AS "namesParent",
             p.comment_count AS "commentCount", r.likes, r.shares, p.sort_at AS "sortAt", p.gone_at AS "goneAt", p.is_stub AS "isStub",
             f.role AS "feedRole", s.site_url AS "siteUrl", s.affiliation
        FROM (SELECT id FROM post WHERE root_id IN (${() => threads})
               UNION ALL
              SELECT id FROM post WHERE id IN (${() => threads})) t
        JOIN post p ON p.id = t.id
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
        LEFT JOIN reaction r ON r.post_id = p.id
       LIMIT ${MESSAGES_MAX}`;
  }

  private async addressed({ entityIds }: Voice, from: number, until: number): Promise<{ id: number; threadId: number }[]> {
    if (entityIds.length === 0) return [];
    return this.database.manager.sql<{ id: number; threadId: number }[]>`
      SELECT DISTINCT p.id, COALESCE(p.root_id, p.id) AS "threadId"
        FROM mention m
        JOIN post p ON p.id = m.post_id
       WHERE m.entity_id IN (${() => [...entityIds]}) AND m.role = 'addressed' AND p.sort_at >= ${from} AND p.sort_at < ${until}
       ORDER BY p.id DESC
       LIMIT ${THREADS_MAX}`;
  }

  /** The beginning of what some messages say: questions and invitations are looked for in it. */
  async texts(ids: readonly number[]): Promise<Map<number, string>> {
    const texts = new Map<number, string>();
    for (let at = 0; at < ids.length; at += TEXTS_AT_ONCE) {
      const rows = await this.database.manager.sql<{ id: number; title: string | null; text: string }[]>`
        SELECT id, title, SUBSTR(text, 1, ${TEXT_CHARACTERS}) AS text FROM post WHERE id IN (${() => ids.slice(at, at + TEXTS_AT_ONCE)})`;
      for (const { id, title, text } of rows) texts.set(id, title === null ? text : `${title}\n\n${text}`);
    }
    return texts;
  }

  /** Who signs what some sources publish themselves. */
  async signatures(sourceIds: readonly number[]): Promise<Signature[]> {
    if (sourceIds.length === 0) return [];
    return this.database.manager.sql<Signature[]>`
      SELECT DISTINCT t."sourceId", t."authorName", t."authorUrl"
        FROM (SELECT source_id AS "sourceId", author_name AS "authorName", author_url AS "authorUrl"
                FROM post
               WHERE source_id IN (${() => [...sourceIds]}) AND kind = 'post' AND is_stub = 0 AND author_name IS NOT NULL
               ORDER BY sort_at DESC
               LIMIT ${SIGNED_POSTS_MAX}) t
       LIMIT ${SIGNATURES_MAX}`;
  }

  /** How many followed some sources at the end of a day; null where that of one of them is not known. */
  async audience(sourceIds: readonly number[], day: number): Promise<number | null> {
    if (sourceIds.length === 0) return null;
    const rows = await this.database.manager.sql<{ followers: number }[]>`
      SELECT a.followers
        FROM audience a
       WHERE a.source_id IN (${() => [...sourceIds]})
         AND a.day = (SELECT MAX(l.day) FROM audience l WHERE l.source_id = a.source_id AND l.day <= ${day})`;
    return rows.length < sourceIds.length ? null : rows.reduce((sum, { followers }) => sum + followers, 0);
  }

  /** How the polls went, day by day, by source; `from` and `until` are days. */
  async pollDays(sourceIds: readonly number[], from: number, until: number): Promise<Map<number, PollDay[]>> {
    const days = new Map<number, PollDay[]>(sourceIds.map((id) => [id, []]));
    if (sourceIds.length === 0) return days;
    const rows = await this.database.manager.sql<(PollDay & { sourceId: number })[]>`
      SELECT t."sourceId", t.day, t."isMain", COUNT(*) AS feeds, SUM(t.read) AS read
        FROM (SELECT f.source_id AS "sourceId", d.day, CASE WHEN f.role = 'posts' AND f.post_id IS NULL THEN 1 ELSE 0 END AS "isMain",
                     CASE WHEN d.failures < d.polls THEN 1 ELSE 0 END AS read
                FROM feed f
                JOIN feed_day d ON d.feed_id = f.id
               WHERE f.source_id IN (${() => [...sourceIds]}) AND d.day >= ${from} AND d.day <= ${until}) t
       GROUP BY t."sourceId", t.day, t."isMain"`;
    for (const { sourceId, day, isMain, feeds, read } of rows) days.get(sourceId)?.push({ day, isMain, feeds, read: Number(read) });
    const gaps = await gapsOf(this.database.manager, sourceIds, { from: from * DAY_MS, until: (until + 1) * DAY_MS });
    // A day of which entries may be missing is as one on which a feed was not read.
    for (const [sourceId, polled] of days)
      for (const day of gapDays(
        gaps.filter((gap) => gap.sourceId === sourceId),
        from,
        until,
      ))
        polled.push({ day, isMain: 1, feeds: 1, read: 0 });
    return days;
  }
}
