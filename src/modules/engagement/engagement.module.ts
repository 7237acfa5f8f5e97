import { Module } from '@nestjs/common';
import { ExportedPosts } from '../posts/exported-posts.js';
import { AskedSources } from './asked-sources.js';
import { GapsQuery } from './gaps.query.js';
import { Portraits } from './portraits.js';
import { SourcesApi } from './sources.api.js';
import { SourcesController } from './sources.controller.js';
import { SourcesQuery } from './sources.query.js';
import { TalkQuery } from './talk.query.js';
import { Verdicts } from './verdicts.js';

/** Conversing or broadcasting: the pages of sources, and how their figures are made. */
@Module({
  controllers: [SourcesController, SourcesApi],
  providers: [AskedSources, GapsQuery, Portraits, SourcesQuery, TalkQuery, Verdicts, ExportedPosts],
  exports: [AskedSources, GapsQuery, Portraits, SourcesQuery],
})
export class EngagementModule {}
