import { Injectable } from '@nestjs/common';
import type { AffiliationPeriod } from '../affiliations/affiliation-at.js';
import { inMilliseconds } from '../affiliations/affiliations.js';
import { AffiliationEntity } from '../affiliations/affiliation.entity.js';
import { isOneOf, selectMany } from '../database/bulk.js';
import { Database } from '../database/database.js';
import type { Handle, Validity } from '../mentions/watched.js';
import type { Affiliation } from '../sources/source.entity.js';
import { type Owner, termsAt } from './own-sites.js';

export interface SourceRow {
  id: number;
  slug: string;
  title: string;
  siteUrl: string | null;
  platform: string;
  affiliation: Affiliation;
  isSample: number;
  /** The instants of its oldest and newest message; null where there is none. */
  firstAt: number | null;
  latestAt: number | null;
}

/** An affiliation with dates, and how it is known. */
export interface KnownPeriod extends AffiliationPeriod {
  sourceId: number;
  authorName: string | null;
  evidenceUrl: string | null;
  note: string | null;
}

/** A message as lists show it. */
export interface ListedRow {
  id: number;
  kind: 'post' | 'comment';
  title: string | null;
  text: string;
  url: string | null;
  authorName: string | null;
  authorUrl: string | null;
  sortAt: number;
  feedRole: string | null;
  sourceTitle: string;
  siteUrl: string | null;
  voice: Affiliation | null;
  isSample: number;
}

/** Who owes the public an answer; the press and bloggers do not. */
const BODIES: Affiliation[] = ['civil-service', 'minister', 'party', 'parliament', 'local-government'];
const TEXT_CHARACTERS = 600;
/** An entity beyond these is not compared with a source's address. */
const ENTITIES_MAX = 20_000;

/** Sources, what is known of their voices, and messages to show. */
@Injectable()
export class SourcesQuery {
  constructor(private readonly database: Database) {}

  async bySlug(slug: string): Promise<SourceRow | null> {
    const [row] = await this.database.manager.sql<SourceRow[]>`SELECT ${() => COLUMNS} FROM source s WHERE s.slug = ${slug}`;
    return row ?? null;
  }

  /** By title; sources of which nothing was ever read come too. */
  all(): Promise<SourceRow[]> {
    return this.database.manager.sql<SourceRow[]>`SELECT ${() => COLUMNS} FROM source s ORDER BY LOWER(s.title), s.id`;
  }

  /** The bodies under whose posts readers said most in a span, the most first: to measure a source reads its threads whole, so only some are. */
  async spokenTo({ from, until }: { from: number; until: number }, sourcesMax: number): Promise<string[]> {
    const rows = await this.database.manager.sql<{ slug: string }[]>`
      SELECT s.slug
        FROM (SELECT p.source_id, COUNT(*) AS messages
                FROM post p
               WHERE p.sort_at >= ${from} AND p.sort_at < ${until} AND p.kind = 'comment' AND p.voice IS NULL AND p.gone_at IS NULL
               GROUP BY p.source_id) t
        JOIN source s ON s.id = t.source_id
       WHERE s.affiliation IN (${() => BODIES})
       ORDER BY t.messages DESC, s.id
       LIMIT ${sourcesMax}`;
    return rows.map(({ slug }) => slug);
  }

  async periodsOf(sourceIds: readonly number[]): Promise<Map<number, KnownPeriod[]>> {
    const { manager } = this.database;
    const rows = await selectMany(manager, AffiliationEntity, `${isOneOf(manager, 'source_id')} ORDER BY from_at, id`, [sourceIds]);
    const periods = new Map<number, KnownPeriod[]>();
    for (const row of rows.map(inMilliseconds)) periods.set(row.sourceId, [...(periods.get(row.sourceId) ?? []), row]);
    return periods;
  }

  /** The entities whose own address or account is that of a source: what is said to them is said to it. */
  async entitiesAt(siteUrl: string | null): Promise<number[]> {
    if (siteUrl === null) return [];
    const rows = await this.database.manager.sql<
      { id: number; urls: string; handles: string }[]
    >`SELECT id, urls, handles FROM entity WHERE urls <> '[]' OR handles <> '[]' LIMIT ${ENTITIES_MAX}`;
    return rows.filter((row) => termsAt(siteUrl, ownerOf(row)).length > 0).map(({ id }) => id);
  }

  /** The other way round: the sources in which an entity speaks itself, and on which days they are its own. */
  async ownedBy(owner: Owner): Promise<{ source: SourceRow; terms: Validity[] }[]> {
    const rows = await this.database.manager.sql<
      { id: number; siteUrl: string }[]
    >`SELECT id, site_url AS "siteUrl" FROM source WHERE site_url IS NOT NULL`;
    const terms = new Map<number, Validity[]>();
    for (const { id, siteUrl } of rows) {
      const those = termsAt(siteUrl, owner);
      if (those.length > 0) terms.set(id, those);
    }
    if (terms.size === 0) return [];
    const sources = await this.database.manager.sql<SourceRow[]>`
      SELECT ${() => COLUMNS} FROM source s WHERE s.id IN (${() => [...terms.keys()]}) ORDER BY LOWER(s.title), s.id`;
    return sources.map((source) => ({ source, terms: terms.get(source.id)! }));
  }

  async listed(ids: readonly number[]): Promise<Map<number, ListedRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.manager.sql<ListedRow[]>`
      SELECT p.id, p.kind, p.title, SUBSTR(p.text, 1, ${TEXT_CHARACTERS}) AS text, p.url, p.author_name AS "authorName", p.author_url AS "authorUrl",
             p.sort_at AS "sortAt", f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl", p.voice, s.is_sample AS "isSample"
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
       WHERE p.id IN (${() => [...ids]})`;
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function ownerOf({ urls, handles }: { urls: string; handles: string }): Owner {
  return { urls: JSON.parse(urls) as string[], handles: JSON.parse(handles) as Handle[] };
}

const COLUMNS = `s.id, s.slug, s.title, s.site_url AS "siteUrl", s.platform, s.affiliation, s.is_sample AS "isSample",
  (SELECT MIN(p.sort_at) FROM post p WHERE p.source_id = s.id) AS "firstAt", (SELECT MAX(p.sort_at) FROM post p WHERE p.source_id = s.id) AS "latestAt"`;
