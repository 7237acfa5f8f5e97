import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/engagement.module.js';
import { SearchModule } from '../search/search.module.js';
import { Exports } from './exports.service.js';
import { ExportsController } from './exports.controller.js';

/** Posts for other programs, and all figures again from them. */
@Module({
  imports: [EngagementModule, SearchModule],
  controllers: [ExportsController],
  providers: [Exports],
  exports: [Exports],
})
export class ExportsModule {}
