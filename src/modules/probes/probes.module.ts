import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { MetricsPage } from './metrics.page.js';
import { ProbesController } from './probes.controller.js';
import { QueueFigure } from './queue-figure.js';
import { Readiness } from './readiness.js';
import { WorkReports } from './work-reports.js';

/** What whoever watches over this program asks it. */
@Module({
  controllers: [ProbesController, MetricsController],
  providers: [Readiness, MetricsPage, QueueFigure, WorkReports],
  exports: [WorkReports],
})
export class ProbesModule {}
