import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { Duplicates } from './duplicates.js';
import { DuplicatesFiler } from './duplicates-filer.js';

/** Posts that say the same. Loaded in every process, because they are grouped where they are stored. */
@Module({
  imports: [PostsModule],
  providers: [Duplicates, DuplicatesFiler],
  exports: [Duplicates, DuplicatesFiler],
})
export class DuplicatesModule {}
