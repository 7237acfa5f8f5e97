import { Module } from '@nestjs/common';
import { FeedFinder } from './feed-finder.js';
import { FeedsQuery } from './feeds.query.js';
import { SourcesService } from './sources.service.js';

@Module({ providers: [FeedFinder, FeedsQuery, SourcesService], exports: [FeedsQuery, SourcesService] })
export class SourcesModule {}
