import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { nextDueFeed } from './due.query.js';
import { FeedPoller, type FeedReport } from './feed-poller.js';

/** The unit of polling: a host, whose due feeds are asked one after another, with a pause between. Politeness then holds by construction. */
@Injectable()
export class HostPoller {
  /** When each host was asked last, by `performance.now`: the pause holds between two jobs, too, as when somebody presses "poll now". */
  private readonly askedMs = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly feeds: FeedPoller,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Polls what is due on the host, the comment feeds that come up on the way included, until nothing is. */
  async poll(host: string, onFeed: (report: FeedReport) => void = () => undefined, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const feed = await nextDueFeed(this.database, host, this.clock.now());
      if (!feed) return;
      const spacingMs = Math.max(this.config.hostSpacingMs, (feed.settings.spacingSeconds ?? 0) * 1000);
      const restMs = (this.askedMs.get(host) ?? -Infinity) + spacingMs - performance.now();
      if (restMs > 0) await sleep(restMs);
      onFeed(await this.feeds.poll(feed));
      this.askedMs.set(host, performance.now());
    }
  }
}
