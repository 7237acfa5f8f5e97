import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { USUAL_LIMITS, WEBMENTION_LIMITS, type WebmentionLimits } from './limits.js';
import { targetUrl } from './target.js';
import { WebmentionEntity } from './webmention.entity.js';
import { type Notice, readNotice } from './webmention.form.js';

/** What came of a notice: taken, with the number of its page; wrong, or too much at present, each with a sentence for its sender. */
export type Reception =
  { kind: 'received'; id: number } | { kind: 'wrong'; message: string } | { kind: 'busy'; message: string; retryAfterSeconds: number };

const HOUR_MS = 3_600_000;
/** A notice that is sent again and again costs its source no more than a visit in this time. */
const AGAIN_AFTER_MS = 10_000;
const FULL_RETRY_SECONDS = 600;
const WAITING = 'It has been received, and waits for its page to be read.';

/** Takes notices in. Nothing is fetched here: what is taken stands in the table, where the verifier finds it. */
@Injectable()
export class Receiver {
  private readonly limits: WebmentionLimits;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(WEBMENTION_LIMITS) limits: Partial<WebmentionLimits> = {},
  ) {
    this.limits = { ...USUAL_LIMITS, ...limits };
  }

  async receive(body: unknown): Promise<Reception> {
    const reading = readNotice(body, this.config.baseUrl);
    if (!reading.ok) return { kind: 'wrong', message: reading.message };
    return this.database.write((manager) => this.store(manager, reading.notice, this.clock.now()));
  }

  private async store(manager: EntityManager, { sourceUrl, host, target }: Notice, now: Date): Promise<Reception> {
    const threadId = await threadOf(manager, target.messageId);
    if (threadId === null) return { kind: 'wrong', message: 'The target is not here: no thread or message of this site has this number.' };
    if ((await threadOf(manager, target.pathId)) !== threadId)
      return { kind: 'wrong', message: 'The target is not here: this thread has no message with this number.' };
    const pair = { sourceUrl, targetUrl: targetUrl(this.config.baseUrl, { threadId, messageId: target.messageId }) };
    const known = await manager.findOneBy(WebmentionEntity, pair);
    // A second notice joins the first, which is to be read anyway.
    if (known?.state === 'waiting') return { kind: 'received', id: known.id };
    const busy = await this.tooMuch(manager, host, known, now);
    if (busy) return busy;
    const fresh = { state: 'waiting', message: WAITING, attempts: 0, receivedAt: now } as const;
    if (known) {
      const nextAt = new Date(Math.max(now.getTime(), (known.checkedAt?.getTime() ?? 0) + AGAIN_AFTER_MS));
      await manager.update(WebmentionEntity, known.id, { ...fresh, nextAt });
      return { kind: 'received', id: known.id };
    }
    const row = { ...pair, ...fresh, host, postId: target.messageId, nextAt: now, checkedAt: null };
    // Two notices of one pair may come at the same moment; on PostgreSQL both get here.
    await manager.createQueryBuilder().insert().into(WebmentionEntity).values(row).orIgnore().execute();
    return { kind: 'received', id: (await manager.findOneByOrFail(WebmentionEntity, pair)).id };
  }

  private async tooMuch(manager: EntityManager, host: string, known: WebmentionEntity | null, now: Date): Promise<Reception | null> {
    const since = now.getTime() - HOUR_MS;
    const [ofHost] = await manager.sql<{ count: number; oldest: number }[]>`
      SELECT COUNT(*) AS count, MIN(received_at) AS oldest FROM webmention
       WHERE host = ${host} AND received_at > ${since} AND id <> ${known?.id ?? 0}`;
    if (ofHost && ofHost.count >= this.limits.perHostAndHourMax) {
      return {
        kind: 'busy',
        message: `${ofHost.count} mentions of pages of ${host} came within an hour, and no more are taken: send this one again later.`,
        retryAfterSeconds: Math.max(1, Math.ceil((ofHost.oldest - since) / 1000)),
      };
    }
    if ((await manager.countBy(WebmentionEntity, { state: 'waiting' })) >= this.limits.waitingMax) {
      return {
        kind: 'busy',
        message: 'Too many mentions wait to be read, so no more are taken at present: send this one again later.',
        retryAfterSeconds: FULL_RETRY_SECONDS,
      };
    }
    return null;
  }
}

async function threadOf(manager: EntityManager, id: number): Promise<number | null> {
  const [row] = await manager.sql<{ threadId: number }[]>`SELECT COALESCE(root_id, id) AS "threadId" FROM post WHERE id = ${id}`;
  return row?.threadId ?? null;
}
