import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { absences, type Presence } from './missing.js';

/** The rest is asked for at the next poll. */
const PAGES_MAX = 5;

/** Looks whether the page of a post that vanished from its feed is still there: a feed may drop what its site keeps. */
@Injectable()
export class PageWitness {
  constructor(
    private readonly database: Database,
    private readonly fetcher: Fetcher,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What the pages of the feed's missing posts say, by the posts' ids. */
  async ask(feed: FeedEntity): Promise<Map<number, Presence>> {
    const missing = (await absences(this.database.manager, feed, this.clock.now())).filter(({ kind }) => kind === 'post');
    const found = new Map<number, Presence>();
    for (const { id, url } of missing.slice(0, PAGES_MAX)) {
      await sleep(this.config.hostSpacingMs);
      found.set(id, url === null ? 'gone' : await this.look(url));
    }
    return found;
  }

  private async look(url: string): Promise<Presence> {
    const outcome = await this.fetcher.get(url, { accept: 'text/html, */*;q=0.5' });
    if (outcome.kind === 'modified' || outcome.kind === 'too-large') return 'there';
    return outcome.kind === 'gone' || (outcome.kind === 'refused' && outcome.reason === 'missing') ? 'gone' : 'unknown';
  }
}
