import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import type { Modified } from './outcome.js';

/** The poll that follows a `feeds add` comes within minutes; what is older is asked for anew. */
const KEPT_FOR_MS = 15 * 60_000;
const BYTES_MAX = 2 * 1024 * 1024;

interface Kept extends Omit<Modified, 'bytes'> {
  keptAtMs: number;
  /** Compressed, in base64. */
  body: string;
}

/**
 * Documents that were fetched to find out what an address holds, for the poll that comes next, in this process or another: strict hosts
 * answer a second request right after the first with 429, and an added feed would begin with a failure.
 */
@Injectable()
export class KeptDocuments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps a document for the feed at `feedUrl`, until it is taken. A very large one is not worth it. */
  async keep(feedUrl: string, document: Modified): Promise<void> {
    const { bytes, ...rest } = document;
    if (bytes.length > BYTES_MAX) return;
    const body = (await promisify(gzip)(bytes)).toString('base64');
    const kept: Kept = { ...rest, keptAtMs: this.clock.now().getTime(), body };
    await this.database.write((manager) => manager.save(MetaEntity, { key: keyOf(feedUrl), value: JSON.stringify(kept) }));
  }

  /** The document kept for a feed, once; null where there is none, or none that is fresh. */
  async take(feedUrl: string): Promise<Modified | null> {
    const key = keyOf(feedUrl);
    const row = await this.database.manager.findOneBy(MetaEntity, { key });
    if (!row) return null;
    await this.database.write((manager) => manager.delete(MetaEntity, { key }));
    const { keptAtMs, body, ...rest } = JSON.parse(row.value) as Kept;
    if (this.clock.now().getTime() - keptAtMs > KEPT_FOR_MS) return null;
    return { ...rest, bytes: await promisify(gunzip)(Buffer.from(body, 'base64')) };
  }
}

function keyOf(feedUrl: string): string {
  return `kept-document:${feedUrl}`;
}
