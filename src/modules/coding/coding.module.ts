import { Module } from '@nestjs/common';
import { SourcesQuery } from '../engagement/sources.query.js';
import { ExportedPosts } from '../posts/exported-posts.js';
import { ThreadQuery } from '../posts/thread.query.js';
import { SearchModule } from '../search/search.module.js';
import { BookApi } from './book.api.js';
import { BookController } from './book.controller.js';
import { CodebookController } from './codebook.controller.js';
import { CodebookLists } from './codebook-lists.js';
import { CodebookService } from './codebook.service.js';
import { DeskApi } from './desk.api.js';
import { DeskController } from './desk.controller.js';
import { Desks } from './desks.js';
import { JudgementsQuery } from './judgements.query.js';
import { JudgementsService } from './judgements.service.js';
import { PostCodesController } from './post-codes.controller.js';
import { CodebookApi } from './codebook.api.js';
import { JudgementsApi } from './judgements.api.js';

/** Analysts code posts: a codebook, what each coder found, and how far two agree. */
@Module({
  imports: [SearchModule],
  controllers: [CodebookController, BookController, DeskController, PostCodesController, CodebookApi, BookApi, JudgementsApi, DeskApi],
  providers: [CodebookService, CodebookLists, JudgementsService, JudgementsQuery, Desks, SourcesQuery, ThreadQuery, ExportedPosts],
})
export class CodingModule {}
