import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { Receiver } from './receiver.js';
import { Verifier } from './verifier.js';
import { WebmentionsController } from './webmentions.controller.js';
import { WebmentionsApi } from './webmentions.api.js';

@Module({
  imports: [PostsModule],
  controllers: [WebmentionsController, WebmentionsApi],
  providers: [Receiver, Verifier],
  exports: [Verifier],
})
export class WebmentionsModule {}
