import { Module } from '@nestjs/common';
import { SearchModule } from './search.module.js';
import { SearchTick } from './search-tick.js';

/** Only in processes that work. */
@Module({ imports: [SearchModule], providers: [SearchTick] })
export class SearchTickModule {}
