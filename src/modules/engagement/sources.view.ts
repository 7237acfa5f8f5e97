import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { splitByAffiliation } from '../affiliations/split.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { Coverage } from './measures/message.js';
import { COVERAGE_LEAST } from './measures/verdict.js';
import type { Span } from './period.js';
import { coverageText, hrefOfSource } from './source.view.js';
import type { SourceRow } from './sources.query.js';
import type { ListedVerdict } from './verdicts.js';

export interface SourcesView {
  page: PageFrame;
  firstRun: FirstRun | null;
  groups: { mark: Mark; sources: SourceLine[] }[];
  total: number;
}

interface SourceLine {
  href: string;
  title: string;
  platform: string;
  isSample: boolean;
  verdict: ListedVerdict;
  /** Null where the verdict says it already. */
  coverage: string | null;
  latestAt: Date | null;
}

export interface ListedSource {
  source: SourceRow;
  /** Whose voice it is at present. */
  affiliation: Affiliation;
  verdict: ListedVerdict;
  coverage: Coverage;
}

/** Who speaks, by whose voice it is: civil service and party are lists of their own. */
export function sourcesView(listed: readonly ListedSource[], span: Span): SourcesView {
  return {
    page: {
      title: 'Sources: who speaks, and who converses',
      description: 'All sources that are read here, by whose voice they are, and whether each converses or broadcasts.',
      path: '/sources',
      feeds: [],
      standalone: false,
    },
    firstRun: null,
    groups: splitByAffiliation(listed, ({ affiliation }) => affiliation).map(({ affiliation, items }) => ({
      mark: markOf(affiliation),
      sources: items.map((item) => lineOf(item, span)),
    })),
    total: listed.length,
  };
}

function lineOf({ source, verdict, coverage }: ListedSource, span: Span): SourceLine {
  const isQuiet = source.latestAt === null || source.latestAt < span.from;
  return {
    href: isQuiet ? `/sources/${source.slug}` : hrefOfSource(source.slug, { period: span.name, author: null, voice: null }),
    title: source.title,
    platform: source.platform,
    isSample: source.isSample === 1,
    verdict,
    coverage: coverage.share === null || coverage.share < COVERAGE_LEAST ? null : coverageText(coverage),
    latestAt: source.latestAt === null ? null : new Date(source.latestAt),
  };
}
