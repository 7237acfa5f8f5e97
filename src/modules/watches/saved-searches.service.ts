import slugify from '@sindresorhus/slugify';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { parseQuery } from '../search/query-parser.js';
import type { Query, QueryError } from '../search/query.js';
import { SearchTooSlow } from '../search/search-reader.js';
import { SearchService } from '../search/search.service.js';
import type { Draft } from './saved-search.form.js';
import { SavedSearchEntity } from './saved-search.entity.js';
import { unwatchable } from './watchable.js';
import { WatchMatchEntity } from './watch-match.entity.js';
import { countUp } from './watches.js';

/** Below this, a fifth of all messages is no sign of anything. */
const WARNED_FROM_MESSAGES = 20;

/** How many of the stored messages a query finds; null where that takes too long to count. */
export interface Count {
  found: number | null;
  total: number;
}

export type Read = { ok: true; query: Query } | { ok: false; error: QueryError };

export type Saved =
  | { result: 'added' | 'changed' | 'unchanged' | 'previewed'; slug: string; count: Count }
  /** There is one of this name, which was not to be changed. */
  | { result: 'taken'; slug: string }
  | { result: 'unreadable'; error: QueryError }
  /** It finds more than a fifth of all, or takes too long. */
  | { result: 'too-broad'; count: Count };

export interface SaveOptions {
  /** Change the search that has the name. */
  mayChange?: boolean;
  /** Watch it though it finds more than a fifth of all messages. */
  anyway?: boolean;
  /** Count, and store nothing. */
  isPreview?: boolean;
}

/** Keeps searches under names. */
@Injectable()
export class SavedSearches {
  constructor(
    private readonly database: Database,
    private readonly search: SearchService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether a query can be kept: read, answered with what we have, and watched if it is to be. */
  async read({ query: text, isWatched }: Pick<Draft, 'query' | 'isWatched'>): Promise<Read> {
    const parsed = parseQuery(text, this.config.timezone);
    if (!parsed.ok) return parsed;
    const error = (isWatched ? unwatchable(text) : null) ?? (await this.search.check(parsed.query));
    return error === null ? parsed : { ok: false, error };
  }

  async count(query: Query): Promise<Count> {
    const [row] = await this.database.manager.sql<{ total: number }[]>`SELECT COUNT(*) AS total FROM search`;
    const total = row?.total ?? 0;
    try {
      return { found: await this.search.count(query), total };
    } catch (error) {
      if (!(error instanceof SearchTooSlow)) throw error;
      return { found: null, total };
    }
  }

  /** Saves a search, or changes the one that has its name. */
  async save(draft: Draft, { mayChange = false, anyway = false, isPreview = false }: SaveOptions = {}): Promise<Saved> {
    const read = await this.read(draft);
    if (!read.ok) return { result: 'unreadable', error: read.error };
    const slug = slugOf(draft.name);
    const known = await this.bySlug(slug);
    if (known && !mayChange) return { result: 'taken', slug };
    const count = await this.count(read.query);
    if (draft.isWatched && !anyway && isBroad(count)) return { result: 'too-broad', count };
    if (isPreview) return { result: 'previewed', slug, count };
    return { result: await this.store(draft, slug), slug, count };
  }

  /** Looks through all stored messages again for these watches, or for all. Returns how many there are. */
  async rematch(slugs: readonly string[] | null): Promise<number> {
    return this.database.write(async (manager) => {
      await countUp(manager);
      const update = manager
        .createQueryBuilder()
        .update(SavedSearchEntity)
        .set({ rematchBeforePlace: Number.MAX_SAFE_INTEGER })
        .where('is_watched = 1');
      if (slugs !== null) update.andWhere('slug IN (:...slugs)', { slugs });
      return (await update.execute()).affected ?? 0;
    });
  }

  /** Forgets a search, and what it found. */
  async remove(slug: string): Promise<boolean> {
    return this.database.write(async (manager) => {
      await countUp(manager);
      return ((await manager.delete(SavedSearchEntity, { slug })).affected ?? 0) > 0;
    });
  }

  bySlug(slug: string): Promise<SavedSearchEntity | null> {
    return this.database.manager.findOneBy(SavedSearchEntity, { slug });
  }

  private store(draft: Draft, slug: string): Promise<'added' | 'changed' | 'unchanged'> {
    const now = this.clock.now();
    return this.database.write(async (manager) => {
      await countUp(manager);
      const known = await manager.findOneBy(SavedSearchEntity, { slug });
      const { name, query, note } = draft;
      const isWatched = draft.isWatched ? 1 : 0;
      if (known && isSame(known, { name, query, note, isWatched })) return 'unchanged';
      const isAsked = isWatched === 1 && (known?.query !== query || known.isWatched === 0);
      const rematch = isAsked ? { rematchBeforePlace: Number.MAX_SAFE_INTEGER, matchedUnder: null } : {};
      const row = { name, query, note, isWatched, ...rematch, updatedAt: now };
      if (known) await manager.update(SavedSearchEntity, known.id, row);
      else await manager.insert(SavedSearchEntity, { slug, ...row, createdAt: now });
      // What is not watched has found nothing, and waits for nothing.
      if (known && isWatched === 0) {
        await manager.delete(WatchMatchEntity, { searchId: known.id });
        await manager.update(SavedSearchEntity, known.id, { rematchBeforePlace: null, matchedUnder: null });
      }
      return known ? 'changed' : 'added';
    });
  }
}

/** The last part of its address. */
export function slugOf(name: string): string {
  return slugify(name) || `search-${[...name].map((letter) => letter.codePointAt(0)?.toString(36)).join('')}`;
}

export function isBroad({ found, total }: Count): boolean {
  return total >= WARNED_FROM_MESSAGES && (found === null || found * 5 > total);
}

function isSame(known: SavedSearchEntity, row: Pick<SavedSearchEntity, 'name' | 'query' | 'note' | 'isWatched'>): boolean {
  return known.name === row.name && known.query === row.query && known.note === row.note && known.isWatched === row.isWatched;
}
