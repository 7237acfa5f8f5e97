import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { insertMany, isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { NotTaken } from '../fetch/outcome.js';
import { type Change } from '../posts/ingest.js';
import { Ingestion } from '../posts/ingestion.js';
import { Queue } from '../queue/queue.js';
import { HubNewsEntity } from './hub-news.entity.js';
import { TopicsQuery } from './topics.query.js';

/** What arrives together is told together. */
const COLLECT_MS = 5_000;
/** A hub carries news: an archive that is read for the first time is none. */
const NEWS_MS = 7 * 86_400_000;
const POSTS_AT_ONCE = 200;
const TOPICS_AT_ONCE = 100;
const RETRY_MS = 60_000;
const RETRY_MS_MAX = 6 * 3_600_000;
/** About two days. After that, subscribers have long asked by themselves. */
const ATTEMPTS_MAX = 14;

/**
 * Tells the WebSub hub which of our feeds have changed (W3C WebSub §6). What is to be told stands in a table, written together with the messages, so
 * that no poll waits for a hub and no crash loses it.
 */
@Injectable()
export class Hub implements OnApplicationBootstrap {
  private readonly logger = new Logger('WebSub');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly fetcher: Fetcher,
    private readonly ingestion: Ingestion,
    private readonly topics: TopicsQuery,
    private readonly queue: Queue,
  ) {
    this.queue.handle('ping-hub', 1, (_payload, signal) => this.ping(signal));
  }

  onApplicationBootstrap(): void {
    if (this.config.websubHub !== null) this.ingestion.follow((manager, changes, now) => note(manager, changes, now));
  }

  /** Wakes the ping where something is due. */
  async tick(): Promise<void> {
    if (this.config.websubHub !== null && (await this.due()).length > 0) await this.queue.add('ping-hub', 'all', {});
  }

  private async ping(signal: AbortSignal): Promise<void> {
    for (let due = await this.due(); due.length > 0 && !signal.aborted; due = await this.due()) {
      const failure = await this.tell(
        due.map(({ postId }) => postId),
        signal,
      );
      if (failure) return this.postpone(due, failure);
      await this.database.write((manager) =>
        // What has changed again meanwhile is told again.
        run(manager, `DELETE FROM hub_news WHERE ${isOneOf(manager, 'post_id')} AND changed_at <= ?`, [
          due.map(({ postId }) => postId),
          Math.max(...due.map(({ changedAt }) => changedAt)),
        ]),
      );
    }
  }

  /** What is to be told; nothing while the hub is given time to recover. */
  private async due(): Promise<Due[]> {
    const now = this.clock.now().getTime();
    const { manager } = this.database;
    const [waiting] = await manager.sql<object[]>`SELECT post_id FROM hub_news WHERE attempts > 0 AND next_at > ${now} LIMIT 1`;
    if (waiting) return [];
    return manager.sql<Due[]>`
      SELECT post_id AS "postId", changed_at AS "changedAt", attempts FROM hub_news
       WHERE next_at <= ${now} ORDER BY next_at, post_id LIMIT ${POSTS_AT_ONCE}`;
  }

  /** Null where all was taken. */
  private async tell(postIds: number[], signal: AbortSignal): Promise<NotTaken | null> {
    const topics = await this.topics.of(postIds);
    for (let start = 0; start < topics.length; start += TOPICS_AT_ONCE) {
      const form = new URLSearchParams({ 'hub.mode': 'publish' });
      for (const topic of topics.slice(start, start + TOPICS_AT_ONCE)) form.append('hub.url', topic);
      const contentType = 'application/x-www-form-urlencoded';
      const outcome = await this.fetcher.post(this.config.websubHub!, { body: form.toString(), contentType, signal });
      if (outcome.kind !== 'taken') return outcome;
    }
    return null;
  }

  private async postpone(due: Due[], failure: NotTaken): Promise<void> {
    const attempts = 1 + Math.max(...due.map((row) => row.attempts));
    const ids = due.map(({ postId }) => postId);
    if (attempts > ATTEMPTS_MAX) {
      this.logger.warn(`The hub is not told of ${due.length} messages, after ${ATTEMPTS_MAX} attempts: ${failure.message}`);
      await this.database.write((manager) => run(manager, `DELETE FROM hub_news WHERE ${isOneOf(manager, 'post_id')}`, [ids]));
      return;
    }
    const asked = failure.kind === 'throttled' ? failure.retryAfterAt?.getTime() : undefined;
    const nextAt = Math.max(asked ?? 0, this.clock.now().getTime() + Math.min(RETRY_MS * 2 ** (attempts - 1), RETRY_MS_MAX));
    this.logger.warn(`The hub was not told, and will be at ${new Date(nextAt).toISOString()}: ${failure.message}`);
    await this.database.write((manager) =>
      run(manager, `UPDATE hub_news SET attempts = ?, next_at = ? WHERE ${isOneOf(manager, 'post_id')}`, [attempts, nextAt, ids]),
    );
  }
}

interface Due {
  postId: number;
  changedAt: number;
  attempts: number;
}

async function note(manager: EntityManager, changes: readonly Change[], now: Date): Promise<void> {
  const news = changes.filter(({ post }) => (post.updatedAt ?? post.publishedAt ?? now).getTime() > now.getTime() - NEWS_MS);
  const nextAt = new Date(now.getTime() + COLLECT_MS);
  const rows = news.map(({ id }): HubNewsEntity => ({ postId: id, changedAt: now, attempts: 0, nextAt }));
  const ids = rows.map(({ postId }) => postId);
  await insertMany(manager, HubNewsEntity, rows, [], 'keep');
  await run(manager, `UPDATE hub_news SET changed_at = ? WHERE ${isOneOf(manager, 'post_id')}`, [now.getTime(), ids]);
}
