import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Queue } from '../queue/queue.js';

/** How much each kind of job has to do: in this thread, or where several processes share a queue, in all of them together. */
@Injectable()
export class QueueFigure implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.tell({
      name: 'hustings_queue_jobs',
      help: 'Jobs that wait or run, by their name: those of this thread, or of all processes where they share a queue.',
      labelNames: ['job', 'state'],
      read: async () =>
        (await this.queue.depths().catch(() => [])).flatMap(({ name: job, waiting, running }) => [
          { labels: { job, state: 'waiting' }, value: waiting },
          { labels: { job, state: 'running' }, value: running },
        ]),
    });
    this.metrics.tell({
      name: 'hustings_queue_up',
      help: 'Whether the queue answers this thread: 1 or 0.',
      labelNames: [],
      read: async () => [{ labels: {}, value: Number(await this.queue.isReachable()) }],
    });
  }
}
