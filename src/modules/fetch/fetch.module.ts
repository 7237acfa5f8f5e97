import { Global, Module } from '@nestjs/common';
import { Fetcher } from './fetcher.js';
import { KeptDocuments } from './kept-documents.js';

@Global()
@Module({ providers: [Fetcher, KeptDocuments], exports: [Fetcher, KeptDocuments] })
export class FetchModule {}
