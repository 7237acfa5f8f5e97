import { Global, Module } from '@nestjs/common';
import { Fetcher } from './fetcher.js';

@Global()
@Module({ providers: [Fetcher], exports: [Fetcher] })
export class FetchModule {}
