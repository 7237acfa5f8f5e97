import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { EntityEntity } from './entity.entity.js';
import { Matcher } from './matcher.js';

export const VERSION_KEY = 'entities-version';

/** The matcher of all entities, kept until one of them changes: in this process or in another. */
@Injectable()
export class Matchers {
  private known: { version: string; matcher: Matcher } = { version: '0', matcher: new Matcher([]) };

  constructor(private readonly database: Database) {}

  /**
   * The matcher as of now, within a write. On PostgreSQL the version is held until the write ends: an entity that changes meanwhile waits, and
   * then finds the posts of this write to be looked through.
   */
  async current(manager: EntityManager): Promise<Matcher> {
    const hold = this.database.isPostgres ? 'FOR SHARE' : '';
    const rows: { value: string }[] = await manager.query(`SELECT value FROM meta WHERE "key" = '${VERSION_KEY}' ${hold}`);
    const version = rows[0]?.value ?? '0';
    if (version !== this.known.version)
      this.known = { version, matcher: new Matcher(await manager.find(EntityEntity, { order: { id: 'ASC' } })) };
    return this.known.matcher;
  }
}
