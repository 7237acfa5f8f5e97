import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Fetcher } from '../fetch/fetcher.js';
import { Robots } from '../fetch/robots.js';
import type { Lease } from '../queue/lease.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { absences, type Missing, type Presence } from './missing.js';

/** The rest is asked for at the next poll. */
const PAGES_MAX = 5;

/** Looks whether the page of a post that vanished from its feed is still there: a feed may drop what its site keeps. */
@Injectable()
export class PageWitness {
  constructor(
    private readonly database: Database,
    private readonly fetcher: Fetcher,
    private readonly robots: Robots,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What is missing from the feed, and what the pages of missing posts say. */
  async ask(feed: FeedEntity, lease: Lease): Promise<Missing> {
    const posts = feed.polledAt === null ? [] : await absences(this.database.manager, feed, this.clock.now());
    const pages = new Map<number, Presence>();
    for (const { id, url } of posts.filter(({ kind }) => kind === 'post').slice(0, PAGES_MAX)) {
      await sleep(this.config.hostSpacingMs);
      pages.set(id, url === null ? 'gone' : await this.look(url, lease));
    }
    return { posts, pages };
  }

  private async look(url: string, lease: Lease): Promise<Presence> {
    if (!(await this.robots.allows(url))) return 'unknown';
    const outcome = await this.fetcher.get(url, { accept: 'text/html, */*;q=0.5', signal: lease.signal });
    if (outcome.kind === 'modified' || outcome.kind === 'too-large') return 'there';
    return outcome.kind === 'gone' || (outcome.kind === 'refused' && outcome.reason === 'missing') ? 'gone' : 'unknown';
  }
}
