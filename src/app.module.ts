import { type DynamicModule, Module } from '@nestjs/common';
import { entities } from './entities.js';
import { AccountsModule } from './modules/accounts/accounts.module.js';
import { AffiliationsModule } from './modules/affiliations/affiliations.module.js';
import { AlertsModule } from './modules/alerts/alerts.module.js';
import { ApiModule } from './modules/api/api.module.js';
import { ClockModule } from './modules/clock/clock.module.js';
import { ClockJumpModule } from './modules/clock-jump/clock-jump.module.js';
import { CodingModule } from './modules/coding/coding.module.js';
import type { Config } from './modules/config/config.js';
import { ConfigModule } from './modules/config/config.module.js';
import { DatabaseModule } from './modules/database/database.module.js';
import { DigestsModule } from './modules/digests/digests.module.js';
import { DuplicatesModule } from './modules/duplicates/duplicates.module.js';
import { EngagementModule } from './modules/engagement/engagement.module.js';
import { EntitiesModule } from './modules/entities/entities.module.js';
import { ExportsModule } from './modules/exports/exports.module.js';
import { FeedAdminModule } from './modules/feed-admin/feed-admin.module.js';
import { FetchModule } from './modules/fetch/fetch.module.js';
import { ImagesModule } from './modules/images/images.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { MailModule } from './modules/mail/mail.module.js';
import { McpModule } from './modules/mcp/mcp.module.js';
import { MetricsModule } from './modules/metrics/metrics.module.js';
import { MentionsModule } from './modules/mentions/mentions.module.js';
import { PagesModule } from './modules/pages/pages.module.js';
import { ProbesModule } from './modules/probes/probes.module.js';
import { PollingModule } from './modules/polling/polling.module.js';
import { PostsModule } from './modules/posts/posts.module.js';
import { QueueModule } from './modules/queue/queue.module.js';
import { ReadersModule } from './modules/readers/readers.module.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { SamplesModule } from './modules/samples/samples.module.js';
import { SearchModule } from './modules/search/search.module.js';
import { SourcesModule } from './modules/sources/sources.module.js';
import { WatchesModule } from './modules/watches/watches.module.js';
import { WebmentionsModule } from './modules/webmentions/webmentions.module.js';
import { WebsubModule } from './modules/websub/websub.module.js';
import { WorkModule } from './work.module.js';
import { WorkThread } from './work-thread.js';

/** web: pages. worker: the poller. all: both. none: a command, which does its one thing and ends. */
export type Role = 'all' | 'web' | 'worker' | 'none';

@Module({})
export class AppModule {
  static of(config: Config, role: Role): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        ClockModule,
        MetricsModule,
        DatabaseModule.with(entities),
        QueueModule.of(config, role),
        FetchModule,
        PagesModule,
        AccountsModule,
        ImagesModule,
        ApiModule,
        SourcesModule,
        AffiliationsModule,
        PostsModule,
        DuplicatesModule,
        WebmentionsModule,
        MentionsModule,
        PollingModule,
        FeedAdminModule,
        HealthModule,
        SamplesModule,
        SearchModule,
        WatchesModule,
        EngagementModule,
        ExportsModule,
        EntitiesModule,
        CodingModule,
        DigestsModule,
        MailModule,
        WebsubModule,
        ReadersModule,
        McpModule,
        AlertsModule,
        RetentionModule,
        ClockJumpModule,
        ProbesModule,
        ...(role === 'all' || role === 'worker' ? [WorkModule] : []),
      ],
      providers: [WorkThread],
    };
  }
}
