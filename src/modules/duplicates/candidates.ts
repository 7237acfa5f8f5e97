import type { EntityManager } from 'typeorm';
import { isComparable, keysOf, KEYS_SHARED_MIN, WINDOW_MS } from '../../feeds/copies.js';
import { type Wording, wordingOf } from '../../feeds/wording.js';
import { isOneOf, isPostgres, run } from '../database/bulk.js';
import { lookedUnder } from './periods.js';

/** A post as far as it is compared. */
export interface Candidate {
  id: number;
  at: number;
  guid: string;
  /** The post that it follows, as far as is stored; null for one that leads or stands alone. */
  leaderId: number | null;
  /** There is a row for it, if only one that waits for a leader. */
  isKept: boolean;
  wording: Wording;
  /** What it is filed under, without the time. */
  keys: number[];
}

type Row = Omit<Candidate, 'wording' | 'keys' | 'isKept'> & { text: string; html: string; keptId: number | null };

/** So many of those that are most alike are compared: with templates, hundreds may be alike. */
const COMPARED_MAX = 60;

/** What one write has read of posts that may say the same. */
export class Candidates {
  private readonly known = new Map<number, Candidate>();
  private readonly bearers = new Map<number, number[]>();

  constructor(private readonly manager: EntityManager) {}

  /** Those of some posts that can be copies at all: neither comments nor answers, nor short. */
  async read(ids: readonly number[]): Promise<Candidate[]> {
    const missing = ids.filter((id) => !this.known.has(id));
    if (missing.length > 0) for (const row of await readRows(this.manager, missing)) this.known.set(row.id, toCandidate(row));
    return ids.flatMap((id) => this.known.get(id) ?? []).filter(({ wording }) => isComparable(wording));
  }

  /** Reads at once who is filed under what these posts are filed under. */
  async lookFor(posts: readonly Candidate[]): Promise<void> {
    const keys = [...new Set(posts.flatMap((post) => lookedUnder(post.keys, post.at).flat()))].filter((key) => !this.bearers.has(key));
    if (keys.length === 0) return;
    for (const key of keys) this.bearers.set(key, []);
    for (const { key, postId } of (await run(this.manager, bearersSql(this.manager), [keys])) as { key: number; postId: number }[])
      this.bearers.get(key)?.push(postId);
  }

  /** The posts that are alike enough to be compared with one, in no order. */
  async near(post: Candidate): Promise<Candidate[]> {
    await this.lookFor([post]);
    const shared = new Map<number, number>();
    for (const keys of lookedUnder(post.keys, post.at))
      for (const id of new Set(keys.flatMap((key) => this.bearers.get(key) ?? [])))
        if (id !== post.id) shared.set(id, (shared.get(id) ?? 0) + 1);
    const alike = [...shared].filter(([, count]) => count >= KEYS_SHARED_MIN).sort(([a, m], [b, n]) => n - m || a - b);
    const found = await this.read(alike.slice(0, COMPARED_MAX).map(([id]) => id));
    return found.filter(({ at }) => Math.abs(at - post.at) <= WINDOW_MS);
  }

  /** Those that follow a post, as far as is stored. */
  async followersOf(ids: readonly number[]): Promise<Candidate[]> {
    if (ids.length === 0) return [];
    const sql = `SELECT post_id AS "postId" FROM duplicate WHERE ${isOneOf(this.manager, 'leader_id')}`;
    const rows = (await run(this.manager, sql, [ids])) as { postId: number }[];
    return this.read(rows.map(({ postId }) => postId));
  }
}

/** PostgreSQL reads the whole table for some hundred keys as long as it has not looked at what is in it, as in the first minutes of a server: here it cannot. */
function bearersSql(manager: EntityManager): string {
  if (!isPostgres(manager)) return `SELECT key, post_id AS "postId" FROM duplicate_key WHERE ${isOneOf(manager, 'key')}`;
  return `SELECT asked.key, bearer.post_id AS "postId" FROM unnest(?::bigint[]) AS asked(key),
    LATERAL (SELECT post_id FROM duplicate_key WHERE key = asked.key OFFSET 0) AS bearer`;
}

async function readRows(manager: EntityManager, ids: readonly number[]): Promise<Row[]> {
  const sql = `
    SELECT p.id, p.sort_at AS at, p.guid, p.text, p.html, d.leader_id AS "leaderId", d.post_id AS "keptId"
      FROM post p LEFT JOIN duplicate d ON d.post_id = p.id
     WHERE ${isOneOf(manager, 'p.id')} AND p.kind = 'post' AND p.is_stub = 0 AND p.root_id IS NULL
       AND p.parent_ref IS NULL AND p.parent_url IS NULL`;
  return (await run(manager, sql, [ids])) as Row[];
}

function toCandidate({ text, html, keptId, ...row }: Row): Candidate {
  const wording = wordingOf(text, html);
  return { ...row, isKept: keptId !== null, wording, keys: keysOf(wording) };
}
