import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { Reindexer } from './reindexer.js';
import { SearchIndex } from './search-index.js';

/** Finding posts. Loaded in every process, because posts are filed where they are stored. */
@Module({ imports: [PostsModule], providers: [SearchIndex, Reindexer], exports: [SearchIndex, Reindexer] })
export class SearchModule {}
