import { Module } from '@nestjs/common';
import { Importer } from './importer.js';
import { Platforms } from './platforms.js';
import { ThreadsModule } from './threads.module.js';

@Module({ imports: [ThreadsModule], providers: [Platforms, Importer], exports: [Platforms, Importer] })
export class PostsModule {}
