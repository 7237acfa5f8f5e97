import { Logger } from '@nestjs/common';
import { awaySentence, isDatabaseAway } from '../database/away.js';
import type { Handler, JobName, Payload } from './jobs.js';
import { Stopping } from './stopping.js';

export interface Depth {
  name: JobName;
  waiting: number;
  running: number;
}

/**
 * Carries jobs to whoever does them: inside this process (`InProcessQueue`), or to any of several (`BullQueue`). All work can be found again from the tables, so
 * nothing is lost with a queue: a job is only a wake-up. Two jobs of one name and key never run at once.
 */
export abstract class Queue {
  protected readonly logger = new Logger(Queue.name);
  /** Whether this process does jobs, and not only adds them. */
  abstract readonly works: boolean;

  /** To be called before the program is up. `atOnce`: so many of them in one process. */
  abstract handle<Name extends JobName>(name: Name, atOnce: number, handler: Handler<Name>): void;

  /**
   * Resolves when the queue has it; inside one process, when it is done: what came of it is in the tables. It never rejects: a failure is logged where it
   * happens, for the tables still hold the work.
   */
  abstract add<Name extends JobName>(name: Name, key: string, payload: Payload<Name>): Promise<void>;

  /** How much there is to do, job by job. Rejects where the queue does not answer. */
  abstract depths(): Promise<Depth[]>;

  /** Whether jobs can be carried now. */
  abstract isReachable(): Promise<boolean>;

  /** Says of a job what ended it before it was done; of one that stops with the program there is nothing to say. */
  protected complain(job: string, error: unknown): void {
    if (error instanceof Stopping) return;
    // Whoever asks the database for work says that it is away.
    if (isDatabaseAway(error)) this.logger.warn(`Job broken off: ${job}: ${awaySentence(error)}`);
    else this.logger.error(`Job failed: ${job}`, error instanceof Error ? error.stack : String(error));
  }
}
