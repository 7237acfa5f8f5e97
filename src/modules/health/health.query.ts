import { Injectable } from '@nestjs/common';
import { isOneOf, run, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { FeedGapEntity } from '../sources/feed-gap.entity.js';
import { FeedNoteEntity } from '../sources/feed-note.entity.js';
import { FAILURES_LEAST } from '../sources/feed-standing.js';
import { FeedEntity } from '../sources/feed.entity.js';
import type { HubSubscriptionEntity } from '../sources/hub-subscription.entity.js';
import { subscriptionOf } from '../sources/hub-subscriptions.js';
import { SourceEntity } from '../sources/source.entity.js';

export const FILTERS = ['attention', 'failing', 'throttled', 'moved', 'silent', 'gaps', 'gone', 'paused', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

export const PAGE_SIZE = 50;
/** A gap is news for a week, and shown for a month. */
const NEWS_MS = 7 * 86_400_000;
const SHOWN_MS = 30 * 86_400_000;
/** What "entries a week" is taken from. */
export const PACE_WEEKS = 4;
const PACE_MS = PACE_WEEKS * 7 * 86_400_000;
const GAPS_MAX = 100;
const NOTES_MAX = 50;

/** What holds for a feed now: the same as `standingOf` says of one, for ten thousand in one statement. */
const IS = {
  failing: `f.state = 'active' AND f.failures > 0 AND COALESCE(f.outcome, '') NOT LIKE 'throttled%'`,
  throttled: `f.state = 'active' AND f.failures > 0 AND f.outcome LIKE 'throttled%'`,
  moved: `f.state = 'active' AND f.failures = 0 AND f.moved_to IS NOT NULL`,
  silent: `f.state = 'active' AND f.failures = 0 AND f.moved_to IS NULL AND f.silent_at <= clock.now AND f.polled_at >= f.silent_at`,
  gaps: `f.state <> 'removed' AND EXISTS (SELECT 1 FROM feed_gap g WHERE g.feed_id = f.id AND g.found_at > clock.now - ${SHOWN_MS})`,
  gone: `f.state = 'gone'`,
  paused: `f.state = 'paused'`,
  all: `f.state <> 'removed'`,
};
const IS_NEWS = `f.state = 'active' AND EXISTS (SELECT 1 FROM feed_gap g WHERE g.feed_id = f.id AND g.found_at > clock.now - ${NEWS_MS})`;
const IS_BROKEN = `f.state = 'active' AND f.failures >= ${FAILURES_LEAST}`;

const CONDITIONS: Record<Filter, string> = {
  ...IS,
  attention: `(${IS.gone}) OR (${IS_BROKEN}) OR (${IS.moved}) OR (${IS.silent}) OR (${IS_NEWS})`,
};

/** What needs most care stands first. */
const RANK = `CASE WHEN ${IS.gone} THEN 0 WHEN (${IS.failing}) AND f.failures >= ${FAILURES_LEAST} THEN 1 WHEN ${IS_BROKEN} THEN 2 WHEN ${IS.moved} THEN 3
  WHEN ${IS.silent} THEN 4 WHEN ${IS_NEWS} THEN 5 WHEN f.failures > 0 THEN 6 WHEN f.state = 'active' THEN 7 ELSE 8 END`;
const ORDER = `ORDER BY ${RANK}, LOWER(s.title), s.id, f.id`;

const FROM = `FROM feed f JOIN source s ON s.id = f.source_id CROSS JOIN (SELECT CAST(? AS bigint) AS now) clock WHERE f.post_id IS NULL`;

const PROPERTIES = [
  ...(['id', 'sourceId', 'url', 'host', 'title', 'siteUrl', 'role', 'reader', 'state', 'failures', 'outcome', 'outcomeMessage'] as const),
  ...([
    'outcomes',
    'polledAt',
    'changedAt',
    'nextPollAt',
    'movedTo',
    'movedPolls',
    'movedSinceAt',
    'habit',
    'silentAt',
    'createdAt',
  ] as const),
];

export interface HealthRow extends Pick<FeedEntity, (typeof PROPERTIES)[number]> {
  source: { slug: string; title: string };
  /** Published within the last four weeks. */
  recent: number;
  /** When its newest entry was published. */
  newestAt: Date | null;
  /** Found within a month. */
  gaps: number;
}

export type Counts = Record<Filter, number>;

/** Feeds of whole sites, and how they fare. */
@Injectable()
export class HealthQuery {
  constructor(private readonly database: Database) {}

  async counts(now: Date): Promise<Counts> {
    const sums = FILTERS.map((filter) => `COALESCE(SUM(CASE WHEN ${CONDITIONS[filter]} THEN 1 ELSE 0 END), 0) AS ${filter}`);
    // "all" is a word of SQL.
    const sql = `SELECT ${sums.join(', ').replace(/ AS all\b/, ' AS "all"')} ${FROM}`;
    const [row] = (await run(this.database.manager, sql, [now.getTime()])) as Record<Filter, number | string>[];
    return Object.fromEntries(FILTERS.map((filter) => [filter, Number(row?.[filter] ?? 0)])) as Counts;
  }

  /** A page of what a filter finds, what needs most care first. */
  async page(filter: Filter, page: number, now: Date): Promise<HealthRow[]> {
    return this.rows(await this.idsBy(filter, `${ORDER} LIMIT ? OFFSET ?`, [PAGE_SIZE, (page - 1) * PAGE_SIZE], now), now);
  }

  /** All that a filter finds, what needs most care first. */
  ranked(filter: Filter, now: Date): Promise<number[]> {
    return this.idsBy(filter, ORDER, [], now);
  }

  /** All that a filter finds, in portions. */
  async *all(filter: Filter, now: Date): AsyncGenerator<HealthRow[]> {
    for (let after = 0; ;) {
      const ids = await this.idsBy(filter, 'AND f.id > ? ORDER BY f.id LIMIT 500', [after], now);
      if (ids.length === 0) return;
      yield await this.rows(ids, now);
      after = ids.at(-1) ?? after;
    }
  }

  async ids(filter: Filter, now: Date): Promise<number[]> {
    return this.idsBy(filter, 'ORDER BY f.id', [], now);
  }

  async one(id: number, now: Date): Promise<HealthRow | null> {
    const there = await selectMany(this.database.manager, FeedEntity, 'id = ? AND post_id IS NULL', [id], ['id']);
    return there.length === 0 ? null : ((await this.rows([id], now))[0] ?? null);
  }

  gaps(feedId: number): Promise<Pick<FeedGapEntity, 'fromAt' | 'untilAt' | 'foundAt'>[]> {
    const condition = `feed_id = ? ORDER BY found_at DESC, id DESC LIMIT ${GAPS_MAX}`;
    return selectMany(this.database.manager, FeedGapEntity, condition, [feedId], ['fromAt', 'untilAt', 'foundAt']);
  }

  notes(feedId: number): Promise<Pick<FeedNoteEntity, 'at' | 'note'>[]> {
    return selectMany(
      this.database.manager,
      FeedNoteEntity,
      `feed_id = ? ORDER BY at DESC, id DESC LIMIT ${NOTES_MAX}`,
      [feedId],
      ['at', 'note'],
    );
  }

  hub(row: Pick<HealthRow, 'id' | 'reader'>): Promise<HubSubscriptionEntity | null> {
    return subscriptionOf(this.database.manager, { ...row, postId: null });
  }

  /** In the order of their ids, with what is counted beside them: only for those that are shown. */
  async rows(ids: readonly number[], now: Date): Promise<HealthRow[]> {
    const { manager } = this.database;
    const feeds = await selectMany(manager, FeedEntity, isOneOf(manager, 'id'), [ids], PROPERTIES);
    const sources = await selectMany(
      manager,
      SourceEntity,
      isOneOf(manager, 'id'),
      [[...new Set(feeds.map(({ sourceId }) => sourceId))]],
      ['id', 'slug', 'title'],
    );
    const counted = (await run(
      manager,
      `SELECT f.id, (SELECT COUNT(*) FROM post p WHERE p.feed_id = f.id AND p.sort_at > ? AND p.sort_at <= ?) AS recent,
              (SELECT MAX(p.sort_at) FROM post p WHERE p.feed_id = f.id AND p.sort_at <= ?) AS "newestAt",
              (SELECT COUNT(*) FROM feed_gap g WHERE g.feed_id = f.id AND g.found_at > ?) AS gaps
         FROM feed f WHERE ${isOneOf(manager, 'f.id')}`,
      [now.getTime() - PACE_MS, now.getTime(), now.getTime(), now.getTime() - SHOWN_MS, ids],
    )) as { id: number; recent: number; newestAt: number | null; gaps: number }[];
    const [feedOf, sourceOf] = [new Map(feeds.map((feed) => [feed.id, feed])), new Map(sources.map((source) => [source.id, source]))];
    const countOf = new Map(counted.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const [feed, counts] = [feedOf.get(id), countOf.get(id)];
      const source = sourceOf.get(feed?.sourceId ?? 0);
      if (!feed || !counts || !source) return [];
      const { recent, newestAt, gaps } = counts;
      return [{ ...feed, source, recent: Number(recent), newestAt: newestAt === null ? null : new Date(newestAt), gaps: Number(gaps) }];
    });
  }

  private async idsBy(filter: Filter, order: string, parameters: readonly number[], now: Date): Promise<number[]> {
    const sql = `SELECT f.id ${FROM} AND (${CONDITIONS[filter]}) ${order}`;
    return ((await run(this.database.manager, sql, [now.getTime(), ...parameters])) as { id: number }[]).map(({ id }) => id);
  }
}
