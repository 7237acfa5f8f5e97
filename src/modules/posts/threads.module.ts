import { Module } from '@nestjs/common';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { ConversationQuery } from './conversation.query.js';
import { Conversations } from './conversations.js';
import { ConversationsApi } from './conversations.api.js';
import { ConversationsController } from './conversations.controller.js';
import { CopiesQuery } from './copies.query.js';
import { ExportedPosts } from './exported-posts.js';
import { LinkbacksQuery } from './linkbacks.query.js';
import { LinksQuery } from './links.query.js';
import { PostsApi } from './posts.api.js';
import { RevisionsController } from './revisions.controller.js';
import { RevisionsQuery } from './revisions.query.js';
import { ThreadOrders } from './thread-orders.js';
import { ThreadQuery } from './thread.query.js';
import { ThreadsApi } from './threads.api.js';
import { ThreadsController } from './threads.controller.js';

/** The pages of threads, of the conversations that they make, and of what their messages said before. */
@Module({
  controllers: [ThreadsController, ConversationsController, RevisionsController, ThreadsApi, ConversationsApi, PostsApi],
  providers: [
    ThreadQuery,
    ExportedPosts,
    ThreadOrders,
    ConversationQuery,
    Conversations,
    CopiesQuery,
    LinksQuery,
    LinkbacksQuery,
    RevisionsQuery,
    FirstRunQuery,
  ],
  exports: [ThreadQuery, ThreadOrders],
})
export class ThreadsModule {}
