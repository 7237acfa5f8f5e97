import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { CopiesQuery, type CopyRow } from '../posts/copies.query.js';
import type { ItemRow } from '../posts/thread.feed.js';
import type { Affiliation } from '../sources/source.entity.js';
import { type ConversationRow, ConversationsQuery } from './conversations.query.js';
import type { Period } from './period.js';
import { type SectionRows, SectionsQuery } from './sections.query.js';
import { WHO } from './who.js';

export interface EditionNumbers {
  posts: number;
  comments: number;
  people: number;
  sources: number;
  conversations: number;
  /** Posts, of those counted above, that say what an earlier one says. */
  copies: number;
  voices: VoiceNumbers[];
}

/** What one voice has of the numbers. People and sources that speak in several voices count in each. */
export interface VoiceNumbers {
  /** Null for readers. */
  voice: Affiliation | null;
  posts: number;
  comments: number;
  people: number;
  sources: number;
}

/** A post with its source; `html` only where it was asked for. */
export type EditionRow = ItemRow;

export interface PublishedRow extends EditionRow {
  /** Posts without comments that its source published in its voice in the period, and that all sources did. */
  ofSource: number;
  ofAll: number;
}

/** What an edition is made of, as plain data: a closed edition is kept as this. */
export interface EditionRows {
  numbers: EditionNumbers;
  /** In their order. */
  conversations: ConversationRow[];
  /** What the conversations began with, in no order. */
  roots: EditionRow[];
  /** The first comments of each thread in the period. */
  comments: EditionRow[];
  published: PublishedRow[];
  /** The groups of what is shown, by the post that leads each. */
  copies: Record<number, CopyRow[]>;
  /** Null where only messages are asked for. */
  sections: SectionRows | null;
}

export interface EditionLimits {
  conversations: number;
  commentsEach: number;
  sources: number;
  postsEach: number;
  /** Characters of text to read of each post: a page shows excerpts, and posts may be long. */
  characters: number;
  html: boolean;
  sections: boolean;
}

/** The rows of one edition. Every SELECT goes by `post.sort_at` or `post.root_id`, so that its cost is that of the period, not of the table. */
@Injectable()
export class EditionQuery {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsQuery,
    private readonly copies: CopiesQuery,
    private readonly sections: SectionsQuery,
  ) {}

  async read(period: Period, limits: EditionLimits): Promise<EditionRows> {
    const range: Range = [period.from.getTime(), period.until.getTime()];
    const [from, until] = range;
    const [numbers, conversations] = [await this.numbers(range), await this.conversations.read({ from, until }, limits.conversations)];
    const ids = conversations.map((conversation) => conversation.threadId);
    const published = await this.published(range, limits);
    const copies = await this.copies.groupsOf([...ids, ...published.map(({ id }) => id)]);
    const threadIds = ids.flatMap((id) => copies.get(id)?.map((copy) => copy.id) ?? [id]);
    return {
      numbers,
      conversations,
      roots: await this.roots(ids, limits),
      comments: await this.comments(threadIds, range, limits),
      published,
      copies: Object.fromEntries(copies),
      sections: limits.sections ? await this.sections.read(period) : null,
    };
  }

  private async numbers([from, until]: Range): Promise<EditionNumbers> {
    const [row] = await this.database.manager.sql<Omit<EditionNumbers, 'voices' | 'copies'>[]>`
      SELECT COALESCE(SUM(CASE WHEN p.kind = 'post' AND p.is_stub = 0 THEN 1 ELSE 0 END), 0) AS posts,
             COALESCE(SUM(CASE WHEN p.kind = 'comment' THEN 1 ELSE 0 END), 0) AS comments,
             COUNT(DISTINCT ${() => WHO}) AS people,
             COUNT(DISTINCT p.source_id) AS sources,
             COUNT(DISTINCT COALESCE(d.leader_id, p.root_id)) AS conversations
        FROM post p
        LEFT JOIN feed f ON f.id = p.feed_id
        LEFT JOIN duplicate d ON d.post_id = p.root_id
       WHERE p.sort_at >= ${from} AND p.sort_at < ${until}`;
    const [found] = await this.database.manager.sql<{ copies: number }[]>`
      SELECT COUNT(*) AS copies FROM duplicate d JOIN post p ON p.id = d.post_id
       WHERE d.leader_id IS NOT NULL AND p.sort_at >= ${from} AND p.sort_at < ${until}`;
    const none = { posts: 0, comments: 0, people: 0, sources: 0, conversations: 0 };
    return { ...none, ...row, copies: found?.copies ?? 0, voices: await this.voices([from, until]) };
  }

  private voices([from, until]: Range): Promise<VoiceNumbers[]> {
    return this.database.manager.sql<VoiceNumbers[]>`
      SELECT v.voice, COALESCE(SUM(CASE WHEN v.kind = 'post' THEN 1 ELSE 0 END), 0) AS posts,
             COALESCE(SUM(CASE WHEN v.kind = 'comment' THEN 1 ELSE 0 END), 0) AS comments,
             COUNT(DISTINCT v.who) AS people, COUNT(DISTINCT v.source_id) AS sources
        FROM (SELECT COALESCE(p.voice, CASE WHEN p.kind = 'post' THEN 'unknown' END) AS voice, p.kind, p.source_id, ${() => WHO} AS who
                FROM post p
                LEFT JOIN feed f ON f.id = p.feed_id
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.is_stub = 0) v
       GROUP BY v.voice`;
  }

  private async roots(ids: number[], limits: EditionLimits): Promise<EditionRow[]> {
    if (ids.length === 0) return [];
    return this.database.manager.sql<EditionRow[]>`SELECT ${() => columns(limits)} FROM post p ${() => JOINS} WHERE p.id IN (${() => ids})`;
  }

  private async comments(ids: number[], [from, until]: Range, limits: EditionLimits): Promise<EditionRow[]> {
    if (ids.length === 0) return [];
    return this.database.manager.sql<EditionRow[]>`
      SELECT ${() => columns(limits)}
        FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY root_id ORDER BY sort_at, position, id) AS place
                FROM post
               WHERE root_id IN (${() => ids}) AND sort_at >= ${from} AND sort_at < ${until} AND gone_at IS NULL) ranked
        JOIN post p ON p.id = ranked.id
        ${() => JOINS}
       WHERE ranked.place <= ${limits.commentsEach}`;
  }

  /** Posts that nobody commented on in the period, and that no earlier one said already: the newest of each source in each of its voices, so that a busy one leaves room for the others. */
  private published([from, until]: Range, limits: EditionLimits): Promise<PublishedRow[]> {
    return this.database.manager.sql<PublishedRow[]>`
      SELECT ${() => columns(limits)}, ranked.of_source AS "ofSource", ranked.of_all AS "ofAll"
        FROM (SELECT q.id,
                     ROW_NUMBER() OVER (PARTITION BY q.source_id, q.voice ORDER BY q.sort_at DESC, q.position, q.id) AS place,
                     COUNT(*) OVER (PARTITION BY q.source_id, q.voice) AS of_source,
                     MAX(q.sort_at) OVER (PARTITION BY q.source_id, q.voice) AS latest_of_source,
                     COUNT(*) OVER () AS of_all
                FROM post q
               WHERE q.sort_at >= ${from} AND q.sort_at < ${until} AND q.kind = 'post' AND q.is_stub = 0 AND q.gone_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM duplicate d WHERE d.post_id = q.id AND d.leader_id IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM post c WHERE c.root_id = q.id AND c.sort_at >= ${from} AND c.sort_at < ${until})
                 AND NOT EXISTS (SELECT 1 FROM duplicate d JOIN post c ON c.root_id = d.post_id
                                  WHERE d.leader_id = q.id AND c.sort_at >= ${from} AND c.sort_at < ${until})) ranked
        JOIN post p ON p.id = ranked.id
        ${() => JOINS}
       WHERE ranked.place <= ${limits.postsEach}
       ORDER BY ranked.latest_of_source DESC, p.source_id, p.voice, ranked.place
       LIMIT ${limits.sources * limits.postsEach}`;
  }
}

type Range = [from: number, until: number];

export const JOINS = 'JOIN source s ON s.id = p.source_id LEFT JOIN feed f ON f.id = p.feed_id';

export function columns(limits: EditionLimits): string {
  return `p.id, p.kind, p.source_id AS "sourceId", p.url, p.title, p.author_name AS "authorName", p.author_url AS "authorUrl",
          ${limits.html ? 'p.html' : "''"} AS html, SUBSTR(p.text, 1, ${Math.trunc(limits.characters)}) AS text, p.language,
          p.published_at AS "publishedAt", p.updated_at AS "updatedAt", p.sort_at AS "sortAt", p.root_id AS "rootId", p.parent_id AS "parentId",
          p.position, p.gone_at AS "goneAt", f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", p.voice,
          s.is_sample AS "isSample"`;
}
