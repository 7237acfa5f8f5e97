import { Module } from '@nestjs/common';
import { SourcesModule } from '../sources/sources.module.js';
import { HealthApi } from './health.api.js';
import { HealthController } from './health.controller.js';
import { HealthQuery } from './health.query.js';
import { HealthService } from './health.service.js';
import { ProgressTeller } from './progress.js';

/** How feeds fare, for those who look after them. */
@Module({ imports: [SourcesModule], controllers: [HealthController, HealthApi], providers: [HealthQuery, HealthService, ProgressTeller] })
export class HealthModule {}
