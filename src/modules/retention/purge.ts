import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { isPostgres, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { CalendarQuery, LISTENING_SINCE } from '../digests/calendar.query.js';
import { EditionsCloser } from '../digests/editions-closer.js';
import { ShownPosts } from '../digests/shown-posts.js';
import { bury } from '../posts/tombstones.js';
import { rankOf } from '../readers/item-id.js';
import type { FeedSettings } from '../sources/feed.entity.js';
import { type Editions, heldAmong, type Reason } from './held.js';
import {
  BEGINNING,
  countBefore,
  countPosts,
  deletePosts,
  type Member,
  membersOf,
  type Old,
  oldThreads,
  type Place,
  saidAt,
} from './old-threads.js';
import { boundOf } from './terms.js';

/** Threads that are looked at in one write, and posts that go in it: some hundredths of a second, between which others read and write. */
const THREADS_AT_ONCE = 40;
const POSTS_AT_ONCE = 200;

/** For how long, and how much, is kept; null for all. */
export interface Terms {
  days: number | null;
  posts: number | null;
  /** For how long closed editions keep what they show; null for good. */
  editionDays: number | null;
}

export interface Purged {
  /** Whether any term or number was set, for all or for a feed: else nothing can go. */
  isSet: boolean;
  threads: number;
  posts: number;
  /** Threads that are old and stay. */
  held: Record<Reason, number>;
}

interface Run {
  isDry: boolean;
  editions: Editions;
  /** Of threads that went, or would go. */
  gone: Set<number>;
  posts: number;
  held: Map<number, Reason>;
  signal: AbortSignal | undefined;
}

/**
 * Purges threads that are older than they are to be kept, and then the oldest of those that are too many. A thread goes as a whole, or stays. Broken off at
 * any place, it goes on from the tables.
 */
@Injectable()
export class Purge {
  constructor(
    private readonly database: Database,
    private readonly calendar: CalendarQuery,
    private readonly closer: EditionsCloser,
    private readonly shown: ShownPosts,
    private readonly clock: Clock,
  ) {}

  /** @param isDry counts what would go, and changes nothing */
  async run(
    { days, posts, editionDays }: Terms,
    { isDry = false, signal }: { isDry?: boolean; signal?: AbortSignal | undefined } = {},
  ): Promise<Purged> {
    const { manager } = this.database;
    if (!isDry) {
      // What is to be in an edition is read for it before it may go.
      await this.closer.run(signal);
      await this.rememberBeginning();
    }
    await this.shown.catchUp(signal);
    const now = this.clock.now();
    const since = editionDays === null ? new Date(0) : boundOf(editionDays, now);
    const editions = { since, isLate: await this.shown.late(manager, since) };
    const run: Run = { isDry, editions, gone: new Set(), posts: 0, held: new Map(), signal };
    const own = await ownTerms(manager);
    for (const { id, keepDays } of own) await this.purge(run, { before: boundOf(keepDays, now), feed: { only: id } });
    const notOf = own.map(({ id }) => id);
    if (days !== null) await this.purge(run, { before: boundOf(days, now), feed: { notOf } });
    if (posts !== null) await this.purgeOldest(run, posts, boundOf(0, now));
    if (!isDry) await this.forgetReading();
    const isSet = own.length > 0 || days !== null || posts !== null;
    return { isSet, threads: run.gone.size, posts: run.posts, held: countReasons(run.held) };
  }

  private async purge(run: Run, old: Old): Promise<void> {
    for (let after: Place | null = BEGINNING; after && !run.signal?.aborted;) {
      const from: Place = after;
      after = run.isDry
        ? await this.step(this.database.manager, run, old, from)
        : await this.database.write(async (manager) => {
            // A comment that is being stored just now makes its thread young.
            if (isPostgres(manager)) await manager.query('LOCK TABLE post IN SHARE ROW EXCLUSIVE MODE');
            return this.step(manager, run, old, from);
          });
    }
  }

  /** Looks at the next threads; null where there are no more. */
  private async step(manager: EntityManager, run: Run, old: Old, after: Place): Promise<Place | null> {
    const found = await oldThreads(manager, old, after, THREADS_AT_ONCE);
    if (found.length === 0) return null;
    const members = byThread(await membersOf(manager, found.map(({ id }) => id))); // prettier-ignore
    const taken: Member[] = [];
    let last = after;
    for (const place of found) {
      const thread = members.get(place.id) ?? [];
      if (taken.length > 0 && taken.length + thread.length > POSTS_AT_ONCE) break;
      taken.push(...thread);
      last = place;
    }
    const held = await heldAmong(manager, taken, run.editions);
    const going = taken.filter(({ threadId }) => !held.has(threadId) && !run.gone.has(threadId));
    if (!run.isDry && going.length > 0) {
      const ids = going.map(({ id }) => id);
      await bury(manager, ids);
      await deletePosts(manager, ids);
    }
    for (const [threadId, reason] of held) run.held.set(threadId, reason);
    for (const { threadId } of going) run.gone.add(threadId);
    run.posts += going.length;
    return last;
  }

  /** The oldest threads go until there are no more than so many posts, or none that may go. */
  private async purgeOldest(run: Run, most: number, youngest: Date): Promise<void> {
    const { manager } = this.database;
    let before = new Date(-8.64e15);
    while (before < youngest && !run.signal?.aborted) {
      const there = (await countPosts(manager)) - (run.isDry ? run.posts : 0);
      const tooMany = there - most;
      if (tooMany <= 0) return;
      // Those before stay: somebody holds them, or their threads went on.
      const at = await saidAt(manager, (await countBefore(manager, before)) + tooMany - 1);
      if (at === null) return;
      before = new Date(Math.min(at.getTime() + 1, youngest.getTime()));
      await this.purge(run, { before, feed: { notOf: [] } });
    }
  }

  /** Since when we have listened is read from the first post, which may go. */
  private async rememberBeginning(): Promise<void> {
    const since = await this.calendar.listeningSince();
    if (since === null) return;
    const row = { key: LISTENING_SINCE, value: String(since.getTime()) };
    await this.database.write((manager) => manager.upsert(MetaEntity, row, ['key']));
  }

  /** What readers had read of posts that are not there any more. Editions stand at a post that may go; they stay read. */
  private async forgetReading(): Promise<void> {
    const accounts = await this.database.manager.query<{ id: number }[]>('SELECT id FROM account');
    for (const { id } of accounts)
      await this.database.write((manager) =>
        run(
          manager,
          `DELETE FROM reader_state
            WHERE account_id = ? AND is_starred = 0 AND (item_rank < ? OR item_rank >= ?)
              AND NOT EXISTS (SELECT 1 FROM post p WHERE p.id = reader_state.post_id)`,
          [id, rankOf({ kind: 'day', owner: 0 }), rankOf({ kind: 'entity', owner: 0 })],
        ),
      );
  }
}

/** Feeds with a term of their own. */
async function ownTerms(manager: EntityManager): Promise<{ id: number; keepDays: number }[]> {
  const rows = (await run(manager, `SELECT id, settings FROM feed WHERE settings LIKE '%"keepDays"%'`, [])) as {
    id: number;
    settings: string;
  }[];
  return rows.flatMap(({ id, settings }) => {
    const { keepDays } = JSON.parse(settings) as FeedSettings;
    return keepDays === undefined ? [] : [{ id, keepDays }];
  });
}

function byThread(members: readonly Member[]): Map<number, Member[]> {
  const threads = new Map<number, Member[]>();
  for (const member of members) {
    const thread = threads.get(member.threadId);
    if (thread) thread.push(member);
    else threads.set(member.threadId, [member]);
  }
  return threads;
}

function countReasons(held: ReadonlyMap<number, Reason>): Record<Reason, number> {
  const counts: Record<Reason, number> = { coded: 0, edited: 0, starred: 0, shown: 0 };
  for (const reason of held.values()) counts[reason]++;
  return counts;
}
