import { Module } from '@nestjs/common';
import { PollingModule } from '../polling/polling.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { BulkEdit } from './bulk.js';
import { ExportController } from './export.controller.js';
import { FeedController } from './feed.controller.js';
import { FeedQuery } from './feed.query.js';
import { FeedSettingsService } from './feed-settings.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsListQuery } from './feeds-list.query.js';

/** What admins do to feeds. The pages with an address of one word come before those of one feed. */
@Module({
  imports: [SourcesModule, PollingModule],
  controllers: [FeedsController, ExportController, FeedController],
  providers: [FeedsListQuery, FeedQuery, BulkEdit, FeedSettingsService],
})
export class FeedAdminModule {}
