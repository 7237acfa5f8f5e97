import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ExportedPost } from './exported-post.js';
import { readExported } from './exported.query.js';

/** Posts by their numbers, as scripts get them. */
@Injectable()
export class ExportedPosts {
  constructor(private readonly database: Database) {}

  /** In the order of the numbers; one that went meanwhile is left out. */
  async read(ids: readonly number[]): Promise<ExportedPost[]> {
    if (ids.length === 0) return [];
    const posts: ExportedPost[] = [];
    for await (const part of readExported(this.database, once(ids))) posts.push(...part);
    return posts;
  }
}

async function* once(ids: readonly number[]): AsyncGenerator<readonly number[]> {
  yield await Promise.resolve(ids);
}
