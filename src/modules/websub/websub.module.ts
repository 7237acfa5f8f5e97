import { Module } from '@nestjs/common';
import { PollingModule } from '../polling/polling.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { CallbackController } from './callback.controller.js';
import { Deliveries } from './deliveries.js';
import { Hub } from './hub.js';
import { Subscriptions } from './subscriptions.js';
import { TopicsQuery } from './topics.query.js';

/** Loaded in every process, because what the hub is to be told is noted where messages are stored, and what hubs tell us comes in where pages are served. */
@Module({
  imports: [PostsModule, PollingModule],
  controllers: [CallbackController],
  providers: [Hub, TopicsQuery, Subscriptions, Deliveries],
  exports: [Hub, Subscriptions],
})
export class WebsubModule {}
