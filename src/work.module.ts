import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AlertsModule } from './modules/alerts/alerts.module.js';
import { AlertsTick } from './modules/alerts/alerts-tick.js';
import { ClockJumpModule } from './modules/clock-jump/clock-jump.module.js';
import { ClockJumpTick } from './modules/clock-jump/clock-jump-tick.js';
import { DigestsModule } from './modules/digests/digests.module.js';
import { EditionsTick } from './modules/digests/editions-tick.js';
import { DuplicatesModule } from './modules/duplicates/duplicates.module.js';
import { DuplicatesTick } from './modules/duplicates/duplicates-tick.js';
import { FeedAdminModule } from './modules/feed-admin/feed-admin.module.js';
import { FeedAdminTick } from './modules/feed-admin/feed-admin-tick.js';
import { MailModule } from './modules/mail/mail.module.js';
import { MailTick } from './modules/mail/mail-tick.js';
import { MentionsModule } from './modules/mentions/mentions.module.js';
import { MentionsTick } from './modules/mentions/mentions-tick.js';
import { PollingModule } from './modules/polling/polling.module.js';
import { Tick } from './modules/polling/tick.js';
import { AddressesTick } from './modules/posts/addresses-tick.js';
import { PostsModule } from './modules/posts/posts.module.js';
import { VoicesTick } from './modules/posts/voices-tick.js';
import { LeasesTick } from './modules/queue/leases-tick.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { RetentionTick } from './modules/retention/retention-tick.js';
import { SearchModule } from './modules/search/search.module.js';
import { SearchTick } from './modules/search/search-tick.js';
import { SourcesModule } from './modules/sources/sources.module.js';
import { WatchesModule } from './modules/watches/watches.module.js';
import { WatchesTick } from './modules/watches/watches-tick.js';
import { WebmentionsModule } from './modules/webmentions/webmentions.module.js';
import { WebmentionsTick } from './modules/webmentions/webmentions-tick.js';
import { WebsubModule } from './modules/websub/websub.module.js';
import { WebsubTick } from './modules/websub/websub-tick.js';

/** What goes on by itself, in processes that work and not only answer: each heartbeat finds its work in the tables, and wakes it. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    PollingModule,
    SourcesModule,
    FeedAdminModule,
    PostsModule,
    DuplicatesModule,
    WebmentionsModule,
    MentionsModule,
    SearchModule,
    WatchesModule,
    WebsubModule,
    DigestsModule,
    MailModule,
    AlertsModule,
    RetentionModule,
    ClockJumpModule,
  ],
  providers: [
    Tick,
    LeasesTick,
    FeedAdminTick,
    AddressesTick,
    DuplicatesTick,
    VoicesTick,
    WebmentionsTick,
    MentionsTick,
    SearchTick,
    WatchesTick,
    EditionsTick,
    WebsubTick,
    MailTick,
    AlertsTick,
    RetentionTick,
    ClockJumpTick,
  ],
})
export class WorkModule {}
