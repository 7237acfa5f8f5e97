import { DateTime } from 'luxon';
import { flattenThread } from '../../feeds/threads.js';
import { splitByVoice } from '../affiliations/split.js';
import type { InstantStyle } from '../pages/instants.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf } from '../pages/words.js';
import type { CopyRow } from '../posts/copies.query.js';
import { type CopiesView, copiesView } from '../posts/copies.view.js';
import { headlineOf, leadOf, type Headline } from '../posts/headline.js';
import { personKey, speakerOf, type Speaker } from '../posts/speaker.js';
import { voiceCondition } from '../search/facets.js';
import { hrefOf as searchHrefOf } from '../search/search.view.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import type { ConversationRow } from './conversations.query.js';
import type { EditionNumbers, EditionRow, EditionRows, VoiceNumbers } from './edition.query.js';
import { groupBy } from './group-by.js';
import { highlightsOf } from './highlights.js';
import { publishedOf, type PublishedView } from './published.view.js';
import { periodOf, PERIOD_KINDS, spanOf, titleOf, type Period, type PeriodKind } from './period.js';

/** Conversations told with their comments; those after them are a headline each. */
const STORIES_MAX = 9;
const LEAD = { excerpt: 420, comments: 4, commentExcerpt: 280 };
const STORY = { excerpt: 220, comments: 2, commentExcerpt: 180 };

export interface EditionLink {
  href: string;
  title: string;
}

export interface HighlightView {
  href: string;
  speaker: Speaker;
  at: Date;
  style: InstantStyle;
  excerpt: string;
  /** 0, or more under a comment that is shown too. */
  depth: number;
  /** Whom it answers, where that comment is not shown above it. */
  answers: string | null;
  /** The site on which it was said, where that is not the one of the post above. */
  site: string | null;
}

export interface StoryView {
  href: string;
  originalUrl: string | null;
  headline: Headline;
  speaker: Speaker;
  at: Date;
  /** In an edition of a day its date need not be said again. */
  style: InstantStyle;
  /** False where the publisher gives no date. */
  isDated: boolean;
  /** The post is older than the edition: the conversation went on, or was begun, in it. */
  isOlder: boolean;
  excerpt: string;
  replies: number;
  participants: number;
  highlights: HighlightView[];
  copies: CopiesView | null;
  /** Replies of the period that are not shown. */
  more: number;
}

/** One voice's part of the numbers, with the search for just that. */
export interface VoiceView extends VoiceNumbers {
  /** Null for readers. */
  mark: Mark | null;
  href: string;
}

export interface EditionView {
  page: PageFrame;
  firstRun: FirstRun | null;
  edition: { key: string; kind: PeriodKind; title: string; span: string | null; isLatest: boolean };
  numbers: EditionNumbers;
  /** The same by whose voice. */
  voices: VoiceView[];
  lead: StoryView | null;
  stories: StoryView[];
  briefs: StoryView[];
  /** Conversations that found no room at all. */
  moreConversations: number;
  published: PublishedView[];
  morePublished: number;
  /** Posts that say what an earlier one says, with the search for them. */
  repeated: { count: number; href: string } | null;
  isEmpty: boolean;
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
}

export function editionView(rows: EditionRows, facts: EditionFacts): EditionView {
  const { period } = facts;
  const stories = storiesOf(rows, period);
  const [lead, ...others] = stories;
  const published = publishedOf(rows, styleIn(period));
  const title = titleOf(period);
  const isEmpty = rows.numbers.posts + rows.numbers.comments === 0;
  return {
    page: frameOf(period, title, rows.numbers, facts.isLatest),
    firstRun: { hasSample: [...rows.roots, ...rows.published].some((row) => row.isSample === 1), offersStarter: facts.offersStarter },
    edition: { key: period.key, kind: period.kind, title, span: spanOf(period), isLatest: facts.isLatest },
    numbers: rows.numbers,
    voices: voicesOf(rows.numbers, period),
    lead: lead ?? null,
    stories: others.slice(0, STORIES_MAX - 1),
    briefs: others.slice(STORIES_MAX - 1),
    moreConversations: Math.max(0, rows.numbers.conversations - stories.length),
    published,
    morePublished: (rows.published[0]?.ofAll ?? 0) - published.reduce((sum, group) => sum + group.posts.length + group.more, 0),
    repeated: repeatedIn(rows.numbers, period),
    isEmpty,
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

function voicesOf({ voices }: EditionNumbers, period: Period): VoiceView[] {
  return splitByVoice(voices, ({ voice }) => voice).flatMap(({ voice, items }) =>
    items.map((numbers) => ({
      ...numbers,
      mark: voice === null ? null : markOf(voice),
      href: searchHrefOf(`${voiceCondition(voice)} ${datesOf(period)}`, 'date', null),
    })),
  );
}

function repeatedIn({ copies }: EditionNumbers, period: Period): EditionView['repeated'] {
  return copies === 0 ? null : { count: copies, href: searchHrefOf(`is:copy ${datesOf(period)}`, 'date', null) };
}

/** The days of a period, in the language of the search. */
export function datesOf({ from, until, zone }: Period): string {
  const [after, before] = [from, until].map((at) => DateTime.fromJSDate(at, { zone }).toISODate());
  return `after:${after} before:${before}`;
}

function styleIn(period: Period): InstantStyle {
  return period.kind === 'day' ? 'clock' : 'moment';
}

function storiesOf(rows: EditionRows, period: Period): StoryView[] {
  const roots = new Map(rows.roots.map((row) => [row.id, row]));
  const leaders = leadersIn(rows);
  const comments = groupBy(rows.comments, ({ rootId }) => leaders.get(rootId ?? 0) ?? rootId);
  return rows.conversations.flatMap((conversation, index) => {
    const root = roots.get(conversation.threadId);
    const [said, group] = [comments.get(conversation.threadId) ?? [], rows.copies[conversation.threadId] ?? []];
    return root ? [storyOf(root, conversation, said, group, period, index === 0)] : [];
  });
}

/** For each thread of a group, the one that leads it. */
export function leadersIn({ copies }: Pick<EditionRows, 'copies'>): Map<number, number> {
  return new Map(Object.entries(copies).flatMap(([leaderId, group]) => group.map(({ id }) => [id, Number(leaderId)] as const)));
}

function storyOf(
  root: EditionRow,
  conversation: ConversationRow,
  comments: EditionRow[],
  group: readonly CopyRow[],
  period: Period,
  isLead: boolean,
): StoryView {
  const size = isLead ? LEAD : STORY;
  const headline = headlineOf(root);
  const highlights = highlightViews(root, comments, size, styleIn(period));
  return {
    href: `/threads/${root.id}`,
    originalUrl: webUrl(root.url),
    headline,
    speaker: speakerOf(root),
    at: new Date(root.sortAt),
    style: root.sortAt < period.from.getTime() ? 'moment' : styleIn(period),
    isDated: root.publishedAt !== null,
    isOlder: root.sortAt < period.from.getTime(),
    excerpt: leadOf(root, size.excerpt),
    replies: conversation.replies,
    participants: conversation.participants,
    highlights,
    copies: copiesView(root, group),
    more: conversation.replies - highlights.length,
  };
}

function highlightViews(root: EditionRow, comments: EditionRow[], size: typeof LEAD, style: InstantStyle): HighlightView[] {
  const candidates = comments.map((row) => ({
    id: row.id,
    parentId: row.parentId,
    at: row.sortAt,
    position: row.position,
    // A name that stands on two sites may be two people.
    person: personOn(row),
    row,
  }));
  const chosen = highlightsOf(candidates, size.comments);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate.row]));
  const shown = new Set(chosen.map((candidate) => candidate.id));
  const nodes = [
    { id: root.id, parentId: null, at: root.sortAt, position: 0 },
    ...chosen.map(({ id, parentId, at, position }) => ({
      id,
      parentId: parentId !== null && shown.has(parentId) ? parentId : root.id,
      at,
      position,
    })),
  ];
  return flattenThread(nodes, root.id).flatMap(({ node, depth }) => {
    const row = byId.get(node.id);
    if (!row) return [];
    const parent = row.parentId === null || shown.has(row.parentId) ? undefined : byId.get(row.parentId);
    return [
      {
        href: `/threads/${row.rootId ?? root.id}#post-${row.id}`,
        speaker: speakerOf(row),
        at: new Date(row.sortAt),
        style,
        excerpt: excerptOf(row.text, size.commentExcerpt),
        depth: depth - 1,
        answers: parent ? speakerOf(parent).name : null,
        site: row.sourceId === root.sourceId ? null : row.sourceTitle,
      },
    ];
  });
}

function personOn(row: EditionRow): string | null {
  const person = personKey(row);
  return person && `${row.rootId} ${person}`;
}
