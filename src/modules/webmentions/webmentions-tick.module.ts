import { Module } from '@nestjs/common';
import { WebmentionsModule } from './webmentions.module.js';
import { WebmentionsTick } from './webmentions-tick.js';

/** Only in processes that work. */
@Module({ imports: [WebmentionsModule], providers: [WebmentionsTick] })
export class WebmentionsTickModule {}
