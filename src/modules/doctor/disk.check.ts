import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatabaseConfig } from '../config/config.js';
import { nearestFolder } from './database.check.js';
import { failed, type Finding, ok, warning } from './finding.js';

const MB = 1024 * 1024;
/** SQLite's journal alone may take 40 MB between two checkpoints. */
const LEAST_MB = 200;
const FEW_MB = 2048;

/** Room where the database lies; that of PostgreSQL is its server's affair. */
export async function checkDisk({ type, location }: DatabaseConfig): Promise<Finding> {
  if (type === 'postgres') return ok('disk', 'The database lies on its server, whose disk cannot be seen from here.');
  const folder = nearestFolder(resolve(location));
  const { bavail, bsize } = await statfs(folder);
  return judgeDisk(Math.floor((bavail * bsize) / MB), folder);
}

export function judgeDisk(freeMb: number, folder: string): Finding {
  const free = `${freeMb.toLocaleString('en-GB')} MB are free in ${folder}.`;
  if (freeMb < LEAST_MB) return failed('disk', `${free} Make room: soon nothing can be stored.`);
  if (freeMb < FEW_MB) return warning('disk', `${free} Make room before it runs out.`);
  return ok('disk', free);
}
