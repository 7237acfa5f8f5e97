import { Module } from '@nestjs/common';
import { FirstRunQuery } from '../sources/first-run.query.js';
import { ThreadQuery } from './thread.query.js';
import { ThreadsController } from './threads.controller.js';

/** The pages of threads. */
@Module({ controllers: [ThreadsController], providers: [ThreadQuery, FirstRunQuery] })
export class ThreadsModule {}
