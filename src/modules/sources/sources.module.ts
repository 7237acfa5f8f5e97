import { Module } from '@nestjs/common';
import { Credentials } from './credentials.js';
import { FeedFinder } from './feed-finder.js';
import { FeedsQuery } from './feeds.query.js';
import { SourcesService } from './sources.service.js';

@Module({ providers: [Credentials, FeedFinder, FeedsQuery, SourcesService], exports: [Credentials, FeedsQuery, SourcesService] })
export class SourcesModule {}
