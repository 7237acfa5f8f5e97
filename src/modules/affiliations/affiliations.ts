import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { type Affiliation, SourceEntity } from '../sources/source.entity.js';
import { authorKeyOf, overlapping } from './affiliation-at.js';
import { AffiliationEntity } from './affiliation.entity.js';

export interface WantedAffiliation {
  /** The slug or the title of a source. */
  source: string;
  affiliation: Affiliation;
  author: string | null;
  fromAt: Date | null;
  untilAt: Date | null;
  evidenceUrl: string | null;
  note: string | null;
}

/** `overlaps` names the periods that stand in the way. */
export type SetResult =
  | { result: 'set'; id: number; source: string }
  | { result: 'no-source'; source: string }
  | { result: 'several-sources'; slugs: string[] }
  | { result: 'no-time' }
  | { result: 'overlaps'; overlaps: AffiliationEntity[] };

/** An affiliation with the source that it is of. */
export interface AffiliationRow extends AffiliationEntity {
  slug: string;
  title: string;
}

/** Whose voice a source or one of its authors is, since when, and how that is known. */
@Injectable()
export class Affiliations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds one period; those that are there stay as they are. */
  set(wanted: WantedAffiliation): Promise<SetResult> {
    return this.database.write(async (manager): Promise<SetResult> => {
      const sources = await sourcesNamed(manager, wanted.source);
      const [source] = sources;
      if (!source) return { result: 'no-source', source: wanted.source };
      if (sources.length > 1) return { result: 'several-sources', slugs: sources.map(({ slug }) => slug) };
      const { affiliation, fromAt, untilAt, evidenceUrl, note } = wanted;
      if (fromAt && untilAt && untilAt <= fromAt) return { result: 'no-time' };
      const authorKey = wanted.author === null ? null : authorKeyOf(wanted.author);
      const there = await manager.findBy(AffiliationEntity, { sourceId: source.id });
      const overlaps = overlapping(there.map(inMilliseconds), inMilliseconds({ authorKey, affiliation, fromAt, untilAt }));
      if (overlaps.length > 0)
        return { result: 'overlaps', overlaps: there.filter(({ id }) => overlaps.some((period) => period.id === id)) };
      const authorName = authorKey === null ? null : (wanted.author?.trim() ?? null);
      const createdAt = this.clock.now();
      const row = { sourceId: source.id, authorKey, authorName, affiliation, fromAt, untilAt, evidenceUrl, note, createdAt };
      const { identifiers } = await manager.insert(AffiliationEntity, row);
      await outdateVoices(manager, source.id);
      return { result: 'set', id: (identifiers[0] as { id: number }).id, source: source.title };
    });
  }

  /** False where there is none of this number. */
  remove(id: number): Promise<boolean> {
    return this.database.write(async (manager) => {
      const there = await manager.findOneBy(AffiliationEntity, { id });
      if (there) {
        await manager.delete(AffiliationEntity, { id });
        await outdateVoices(manager, there.sourceId);
      }
      return there !== null;
    });
  }

  /** By source, then by author and time. */
  async list(): Promise<AffiliationRow[]> {
    const rows = await this.database.manager.find(AffiliationEntity, { relations: { source: true } });
    return rows
      .map((row) => ({ ...row, slug: row.source?.slug ?? '', title: row.source?.title ?? '' }))
      .sort(
        (a, b) =>
          compare(a.title, b.title) || compare(a.authorKey ?? '', b.authorKey ?? '') || timeOf(a.fromAt) - timeOf(b.fromAt) || a.id - b.id,
      );
  }
}

/** All messages of the source have to be looked at again, from the first on. */
async function outdateVoices(manager: EntityManager, sourceId: number): Promise<void> {
  await manager.update(SourceEntity, sourceId, { revoiceAfterAt: Number.MIN_SAFE_INTEGER, revoiceAfterId: 0 });
}

/** As `affiliationAt` takes them. */
export function inMilliseconds<Row extends { fromAt: Date | null; untilAt: Date | null }>(row: Row) {
  return { ...row, fromAt: row.fromAt?.getTime() ?? null, untilAt: row.untilAt?.getTime() ?? null };
}

async function sourcesNamed(manager: EntityManager, name: string): Promise<SourceEntity[]> {
  const bySlug = await manager.findBy(SourceEntity, { slug: name });
  return bySlug.length > 0 ? bySlug : manager.findBy(SourceEntity, { title: name });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function timeOf(at: Date | null): number {
  return at?.getTime() ?? Number.MIN_SAFE_INTEGER;
}
