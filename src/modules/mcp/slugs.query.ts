import { Injectable } from '@nestjs/common';
import { isOneOf, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { SourceEntity } from '../sources/source.entity.js';

const NEAR_MAX = 10;

/** The names under which tools know sources. */
@Injectable()
export class SlugsQuery {
  constructor(private readonly database: Database) {}

  async of(sourceIds: readonly number[]): Promise<Map<number, string>> {
    const { manager } = this.database;
    const rows = await selectMany(manager, SourceEntity, isOneOf(manager, 'id'), [[...new Set(sourceIds)]], ['id', 'slug']);
    return new Map(rows.map(({ id, slug }) => [id, slug]));
  }

  /** Those in which a word stands, for who does not know the name. */
  async near(word: string): Promise<string[]> {
    const part = `%${word.toLowerCase().replace(/[^a-z0-9]+/g, '%')}%`;
    const rows = await this.database.manager.sql<{ slug: string }[]>`
      SELECT slug FROM source WHERE slug LIKE ${part} OR LOWER(title) LIKE ${part} ORDER BY slug LIMIT ${NEAR_MAX}`;
    return rows.map(({ slug }) => slug);
  }
}
