import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Hub } from './hub.js';

const TICK_MS = 5_000;

/** The heartbeat that finds what the hub has not been told. */
@Injectable()
export class WebsubTick {
  constructor(private readonly hub: Hub) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.hub.tick();
  }
}
