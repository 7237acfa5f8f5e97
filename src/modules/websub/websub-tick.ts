import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Hub } from './hub.js';
import { Subscriptions } from './subscriptions.js';

const TICK_MS = 5_000;
/** A feed that was paused is no hurry: what is told of it meanwhile is refused. */
const SETTLE_MS = 60_000;

/** The heartbeat that finds what our hub has not been told, and what other hubs are to be asked. */
@Injectable()
export class WebsubTick {
  constructor(
    private readonly hub: Hub,
    private readonly subscriptions: Subscriptions,
  ) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.hub.tick();
    await this.subscriptions.tick();
  }

  @Interval(SETTLE_MS)
  async settle(): Promise<void> {
    await this.subscriptions.settle();
  }
}
