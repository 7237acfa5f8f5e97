import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Queue } from '../queue/queue.js';

/** How much each kind of job has to do in this thread. */
@Injectable()
export class QueueFigure implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.tell({
      name: 'hustings_queue_jobs',
      help: 'Jobs that wait or run, by their name.',
      labelNames: ['job', 'state'],
      read: () =>
        this.queue.depths().flatMap(({ name: job, waiting, running }) => [
          { labels: { job, state: 'waiting' }, value: waiting },
          { labels: { job, state: 'running' }, value: running },
        ]),
    });
  }
}
