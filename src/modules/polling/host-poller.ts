import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { Lease } from '../queue/lease.js';
import { hostKey, Leases } from '../queue/leases.js';
import { nextDueFeed, spacingOf } from './due.query.js';
import { FeedPoller, type FeedReport } from './feed-poller.js';

/** The unit of polling: a host, whose due feeds are asked one after another, with a pause between, by one process at a time. Politeness then holds by construction. */
@Injectable()
export class HostPoller {
  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly feeds: FeedPoller,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Polls what is due on the host, the comment feeds that come up on the way included, until nothing is. `taken`: somebody else is at it. */
  poll(
    host: string,
    onFeed: (report: FeedReport) => void = () => undefined,
    signal = new AbortController().signal,
  ): Promise<'done' | 'taken' | 'lost'> {
    return this.leases.hold(hostKey(host), (lease) => this.pollDue(host, lease, onFeed, signal));
  }

  private async pollDue(host: string, lease: Lease, onFeed: (report: FeedReport) => void, signal: AbortSignal): Promise<void> {
    // The pause holds between two jobs, too, as when somebody presses "poll now", whichever process had the one before.
    let askedMs = performance.now() - lease.freeForMs;
    const spacingMs = Math.max(this.config.hostSpacingMs, 1000 * (await spacingOf(this.database, host)));
    while (!signal.aborted && !lease.isLost) {
      const feed = await nextDueFeed(this.database, host, this.clock.now());
      if (!feed) return;
      const restMs = askedMs + spacingMs - performance.now();
      if (restMs > 0) {
        await sleep(restMs, undefined, { signal }).catch(() => undefined);
        // It may have been paused or polled meanwhile.
        continue;
      }
      onFeed(await this.feeds.poll(feed, lease));
      askedMs = performance.now();
    }
  }
}
