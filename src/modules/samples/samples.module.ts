import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { SourcesModule } from '../sources/sources.module.js';
import { FirstRun } from './first-run.js';
import { SamplesController } from './samples.controller.js';
import { SamplesApi } from './samples.api.js';
import { WelcomeController } from './welcome.controller.js';

@Module({
  imports: [PostsModule, SourcesModule],
  controllers: [SamplesController, SamplesApi, WelcomeController],
  providers: [FirstRun, FirstRunQuery],
  exports: [FirstRun],
})
export class SamplesModule {}
