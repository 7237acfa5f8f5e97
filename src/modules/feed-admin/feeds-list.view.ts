import type { PageFrame } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { Action } from './bulk.form.js';
import { dateOf, type StateView, stateView } from './feed-state.view.js';
import { type Choices, type ListedPage, PAGE_SIZE } from './feeds-list.query.js';
import { type FeedFilter, isNarrow, listHref, searchOf, SHOWN_STATES, SORTS } from './feeds.filter.js';

interface Choice {
  value: string;
  label: string;
  isChosen: boolean;
}

/** What was typed into the form for many feeds. */
export interface BulkTyped {
  ids: ReadonlySet<number>;
  all: boolean;
  tags: string;
  affiliation: string;
  least: string;
  most: string;
  target: string;
  problem: string | null;
}

/** What was just done, as the address says. */
export interface Said {
  done: string;
  feeds: number;
  changed: number;
  missing: number;
  kept: number;
  /** For the way back: what was removed at that instant. */
  ids: string;
}

export interface FeedsView {
  page: PageFrame;
  firstRun: null;
  total: number;
  isNarrow: boolean;
  filter: { q: string; source: string; platforms: Choice[]; affiliations: Choice[]; tags: Choice[]; states: Choice[]; sorts: Choice[] };
  rows: FeedLine[];
  bulk: Omit<BulkTyped, 'ids' | 'affiliation'> & { search: string; affiliations: Choice[]; offersAll: boolean; isRemoved: boolean };
  said: { text: string; undo: { ids: string[]; search: string } | null } | null;
  pages: { page: number; pages: number; from: number; to: number; previousHref: string | null; nextHref: string | null } | null;
  /** Of an action that was refused. */
  problem: string | null;
}

interface FeedLine {
  id: number;
  href: string;
  title: string;
  url: string;
  isChosen: boolean;
  isComments: boolean;
  reader: string | null;
  source: { title: string; href: string };
  mark: Mark;
  tags: { tag: string; href: string }[];
  state: StateView;
  changedAt: Date | null;
}

export interface FeedsFacts {
  filter: FeedFilter;
  listed: ListedPage;
  choices: Choices;
  typed: BulkTyped;
  said: Said | null;
  now: Date;
}

export const NOTHING_TYPED: BulkTyped = {
  ...{ ids: new Set(), all: false, tags: '', affiliation: '', least: '', most: '', target: '', problem: null },
};

const STATE_LABELS: Record<(typeof SHOWN_STATES)[number], string> = {
  active: 'Active',
  paused: 'Paused',
  failing: 'Failing',
  gone: 'Gone or retired',
  removed: 'Removed',
};

const SORT_LABELS: Record<(typeof SORTS)[number], string> = {
  source: 'Source',
  new: 'Newest first',
  changed: 'Last new entry',
  polled: 'Last poll',
  failures: 'Most failures',
};

export function feedsView({ filter, listed, choices, typed, said, now }: FeedsFacts): FeedsView {
  const { rows, total } = listed;
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  return {
    page: { title: 'Feeds', description: 'The feeds that are polled.', path: null, feeds: [], standalone: false },
    firstRun: null,
    total,
    isNarrow: isNarrow(filter),
    filter: filterView(filter, choices),
    rows: rows.map(({ id, url, title, siteUrl, role, reader, slug, sourceTitle, affiliation, tags, ...row }) => ({
      id,
      href: `/admin/feeds/${id}`,
      title: title ?? url,
      // What an API is asked is no address for people.
      url: reader === null ? url : (siteUrl ?? url),
      isChosen: typed.ids.has(id),
      isComments: role === 'comments',
      reader,
      source: { title: sourceTitle, href: listHref({ ...filter, source: slug, page: 1 }) },
      mark: markOf(affiliation),
      tags: tags.map((tag) => ({ tag, href: listHref({ ...filter, tag, page: 1 }) })),
      state: stateView({ ...row, url }, now),
      changedAt: dateOf(row.changedAt),
    })),
    bulk: {
      ...typed,
      search: searchOf(filter),
      affiliations: affiliationChoices(typed.affiliation, 'Whose voice'),
      offersAll: total > rows.length,
      isRemoved: filter.state === 'removed',
    },
    said: said && { text: saidText(said), undo: said.ids === '' ? null : { ids: said.ids.split(','), search: searchOf(filter) } },
    pages:
      pages === 1
        ? null
        : {
            page: filter.page,
            pages,
            from: (filter.page - 1) * PAGE_SIZE + 1,
            to: (filter.page - 1) * PAGE_SIZE + rows.length,
            previousHref: filter.page > 1 ? listHref({ ...filter, page: Math.min(filter.page - 1, pages) }) : null,
            nextHref: filter.page < pages ? listHref({ ...filter, page: filter.page + 1 }) : null,
          },
    problem: typed.problem,
  };
}

function filterView(filter: FeedFilter, { platforms, tags }: Choices): FeedsView['filter'] {
  const { q, source, platform, affiliation, tag, state, sort } = filter;
  return {
    q,
    source,
    platforms: choicesOf(['', ...platforms], platform, (value) => value || 'Any platform'),
    affiliations: affiliationChoices(affiliation, 'Anybody’s voice'),
    tags: choicesOf(['', ...tags.map((each) => each.tag)], tag, (value) => value || 'Any tag'),
    states: choicesOf(['', ...SHOWN_STATES], state, (value) => (value === '' ? 'All but removed' : STATE_LABELS[value])),
    sorts: choicesOf([...SORTS], sort, (value) => SORT_LABELS[value]),
  };
}

export function affiliationChoices(chosen: string, none: string): Choice[] {
  return choicesOf(['', ...AFFILIATIONS], chosen, (value) => (value === '' ? none : markOf(value).label));
}

function choicesOf<Value extends string>(values: readonly Value[], chosen: string, label: (value: Value) => string): Choice[] {
  return values.map((value) => ({ value, label: label(value), isChosen: value === chosen }));
}

const DONE: Record<Action, [some: string, none: string]> = {
  pause: ['paused', 'Nothing was to be paused: that is so already.'],
  resume: ['polled again from now on', 'Nothing was to be resumed: that is so already.'],
  remove: ['removed. Their posts stay', 'Nothing was to be removed: that is so already.'],
  restore: ['back on the list', 'Nothing was to be brought back: that is so already.'],
  tag: ['tagged', ''],
  untag: ['without the tag', ''],
  affiliation: ['', 'Their sources speak with this voice already.'],
  limits: ['polled within these limits', 'These limits are set already.'],
  move: ['moved', 'No feed was moved.'],
};

/** What a deed came to. */
export function saidText({ done, feeds, changed, missing, kept }: Omit<Said, 'ids'>): string {
  const [some, none] = DONE[done as Action];
  const what =
    done === 'affiliation'
      ? `The voice of ${countOf(changed, 'source', 'sources')} is changed; stored posts follow`
      : `${countOf(changed, 'feed', 'feeds')} ${some}`;
  return [
    changed === 0 ? none : `${what}.`,
    ...(changed > 0 && changed < feeds && done !== 'affiliation' && kept === 0
      ? [`For ${countOf(feeds - changed, 'other', 'others')} that was so already.`]
      : []),
    ...(kept > 0
      ? [`${countOf(kept, 'feed has', 'feeds have')} brought posts, which belong to the source under which they were read: left there.`]
      : []),
    ...(missing > 0 ? [`${countOf(missing, 'feed is', 'feeds are')} not here any more.`] : []),
  ].join(' ');
}
