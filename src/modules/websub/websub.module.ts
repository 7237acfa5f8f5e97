import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { Hub } from './hub.js';
import { TopicsQuery } from './topics.query.js';

/** Loaded in every process, because what the hub is to be told is noted where messages are stored. */
@Module({ imports: [PostsModule], providers: [Hub, TopicsQuery], exports: [Hub] })
export class WebsubModule {}
