import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { sizeOf } from '../database/size.js';
import { Metrics } from '../metrics/metrics.js';
import { waitingFeeds } from '../polling/due.query.js';
import { WorkReports } from './work-reports.js';

const HELP = {
  hustings_database_up: 'Whether the database answers: 1, or 0.',
  hustings_database_bytes: 'What the database takes up.',
  hustings_database_free_bytes: 'Of that, what holds nothing any more and is written to next; absent on PostgreSQL, which does not say.',
  hustings_due_feeds: 'Feeds whose time to be polled has come, over all processes.',
  hustings_feed_lag_seconds: 'For how long the feed has been due that has waited longest, over all processes.',
  hustings_work_thread_up: 'Whether the thread that polls runs: 1, or 0; absent where there is none.',
};

/** What the threads of this process count, and what the tables tell of all processes together. */
@Injectable()
export class MetricsPage {
  constructor(
    private readonly metrics: Metrics,
    private readonly work: WorkReports,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<{ contentType: string; text: string }> {
    const { AggregatorRegistry, Gauge, Registry } = await import('prom-client');
    const tables = new Registry();
    for (const [name, value] of Object.entries(await this.look()))
      new Gauge({ name, help: HELP[name as keyof typeof HELP], registers: [tables] }).set(value);
    const snapshots = [await this.metrics.snapshot(), this.work.snapshot, await tables.getMetricsAsJSON()];
    // No two of them share a series, for those of the threads carry their names: so nothing is summed or left out.
    const whole = snapshots.map((snapshot) => snapshot.map((metric) => ({ ...metric, aggregator: 'first' as const })));
    return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: await AggregatorRegistry.aggregate(whole).metrics() };
  }

  private async look(): Promise<Partial<Record<keyof typeof HELP, number>>> {
    const now = this.clock.now();
    const waiting = await waitingFeeds(this.database, now).catch(() => null);
    const size = waiting && (await sizeOf(this.database.source).catch(() => null));
    const state = this.work.state();
    return {
      hustings_database_up: Number(waiting !== null),
      ...(waiting && {
        hustings_due_feeds: waiting.count,
        hustings_feed_lag_seconds: (now.getTime() - (waiting.sinceAt ?? now).getTime()) / 1000,
      }),
      ...(size && { hustings_database_bytes: size.bytes }),
      ...(typeof size?.freeBytes === 'number' && { hustings_database_free_bytes: size.freeBytes }),
      ...(state !== 'none' && { hustings_work_thread_up: Number(state === 'running') }),
    };
  }
}
