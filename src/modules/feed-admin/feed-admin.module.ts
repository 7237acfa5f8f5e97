import { Module } from '@nestjs/common';
import { AffiliationsModule } from '../affiliations/affiliations.module.js';
import { PollingModule } from '../polling/polling.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { AddController } from './add.controller.js';
import { AddingApi } from './adding.api.js';
import { Adding } from './adding.js';
import { BulkApi } from './bulk.api.js';
import { BulkEdit } from './bulk.js';
import { ExportApi } from './export.api.js';
import { ExportController } from './export.controller.js';
import { FeedExport } from './feed-export.js';
import { FeedLists } from './feed-lists.js';
import { FeedController } from './feed.controller.js';
import { FeedQuery } from './feed.query.js';
import { FeedSettingsService } from './feed-settings.js';
import { FeedsApi } from './feeds.api.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsListQuery } from './feeds-list.query.js';
import { ImportApi } from './import.api.js';
import { ImportController } from './import.controller.js';
import { Offers } from './offer.js';
import { Preview } from './preview.js';
import { SeenDocuments } from './seen-documents.js';
import { SourceCare } from './source-care.js';
import { SourceApi } from './source.api.js';
import { SourceController } from './source.controller.js';
import { SourcesListController } from './sources-list.controller.js';
import { SourcesListQuery } from './sources-list.query.js';

/** What admins do to feeds. The pages with an address of one word come before those of one feed. */
@Module({
  imports: [SourcesModule, AffiliationsModule, PollingModule],
  controllers: [
    FeedsController,
    ExportController,
    AddController,
    ImportController,
    FeedController,
    SourcesListController,
    SourceController,
    AddingApi,
    BulkApi,
    ImportApi,
    ExportApi,
    FeedsApi,
    SourceApi,
  ],
  providers: [
    FeedsListQuery,
    FeedQuery,
    FeedExport,
    BulkEdit,
    FeedSettingsService,
    SeenDocuments,
    Offers,
    Preview,
    Adding,
    FeedLists,
    SourceCare,
    SourcesListQuery,
  ],
  exports: [FeedLists],
})
export class FeedAdminModule {}
