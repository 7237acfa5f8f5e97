import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { CopiesQuery } from '../posts/copies.query.js';
import { FiledLanguages } from './filed-languages.js';
import { type Dialect, type Plan, planOf } from './conditions.js';
import { asksForCopies, fold } from './fold.js';
import type { SourcesOf } from './match.js';
import type { Query, QueryError } from './query.js';
import { SearchReader } from './search-reader.js';
import { type Found, statementOf, type Wanted } from './statement.js';
import { STEMMED_LANGUAGES } from './stems.js';

export const ORDERS = ['relevance', 'date'] as const;
export type Order = (typeof ORDERS)[number];

/** So many of the newest are counted, and put in order of relevance: more are "more than". */
export const LOOKED_AT_MAX = 2_000;

/** Where a page of results begins. */
export type Cursor =
  | { order: 'date'; beforePlace: number | null }
  /** The order of a page is that of the posts which we had when the first page was asked for. */
  | { order: 'relevance'; skip: number; throughId: number | null };

export interface Source {
  id: number;
  slug: string;
  title: string;
  platform: string;
}

export interface Answer {
  /** Of this page. */
  found: Found[];
  next: Cursor | null;
  /** All that was looked at, for counting; `isMore`: there are more, and these are the newest. */
  counted: Found[];
  isMore: boolean;
  /** Posts among these that say what another of them says, and are neither listed nor counted. */
  folded: number;
  sources: ReadonlyMap<number, Source>;
}

export type Searched = { ok: true; answer: Answer } | { ok: false; error: QueryError };

/** How a query is answered; on PostgreSQL also whether what it finds is collected, and among which share of all posts, the newest, first. */
interface Planned {
  plan: Plan;
  isRare: boolean;
  newestShare: number | null;
}

/** An entity that more posts mention is found soon enough by going through the newest. */
const RARE_MENTIONS_MAX = 20_000;

type Asked = Pick<Wanted, 'beforePlace' | 'throughId' | 'isScored' | 'rowsMax'>;

/** What one post in so many says, or more, is soon found by going through all from the newest on; what is rarer is collected. */
const COMMON = 10;
/** How many times as many posts are asked when those that were asked hold too little. */
const FURTHER = 4;

/** Answers queries. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: Database,
    private readonly reader: SearchReader,
    private readonly languages: FiledLanguages,
    private readonly copies: CopiesQuery,
  ) {}

  /** Throws `SearchTooSlow`. */
  async search(query: Query, cursor: Cursor, rowsMax: number): Promise<Searched> {
    const sources = await readSources(this.database.manager);
    const error = await this.missing(query, sources);
    if (error) return { ok: false, error };
    const planned = await this.plan(query, sources, await this.languages.all());
    const read = (beforePlace: number | null, throughId: number | null, isScored: boolean, rowsMax: number) =>
      this.newest(planned, { beforePlace, throughId, isScored, rowsMax });
    const throughId = cursor.order === 'relevance' ? (cursor.throughId ?? (await this.newestId())) : null;
    const all = await read(null, throughId, cursor.order === 'relevance', LOOKED_AT_MAX + 1);
    const { kept: counted, folded } = await this.fold(query, all.slice(0, LOOKED_AT_MAX));
    const isMore = all.length > LOOKED_AT_MAX;
    const shared = { counted, folded, isMore, sources: new Map(sources.map((source) => [source.id, source])) };
    if (cursor.order === 'relevance') {
      const ranked = [...counted].sort((a, b) => b.score - a.score || b.place - a.place);
      const found = ranked.slice(cursor.skip, cursor.skip + rowsMax);
      const skip = cursor.skip + rowsMax;
      return { ok: true, answer: { ...shared, found, next: skip < ranked.length ? { order: 'relevance', skip, throughId } : null } };
    }
    const from = cursor.beforePlace ?? Number.MAX_SAFE_INTEGER;
    const here = counted.filter(({ place }) => place < from);
    // Beyond what is counted, posts are folded with those of their own page.
    const page = here.length > rowsMax || !isMore ? here : await read(from, null, false, rowsMax + 1);
    const part = page.slice(0, rowsMax);
    const beforePlace = page.length > rowsMax ? (part.at(-1)?.place ?? null) : null;
    const found = page === here ? part : (await this.fold(query, part)).kept;
    return { ok: true, answer: { ...shared, found, next: beforePlace === null ? null : { order: 'date', beforePlace } } };
  }

  private async fold(query: Query, found: readonly Found[]): Promise<{ kept: Found[]; folded: number }> {
    if (asksForCopies(query)) return { kept: [...found], folded: 0 };
    return fold(found, await this.copies.leadersOf(found.map(({ postId }) => postId)));
  }

  /** What a query names and we do not have; null where there is nothing to mend. */
  async check(query: Query): Promise<QueryError | null> {
    return this.missing(query, await readSources(this.database.manager));
  }

  /**
   * The newest that a query finds before a place, and nothing counted; what it names and we do not have finds nothing. In every language, so that
   * one in which the first post came a moment ago is not missed. Throws `SearchTooSlow`.
   */
  async page(query: Query, beforePlace: number | null, rowsMax: number): Promise<Found[]> {
    const planned = await this.plan(query, await readSources(this.database.manager), STEMMED_LANGUAGES);
    return this.newest(planned, { beforePlace, throughId: null, isScored: false, rowsMax });
  }

  /** How many a query finds, however many these are. Throws `SearchTooSlow`. */
  async count(query: Query): Promise<number> {
    const { plan } = await this.plan(query, await readSources(this.database.manager), await this.languages.all());
    // To count all, nothing is gained by going through the posts in their order.
    const all = { fromPlace: null, beforePlace: null, throughId: null, isScored: false, among: null, rowsMax: Number.MAX_SAFE_INTEGER };
    const { text, parameters } = statementOf(plan, this.dialect, { ...all, isRare: true });
    const [row] = await this.reader.read<{ found: number }>({ text: `SELECT COUNT(*) AS found FROM (${text}) AS all_found`, parameters });
    return row?.found ?? 0;
  }

  private get dialect(): Dialect {
    return this.database.isPostgres ? 'postgres' : 'sqlite';
  }

  /**
   * PostgreSQL would decide itself whether to collect what a query finds or to go through the posts from the newest on until there are enough, but takes
   * the look at a post's words for a hundredth of what it costs.
   */
  private async plan(query: Query, sources: readonly Source[], languages: readonly string[]): Promise<Planned> {
    const rareEntities = await this.rareEntities(query);
    const plan = planOf(query, this.dialect, { sourcesOf: sourcesBy(sources), languages, rareEntities });
    if (!this.database.isPostgres || plan.match === null) return { plan, isRare: false, newestShare: null };
    const { found, among } = await this.reader.expects(plan.match);
    const isRare = found * COMMON < among;
    // How many posts have words next to each other nobody knows before: fewer than have them all.
    const isForetold = !/<(?:-|\d+)>/.test(plan.match);
    return { plan, isRare, newestShare: isRare && isForetold && found > 4 * LOOKED_AT_MAX ? (3 * LOOKED_AT_MAX) / found : null };
  }

  /** The newest that a query finds. Where much would be collected, the newest posts are asked first, as many as should hold enough, and then more. */
  private async newest({ plan, isRare, newestShare }: Planned, asked: Asked): Promise<Found[]> {
    const read = (fromPlace: number | null) =>
      this.reader.read<Found>(statementOf(plan, this.dialect, { ...asked, fromPlace, isRare, among: null }));
    for (let share = asked.beforePlace === null ? (newestShare ?? 1) : 1; share < 1; share *= FURTHER) {
      const fromPlace = await this.reader.placeOfNewest(share);
      const found = fromPlace === null ? [] : await read(fromPlace);
      if (found.length >= asked.rowsMax) return found;
    }
    return read(null);
  }

  private async rareEntities(query: Query): Promise<ReadonlySet<string>> {
    const rare = new Set<string>();
    for (const name of entitiesOf(query)) {
      const [row] = await this.database.manager.sql<{ mentions: number }[]>`
        SELECT COUNT(*) AS mentions
          FROM (SELECT 1 FROM mention m JOIN entity e ON e.id = m.entity_id WHERE e.slug = ${name} LIMIT ${RARE_MENTIONS_MAX + 1}) m`;
      if (row && row.mentions <= RARE_MENTIONS_MAX) rare.add(name);
    }
    return rare;
  }

  private slugsOf(type: 'entity' | 'tag'): Promise<{ slug: string }[]> {
    const table = type === 'entity' ? 'entity' : 'code';
    return this.database.manager.sql`SELECT slug FROM ${() => table}`;
  }

  private async newestId(): Promise<number> {
    const [row] = await this.database.manager.sql<{ id: number | null }[]>`SELECT MAX(id) AS id FROM post`;
    return row?.id ?? 0;
  }

  /** What a query names and we do not have: an empty page would not say why it is empty. */
  private async missing(query: Query, sources: readonly Source[]): Promise<QueryError | null> {
    if (query.type === 'and' || query.type === 'or') {
      for (const part of query.parts) {
        const error = await this.missing(part, sources);
        if (error) return error;
      }
      return null;
    }
    if (query.type === 'not') return this.missing(query.part, sources);
    if (query.type === 'source' && !sources.some(({ slug }) => slug === query.name))
      return {
        ...query.at,
        sentence: `There is no source “${query.name}”.${suggestion(
          query.name,
          sources.map(({ slug }) => slug),
        )}`,
      };
    if (query.type === 'platform' && !sources.some(({ platform }) => platform === query.name))
      return {
        ...query.at,
        sentence: `No source is on a platform “${query.name}”.${suggestion(
          query.name,
          sources.map(({ platform }) => platform),
        )}`,
      };
    if (query.type !== 'entity' && query.type !== 'tag') return null;
    const slugs = await this.slugsOf(query.type);
    if (slugs.some(({ slug }) => slug === query.name)) return null;
    return {
      ...query.at,
      sentence: `${query.type === 'entity' ? 'Nobody watches an entity' : 'There is no code'} “${query.name}”.${suggestion(
        query.name,
        slugs.map(({ slug }) => slug),
      )}`,
    };
  }
}

/** The sources that a query may name. */
export function readSources(manager: EntityManager): Promise<Source[]> {
  return manager.sql<Source[]>`SELECT id, slug, title, platform FROM source`;
}

export function sourcesBy(sources: readonly Source[]): SourcesOf {
  return (condition) => {
    const key = condition.type === 'source' ? 'slug' : condition.type;
    return sources.filter((source) => source[key] === condition.name).map(({ id }) => id);
  };
}

/** Names that begin alike, or hold what was typed. */
function suggestion(name: string, known: readonly string[]): string {
  const like = [...new Set(known)]
    .filter((each) => each.includes(name) || name.includes(each) || each.slice(0, 3) === name.slice(0, 3))
    .sort();
  return like.length === 0 ? '' : ` Did you mean ${like.slice(0, 3).join(' or ')}?`;
}

function entitiesOf(query: Query): string[] {
  if (query.type === 'and' || query.type === 'or') return query.parts.flatMap(entitiesOf);
  if (query.type === 'not') return entitiesOf(query.part);
  return query.type === 'entity' ? [query.name] : [];
}
