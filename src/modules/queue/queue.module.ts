import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { InProcessQueue } from './in-process-queue.js';
import { Leases } from './leases.js';
import { Queue } from './queue.js';

@Global()
@Module({})
export class QueueModule {
  /** @param role `web` hands jobs to others; `none` is a command, which does its one thing by itself */
  static of({ queue }: Config, role: 'all' | 'web' | 'worker' | 'none'): DynamicModule {
    const open = async (leases: Leases): Promise<Queue> => {
      if (role === 'none' || queue.type === 'in-process') return new InProcessQueue();
      // What carries jobs between processes is loaded where there are several.
      const { BullQueue } = await import('./bull-queue.js');
      return BullQueue.open(queue, leases, role !== 'web');
    };
    return { module: QueueModule, providers: [Leases, { provide: Queue, inject: [Leases], useFactory: open }], exports: [Queue, Leases] };
  }
}
