import type { PageFrame } from '../pages/page.view.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { dateOf, keptUntil, type StateView, stateView } from './feed-state.view.js';
import type { FeedField, FeedProblems } from './feed.form.js';
import type { OneFeed } from './feed.query.js';
import { filterOf, listHref } from './feeds.filter.js';

export interface FeedView {
  page: PageFrame;
  firstRun: null;
  title: string;
  id: number;
  url: string;
  siteUrl: string | null;
  source: { title: string; href: string; feedsHref: string };
  mark: Mark;
  format: string;
  host: string;
  state: StateView;
  posts: number;
  newestAt: Date | null;
  createdAt: Date;
  isPaused: boolean;
  isPolled: boolean;
  keptUntil: Date | null;
  form: Record<'tags' | 'least' | 'most' | 'spacing' | 'keep' | 'note', string> & { isComments: boolean };
  problems: Record<FeedField, string | null>;
  saved: string | null;
}

/** What was typed into the form. */
export type FeedTyped = Record<FeedField, string>;

const SAID: Record<string, string> = {
  saved: 'Saved.',
  pause: 'The feed is paused: it is not asked until you resume it.',
  resume: 'The feed is polled again; it is due now.',
  remove: 'The feed is removed. Its posts stay.',
  restore: 'The feed is back on the list.',
  added: 'Added. The first poll brings its entries.',
  there: 'This feed was on the list already; nothing was added twice.',
  unchanged: 'That is so already; nothing was changed.',
};

export function feedView(feed: OneFeed, typed: FeedTyped | null, problems: FeedProblems, said: string, now: Date): FeedView {
  const { id, url, title, siteUrl, slug, sourceTitle, affiliation, state } = feed;
  const name = title ?? url;
  const form = typed ?? typedOf(feed);
  return {
    page: { title: name, description: `The feed ${name}: how it fares, and its settings.`, path: null, feeds: [], standalone: false },
    firstRun: null,
    title: name,
    id,
    url,
    siteUrl,
    source: { title: sourceTitle, href: `/sources/${slug}`, feedsHref: listHref(filterOf({ source: slug })) },
    mark: markOf(affiliation),
    format: feed.reader === null ? (feed.format ?? 'Not known before the first poll') : `What ${feed.reader} answers`,
    host: feed.host,
    state: stateView(feed, now),
    posts: feed.posts,
    newestAt: dateOf(feed.newestAt),
    createdAt: new Date(Number(feed.createdAt)),
    isPaused: state === 'paused',
    isPolled: state === 'active',
    keptUntil: state === 'removed' && feed.removedAt !== null ? keptUntil(Number(feed.removedAt)) : null,
    form: { ...form, isComments: form.role === 'comments' },
    problems: { tags: null, role: null, least: null, most: null, spacing: null, keep: null, note: null, ...problems },
    saved: SAID[said] ?? null,
  };
}

function typedOf({ tags, role, note, settings }: OneFeed): FeedTyped {
  const { leastMinutes, mostMinutes, spacingSeconds, keepDays } = settings;
  const written = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    tags: tags.join(', '),
    role,
    least: written(leastMinutes),
    most: written(mostMinutes),
    spacing: written(spacingSeconds),
    keep: written(keepDays),
    note: note ?? '',
  };
}
