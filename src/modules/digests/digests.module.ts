import { Module } from '@nestjs/common';
import { CopiesQuery } from '../posts/copies.query.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { CalendarQuery } from './calendar.query.js';
import { ClosedEditions } from './closed-editions.js';
import { ConversationsQuery } from './conversations.query.js';
import { Curations } from './curations.js';
import { DigestsController } from './digests.controller.js';
import { EditionCache } from './edition-cache.js';
import { Editing } from './editing.js';
import { EditionHistoryController } from './edition-history.controller.js';
import { EditionReader } from './edition-reader.js';
import { EditionQuery } from './edition.query.js';
import { EditionsCloser } from './editions-closer.js';
import { Editions } from './editions.js';
import { RankingController } from './ranking.controller.js';

/** The digest: its pages, its feeds, and what the command line prints. */
@Module({
  // Before the editions, whose addresses would take this one in.
  controllers: [RankingController, DigestsController, EditionHistoryController],
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
    CalendarQuery,
    CopiesQuery,
    FirstRunQuery,
  ],
  exports: [Editions, EditionsCloser, Curations],
})
export class DigestsModule {}
