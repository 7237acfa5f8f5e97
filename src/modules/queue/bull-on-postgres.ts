import type { EventEmitter } from 'node:events';
import {
  DEFAULT_SCHEMA,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  Queue,
  type QueueBaseOptions,
  Worker,
  runMigrations,
} from 'bullmq';
import pg from 'pg';
import { type BullStore, OF_ADDERS, OF_WORKERS } from './bull-store.js';
import { QueueError } from './queue-error.js';

type PgListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/** Beside our tables, where it is their database. */
const SCHEMA = DEFAULT_SCHEMA;
/** For all queues of a process together, the one that listens included. */
const CONNECTIONS = 5;
/** New jobs are announced. So often it is looked whether an announcement was missed. */
const LOOK_SECONDS = 30;

/** One connection that listens for all queues: each would have its own, and a pool besides. */
class SharedConnection extends PostgresConnection {
  private listener: PgListenClient | null = null;

  override async getListenClient(): Promise<PgListenClient> {
    const client = await super.getListenClient();
    if (client !== this.listener) share(client as PgListenClient & Pick<EventEmitter, 'setMaxListeners'>);
    this.listener = client;
    return client;
  }
}

/** The queues ask it all at once, and the driver wants one question after another. */
function share(client: PgListenClient & Pick<EventEmitter, 'setMaxListeners'>): void {
  client.setMaxListeners(0);
  const query = client.query.bind(client) as (...asked: unknown[]) => Promise<unknown>;
  let line: Promise<unknown> = Promise.resolve();
  const inLine = (...asked: unknown[]) => (line = line.catch(() => undefined).then(() => query(...asked)));
  Object.assign(client, { query: inLine });
}

class SharingBackend extends PostgresQueueBackend {
  /** The connection is the others', too. */
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A server that goes may close a connection before anybody has begun to listen to its errors, and one that nobody hears ends the process. */
class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** BullMQ on PostgreSQL, with its tables as this version wants them. Throws `QueueError`. */
export async function openOnPostgres(url: string): Promise<BullStore> {
  const pool = new pg.Pool({
    connectionString: url,
    Client: HeardClient,
    options: `-c search_path=${SCHEMA}`,
    max: CONNECTIONS,
    keepAlive: true,
    application_name: 'hustings-queue',
    connectionTimeoutMillis: 10_000,
  });
  const connection = new SharedConnection(pool);
  connection.setMaxListeners(0).on('error', () => undefined);
  try {
    const client = await pool.connect();
    await runMigrations(client, SCHEMA).finally(() => client.release());
    await connection.waitUntilReady();
  } catch (error) {
    await pool.end();
    throw new QueueError('postgres', error);
  }
  const backend = (name: string, options: QueueBaseOptions<PostgresConnectionOptions>) =>
    new SharingBackend(connection, name, options, true);
  return {
    kind: 'postgres',
    adder: (name) => new Queue(name, { connection: {}, ...OF_ADDERS }, backend),
    doer: (name, work, concurrency) =>
      new Worker(name, work, { connection: {}, ...OF_WORKERS, drainDelay: LOOK_SECONDS, concurrency, autorun: false }, backend),
    ping: () => pool.query('SELECT 1'),
    close: async () => {
      await connection.close();
      await pool.end();
    },
  };
}
