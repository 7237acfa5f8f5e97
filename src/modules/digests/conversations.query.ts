import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { CopiesQuery } from '../posts/copies.query.js';
import type { Affiliation } from '../sources/source.entity.js';
import { groupBy } from './group-by.js';
import { type Rankable, ranked, REPLIES_OF_ONE, type Span } from './ranking.js';
import { WHO } from './who.js';

/** A thread that was talked in during the period; one with those of all posts that say the same. A name on two sites is two people. */
export interface ConversationRow extends Rankable {
  /** How many stories of the same source stand before it. */
  earlierOfSource: number;
}

/** So many times as many as are shown are looked at closely. */
const LOOKED_AT = 4;

/** What one person said in a thread, in one voice. */
interface SaidRow {
  threadId: number;
  sourceId: number;
  voice: Affiliation | null;
  /** Null for nobody that could be told. */
  who: string | null;
  replies: number;
  latestAt: number;
}

interface RootRow {
  id: number;
  sourceId: number;
  voice: Affiliation | null;
  author: string | null;
}

/** The conversations of a period in their order (`ranking.ts`). */
@Injectable()
export class ConversationsQuery {
  constructor(
    private readonly database: Database,
    private readonly copies: CopiesQuery,
  ) {}

  async read(span: Span, limit: number): Promise<ConversationRow[]> {
    const ids = await this.likely(span, limit);
    if (ids.length === 0) return [];
    const members = await this.copies.membersOf(ids);
    const threadIds = [...new Set([...ids, ...members.keys()])];
    const leaderOf = (threadId: number) => members.get(threadId) ?? threadId;
    const said = groupBy(await this.said(threadIds, span), ({ threadId }) => leaderOf(threadId));
    const entities = groupBy(await this.entities(threadIds, span), ({ threadId }) => leaderOf(threadId));
    const roots = await this.roots(ids);
    const conversations = roots.map((root) => conversationOf(root, said.get(root.id) ?? [], entities.get(root.id) ?? []));
    return ranked(conversations, span)
      .slice(0, limit)
      .map(({ conversation, earlierOfSource }) => ({ ...conversation, earlierOfSource }));
  }

  /**
   * Those that may stand on the page: with most people, then with most replies; of each source half a page at first, and more where there is room. `root_id + 0` keeps SQLite from
   * walking the index of all threads there ever were, for the sake of having them grouped already: 70 ms instead of 1,900 for a month among
   * a million posts. That a reply on another site may bring its own source's number here makes little difference.
   */
  private async likely({ from, until }: Span, limit: number): Promise<number[]> {
    const rows = await this.database.manager.sql<{ id: number }[]>`
      SELECT c.thread_id AS id
        FROM (SELECT g.*, ROW_NUMBER() OVER (PARTITION BY g.source_id ORDER BY g.people DESC, g.replies DESC, g.latest_at DESC, g.thread_id DESC) AS place
                FROM (SELECT COALESCE(d.leader_id, t.thread_id) AS thread_id, MIN(t.source_id) AS source_id, SUM(t.replies) AS replies,
                             MAX(t.latest_at) AS latest_at, SUM(t.people) AS people
                        FROM (SELECT p.root_id + 0 AS thread_id, MIN(p.source_id) AS source_id, COUNT(*) AS replies, MAX(p.sort_at) AS latest_at,
                                     COUNT(DISTINCT ${() => WHO}) AS people
                                FROM post p
                                LEFT JOIN feed f ON f.id = p.feed_id
                               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.root_id IS NOT NULL
                               GROUP BY p.root_id + 0) t
                        LEFT JOIN duplicate d ON d.post_id = t.thread_id
                       GROUP BY COALESCE(d.leader_id, t.thread_id)) g) c
       ORDER BY CASE WHEN c.place <= ${Math.ceil(limit / 2)} THEN 0 ELSE 1 END, c.people DESC, c.replies DESC, c.latest_at DESC, c.thread_id DESC
       LIMIT ${LOOKED_AT * limit}`;
    return rows.map(({ id }) => id);
  }

  private said(threadIds: number[], { from, until }: Span): Promise<SaidRow[]> {
    return this.database.manager.sql<SaidRow[]>`
      SELECT s."threadId", s."sourceId", s.voice, s.who, COUNT(*) AS replies, MAX(s.at) AS "latestAt"
        FROM (SELECT p.root_id AS "threadId", p.source_id AS "sourceId", p.voice, ${() => WHO} AS who, p.sort_at AS at
                FROM post p
                LEFT JOIN feed f ON f.id = p.feed_id
               WHERE p.root_id IN (${() => threadIds}) AND p.sort_at >= ${from} AND p.sort_at < ${until}) s
       GROUP BY s."threadId", s."sourceId", s.voice, s.who`;
  }

  /** What is named in a conversation: in the post, or in what was said of it in the period. */
  private entities(threadIds: number[], { from, until }: Span): Promise<{ threadId: number; entityId: number }[]> {
    return this.database.manager.sql<{ threadId: number; entityId: number }[]>`
      SELECT p.root_id AS "threadId", m.entity_id AS "entityId"
        FROM post p
        JOIN mention m ON m.post_id = p.id
       WHERE p.root_id IN (${() => threadIds}) AND p.sort_at >= ${from} AND p.sort_at < ${until}
       UNION
      SELECT m.post_id AS "threadId", m.entity_id AS "entityId" FROM mention m WHERE m.post_id IN (${() => threadIds})`;
  }

  private roots(ids: number[]): Promise<RootRow[]> {
    return this.database.manager.sql<RootRow[]>`
      SELECT p.id, p.source_id AS "sourceId", COALESCE(p.voice, CASE WHEN p.kind = 'post' THEN 'unknown' END) AS voice, LOWER(p.author_name) AS author
        FROM post p
       WHERE p.id IN (${() => ids})`;
  }
}

/** The post's author counts once, and answering oneself adds nobody. */
function conversationOf(root: RootRow, said: SaidRow[], entities: { entityId: number }[]): Rankable {
  const people = [...groupBy(said, ({ threadId, who }) => `${threadId} ${who ?? ''}`).values()].map((own) => ({
    isKnown: own[0]!.who !== null,
    replies: own.reduce((sum, { replies }) => sum + replies, 0),
  }));
  const hasAuthor = root.author !== null && said.some(({ threadId, who }) => threadId === root.id && who === root.author);
  return {
    threadId: root.id,
    sourceId: root.sourceId,
    participants: people.filter(({ isKnown }) => isKnown).length + (hasAuthor ? 0 : 1),
    replies: people.reduce((sum, { replies }) => sum + replies, 0),
    counted: people.reduce((sum, { replies }) => sum + Math.min(replies, REPLIES_OF_ONE), 0),
    sites: new Set([root.sourceId, ...said.map(({ sourceId }) => sourceId)]).size,
    voices: [...new Set([root.voice, ...said.map(({ voice }) => voice)])].sort(),
    entities: new Set(entities.map(({ entityId }) => entityId)).size,
    latestAt: Math.max(...said.map(({ latestAt }) => latestAt)),
  };
}
