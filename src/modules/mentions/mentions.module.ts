import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { EntitiesQuery } from './entities.query.js';
import { EntitiesService } from './entities.service.js';
import { Matchers } from './matchers.js';
import { Mentions } from './mentions.js';
import { Preview } from './preview.js';
import { Rematcher } from './rematcher.js';

@Module({
  imports: [PostsModule],
  providers: [Matchers, Mentions, Preview, Rematcher, EntitiesService, EntitiesQuery],
  exports: [Matchers, Preview, Rematcher, EntitiesService, EntitiesQuery],
})
export class MentionsModule {}
