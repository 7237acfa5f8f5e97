import { type EntityManager, In, Not } from 'typeorm';
import { Slugs } from './slugs.js';
import { type Affiliation, SourceEntity } from './source.entity.js';

export interface WantedSource {
  title: string;
  siteUrl: string | null;
  platform?: string;
  affiliation?: Affiliation;
  isSample?: number;
}

interface Sameness {
  /** Two blogs may share a title, but not a site: what a source is known by, where nobody named it. */
  by: 'site' | 'title';
  /** Sources that are known to be others. */
  others?: readonly number[];
}

/**
 * The id of the source, which is made where there is none yet. By `site`, a source is the same if its site is, or its title where no site is known;
 * by `title`, if its title is, and its platform and affiliation where they are given. The sample keeps to itself.
 */
export async function ensureSource(
  manager: EntityManager,
  wanted: WantedSource,
  now: Date,
  sameness: Sameness = { by: 'site' },
): Promise<number> {
  const existing = await find(manager, wanted, sameness);
  if (existing) return existing.id;
  const [slug = ''] = await new Slugs(manager).free([wanted.title]);
  const made = await manager.save(SourceEntity, {
    slug,
    title: wanted.title,
    siteUrl: wanted.siteUrl,
    platform: wanted.platform ?? 'web',
    affiliation: wanted.affiliation ?? 'unknown',
    isSample: wanted.isSample ?? 0,
    createdAt: now,
  });
  return made.id;
}

async function find(manager: EntityManager, wanted: WantedSource, { by, others = [] }: Sameness): Promise<SourceEntity | null> {
  const { title, siteUrl, platform, affiliation, isSample = 0 } = wanted;
  if (by === 'site' && siteUrl !== null) return manager.findOneBy(SourceEntity, { siteUrl: In(spellings(siteUrl)), isSample });
  const given =
    by === 'title' ? Object.fromEntries(Object.entries({ platform, affiliation }).filter(([, value]) => value !== undefined)) : {};
  return manager.findOneBy(SourceEntity, { title, isSample, ...given, ...(others.length > 0 ? { id: Not(In(others)) } : {}) });
}

/** A site's address with and without the last slash, and with either scheme. */
export function spellings(siteUrl: string): string[] {
  const bare = siteUrl.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  return [siteUrl, ...['http://', 'https://'].flatMap((scheme) => [`${scheme}${bare}`, `${scheme}${bare}/`])];
}
