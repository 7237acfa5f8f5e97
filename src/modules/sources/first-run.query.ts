import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** How far this installation is from its first start. */
@Injectable()
export class FirstRunQuery {
  constructor(private readonly database: Database) {}

  /** Is there a source of the first-run sample, and has anyone added a feed of their own? */
  async read(): Promise<{ sampleLoaded: boolean; ownFeeds: boolean }> {
    const [row] = await this.database.manager.sql<{ sample: number; own: number }[]>`
      SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM source WHERE is_sample = 1 LIMIT 1) some) AS sample,
             (SELECT COUNT(*) FROM (SELECT 1 AS one FROM feed f JOIN source s ON s.id = f.source_id WHERE s.is_sample = 0 LIMIT 1) some) AS own`;
    return { sampleLoaded: row?.sample === 1, ownFeeds: row?.own === 1 };
  }
}
