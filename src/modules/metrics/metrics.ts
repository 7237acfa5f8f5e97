import { Injectable } from '@nestjs/common';
import type { Figure, Meter, Snapshot, ThreadName } from './meter.js';

/** What this thread counts, from `begin` on; a page tells of it (`probes/`). Commands, at which nobody looks, count nothing, and load no library for it. */
@Injectable()
export class Metrics {
  private meter: Meter | null = null;
  private readonly figures: Figure[] = [];

  async begin(thread: ThreadName): Promise<void> {
    const { Meter } = await import('./meter.js');
    this.meter = new Meter(thread, this.figures);
  }

  /** For what is not counted but there to be read. */
  tell(figure: Figure): void {
    this.figures.push(figure);
    this.meter?.add(figure);
  }

  /** @param outcome such as `refused:missing`, of which the kind is what stands before the colon */
  countPoll(result: string, outcome: string, durationMs: number): void {
    this.meter?.polls.observe({ result, kind: outcome.split(':')[0] ?? outcome }, durationMs / 1000);
  }

  countPush(result: string): void {
    this.meter?.pushes.inc({ result });
  }

  /** @param route its pattern, such as `/threads/:id`: an address of each thread would be a series of each */
  countRequest(method: string, route: string, status: number, durationMs: number): void {
    this.meter?.requests.observe({ method, route, status }, durationMs / 1000);
  }

  async snapshot(): Promise<Snapshot> {
    return this.meter ? this.meter.registry.getMetricsAsJSON() : [];
  }
}
