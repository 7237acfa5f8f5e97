import { Module } from '@nestjs/common';
import { PollingModule } from './polling.module.js';
import { Tick } from './tick.js';

/** Only in processes that poll by themselves. */
@Module({ imports: [PollingModule], providers: [Tick] })
export class TickModule {}
