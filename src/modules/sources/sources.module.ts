import { Module } from '@nestjs/common';
import { Credentials } from './credentials.js';
import { FeedCare } from './feed-care.js';
import { FeedFinder } from './feed-finder.js';
import { FeedsQuery } from './feeds.query.js';
import { Platforms } from './platforms.js';
import { SourcesService } from './sources.service.js';

@Module({
  providers: [Credentials, FeedCare, FeedFinder, FeedsQuery, Platforms, SourcesService],
  exports: [Credentials, FeedCare, FeedFinder, FeedsQuery, Platforms, SourcesService],
})
export class SourcesModule {}
