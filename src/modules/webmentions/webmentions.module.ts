import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { Receiver } from './receiver.js';
import { Verifier } from './verifier.js';
import { WebmentionsController } from './webmentions.controller.js';

@Module({ imports: [PostsModule], controllers: [WebmentionsController], providers: [Receiver, Verifier], exports: [Verifier] })
export class WebmentionsModule {}
