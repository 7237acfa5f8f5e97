import { Module } from '@nestjs/common';
import { DigestsModule } from '../digests/digests.module.js';
import { AccountLetters } from './account-letters.js';
import { Bounces } from './bounces.js';
import { FollowedQuery } from './followed.query.js';
import { Letters } from './letters.js';
import { MailLinks } from './mail-links.js';
import { MailLinksController } from './mail-links.controller.js';
import { MailPreviewController } from './mail-preview.controller.js';
import { MessageIds } from './message-ids.js';
import { Outbox } from './outbox.js';
import { OutboxQuery } from './outbox.query.js';
import { Postman } from './postman.js';
import { Sender } from './sender.js';
import { SubscribeController } from './subscribe.controller.js';
import { SubscribersController } from './subscribers.controller.js';
import { Subscribers } from './subscribers.service.js';
import { Visitors } from './visitors.js';
import { SubscribersApi } from './subscribers.api.js';

/** The digest by mail: who gets it, what stands in it, and how it goes out without being lost or sent twice. */
@Module({
  imports: [DigestsModule],
  controllers: [SubscribeController, MailLinksController, MailPreviewController, SubscribersController, SubscribersApi],
  providers: [
    Subscribers,
    Visitors,
    MailLinks,
    Outbox,
    OutboxQuery,
    FollowedQuery,
    Letters,
    AccountLetters,
    MessageIds,
    Bounces,
    Postman,
    Sender,
  ],
  exports: [AccountLetters, Bounces, MessageIds, Subscribers, Outbox, OutboxQuery, Postman, Sender],
})
export class MailModule {}
