import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DuplicatesFiler } from './duplicates-filer.js';

const TICK_MS = 10_000;

/** The heartbeat that finds posts which are not grouped yet, or not any more. */
@Injectable()
export class DuplicatesTick {
  constructor(private readonly filer: DuplicatesFiler) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.filer.tick();
  }
}
