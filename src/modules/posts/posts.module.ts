import { Module } from '@nestjs/common';
import { SourcesModule } from '../sources/sources.module.js';
import { AddressResolver } from './address-resolver.js';
import { Importer } from './importer.js';
import { Ingestion } from './ingestion.js';
import { Revoicer } from './revoicer.js';
import { ThreadsModule } from './threads.module.js';

@Module({
  imports: [SourcesModule, ThreadsModule],
  providers: [AddressResolver, Importer, Ingestion, Revoicer],
  exports: [AddressResolver, Importer, Ingestion, Revoicer],
})
export class PostsModule {}
