import { Module } from '@nestjs/common';
import { Receiver } from './receiver.js';
import { Verifier } from './verifier.js';
import { WebmentionsController } from './webmentions.controller.js';

@Module({ controllers: [WebmentionsController], providers: [Receiver, Verifier], exports: [Verifier] })
export class WebmentionsModule {}
