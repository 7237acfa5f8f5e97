import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

export interface AuditAsked {
  /** Words in who, what or where. */
  words: string;
  /** Also what was refused. */
  withRefused: boolean;
  /** Older than this entry. */
  beforeId: number | null;
}

/** What was changed, the latest first. */
@Injectable()
export class AuditQuery {
  constructor(private readonly database: Database) {}

  rows({ words, withRefused, beforeId }: AuditAsked, rowsMax: number): Promise<AuditEntryEntity[]> {
    const query = this.database.manager.createQueryBuilder(AuditEntryEntity, 'entry').orderBy('entry.id', 'DESC').take(rowsMax);
    if (beforeId !== null) query.andWhere('entry.id < :beforeId', { beforeId });
    // What failed by our fault may have changed something all the same.
    if (!withRefused) query.andWhere('(entry.status IS NULL OR entry.status NOT BETWEEN 400 AND 499)');
    if (words !== '') {
      const like = `%${words.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
      query.andWhere(`LOWER(entry.actor || ' ' || entry.action || ' ' || entry.target || ' ' || entry.fields) LIKE :like ESCAPE '\\'`, {
        like,
      });
    }
    return query.getMany();
  }
}
