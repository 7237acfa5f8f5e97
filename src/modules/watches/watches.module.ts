import { Module } from '@nestjs/common';
import { ExportedPosts } from '../posts/exported-posts.js';
import { MentionsModule } from '../mentions/mentions.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { SearchModule } from '../search/search.module.js';
import { SpikesModule } from '../spikes/spikes.module.js';
import { Arrivals } from './arrivals.js';
import { WatchRematcher } from './rematcher.js';
import { SavedSearches } from './saved-searches.service.js';
import { Surroundings } from './surroundings.js';
import { WatchPages } from './watch-pages.js';
import { WatchesController } from './watches.controller.js';
import { Watches } from './watches.js';
import { WatchesQuery } from './watches.query.js';
import { WatchesApi } from './watches.api.js';

/** Searches that have a name, and what the watched ones find. Loaded in every process, because messages are matched where they are stored. */
@Module({
  imports: [EngagementModule, PostsModule, MentionsModule, SearchModule, SpikesModule],
  controllers: [WatchesController, WatchesApi],
  providers: [ExportedPosts, Watches, Arrivals, Surroundings, WatchRematcher, SavedSearches, WatchesQuery, WatchPages],
  exports: [WatchRematcher, SavedSearches, WatchesQuery],
})
export class WatchesModule {}
