import { DateTime } from 'luxon';
import { splitByVoice } from '../affiliations/split.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { voiceCondition } from '../search/facets.js';
import { hrefOf as searchHrefOf } from '../search/search.view.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import type { EditionNumbers, EditionRows, VoiceNumbers } from './edition.query.js';
import type { EditionState } from './edition-reader.js';
import { stateView, type StateView } from './edition-state.view.js';
import { publishedOf, type PublishedView } from './published.view.js';
import { periodOf, PERIOD_KINDS, spanOf, titleOf, type Period, type PeriodKind } from './period.js';
import { sectionsView, type SectionsView } from './sections.view.js';
import { storiesOf, styleIn, type StoryView } from './story.view.js';
import { type UsualVoice, usualView } from './usual.view.js';

/** Conversations told with their comments; those after them are a headline each. */
const STORIES_MAX = 9;

export interface EditionLink {
  href: string;
  title: string;
}

/** One voice's part of the numbers, with the search for just that. */
export interface VoiceView extends VoiceNumbers {
  /** Null for readers. */
  mark: Mark | null;
  href: string;
  /** What is usual of it; null where nothing is yet. */
  usual: string | null;
}

export interface EditionView {
  page: PageFrame;
  firstRun: FirstRun | null;
  edition: { key: string; kind: PeriodKind; title: string; span: string | null; isLatest: boolean };
  numbers: EditionNumbers;
  /** The same by whose voice. */
  voices: VoiceView[];
  /** What is usual at such a time, and voices that usually speak and did not. */
  usual: { sentence: string; silent: { mark: Mark | null; usual: string }[] } | null;
  lead: StoryView | null;
  stories: StoryView[];
  briefs: StoryView[];
  /** Conversations that found no room at all. */
  moreConversations: number;
  published: PublishedView[];
  morePublished: number;
  /** Posts that say what an earlier one says, with the search for them. */
  repeated: { count: number; href: string } | null;
  sections: SectionsView | null;
  isEmpty: boolean;
  state: StateView;
  previous: EditionLink | null;
  next: EditionLink | null;
  /** The day's week and month, and so on: the same time at another width. */
  widths: { href: string; label: string; isCurrent: boolean }[];
}

/** What an edition is made of, besides its rows. */
export interface EditionFacts {
  period: Period;
  /** Periods of the same kind that have posts: the nearest before and after. */
  previous: Period | null;
  next: Period | null;
  isLatest: boolean;
  offersStarter: boolean;
  state: EditionState;
}

export function editionView(rows: EditionRows, facts: EditionFacts): EditionView {
  const { period, state } = facts;
  const stories = storiesOf(rows, period, state);
  const [lead, ...others] = stories;
  const published = publishedOf(rows, styleIn(period), state);
  const title = titleOf(period);
  const usual = rows.sections && usualView(rows.sections.earlier, period);
  const isEmpty = rows.numbers.posts + rows.numbers.comments === 0;
  return {
    page: frameOf(period, title, rows.numbers, facts.isLatest),
    firstRun: { hasSample: [...rows.roots, ...rows.published].some((row) => row.isSample === 1), offersStarter: facts.offersStarter },
    edition: { key: period.key, kind: period.kind, title, span: spanOf(period), isLatest: facts.isLatest },
    numbers: rows.numbers,
    voices: voicesOf(rows.numbers, period, usual?.voices ?? []),
    usual: usual && { sentence: usual.sentence, silent: silentOf(rows.numbers, usual.voices) },
    lead: lead ?? null,
    stories: others.slice(0, STORIES_MAX - 1),
    briefs: others.slice(STORIES_MAX - 1),
    moreConversations: Math.max(0, rows.numbers.conversations - stories.length - (state.edited?.hiddenConversations ?? 0)),
    published,
    morePublished: (rows.published[0]?.ofAll ?? 0) - published.reduce((sum, group) => sum + group.posts.length + group.more, 0),
    repeated: repeatedIn(rows.numbers, period),
    sections: rows.sections && sectionsView(rows.sections, period, datesOf(period)),
    isEmpty,
    state: stateView(state, hrefOf(period), styleIn(period)),
    previous: facts.previous && linkTo(facts.previous),
    next: facts.next && linkTo(facts.next),
    widths: PERIOD_KINDS.map((kind) => {
      // A week belongs to the month in which most of it lies; its Thursday tells.
      const within = kind === period.kind ? period : periodOf(kind, middleOf(period), period.zone);
      return { href: hrefOf(within), label: kind, isCurrent: kind === period.kind };
    }),
  };
}

export function linkTo(period: Period): EditionLink {
  return { href: hrefOf(period), title: titleOf(period) };
}

export function hrefOf(period: Period): string {
  return `/digest/${period.key}`;
}

function middleOf(period: Period): Date {
  return new Date((period.from.getTime() + period.until.getTime()) / 2);
}

function frameOf(period: Period, title: string, numbers: EditionNumbers, isLatest: boolean): PageFrame {
  const path = hrefOf(period);
  const { conversations, posts, comments } = numbers;
  return {
    title: isLatest ? `${title}: the latest edition` : title,
    description: `${title}: ${countOf(conversations, 'conversation', 'conversations')}, ${countOf(posts, 'post', 'posts')} and ${countOf(comments, 'comment', 'comments')} between government and public.`,
    path,
    feeds: [
      { href: '/digest.atom', type: 'application/atom+xml', title: 'The latest edition, with threads' },
      { href: '/digest.rss', type: 'application/rss+xml', title: 'The latest edition' },
      { href: '/digest.json', type: 'application/feed+json', title: 'The latest edition' },
    ],
    standalone: false,
  };
}

function voicesOf({ voices }: EditionNumbers, period: Period, usual: readonly UsualVoice[]): VoiceView[] {
  return splitByVoice(voices, ({ voice }) => voice).flatMap(({ voice, items }) =>
    items.map((numbers) => ({
      ...numbers,
      mark: voice === null ? null : markOf(voice),
      href: searchHrefOf(`${voiceCondition(voice)} ${datesOf(period)}`, 'date', null),
      usual: usual.find((each) => each.voice === voice)?.text ?? null,
    })),
  );
}

function silentOf({ voices }: EditionNumbers, usual: readonly UsualVoice[]): { mark: Mark | null; usual: string }[] {
  return usual
    .filter(({ voice, isSomething }) => isSomething && !voices.some((each) => each.voice === voice))
    .map(({ voice, text }) => ({ mark: voice === null ? null : markOf(voice), usual: text }));
}

function repeatedIn({ copies }: EditionNumbers, period: Period): EditionView['repeated'] {
  return copies === 0 ? null : { count: copies, href: searchHrefOf(`is:copy ${datesOf(period)}`, 'date', null) };
}

/** The days of a period, in the language of the search. */
export function datesOf({ from, until, zone }: Period): string {
  const [after, before] = [from, until].map((at) => DateTime.fromJSDate(at, { zone }).toISODate());
  return `after:${after} before:${before}`;
}
