import { Module } from '@nestjs/common';
import { AskedSources } from './asked-sources.js';
import { Portraits } from './portraits.js';
import { SourcesController } from './sources.controller.js';
import { SourcesQuery } from './sources.query.js';
import { TalkQuery } from './talk.query.js';
import { Verdicts } from './verdicts.js';

/** Conversing or broadcasting: the pages of sources, and how their figures are made. */
@Module({
  controllers: [SourcesController],
  providers: [AskedSources, Portraits, SourcesQuery, TalkQuery, Verdicts],
  exports: [AskedSources, Portraits, SourcesQuery],
})
export class EngagementModule {}
