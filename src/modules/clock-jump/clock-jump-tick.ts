import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ClockJump } from './clock-jump.js';

const TICK_MS = 3_000;

/** The heartbeat that looks at the clock. */
@Injectable()
export class ClockJumpTick {
  constructor(private readonly jump: ClockJump) {}

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    await this.jump.tick();
  }
}
