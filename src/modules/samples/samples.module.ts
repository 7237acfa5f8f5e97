import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { SourcesModule } from '../sources/sources.module.js';
import { FirstRun } from './first-run.js';
import { SamplesController } from './samples.controller.js';

@Module({ imports: [PostsModule, SourcesModule], controllers: [SamplesController], providers: [FirstRun], exports: [FirstRun] })
export class SamplesModule {}
