import { CommanderError } from 'commander';
import { ConfigError } from './modules/config/config.js';
import { DatabaseError } from './modules/database/data-source.js';
import { QueueError } from './modules/queue/queue-error.js';

/** Commander has said already what was wrong with the usage; expected failures are a sentence; anything else is a bug, and shows its trace. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError || error instanceof DatabaseError || error instanceof QueueError)
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
