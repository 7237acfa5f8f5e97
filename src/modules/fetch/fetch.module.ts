import { Global, Module } from '@nestjs/common';
import { Fetcher } from './fetcher.js';
import { KeptDocuments } from './kept-documents.js';
import { Robots } from './robots.js';

@Global()
@Module({ providers: [Fetcher, KeptDocuments, Robots], exports: [Fetcher, KeptDocuments, Robots] })
export class FetchModule {}
