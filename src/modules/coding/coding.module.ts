import { Module } from '@nestjs/common';
import { CodebookService } from './codebook.service.js';
import { JudgementsQuery } from './judgements.query.js';
import { JudgementsService } from './judgements.service.js';

/** Analysts code posts: a codebook, what each coder found, and how far two agree. */
@Module({
  providers: [CodebookService, JudgementsService, JudgementsQuery],
})
export class CodingModule {}
