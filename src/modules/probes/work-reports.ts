import { Injectable } from '@nestjs/common';
import type { Snapshot } from '../metrics/meter.js';

/** How often the thread that polls says that it is there. */
export const REPORT_MS = 5_000;
/** Of a thread that says nothing for this long, nobody knows whether it still polls: a single write takes seconds at most. */
const SILENT_MS = 60_000;

/** What the thread that polls says of itself, where this process has one (`src/work-thread.ts`). */
@Injectable()
export class WorkReports {
  private isAwaited = false;
  private last: { snapshot: Snapshot; atMs: number } | null = null;

  /** There should be such a thread from now on, and nothing was heard of it yet. */
  begin(): void {
    this.isAwaited = true;
    this.last = null;
  }

  hear(snapshot: Snapshot, nowMs = performance.now()): void {
    this.last = { snapshot, atMs: nowMs };
  }

  /** What it counts, as far as it said; empty where there is none. */
  get snapshot(): Snapshot {
    return this.last?.snapshot ?? [];
  }

  /** Running; late: it should be and nothing is heard of it; none: whoever polls is this thread itself, or another process. */
  state(nowMs = performance.now()): 'running' | 'late' | 'none' {
    if (!this.isAwaited) return 'none';
    return this.last !== null && nowMs - this.last.atMs < SILENT_MS ? 'running' : 'late';
  }
}
