import { Module } from '@nestjs/common';
import { DigestsModule } from '../digests/digests.module.js';
import { Purge } from './purge.js';
import { Retention } from './retention.js';

/** How long what was said is kept. */
@Module({ imports: [DigestsModule], providers: [Purge, Retention], exports: [Purge, Retention] })
export class RetentionModule {}
