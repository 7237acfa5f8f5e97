import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import PQueue from 'p-queue';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { countDue, dueHosts } from './due.query.js';
import type { FeedReport } from './feed-poller.js';
import { HostPoller } from './host-poller.js';
import { Outage } from './outage.js';

/** The rest waits in the tables, and not in a queue that every worker fills. */
const HOSTS_A_TICK = 1_000;
/** Where all that is due is being polled by others, we look again after this. */
const TAKEN_MS = 500;

/** What one `poll` did, in the words of the command line. */
export interface PollSummary {
  feeds: number;
  fetched: number;
  notModified: number;
  failed: number;
  added: number;
  revised: number;
  gone: number;
  seconds: number;
}

/** Finds the hosts with due feeds and has them polled: by the queue at every tick of the server, or once for the command line. */
@Injectable()
export class Poller implements OnModuleInit {
  private readonly logger = new Logger(Poller.name);

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly hosts: HostPoller,
    private readonly outage: Outage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const warn = ({ result, url, message }: FeedReport) => {
      if (result === 'failed') this.logger.warn(`${url}: ${message}`);
    };
    this.queue.handle('poll-host', this.config.hostsAtOnce, async ({ host }, signal) => {
      // Where somebody else is at it, nothing is left to be done.
      await this.hosts.poll(host, warn, signal);
    });
  }

  /** One tick: the hosts that have waited longest become jobs, unless they are already; a few while no host can be reached. */
  async tick(): Promise<void> {
    const hosts = await dueHosts(this.database, this.clock.now());
    for (const host of this.outage.isOn ? hosts.slice(0, Outage.probes) : hosts.slice(0, HOSTS_A_TICK))
      void this.queue.add('poll-host', host, { host });
  }

  /** Polls what is due (with `all`, every active feed) until nothing is, and says what came of it. */
  async pollOnce(all: boolean, onFeed: (report: FeedReport, expected: number) => void): Promise<PollSummary> {
    const startedAt = this.clock.now();
    if (all) await this.database.write((manager) => manager.update(FeedEntity, { state: 'active' }, { nextPollAt: startedAt }));
    const summary: PollSummary = { feeds: 0, fetched: 0, notModified: 0, failed: 0, added: 0, revised: 0, gone: 0, seconds: 0 };
    let expected = await countDue(this.database, startedAt);
    const count = (report: FeedReport) => {
      tally(summary, report);
      if (summary.feeds > expected) expected = summary.feeds;
      onFeed(report, expected);
    };
    // A feed may bring up comment feeds on hosts that are done already: look again until nothing is due.
    for (let hosts = await dueHosts(this.database, startedAt); hosts.length > 0; hosts = await dueHosts(this.database, this.clock.now())) {
      expected = Math.max(expected, summary.feeds + (await countDue(this.database, this.clock.now())));
      // What another process is at is not due for long.
      if (!(await this.pollHosts(hosts, count))) await sleep(TAKEN_MS);
    }
    summary.seconds = Math.round(this.clock.now().getTime() - startedAt.getTime()) / 1000;
    return summary;
  }

  /** Out: whether it could be done with any of them. */
  private async pollHosts(hosts: string[], onFeed: (report: FeedReport) => void): Promise<boolean> {
    const running = new PQueue({ concurrency: this.config.hostsAtOnce });
    const results = await running.addAll(hosts.map((host) => () => this.hosts.poll(host, onFeed)));
    return results.includes('done');
  }
}

function tally(summary: PollSummary, { result, added, revised, gone }: FeedReport): void {
  summary.feeds += 1;
  summary.fetched += Number(result === 'fetched');
  summary.notModified += Number(result === 'not-modified');
  summary.failed += Number(result === 'failed');
  summary.added += added;
  summary.revised += revised;
  summary.gone += gone;
}
