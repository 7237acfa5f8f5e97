import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import PQueue from 'p-queue';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { Queue } from '../queue/queue.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { bringBack, ClockWatch } from './clock-jump.js';
import { countDue, dueHosts } from './due.query.js';
import type { FeedReport } from './feed-poller.js';
import { HostPoller } from './host-poller.js';
import { Outage } from './outage.js';

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
  private readonly watch = new ClockWatch();

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly hosts: HostPoller,
    private readonly outage: Outage,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.queue.handle('poll-host', this.config.hostsAtOnce, ({ host }, signal) =>
      this.hosts.poll(
        host,
        (report) => {
          if (report.result === 'failed') this.logger.warn(`${report.url}: ${report.message}`);
        },
        signal,
      ),
    );
  }

  /** One tick: every host with a due feed becomes a job, unless it is one already; a few while no host can be reached. */
  async tick(): Promise<void> {
    const now = this.clock.now();
    if (this.watch.wentBack(now)) await bringBack(this.database, now);
    const hosts = await dueHosts(this.database, now);
    for (const host of this.outage.isOn ? hosts.slice(0, Outage.probes) : hosts) void this.queue.add('poll-host', host, { host });
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
      await this.pollHosts(hosts, count);
    }
    summary.seconds = Math.round(this.clock.now().getTime() - startedAt.getTime()) / 1000;
    return summary;
  }

  private async pollHosts(hosts: string[], onFeed: (report: FeedReport) => void): Promise<void> {
    const running = new PQueue({ concurrency: this.config.hostsAtOnce });
    await running.addAll(hosts.map((host) => () => this.hosts.poll(host, onFeed)));
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
