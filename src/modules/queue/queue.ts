import type { Handler, JobName, Payload } from './jobs.js';

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
}
