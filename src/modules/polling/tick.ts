import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Poller } from './poller.js';

/** How often we look for due feeds: who presses "poll now" waits for it, in whatever thread or machine polls. Finding none costs one read of an index. */
const TICK_MS = 3_000;

/** The heartbeat of the server. It only enqueues: what takes time runs as jobs. */
@Injectable()
export class Tick {
  constructor(private readonly poller: Poller) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.poller.tick();
  }
}
