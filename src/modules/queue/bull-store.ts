import type { JobsOptions, JobType } from 'bullmq';

/** What one job of ours is to BullMQ. */
export interface Carried {
  key: string;
  payload: object;
}

/** Of BullMQ's `Queue`, what is used here. */
export interface Adder {
  addBulk: (jobs: { name: string; data: Carried; opts: JobsOptions }[]) => Promise<unknown>;
  getJobCounts: (...types: JobType[]) => Promise<Record<string, number>>;
  on: (event: 'error', hear: (error: Error) => void) => unknown;
}

/** Of BullMQ's `Worker`, what is used here. */
export interface Doer {
  run: () => Promise<unknown>;
  close: () => Promise<void>;
  on: (event: 'error', hear: (error: Error) => void) => unknown;
}

export type Work = (job: { data: Carried }) => Promise<void>;

/** Where BullMQ keeps its jobs. */
export interface BullStore {
  kind: 'postgres' | 'redis';
  adder: (name: string) => Adder;
  doer: (name: string, work: Work, concurrency: number) => Doer;
  /** Rejects where the server does not answer. */
  ping: () => Promise<unknown>;
  close: () => Promise<void>;
}

/** A worker that says nothing for so long has died, for all that BullMQ knows; its jobs go to others. That it is true is seen to by `Leases`. */
const LOCK_MS = 20_000;
const STALLED_MS = 10_000;

/** Nothing is kept of a job that is done. One whose workers die is never given up: its key could not be added again. */
export const OF_WORKERS = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_MS,
  maxStalledCount: 1_000_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
};

/** BullMQ tells others of what it does; nobody here listens. */
export const OF_ADDERS = { streams: { events: { maxLen: 100 } } };
