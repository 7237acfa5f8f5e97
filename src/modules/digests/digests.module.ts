import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/engagement.module.js';
import { WatchedQuery } from '../entities/watched.query.js';
import { CopiesQuery } from '../posts/copies.query.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { SpikesModule } from '../spikes/spikes.module.js';
import { AnsweringQuery } from './answering.query.js';
import { CalendarQuery } from './calendar.query.js';
import { ChangesQuery } from './changes.query.js';
import { ClosedEditions } from './closed-editions.js';
import { ConversationsQuery } from './conversations.query.js';
import { Curations } from './curations.js';
import { DigestsController } from './digests.controller.js';
import { EditionCache } from './edition-cache.js';
import { Editing } from './editing.js';
import { EditionHistoryController } from './edition-history.controller.js';
import { EditionReader } from './edition-reader.js';
import { EditionQuery } from './edition.query.js';
import { EditionsApi } from './editions.api.js';
import { EditsApi } from './edits.api.js';
import { EditionsCloser } from './editions-closer.js';
import { Editions } from './editions.js';
import { RankingController } from './ranking.controller.js';
import { ShownPosts } from './shown-posts.js';
import { SectionsQuery } from './sections.query.js';
import { TalkedAboutQuery } from './talked-about.query.js';
import { UnreadQuery } from './unread.query.js';
import { UsualQuery } from './usual.query.js';

/** The digest: its pages, its feeds, and what the command line prints. */
@Module({
  imports: [EngagementModule, SpikesModule],
  // Before the editions, whose addresses would take this one in.
  controllers: [RankingController, DigestsController, EditionHistoryController, EditionsApi, EditsApi],
  providers: [
    Editions,
    EditionCache,
    EditionReader,
    EditionQuery,
    ConversationsQuery,
    ClosedEditions,
    EditionsCloser,
    Curations,
    Editing,
    SectionsQuery,
    UsualQuery,
    TalkedAboutQuery,
    AnsweringQuery,
    ChangesQuery,
    UnreadQuery,
    WatchedQuery,
    CalendarQuery,
    CopiesQuery,
    ExportedPosts,
    FirstRunQuery,
    ShownPosts,
  ],
  exports: [Editions, EditionsCloser, Curations, CalendarQuery, ShownPosts],
})
export class DigestsModule {}
