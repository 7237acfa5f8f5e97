/** Runs in a thread of its own: a search that takes long delays no page. Piscina calls its function by name. */
import Sqlite from 'better-sqlite3';
import { workerData } from 'piscina';
import type { Sql } from './conditions.js';

const { location } = workerData as { location: string };
const database = new Sqlite(location, { readonly: true, fileMustExist: true });
database.pragma('busy_timeout = 5000');
database.pragma('cache_size = -16384');

/** The rows of a statement. */
export function read({ text, parameters }: Sql): unknown[] {
  return database.prepare(text).all(...parameters);
}
