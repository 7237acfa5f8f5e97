import { type PageFrame, privatePage } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { type Mark, markOf } from '../sources/affiliation.view.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { type ListedSource, SOURCES_PER_PAGE, type SourcesFilter } from './sources-list.query.js';

export interface SourcesListView {
  page: PageFrame;
  firstRun: null;
  said: string | null;
  q: string;
  affiliations: { value: string; label: string; isChosen: boolean }[];
  isNarrow: boolean;
  total: number;
  rows: { href: string; title: string; siteUrl: string | null; platform: string; mark: Mark; isSample: boolean; counts: string }[];
  pages: { from: number; to: number; page: number; pages: number; previousHref: string | null; nextHref: string | null } | null;
}

export function sourcesListView(
  filter: SourcesFilter,
  { rows, total }: { rows: readonly ListedSource[]; total: number },
  said: string | null,
): SourcesListView {
  const pages = Math.ceil(total / SOURCES_PER_PAGE);
  const from = (filter.page - 1) * SOURCES_PER_PAGE;
  const hrefOf = (page: number) =>
    `/admin/sources?${new URLSearchParams({ q: filter.q, affiliation: filter.affiliation, page: String(page) }).toString()}`;
  return {
    page: privatePage('Sources, to administer', 'The publishers that are read here.'),
    firstRun: null,
    said,
    q: filter.q,
    affiliations: [
      { value: '', label: 'All voices', isChosen: filter.affiliation === '' },
      ...AFFILIATIONS.map((value) => ({ value, label: markOf(value).label, isChosen: value === filter.affiliation })),
    ],
    isNarrow: filter.q !== '' || filter.affiliation !== '',
    total,
    rows: rows.map(({ slug, title, siteUrl, platform, affiliation, isSample, feeds, posts, periods }) => ({
      href: `/admin/sources/${slug}`,
      title,
      siteUrl,
      platform,
      mark: markOf(affiliation),
      isSample: isSample === 1,
      counts: [
        countOf(feeds, 'feed', 'feeds'),
        countOf(posts, 'message', 'messages'),
        ...(periods > 0 ? [countOf(periods, 'voice with dates or author', 'voices with dates or authors')] : []),
      ].join(', '),
    })),
    pages:
      pages <= 1
        ? null
        : {
            ...{ from: from + 1, to: from + rows.length, page: filter.page, pages },
            previousHref: filter.page > 1 ? hrefOf(filter.page - 1) : null,
            nextHref: filter.page < pages ? hrefOf(filter.page + 1) : null,
          },
  };
}
