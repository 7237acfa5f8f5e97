import { Module } from '@nestjs/common';
import { ClockJump } from './clock-jump.js';

/** What follows when the clock is set back. It knows the tables of others, and comes after them. */
@Module({ providers: [ClockJump], exports: [ClockJump] })
export class ClockJumpModule {}
