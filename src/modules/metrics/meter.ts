import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a registry holds at one instant, as it can be sent from thread to thread. */
export type Snapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** `main` serves the pages; `work` polls, where that is a thread of its own. */
export type ThreadName = 'main' | 'work';

/** What is read when somebody asks. */
export interface Figure {
  name: string;
  help: string;
  labelNames: string[];
  read: () => Promise<{ labels: Record<string, string>; value: number }[]>;
}

/** The instruments of one thread. All that they tell carries its name. */
export class Meter {
  readonly registry = new Registry();

  readonly polls = new Histogram({
    name: 'hustings_poll_seconds',
    help: 'Polls of feeds, by what came of them and of what kind that was, and how long it took to ask and read.',
    labelNames: ['result', 'kind'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.registry],
  });

  readonly pushes = new Counter({
    name: 'hustings_pushes_total',
    help: 'What hubs delivered, by what became of it.',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly requests = new Histogram({
    name: 'hustings_http_request_seconds',
    help: 'Answers to requests, by the pattern of their route, and how long each took.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor(thread: ThreadName, figures: readonly Figure[]) {
    this.registry.setDefaultLabels({ thread });
    // What Node itself tells, such as the delay of the event loop.
    collectDefaultMetrics({ register: this.registry });
    // The main thread tells of the process: it would be counted twice.
    if (thread === 'work')
      for (const { name } of this.registry.getMetricsAsArray()) if (name.startsWith('process_')) this.registry.removeSingleMetric(name);
    for (const figure of figures) this.add(figure);
  }

  add({ name, help, labelNames, read }: Figure): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        const told = await read();
        this.reset();
        for (const { labels, value } of told) this.set(labels, value);
      },
    });
  }
}
