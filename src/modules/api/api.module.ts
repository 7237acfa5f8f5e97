import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { Answering } from './answering.js';
import { DocsController } from './docs.controller.js';
import { Operations } from './operations.js';
import { Rates } from './rates.js';

/** What all of `x.api.ts` share: how requests are read, how often one may ask, and the document of what there is. */
@Module({
  imports: [DiscoveryModule],
  controllers: [DocsController],
  providers: [Operations, Rates, { provide: APP_INTERCEPTOR, useClass: Answering }],
})
export class ApiModule {}
