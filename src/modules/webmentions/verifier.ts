import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { type EntityManager, LessThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import { Ingestion } from '../posts/ingestion.js';
import type { Lease } from '../queue/lease.js';
import { hostKey, Leases } from '../queue/leases.js';
import { Queue } from '../queue/queue.js';
import { dueHosts, nextDue } from './due.query.js';
import { type Finding, findingOf } from './finding.js';
import { USUAL_LIMITS, WEBMENTION_LIMITS, type WebmentionLimits } from './limits.js';
import { isStanding, markGone, storeMention } from './store-mention.js';
import { WebmentionEntity } from './webmention.entity.js';

const ACCEPT = 'text/html, application/xhtml+xml, application/json;q=0.8, text/plain;q=0.8, */*;q=0.1';
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Longer than any request may take. Whoever dies over a page leaves it to be found again after this. */
const CLAIM_MS = 2 * MINUTE_MS;
/** After the first failure, the second, and so on: most are a restart, the rest last for hours. */
const WAITS_MS = [10 * MINUTE_MS, 60 * MINUTE_MS, 240 * MINUTE_MS, 720 * MINUTE_MS];
const RETRY_AFTER_MAX_MS = 7 * DAY_MS;
/** What was refused is kept for its sender to look at, and no longer: strangers fill this table. */
const REFUSED_KEPT_MS = 7 * DAY_MS;

/** Reads the pages that are said to link here, one of a host at a time, and keeps what they say. All of it is found in the table. */
@Injectable()
export class Verifier implements OnModuleInit {
  private readonly limits: WebmentionLimits;

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly leases: Leases,
    private readonly fetcher: Fetcher,
    private readonly ingestion: Ingestion,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(WEBMENTION_LIMITS) limits: Partial<WebmentionLimits> = {},
  ) {
    this.limits = { ...USUAL_LIMITS, ...limits };
  }

  onModuleInit(): void {
    this.queue.handle('verify-webmention', this.limits.hostsAtOnce, async ({ host }, signal) => {
      await this.leases.hold(hostKey(host), (lease) => this.verifyHost(host, lease, signal));
    });
  }

  /** Every host with a page to be read becomes a job, unless it is one already. Resolves when they are done. */
  async tick(): Promise<void> {
    const hosts = await dueHosts(this.database, this.clock.now());
    await Promise.all(hosts.map((host) => this.queue.add('verify-webmention', host, { host })));
  }

  async forgetRefused(): Promise<void> {
    const receivedAt = LessThan(new Date(this.clock.now().getTime() - REFUSED_KEPT_MS));
    await this.database.write((manager) => manager.delete(WebmentionEntity, { state: 'refused', receivedAt }));
  }

  private async verifyHost(host: string, lease: Lease, signal: AbortSignal): Promise<void> {
    for (let freeForMs = lease.freeForMs; !signal.aborted; freeForMs = 0) {
      const mention = await nextDue(this.database, host, this.clock.now());
      if (!mention) return;
      await sleep(Math.max(0, this.config.hostSpacingMs - freeForMs));
      if (lease.isLost) return;
      if (await this.claim(mention)) await this.verify({ ...mention, attempts: mention.attempts + 1 });
    }
  }

  /** The try is counted before it is made: a page that kills the process is not tried for ever. */
  private async claim({ id, attempts }: WebmentionEntity): Promise<boolean> {
    const nextAt = new Date(this.clock.now().getTime() + CLAIM_MS);
    const change = { attempts: attempts + 1, nextAt };
    const { affected } = await this.database.write((manager) =>
      manager.update(WebmentionEntity, { id, attempts, state: 'waiting' }, change),
    );
    return affected === 1;
  }

  private async verify(mention: WebmentionEntity): Promise<void> {
    const finding = await this.look(mention);
    await this.database.write(async (manager) => {
      const now = this.clock.now();
      // Its post may have been removed meanwhile, and the mention with it.
      if (!(await manager.existsBy(WebmentionEntity, { id: mention.id }))) return;
      const settled = await this.settle(manager, mention, finding, now);
      await manager.update(WebmentionEntity, mention.id, { nextAt: null, ...settled, checkedAt: now });
    });
  }

  private async look(mention: WebmentionEntity): Promise<Finding> {
    if (mention.attempts <= this.limits.attemptsMax) return this.ask(mention);
    return { kind: 'unusable', message: 'The page could not be read to its end.' };
  }

  private async ask({ sourceUrl, targetUrl, postId }: WebmentionEntity): Promise<Finding> {
    const outcome = await this.fetcher.get(sourceUrl, { accept: ACCEPT, maxBytes: this.limits.bytesMax });
    const { baseUrl, timezone } = this.config;
    return findingOf(outcome, { messageId: postId, targetUrl, baseUrl, timezone });
  }

  private async settle(manager: EntityManager, mention: WebmentionEntity, finding: Finding, now: Date): Promise<Partial<WebmentionEntity>> {
    if (finding.kind === 'links') {
      return {
        state: 'accepted',
        message: await storeMention(manager, this.ingestion, mention, finding.reading, this.config.baseUrl, now),
      };
    }
    const { message } = finding;
    if (finding.kind === 'missing') {
      const wasThere = await markGone(manager, mention, now);
      return wasThere
        ? { state: 'gone', message: `${message} What it said is kept, and marked as removed.` }
        : { state: 'refused', message };
    }
    if (finding.kind === 'later' && mention.attempts < this.limits.attemptsMax) {
      const nextAt = nextTry(mention.attempts, finding.notBefore, now);
      return { nextAt, message: `${message} It was asked ${times(mention.attempts)}, and will be asked again.` };
    }
    const given = finding.kind === 'later' ? `${message} It was asked ${times(mention.attempts)}, which is all.` : message;
    const standing = await isStanding(manager, mention);
    return standing ? { state: 'accepted', message: `${given} What it said before stays.` } : { state: 'refused', message: given };
  }
}

function nextTry(attempts: number, notBefore: Date | null, now: Date): Date {
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? DAY_MS;
  const askedMs = Math.min((notBefore?.getTime() ?? 0) - now.getTime(), RETRY_AFTER_MAX_MS);
  return new Date(now.getTime() + Math.max(waitMs, askedMs));
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
