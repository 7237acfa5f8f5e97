import { Module } from '@nestjs/common';
import { DigestsModule } from '../digests/digests.module.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { EntitiesModule } from '../entities/entities.module.js';
import { ThreadsModule } from '../posts/threads.module.js';
import { SearchModule } from '../search/search.module.js';
import { DigestTool } from './digest.tool.js';
import { EngagementTool } from './engagement.tool.js';
import { EntityFinder } from './entity-finder.js';
import { EntityTool } from './entity.tool.js';
import { SearchTool } from './search.tool.js';
import { SlugsQuery } from './slugs.query.js';
import { ThreadTool } from './thread.tool.js';
import { Tools } from './tools.js';

/** What assistants may ask, over the Model Context Protocol: tools that read, and nothing else. */
@Module({
  imports: [ThreadsModule, SearchModule, EngagementModule, EntitiesModule, DigestsModule],
  providers: [SlugsQuery, EntityFinder, SearchTool, ThreadTool, EntityTool, EngagementTool, DigestTool, Tools],
  exports: [Tools],
})
export class McpModule {}
