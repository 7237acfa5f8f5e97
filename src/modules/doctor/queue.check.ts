import type { DataSource } from 'typeorm';
import type { QueueConfig } from '../config/config.js';
import { QueueError } from '../queue/queue-error.js';
import { failed, type Finding, ok, warning } from './finding.js';

const ANSWER_MS = 10_000;
/** A poll may be late while much is due at once; longer than this, nobody polls. */
const LATE_MS = 60 * 60_000;

/** Whether its server answers, where it has one. Work is found again from the tables: what waits there shows whether anybody works. */
export async function checkQueue(config: QueueConfig, source: DataSource, now: Date): Promise<Finding> {
  const fault = config.type === 'in-process' ? null : await faultOf(config);
  return fault ?? checkTables(source, now);
}

/** It is asked, and nothing is made there. */
async function faultOf(config: Exclude<QueueConfig, { type: 'in-process' }>): Promise<Finding | null> {
  try {
    const policy = config.type === 'redis' ? await askRedis(config.url) : await askPostgres(config.url);
    if (policy === null || policy === 'noeviction') return null;
    return warning('queue', `Redis throws away what it has no room for (maxmemory-policy ${policy}). Set it to noeviction.`);
  } catch (error) {
    return failed('queue', new QueueError(config.type, error).message);
  }
}

async function askPostgres(url: string): Promise<null> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } finally {
    await client.end();
  }
}

/** Out: what it does when its memory is full; null where it does not say. */
async function askRedis(url: string): Promise<string | null> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { lazyConnect: true, connectTimeout: ANSWER_MS, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let fault: Error | null = null;
  client.on('error', (error: Error) => (fault = error));
  try {
    await client.connect();
    const info = await client.info('memory');
    return /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? null;
  } catch (error) {
    // The connection is closed then, which is not what was wrong.
    throw fault ?? error;
  } finally {
    client.disconnect();
  }
}

async function checkTables(source: DataSource, now: Date): Promise<Finding> {
  const sql = `SELECT COUNT(*) AS count, MIN(next_poll_at) AS since FROM feed WHERE state = 'active' AND next_poll_at <= ${now.getTime()}`;
  try {
    const [row] = await source.query<{ count: number | string; since: number | null }[]>(sql);
    const count = Number(row?.count ?? 0);
    if (count === 0) return ok('queue', 'No feed waits to be polled.');
    const lateMs = now.getTime() - Number(row?.since ?? now.getTime());
    const waiting = `${count} ${count === 1 ? 'feed waits' : 'feeds wait'} to be polled, since ${Math.round(lateMs / 60_000)} minutes at most.`;
    if (lateMs < LATE_MS) return ok('queue', waiting);
    return warning(
      'queue',
      `${waiting} Nobody polls, or too slowly: start the server, or \`hustings serve --role worker\`, or more of them, or raise HOSTS_AT_ONCE.`,
    );
  } catch (error) {
    return failed('queue', `What waits cannot be read (${(error as Error).message}). Bring the database up to date: \`hustings migrate\`.`);
  }
}
