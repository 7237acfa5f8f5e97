import { Module } from '@nestjs/common';
import { AffiliationsModule } from '../affiliations/affiliations.module.js';
import { PollingModule } from '../polling/polling.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { BulkEdit } from './bulk.js';
import { ExportController } from './export.controller.js';
import { FeedController } from './feed.controller.js';
import { FeedQuery } from './feed.query.js';
import { FeedSettingsService } from './feed-settings.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsListQuery } from './feeds-list.query.js';
import { SourceCare } from './source-care.js';
import { SourceController } from './source.controller.js';
import { SourcesListController } from './sources-list.controller.js';
import { SourcesListQuery } from './sources-list.query.js';

/** What admins do to feeds. The pages with an address of one word come before those of one feed. */
@Module({
  imports: [SourcesModule, AffiliationsModule, PollingModule],
  controllers: [FeedsController, ExportController, FeedController, SourcesListController, SourceController],
  providers: [FeedsListQuery, FeedQuery, BulkEdit, FeedSettingsService, SourceCare, SourcesListQuery],
})
export class FeedAdminModule {}
