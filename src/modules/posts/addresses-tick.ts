import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AddressResolver } from './address-resolver.js';

/** Nobody waits for this. Finding nothing to do costs one read of an index. */
const TICK_MS = 60_000;

/** The heartbeat that finds the addresses which wait: those of this process, of another, and of one that died. */
@Injectable()
export class AddressesTick {
  constructor(private readonly resolver: AddressResolver) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.resolver.tick();
  }
}
