import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Leases } from './leases.js';

const FORGET_MS = 3_600_000;

/** The heartbeat that clears away leases of hosts that nobody asks any more. */
@Injectable()
export class LeasesTick {
  constructor(private readonly leases: Leases) {}

  @Interval(FORGET_MS)
  async forget(): Promise<void> {
    await this.leases.forget();
  }
}
