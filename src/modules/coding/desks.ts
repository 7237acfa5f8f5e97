import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { countOf } from '../pages/words.js';
import { parseQuery } from '../search/query-parser.js';
import type { QueryError } from '../search/query.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { SearchService } from '../search/search.service.js';
import { deskOrder } from './desk.js';
import type { DeskAsked } from './desk.form.js';

/** A desk takes no more: of a part of what is found, nobody could say what it is a part of. */
export const POSTS_MAX = 10_000;

export type Opened =
  | { state: 'open'; order: number[]; throughId: number }
  | { state: 'wrong'; error: QueryError }
  /** A sentence that says what to do. */
  | { state: 'refused'; message: string };

/** Finds the posts that a desk is about, in their order. */
@Injectable()
export class Desks {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly search: SearchService,
  ) {}

  async open({ query: text, sample, throughId: asked }: Pick<DeskAsked, 'query' | 'sample' | 'throughId'>): Promise<Opened> {
    const parsed = parseQuery(text, this.config.timezone);
    const error = parsed.ok ? await this.search.check(parsed.query) : parsed.error;
    if (!parsed.ok || error) return { state: 'wrong', error: error! };
    const throughId = asked ?? (await this.newestId());
    try {
      const found = await this.search.page(parsed.query, null, POSTS_MAX + 1);
      if (found.length > POSTS_MAX) {
        const message = `This finds more than ${countOf(POSTS_MAX, 'post', 'posts')}, which is more than a desk takes, with a sample or without. Ask for a shorter time with after: and before:.`;
        return { state: 'refused', message };
      }
      const ids = found.map(({ postId }) => postId).filter((id) => id <= throughId);
      return { state: 'open', order: deskOrder(ids.reverse(), sample), throughId };
    } catch (failure) {
      if (failure instanceof SearchTooSlow) return { state: 'refused', message: failure.message };
      throw failure;
    }
  }

  private async newestId(): Promise<number> {
    const [row] = await this.database.manager.sql<{ id: number | null }[]>`SELECT MAX(id) AS id FROM post`;
    return row?.id ?? 0;
  }
}
