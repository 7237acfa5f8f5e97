import { Module } from '@nestjs/common';
import { MentionsModule } from './mentions.module.js';
import { MentionsTick } from './mentions-tick.js';

/** Only in processes that work. */
@Module({ imports: [MentionsModule], providers: [MentionsTick] })
export class MentionsTickModule {}
