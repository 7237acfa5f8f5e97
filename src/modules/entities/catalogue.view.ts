import { changesOf, importSummary, isRefused, rematched } from '../mentions/entities.text.js';
import type { EntityRow } from '../mentions/entities.query.js';
import type { Report } from '../mentions/entities.service.js';
import type { BadRow } from '../mentions/read-rows.js';
import type { Progress } from '../mentions/rematcher.js';
import { ROLES } from '../mentions/watched.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { type Asking, askedFor } from './entities.form.js';

const PER_PAGE = 50;

export interface CatalogueView {
  page: PageFrame;
  firstRun: null;
  total: number;
  found: number;
  isNarrow: boolean;
  name: string;
  kinds: { value: string; label: string; isChosen: boolean }[];
  /** `64 %`; null where nothing waits. */
  progress: { entities: number; share: string } | null;
  rows: { href: string; name: string; kind: string | null; days: string | null; posts: number; roles: string; progress: string | null }[];
  pages: { from: number; to: number; page: number; pages: number; previousHref: string | null; nextHref: string | null } | null;
  imported: ImportedView | null;
  text: string;
  problem: string | null;
  isForced: boolean;
  isAllOrNothing: boolean;
}

export interface ImportedView {
  summary: string;
  isStored: boolean;
  refused: string[];
  changes: string[];
  more: number;
}

/** What came of the form by which a catalogue comes in. */
export interface ImportState {
  text: string;
  problem: string | null;
  imported: ImportedView | null;
  isForced: boolean;
  isAllOrNothing: boolean;
}

export const NOTHING_IMPORTED: ImportState = { text: '', problem: null, imported: null, isForced: false, isAllOrNothing: true };
const LINES_MAX = 100;

export function catalogueView(rows: readonly EntityRow[], asking: Asking, progress: Progress | null, state: ImportState): CatalogueView {
  const listed = rows.map((row) => ({
    row,
    name: row.entity.name,
    kind: row.entity.kind,
    aliases: row.entity.aliases.map(({ text }) => text),
  }));
  const found = askedFor(listed, asking);
  const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
  const page = Math.min(asking.page, pages);
  const kinds = [...new Set(rows.flatMap(({ entity }) => entity.kind ?? []))].sort();
  const from = (page - 1) * PER_PAGE;
  const shown = found.slice(from, from + PER_PAGE);
  return {
    page: privatePage('Entities, to administer', 'The bodies and people that are watched for in posts.'),
    firstRun: null,
    total: rows.length,
    found: found.length,
    isNarrow: asking.name !== '' || asking.kind !== null,
    name: asking.name,
    kinds: ['', ...kinds].map((value) => ({ value, label: value || 'All kinds', isChosen: value === (asking.kind ?? '') })),
    progress: progress && { entities: progress.entities, share: `${Math.floor((100 * progress.done) / Math.max(1, progress.of))} %` },
    rows: shown.map(({ row }) => lineOf(row)),
    pages:
      pages === 1
        ? null
        : {
            ...{ from: from + 1, to: from + shown.length, page, pages },
            previousHref: page > 1 ? hrefOf(asking, page - 1) : null,
            nextHref: page < pages ? hrefOf(asking, page + 1) : null,
          },
    ...state,
  };
}

export function importedView(done: { isStored: boolean; isPreview: boolean; reports: Report[]; badRows: BadRow[] }): ImportedView {
  const refused = [
    ...done.badRows.map(({ row, name, problems }) => `Row ${row}${name ? ` (${name})` : ''}: ${problems.join(' ')}`),
    ...done.reports.filter(isRefused).map(({ message }) => message),
  ];
  const changes = changesOf(done.reports).map(({ message }) => message);
  return {
    summary: importSummary(done),
    isStored: done.isStored,
    refused: refused.slice(0, LINES_MAX),
    changes: changes.slice(0, LINES_MAX),
    more: Math.max(0, refused.length - LINES_MAX) + Math.max(0, changes.length - LINES_MAX),
  };
}

function lineOf({ entity, posts, roles }: EntityRow): CatalogueView['rows'][number] {
  const { slug, name, kind, from, until } = entity;
  const share = rematched(entity);
  return {
    href: `/admin/entities/${slug}`,
    name,
    kind,
    days: from === null && until === null ? null : [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' '),
    posts,
    roles: ROLES.map((role) => `${roles[role]} ${role}`).join(', '),
    progress: share === 1 ? null : `${Math.floor(share * 100)} %`,
  };
}

function hrefOf({ name, kind }: Asking, page: number): string {
  const said = { ...(name && { name }), ...(kind !== null && { kind }), page: String(page) };
  return `/admin/entities?${new URLSearchParams(said).toString()}`;
}
