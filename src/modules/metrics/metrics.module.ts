import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Global, because whatever works may count what it does. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
