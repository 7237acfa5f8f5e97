import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ItemRow } from '../posts/thread.feed.js';
import type { Affiliation } from '../sources/source.entity.js';

/** A message that mentions the entity. */
export interface MentioningRow {
  id: number;
  threadId: number;
  sourceId: number;
  sourceTitle: string;
  /** Null for readers; a post is nobody's but its source's, even while its voice is being found out. */
  voice: Affiliation | null;
  authorName: string | null;
  at: number;
  /** 1 where it has the role somewhere. */
  addressed: number;
  discussed: number;
  quoted: number;
  linked: number;
}

/** A thread, by how many take part in it and how many comments it has. */
export interface ThreadSizeRow {
  threadId: number;
  people: number;
  replies: number;
}

/** Beyond these, the newest that were stored are looked at, and the page says so. */
const MESSAGES_MAX = 50_000;
/** So many at once, for SQLite answers in this thread: readers get their turn in between. */
const AT_ONCE = 2_500;
export const VOICE = `CASE WHEN p.voice IS NULL AND p.kind = 'post' THEN 'unknown' ELSE p.voice END`;
const FEED_ITEMS = 50;
/** The newest by date are sought among so many of the newest that were stored. */
const FEED_LOOKED_AT = 1_000;

@Injectable()
export class MentioningQuery {
  constructor(private readonly database: Database) {}

  /** In the order of time. */
  async read(entityId: number): Promise<{ rows: MentioningRow[]; isCut: boolean }> {
    const rows: MentioningRow[] = [];
    let before = 2 ** 31 - 1;
    let seen = 0;
    for (;;) {
      const posts = await this.mentioned(entityId, before);
      if (posts.length === 0) break;
      rows.push(...(await this.messages(entityId, posts)));
      seen += posts.length;
      before = posts.at(-1)!;
      if (posts.length < AT_ONCE || seen >= MESSAGES_MAX) break;
      await setImmediate();
    }
    return { rows: rows.sort((a, b) => a.at - b.at || a.id - b.id), isCut: seen >= MESSAGES_MAX };
  }

  /** The newest by date first, with their markup. */
  async newest(entityId: number): Promise<FeedRow[]> {
    return this.database.manager.sql<FeedRow[]>`
      SELECT p.id, p.kind, p.source_id AS "sourceId", p.url, p.title, p.author_name AS "authorName", p.author_url AS "authorUrl", p.html, p.text,
             p.language, p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.sort_at AS "sortAt", p.root_id AS "rootId",
             p.parent_id AS "parentId", p.position, p.gone_at AS "goneAt", p.is_stub AS "isStub", p.voice, f.role AS "feedRole",
             s.title AS "sourceTitle", s.site_url AS "siteUrl", s.is_sample AS "isSample", r.title AS "rootTitle",
             SUBSTR(r.text, 1, 500) AS "rootText", r.url AS "rootUrl",
             CASE WHEN p.root_id IS NULL THEN (SELECT COUNT(*) FROM post c WHERE c.root_id = p.id) ELSE 0 END AS replies
        FROM (SELECT post_id FROM mention WHERE entity_id = ${entityId} GROUP BY post_id ORDER BY post_id DESC LIMIT ${FEED_LOOKED_AT}) t
        JOIN post p ON p.id = t.post_id
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
        LEFT JOIN post r ON r.id = p.root_id
       WHERE p.gone_at IS NULL AND p.is_stub = 0
       ORDER BY p.sort_at DESC, p.id DESC
       LIMIT ${FEED_ITEMS}`;
  }

  /** In which of some messages others are mentioned, too. */
  async others(entityId: number, ids: readonly number[]): Promise<Map<number, number[]>> {
    const others = new Map<number, number[]>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const rows = await this.database.manager.sql<{ entityId: number; postId: number }[]>`
        SELECT DISTINCT entity_id AS "entityId", post_id AS "postId"
          FROM mention
         WHERE post_id IN (${() => ids.slice(at, at + AT_ONCE)}) AND entity_id <> ${entityId}`;
      for (const { entityId: other, postId } of rows) others.set(other, [...(others.get(other) ?? []), postId]);
      await setImmediate();
    }
    return others;
  }

  /** Read from the index of who speaks in a thread; the one who began it is counted with them. */
  async sizes(threadIds: readonly number[]): Promise<ThreadSizeRow[]> {
    if (threadIds.length === 0) return [];
    return this.database.manager.sql<ThreadSizeRow[]>`
      SELECT root_id AS "threadId", COUNT(DISTINCT author_name) AS people, COUNT(*) AS replies
        FROM post
       WHERE root_id IN (${() => [...threadIds]})
       GROUP BY root_id`;
  }

  private async mentioned(entityId: number, before: number): Promise<number[]> {
    const rows = await this.database.manager.sql<{ id: number }[]>`
      SELECT post_id AS id FROM mention WHERE entity_id = ${entityId} AND post_id < ${before} GROUP BY post_id ORDER BY post_id DESC LIMIT ${AT_ONCE}`;
    return rows.map(({ id }) => id);
  }

  /** What was removed is not counted, nor a post that nobody has brought. */
  private messages(entityId: number, ids: readonly number[]): Promise<MentioningRow[]> {
    return this.database.manager.sql<MentioningRow[]>`
      SELECT p.id, COALESCE(p.root_id, p.id) AS "threadId", p.source_id AS "sourceId", s.title AS "sourceTitle",
             ${() => VOICE} AS voice, p.author_name AS "authorName", p.sort_at AS at, t.addressed, t.discussed, t.quoted, t.linked
        FROM (SELECT post_id, MAX(CASE WHEN role = 'addressed' THEN 1 ELSE 0 END) AS addressed,
                     MAX(CASE WHEN role = 'discussed' THEN 1 ELSE 0 END) AS discussed,
                     MAX(CASE WHEN role = 'quoted' THEN 1 ELSE 0 END) AS quoted, MAX(CASE WHEN role = 'linked' THEN 1 ELSE 0 END) AS linked
                FROM mention
               WHERE entity_id = ${entityId} AND post_id <= ${ids[0]} AND post_id >= ${ids.at(-1)}
               GROUP BY post_id) t
        JOIN post p ON p.id = t.post_id
        JOIN source s ON s.id = p.source_id
       WHERE p.gone_at IS NULL AND p.is_stub = 0`;
  }
}

/** A message for a feed, with the post that its thread begins with. */
export interface FeedRow extends ItemRow {
  rootTitle: string | null;
  rootText: string | null;
  rootUrl: string | null;
  replies: number;
}
