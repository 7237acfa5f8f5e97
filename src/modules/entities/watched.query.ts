import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { EntityEntity } from '../mentions/entity.entity.js';
import type { Alias } from '../mentions/watched.js';

/** Who is watched, as a list needs it. */
export interface WatchedRow {
  id: number;
  slug: string;
  name: string;
  kind: string | null;
  /** The last day on which it is looked for; null without an end. */
  until: string | null;
  aliases: string[];
}

const ENTITIES_MAX = 20_000;

@Injectable()
export class WatchedQuery {
  constructor(private readonly database: Database) {}

  /** By name. */
  async all(): Promise<WatchedRow[]> {
    const rows = await this.database.manager.sql<(Omit<WatchedRow, 'aliases'> & { aliases: string })[]>`
      SELECT id, slug, name, kind, valid_until AS "until", aliases FROM entity ORDER BY LOWER(name), id LIMIT ${ENTITIES_MAX}`;
    return rows.map((row) => ({ ...row, aliases: (JSON.parse(row.aliases) as Alias[]).map(({ text }) => text) }));
  }

  bySlug(slug: string): Promise<EntityEntity | null> {
    return this.database.manager.findOneBy(EntityEntity, { slug });
  }

  /** Names of some, by their ids. */
  async named(ids: readonly number[]): Promise<Map<number, { slug: string; name: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.manager.sql<{ id: number; slug: string; name: string }[]>`
      SELECT id, slug, name FROM entity WHERE id IN (${() => [...ids]})`;
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }
}
