import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** How far this installation is from its first start. */
@Injectable()
export class FirstRunQuery {
  constructor(private readonly database: Database) {}

  /** Has anyone added a feed, besides those of the sample? Until then the starter list is offered. */
  async hasOwnFeeds(): Promise<boolean> {
    const [row] = await this.database.manager.sql<{ own: number }[]>`
      SELECT CASE WHEN EXISTS (SELECT 1 FROM feed f JOIN source s ON s.id = f.source_id WHERE s.is_sample = 0) THEN 1 ELSE 0 END AS own`;
    return row?.own === 1;
  }
}
