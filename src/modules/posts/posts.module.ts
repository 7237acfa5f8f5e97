import { Module } from '@nestjs/common';
import { SourcesModule } from '../sources/sources.module.js';
import { Importer } from './importer.js';
import { Ingestion } from './ingestion.js';
import { ThreadsModule } from './threads.module.js';

@Module({ imports: [SourcesModule, ThreadsModule], providers: [Importer, Ingestion], exports: [Importer, Ingestion] })
export class PostsModule {}
