import { Injectable } from '@nestjs/common';
import type { LinkEnd } from '../../feeds/conversations.js';
import { textsAsRows } from '../database/bulk.js';
import { Database } from '../database/database.js';

/** What is read of one round's threads at most. Whoever reaches a limit is told, because then there may be more. */
export const MESSAGES_MAX = 5000;
export const LINKS_MAX = 2000;
/** More links than this to one address are not read but only counted: it is a hub in any case. */
export const LINKS_TO_ONE_MAX = 50;
/** An address that more posts than this bear is the address of none: feeds that give their home page as the link of each entry. */
export const BEARERS_MAX = 3;

export interface LinkRow extends LinkEnd {
  url: string;
  key: string;
  text: string;
  position: number;
}

/** A post that bears an address. */
export interface BearerRow extends LinkEnd {
  key: string;
}

/** An address that messages link to. */
export interface KeyWeight {
  key: string;
  /** Links that bear it, up to one more than `LINKS_TO_ONE_MAX`. */
  links: number;
  /** Posts (not comments) with this address, or this other name: 0 where there are too many for it to be the address of any. */
  posts: number;
  comments: number;
}

/**
 * Links from and to threads. Each SELECT goes by an index (`post_root`, `post_url_key`, `link_key`, the keys) and is bounded, so that its cost
 * is that of the threads, not of the tables.
 */
@Injectable()
export class LinksQuery {
  constructor(private readonly database: Database) {}

  /** The links of the threads' messages. What its publisher removed says nothing any more. */
  leaving(threadIds: number[]): Promise<LinkRow[]> {
    return this.database.manager.sql<LinkRow[]>`
      SELECT l.url, l.key, l.text, l.position, ${() => END}
        FROM (${() => MESSAGES}${() => threadIds}${() => MESSAGES_OF}${() => threadIds}${() => MESSAGES_END}) m
        JOIN post p ON p.id = m.id
        JOIN link l ON l.post_id = p.id
       WHERE p.gone_at IS NULL
       ORDER BY l.post_id, l.position
       LIMIT ${LINKS_MAX}`;
  }

  /** The addresses of the threads' messages, by whatever name, that anybody links to. */
  async linkedKeys(threadIds: number[]): Promise<string[]> {
    const rows = await this.database.manager.sql<{ key: string }[]>`
      SELECT n.key
        FROM (SELECT p.url_key AS key
                FROM (${() => MESSAGES}${() => threadIds}${() => MESSAGES_OF}${() => threadIds}${() => MESSAGES_END}) m
                JOIN post p ON p.id = m.id
               WHERE p.url_key IS NOT NULL
              UNION ALL
              SELECT a.key
                FROM (${() => MESSAGES}${() => threadIds}${() => MESSAGES_OF}${() => threadIds}${() => MESSAGES_END}) m
                JOIN alias a ON a.post_id = m.id) n
       WHERE EXISTS (SELECT 1 FROM link l WHERE l.key = n.key)
       LIMIT ${LINKS_MAX}`;
    return rows.map((row) => row.key);
  }

  /**
   * The addresses of comments on the threads' pages that anybody links to, whether we have those comments or not: `PAGE#comment-12`.
   * No fragment that names a comment begins with a z, so the range holds all of them in every collation, and the prefix takes out what else
   * a language sorts in between.
   */
  async anchoredKeys(threadIds: number[]): Promise<string[]> {
    const rows = await this.database.manager.sql<{ key: string }[]>`
      SELECT DISTINCT l.key
        FROM (SELECT url_key AS key FROM post WHERE id IN (${() => threadIds}) AND url_key IS NOT NULL
              UNION ALL SELECT key FROM alias WHERE post_id IN (${() => threadIds})) n
        JOIN link l ON l.key >= n.key || '#' AND l.key < n.key || '#z' AND SUBSTR(l.key, 1, LENGTH(n.key) + 1) = n.key || '#'
       LIMIT ${LINKS_MAX}`;
    return rows.map((row) => row.key);
  }

  /** How much each address is linked to and borne, counted no further than it matters. */
  async weigh(keys: string[]): Promise<KeyWeight[]> {
    const rows = await this.database.manager.sql<KeyWeight[]>`
      SELECT k.key,
             (SELECT COUNT(*) FROM (SELECT 1 FROM link l WHERE l.key = k.key LIMIT ${LINKS_TO_ONE_MAX + 1}) a) AS links,
             (SELECT COUNT(*) FROM (SELECT 1 FROM post b WHERE b.url_key = k.key AND b.root_id IS NULL LIMIT ${BEARERS_MAX + 1}) a)
               + (SELECT COUNT(*) FROM alias n JOIN post b ON b.id = n.post_id WHERE n.key = k.key AND b.root_id IS NULL) AS posts,
             (SELECT COUNT(*) FROM (SELECT 1 FROM post b WHERE b.url_key = k.key AND b.root_id IS NOT NULL LIMIT ${BEARERS_MAX + 1}) a)
               + (SELECT COUNT(*) FROM alias n JOIN post b ON b.id = n.post_id WHERE n.key = k.key AND b.root_id IS NOT NULL) AS comments
        FROM (${() => this.list}${JSON.stringify(keys)}${() => this.listEnd}) k`;
    return rows.map((row) => ({ ...row, posts: upTo(row.posts), comments: upTo(row.comments) }));
  }

  /** The posts, or else the comments, with these addresses or other names. */
  bearers(posts: string[], comments: string[]): Promise<BearerRow[]> {
    return this.database.manager.sql<BearerRow[]>`
      SELECT p.url_key AS key, ${() => END}
        FROM (${() => this.list}${JSON.stringify(posts)}${() => this.listEnd}) k
        JOIN post p ON p.url_key = k.key AND p.root_id IS NULL
      UNION ALL
      SELECT p.url_key AS key, ${() => END}
        FROM (${() => this.list}${JSON.stringify(comments)}${() => this.listEnd}) k
        JOIN post p ON p.url_key = k.key AND p.root_id IS NOT NULL
      UNION
      SELECT a.key, ${() => END}
        FROM (${() => this.list}${JSON.stringify([...posts, ...comments])}${() => this.listEnd}) k
        JOIN alias a ON a.key = k.key
        JOIN post p ON p.id = a.post_id`;
  }

  /** Every link with one of these addresses. */
  leadingTo(keys: string[]): Promise<LinkRow[]> {
    return this.database.manager.sql<LinkRow[]>`
      SELECT l.url, l.key, l.text, l.position, ${() => END}
        FROM (${() => this.list}${JSON.stringify(keys)}${() => this.listEnd}) k
        JOIN link l ON l.key = k.key
        JOIN post p ON p.id = l.post_id
       WHERE p.gone_at IS NULL`;
  }

  /** A list of texts as rows: one parameter however long the list, and one statement to prepare. */
  private get list(): string {
    return `SELECT value AS key FROM ${textsAsRows(this.database.manager)[0]}`;
  }

  private get listEnd(): string {
    return textsAsRows(this.database.manager)[1];
  }
}

const END = 'p.id AS "postId", COALESCE(p.root_id, p.id) AS "threadId", p.source_id AS "sourceId", p.sort_at AS at';

/** The threads' messages; of endless threads the earliest, which is what the index gives without looking at the others. */
export const MESSAGES = 'SELECT id FROM post WHERE id IN (';
export const MESSAGES_OF = ') UNION ALL SELECT c.id FROM (SELECT id FROM post WHERE root_id IN (';
export const MESSAGES_END = `) ORDER BY root_id, sort_at, position, id LIMIT ${MESSAGES_MAX}) c`;

function upTo(count: number): number {
  return count > BEARERS_MAX ? 0 : count;
}
