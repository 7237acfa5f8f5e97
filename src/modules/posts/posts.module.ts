import { Module } from '@nestjs/common';
import { Importer } from './importer.js';
import { ThreadsModule } from './threads.module.js';

@Module({ imports: [ThreadsModule], providers: [Importer], exports: [Importer] })
export class PostsModule {}
