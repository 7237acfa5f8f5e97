import { Module } from '@nestjs/common';
import { CopiesQuery } from '../posts/copies.query.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { PostsModule } from '../posts/posts.module.js';
import { FiledLanguages } from './filed-languages.js';
import { Reindexer } from './reindexer.js';
import { ResultsQuery } from './results.query.js';
import { SearchApi } from './search.api.js';
import { SearchController } from './search.controller.js';
import { SearchIndex } from './search-index.js';
import { SearchReader } from './search-reader.js';
import { SearchService } from './search.service.js';

/** Finding posts. Loaded in every process, because posts are filed where they are stored. */
@Module({
  imports: [PostsModule],
  controllers: [SearchController, SearchApi],
  providers: [SearchIndex, Reindexer, SearchReader, FiledLanguages, CopiesQuery, ExportedPosts, SearchService, ResultsQuery],
  exports: [SearchIndex, Reindexer, SearchService, ResultsQuery],
})
export class SearchModule {}
