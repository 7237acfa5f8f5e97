import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import PQueue from 'p-queue';
import { Piscina } from 'piscina';
import { THREAD_LIMITS } from '../config/thread-memory.js';
import { Stopping } from '../queue/stopping.js';
import type { Discussed, DiscussTask, Listed, ListTask, Parsed, ParseTask, Unreadable } from './parse-task.js';

/** The largest honest feeds parse in about a second; what takes this long is an attack or an accident. */
const PARSE_TIMEOUT_MS = 20_000;
/** One reads about as fast as another thread stores: a second made no poll shorter, and cost 80 MB and its own compiling. */
const THREADS = 1;
/** Bounds a document that blows up in memory: the thread dies, and the process lives. */
const HEAP_MAX_MB = 512;

type Work = 'parse' | 'discuss' | 'list';
type Task = ParseTask | DiscussTask | ListTask;

/** Reads documents in a worker thread, with a limit on its memory and on the time for a document. */
@Injectable()
export class Parser implements OnApplicationShutdown {
  private pool: Piscina | null = null;
  private isStopping = false;
  /** Documents wait here and not in the pool, where the time of the reading would have begun. */
  private readonly line = new PQueue({ concurrency: THREADS });

  /** Reads a feed. */
  parse(task: ParseTask): Promise<Parsed> {
    return this.run<Parsed>('parse', task);
  }

  /** Reads an answer of a platform's API, or one of its pages. */
  discuss(task: DiscussTask): Promise<Discussed> {
    return this.run<Discussed>('discuss', task);
  }

  /** Reads somebody's list of feeds. */
  list(task: ListTask): Promise<Listed> {
    return this.run<Listed>('list', task);
  }

  private run<Result>(name: Work, task: Task): Promise<Result | Unreadable> {
    return this.line.add(() => this.read<Result>(name, task));
  }

  private async read<Result>(name: Work, task: Task): Promise<Result | Unreadable> {
    // Threads start with the first document, so that commands which read none start quickly.
    this.pool ??= new Piscina({
      filename: workerFile(),
      name: 'parse',
      minThreads: 1,
      maxThreads: THREADS,
      idleTimeout: 30_000,
      resourceLimits: { ...THREAD_LIMITS, maxOldGenerationSizeMb: HEAP_MAX_MB },
    });
    try {
      return (await this.pool.run(task, { name, signal: AbortSignal.timeout(PARSE_TIMEOUT_MS) })) as Result;
    } catch (error) {
      // What waits to be read, or is being read, when the program stops has no fault.
      if (this.isStopping) throw new Stopping();
      return unreadable(error as Error & { code?: string });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.pool?.destroy();
  }
}

function unreadable(error: Error & { code?: string }): Unreadable {
  const { name, code, message } = error;
  if (name === 'AbortError' || name === 'TimeoutError') {
    return {
      ok: false,
      code: 'too-slow',
      message: `Reading the document took over ${PARSE_TIMEOUT_MS / 1000} seconds, so it was given up.`,
    };
  }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || /memory/i.test(message)) {
    return { ok: false, code: 'too-large', message: `Reading the document took over ${HEAP_MAX_MB} MB of memory, so it was given up.` };
  }
  throw error;
}

/** The compiled worker: beside this file in `dist`, and in `dist` too when a test runs this file from `src`. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./parse.worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../dist/modules/polling/parse.worker.js', import.meta.url));
}
