import { Module } from '@nestjs/common';
import { ExportedPosts } from '../posts/exported-posts.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { MentionsModule } from '../mentions/mentions.module.js';
import { SpikesModule } from '../spikes/spikes.module.js';
import { CatalogueApi } from './catalogue.api.js';
import { CatalogueController } from './catalogue.controller.js';
import { EntitiesController } from './entities.controller.js';
import { EntityFormController } from './entity-form.controller.js';
import { EntityPortraits } from './entity-portraits.js';
import { MentioningQuery } from './mentioning.query.js';
import { Tallies } from './tallies.js';
import { TallyQuery } from './tally.query.js';
import { WatchedQuery } from './watched.query.js';
import { EntitiesApi } from './entities.api.js';

/** Who is talked about: the pages of entities. */
@Module({
  imports: [EngagementModule, MentionsModule, SpikesModule],
  controllers: [EntitiesController, EntitiesApi, CatalogueApi, CatalogueController, EntityFormController],
  providers: [ExportedPosts, EntityPortraits, MentioningQuery, Tallies, TallyQuery, WatchedQuery],
  exports: [EntityPortraits, MentioningQuery, WatchedQuery],
})
export class EntitiesModule {}
