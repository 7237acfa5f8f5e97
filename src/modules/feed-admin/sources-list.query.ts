import { Injectable } from '@nestjs/common';
import { run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';

export const SOURCES_PER_PAGE = 50;

/** What an address asks of the list. What no page of ours leads to is as if it was not there. */
export interface SourcesFilter {
  q: string;
  affiliation: Affiliation | '';
  page: number;
}

export interface ListedSource {
  slug: string;
  title: string;
  siteUrl: string | null;
  platform: string;
  affiliation: Affiliation;
  isSample: number;
  feeds: number;
  posts: number;
  periods: number;
}

export function sourcesFilterOf({ q, affiliation, page }: Record<string, unknown>): SourcesFilter {
  return {
    q: typeof q === 'string' ? q.trim().slice(0, 200) : '',
    affiliation: AFFILIATIONS.find((each) => each === affiliation) ?? '',
    page: typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
  };
}

/** The sources, a page at a time, by title. */
@Injectable()
export class SourcesListQuery {
  constructor(private readonly database: Database) {}

  async page({ q, affiliation, page }: SourcesFilter): Promise<{ rows: ListedSource[]; total: number }> {
    const { manager } = this.database;
    const like = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const parts: [sql: string, ...parameters: unknown[]][] = [['1 = 1']];
    if (q !== '') parts.push([`(LOWER(s.title) LIKE ? ESCAPE '\\' OR LOWER(COALESCE(s.site_url, '')) LIKE ? ESCAPE '\\')`, like, like]);
    if (affiliation !== '') parts.push(['s.affiliation = ?', affiliation]);
    const condition = parts.map(([sql]) => sql).join(' AND ');
    const parameters = parts.flatMap(([, ...given]) => given);
    const [count] = (await run(manager, `SELECT COUNT(*) AS total FROM source s WHERE ${condition}`, parameters)) as { total: number }[];
    const rows = (await run(
      manager,
      `SELECT s.slug, s.title, s.site_url AS "siteUrl", s.platform, s.affiliation, s.is_sample AS "isSample",
              (SELECT COUNT(*) FROM feed f WHERE f.source_id = s.id AND f.post_id IS NULL AND f.state <> 'removed') AS feeds,
              (SELECT COUNT(*) FROM post p WHERE p.source_id = s.id) AS posts,
              (SELECT COUNT(*) FROM affiliation a WHERE a.source_id = s.id) AS periods
         FROM source s WHERE ${condition} ORDER BY LOWER(s.title), s.id LIMIT ? OFFSET ?`,
      [...parameters, SOURCES_PER_PAGE, (page - 1) * SOURCES_PER_PAGE],
    )) as ListedSource[];
    const counted = rows.map((row) => ({ ...row, feeds: Number(row.feeds), posts: Number(row.posts), periods: Number(row.periods) }));
    return { rows: counted, total: Number(count?.total ?? 0) };
  }
}
