import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { Span } from '../engagement/period.js';
import { Portraits } from '../engagement/portraits.js';
import type { SourceRow } from '../engagement/sources.query.js';
import { VERSION } from '../fetch/user-agent.js';
import { printQuery } from '../search/query-printer.js';
import type { Query } from '../search/query.js';
import { SearchService } from '../search/search.service.js';
import { readExported } from '../posts/exported.query.js';
import { type Manifest, type ManifestTalk, SCHEMA } from './manifest.js';
import { type Bounds, everyPost, foundPosts, listedPosts } from './selection.js';
import { talkOf } from './talk.js';
import { type ExportFormat, Writing } from './writing.js';

/**
 * Which posts are exported: all of a time, or those of them that a query finds; the whole threads of a source's talk, with all that its figures are
 * made of; or a list, which some page counts.
 */
export type Selection =
  | { of: 'time'; query: Query | null; since: Date | null; until: Date | null }
  | { of: 'talk'; source: SourceRow; span: Span }
  | { of: 'list'; ids: readonly number[]; address: string; parameters: Readonly<Record<string, string | null>> };

/** An export that has begun: its bytes, once, and then what they are. */
export interface OpenExport {
  parameters: Readonly<Record<string, string | null>>;
  bytes: AsyncGenerator<Buffer>;
  /** Of what was written by now. */
  manifest: () => Manifest;
}

/** Exports posts, so that the same parameters over the same store give the same bytes on either database. */
@Injectable()
export class Exports {
  constructor(
    private readonly database: Database,
    private readonly search: SearchService,
    private readonly portraits: Portraits,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async open(selection: Selection, format: ExportFormat): Promise<OpenExport> {
    const store = await this.newest();
    const createdAt = this.clock.now();
    const { lists, talk } = await this.read(selection, store.post);
    const writing = new Writing(format);
    const parameters = { ...parametersOf(selection), format, zone: this.config.timezone };
    return {
      parameters,
      bytes: writing.of(readExported(this.database, lists)),
      manifest: () => ({
        schema: SCHEMA,
        program: { name: 'hustings', version: VERSION },
        command: commandOf(selection, parameters),
        parameters,
        ...writing.tally(),
        store,
        createdAt: createdAt.toISOString(),
        ...(talk ? { talk } : {}),
      }),
    };
  }

  /** An export reads each page of the database once: in a process that does nothing else, none is worth keeping. */
  async readOnce(): Promise<void> {
    if (!this.database.isPostgres) await this.database.source.query('PRAGMA cache_size = -8192');
  }

  /** What the bytes would be, for a manifest alone. */
  async manifestOf(selection: Selection, format: ExportFormat): Promise<Manifest> {
    const { bytes, manifest } = await this.open(selection, format);
    for await (const piece of bytes) void piece;
    return manifest();
  }

  private async read(selection: Selection, throughId: number): Promise<{ lists: AsyncGenerator<number[]>; talk?: ManifestTalk }> {
    if (selection.of === 'list') return { lists: listedPosts(this.database, selection.ids) };
    if (selection.of === 'talk') {
      const hearing = await this.portraits.hear(await this.portraits.sitterOf(selection.source, null), selection.span);
      const ids = hearing.rows.map(({ id }) => id);
      return { lists: listedPosts(this.database, ids), talk: talkOf(hearing, await this.slugsOf(hearing.voice.entityIds)) };
    }
    const bounds: Bounds = { since: selection.since, until: selection.until, throughId };
    const { query } = selection;
    return { lists: query === null ? everyPost(this.database, bounds) : foundPosts(this.database, this.search, query, bounds) };
  }

  private async newest(): Promise<Manifest['store']> {
    const [row] = await this.database.manager.sql<
      { post: number | null; revision: number | null; coding: number | null }[]
    >`SELECT (SELECT MAX(id) FROM post) AS post, (SELECT MAX(id) FROM revision) AS revision, (SELECT MAX(id) FROM coding) AS coding`;
    return { post: row?.post ?? 0, revision: row?.revision ?? 0, coding: row?.coding ?? 0 };
  }

  private async slugsOf(entityIds: readonly number[]): Promise<string[]> {
    if (entityIds.length === 0) return [];
    const rows = await this.database.manager.sql<
      { slug: string }[]
    >`SELECT slug FROM entity WHERE id IN (${() => [...entityIds]}) ORDER BY slug`;
    return rows.map(({ slug }) => slug);
  }
}

function parametersOf(selection: Selection): Record<string, string | null> {
  if (selection.of === 'list') return { ...selection.parameters };
  if (selection.of === 'talk') {
    const { source, span } = selection;
    return { source: source.slug, since: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() };
  }
  const { query, since, until } = selection;
  return { query: query && printQuery(query), since: since?.toISOString() ?? null, until: until?.toISOString() ?? null };
}

/** What gives the same again: a command, or for what a page counts its address. */
function commandOf(selection: Selection, parameters: Readonly<Record<string, string | null>>): string {
  if (selection.of === 'list') return `GET ${selection.address}`;
  const options = Object.entries(parameters).flatMap(([name, value]) =>
    value === null || name === 'zone' ? [] : [`--${name} ${quoted(value)}`],
  );
  return ['hustings export', ...options].join(' ');
}

/** As a shell reads one word. */
function quoted(value: string): string {
  return /^[\w.:-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
