import { Module } from '@nestjs/common';
import { SourcesModule } from '../sources/sources.module.js';
import { Importer } from './importer.js';
import { ThreadsModule } from './threads.module.js';

@Module({ imports: [SourcesModule, ThreadsModule], providers: [Importer], exports: [Importer] })
export class PostsModule {}
