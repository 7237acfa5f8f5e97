import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/engagement.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { SpikesModule } from '../spikes/spikes.module.js';
import { WatchesModule } from '../watches/watches.module.js';
import { AlertArrivals } from './alert-arrivals.js';
import { AlertBounces } from './alert-bounces.js';
import { AlertLetters } from './alert-letters.js';
import { AlertLinksController } from './alert-links.controller.js';
import { AlertLinks } from './alert-links.js';
import { AlertPreviewApi } from './alert-preview.api.js';
import { AlertPages } from './alert-pages.js';
import { AlertOutbox } from './alert-outbox.js';
import { AlertSender } from './alert-sender.js';
import { AlertsApi } from './alerts.api.js';
import { AlertsController } from './alerts.controller.js';
import { AlertsQuery } from './alerts.query.js';
import { Alerts } from './alerts.service.js';
import { Gatherer } from './gatherer.js';
import { Happenings } from './happenings.js';
import { HttpCourier } from './http-courier.js';
import { Lookout } from './lookout.js';
import { OpenQuestions } from './open-questions.js';
import { QuietFeeds } from './quiet-feeds.js';
import { QuietFeedsQuery } from './quiet-feeds.query.js';
import { Sealing } from './sealing.js';
import { Spiking } from './spiking.js';
import { Tellings } from './tellings.js';

/** Telling at once what happens. Loaded in every process, because what is to be told is noted where messages are stored. */
@Module({
  imports: [PostsModule, WatchesModule, SpikesModule, EngagementModule, MailModule],
  controllers: [AlertLinksController, AlertsController, AlertsApi, AlertPreviewApi],
  providers: [
    AlertArrivals,
    AlertBounces,
    Alerts,
    AlertsQuery,
    AlertPages,
    Happenings,
    QuietFeedsQuery,
    QuietFeeds,
    OpenQuestions,
    Spiking,
    Lookout,
    Sealing,
    Gatherer,
    AlertOutbox,
    AlertLinks,
    AlertLetters,
    Tellings,
    HttpCourier,
    AlertSender,
  ],
  exports: [Alerts, AlertsQuery, Happenings, AlertSender, Lookout, AlertOutbox],
})
export class AlertsModule {}
