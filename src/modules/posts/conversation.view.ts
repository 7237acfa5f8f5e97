import type { CrossLink } from '../../feeds/conversations.js';
import { formatInstant } from '../pages/instants.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf } from '../pages/words.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { languageOf } from './body.js';
import type { ConversationRow } from './conversation.query.js';
import type { Reach } from './conversations.js';
import { type ElsewhereView, elsewhereOf } from './elsewhere.js';
import { headlineOf, leadOf, type Headline } from './headline.js';
import { type LinkingWords, linkingWords } from './linking-words.js';
import { speakerOf, type Speaker } from './speaker.js';
import { anchorOf } from './thread-pages.js';

/** Sites that stand side by side; where there are more, the last column holds all that remain. */
export const COLUMNS_MAX = 4;
const EXCERPT_CHARACTERS_MAX = 240;

export interface SiteView {
  /** 1 for the leftmost. */
  column: number;
  title: string;
  url: string | null;
  /** The voices in which it speaks in the conversation, the first that is heard first; none where only its readers do. */
  marks: Mark[];
  isSample: boolean;
  threads: number;
  comments: number;
}

/** The other end of a link: what is answered, or what answers. */
export interface OtherEnd {
  href: string;
  name: string;
  /** Null where it speaks under its own name. */
  site: string | null;
  isComment: boolean;
}

export interface EventView {
  anchor: string;
  href: string;
  column: number;
  speaker: Speaker;
  /** The source whose page this stands on; a comment is not its word. */
  site: string;
  at: Date;
  /** False where the publisher gives no date. */
  isDated: boolean;
  language: string | null;
  /** Null for a comment. */
  headline: Headline | null;
  excerpt: string;
  isGone: boolean;
  /** Comments of the thread that this begins; null for a comment, which begins none. */
  comments: number | null;
  /** The earlier post whose words these are. */
  sameAs: OtherEnd | null;
  answers: (OtherEnd & { quote: LinkingWords | null })[];
  answeredBy: OtherEnd[];
}

export interface ConversationView {
  page: PageFrame;
  firstRun: FirstRun | null;
  headline: Headline;
  threads: number;
  /** Threads that begin with the words of another. */
  copies: number;
  hasLinks: boolean;
  comments: number;
  firstAt: Date;
  lastAt: Date;
  sites: SiteView[];
  /** How many columns a wide page has. */
  columns: number;
  days: { day: Date; events: EventView[] }[];
  /** The one thread, where there is no other: its address. */
  aloneHref: string | null;
  isAcross: boolean;
  elsewhere: ElsewhereView[];
  isCut: boolean;
}

export interface ConversationFacts {
  reach: Reach;
  /** The threads' first posts, and the messages at the ends of the links. */
  rows: readonly ConversationRow[];
  commentCounts: ReadonlyMap<number, number>;
  /** Comments that are shown though no link leads from them: those on posts that say the same. */
  commentIds: readonly number[];
  /** The thread whose neighbourhood this is. */
  threadId: number;
  timezone: string;
  offersStarter: boolean;
}

/** A conversation for its page: who said what where, in the order of time, and which words lead from one to another. */
export function conversationView(facts: ConversationFacts): ConversationView {
  const { reach, commentCounts } = facts;
  const rows = new Map(facts.rows.map((row) => [row.id, row]));
  const roots = reach.threadIds.flatMap((id) => rows.get(id) ?? []);
  const lead = leadOfAll(roots, reach.links);
  const shown = eventRows(roots, rows, [...reach.links.map(({ from }) => from.postId), ...facts.commentIds]);
  const sites = sitesOf(shown, roots, commentCounts);
  const events = shown.map((row) => eventView(row, { ...facts, sites, byId: rows, isShown: new Set(shown.map(({ id }) => id)) }));
  const comments = roots.reduce((sum, { id }) => sum + (commentCounts.get(id) ?? 0), 0);
  const times = shown.map((row) => row.sortAt);
  return {
    page: frameOf(lead, sites.size, roots.length, facts.threadId),
    firstRun: { hasSample: roots.some((row) => row.isSample === 1), offersStarter: facts.offersStarter },
    headline: headlineOf(lead),
    threads: roots.length,
    copies: events.filter(({ sameAs }) => sameAs).length,
    hasLinks: reach.links.length > 0,
    comments,
    firstAt: new Date(Math.min(...times)),
    lastAt: new Date(Math.max(...times)),
    sites: [...sites.values()],
    columns: Math.min(COLUMNS_MAX, sites.size),
    days: daysOf(events, facts.timezone),
    aloneHref: roots.length === 1 ? `/threads/${lead.id}` : null,
    isAcross: sites.size > 1,
    elsewhere: elsewhereOf(reach.beyond, new Map(roots.map((row) => [row.sourceId, row]))),
    isCut: reach.isCut,
  };
}

/** What the others talk about: the thread that most others link to, and of equals the earliest; never the longest. */
function leadOfAll(roots: readonly ConversationRow[], links: readonly CrossLink[]): ConversationRow {
  const linkers = (id: number) => new Set(links.filter(({ to }) => to.threadId === id).map(({ from }) => from.threadId)).size;
  const [lead] = [...roots].sort((a, b) => linkers(b.id) - linkers(a.id) || a.sortAt - b.sortAt || a.id - b.id);
  if (!lead) throw new Error('A conversation is without a thread');
  return lead;
}

/** Each thread's beginning, and each comment that is shown, in the order of time. */
function eventRows(roots: readonly ConversationRow[], byId: ReadonlyMap<number, ConversationRow>, comments: readonly number[]) {
  const ids = new Set([...roots.map(({ id }) => id), ...comments]);
  return [...ids].flatMap((id) => byId.get(id) ?? []).sort((a, b) => a.sortAt - b.sortAt || a.id - b.id);
}

/** In the order in which they first speak. */
function sitesOf(
  events: readonly ConversationRow[],
  roots: readonly ConversationRow[],
  commentCounts: ReadonlyMap<number, number>,
): Map<number, SiteView> {
  const sites = new Map<number, SiteView>();
  for (const row of events) {
    if (sites.has(row.sourceId)) continue;
    const own = roots.filter(({ sourceId }) => sourceId === row.sourceId);
    sites.set(row.sourceId, {
      column: Math.min(COLUMNS_MAX, sites.size + 1),
      title: row.sourceTitle,
      url: webUrl(row.siteUrl),
      marks: voicesIn(events.filter(({ sourceId }) => sourceId === row.sourceId)).map(markOf),
      isSample: row.isSample === 1,
      threads: own.length,
      comments: own.reduce((sum, { id }) => sum + (commentCounts.get(id) ?? 0), 0),
    });
  }
  return sites;
}

function voicesIn(rows: readonly ConversationRow[]): string[] {
  return [...new Set(rows.flatMap(({ voice }) => voice ?? []))];
}

interface EventContext extends ConversationFacts {
  sites: ReadonlyMap<number, SiteView>;
  byId: ReadonlyMap<number, ConversationRow>;
  isShown: ReadonlySet<number>;
}

function eventView(row: ConversationRow, context: EventContext): EventView {
  const { reach, byId, sites, commentCounts } = context;
  const isRoot = row.id === row.threadId;
  const isGone = row.goneAt !== null;
  const original = isRoot && reach.copies.get(row.id) !== row.id ? byId.get(reach.copies.get(row.id) ?? 0) : undefined;
  const beginning = isRoot ? leadOf(row, EXCERPT_CHARACTERS_MAX) : excerptOf(row.text, EXCERPT_CHARACTERS_MAX);
  const answers = reach.links
    .filter(({ from }) => from.postId === row.id)
    .flatMap(({ to, text }) => {
      const other = byId.get(to.postId);
      return other ? [{ ...otherEnd(other, context), quote: quoteOf(row, text, isRoot ? beginning : '') }] : [];
    });
  const answeredBy = reach.links
    .filter(({ to }) => to.postId === row.id || (isRoot && to.threadId === row.id && !context.isShown.has(to.postId)))
    .flatMap(({ from }) => byId.get(from.postId) ?? [])
    .map((other) => otherEnd(other, context));
  return {
    anchor: anchorOf(row.id),
    href: `/threads/${row.id}`,
    column: sites.get(row.sourceId)?.column ?? COLUMNS_MAX,
    speaker: speakerOf(row),
    site: row.sourceTitle,
    at: new Date(row.sortAt),
    isDated: row.publishedAt !== null,
    language: languageOf(row.language),
    headline: isRoot ? headlineOf(row) : null,
    // What its publisher removed is not quoted here; the thread shows it, with the mark and the instant.
    // A comment that quotes its linking words has said the most of it.
    // Nor are the words of a copy said again, which stand above under the first post that has them.
    excerpt: isGone || original || (!isRoot && answers.some(({ quote }) => quote)) ? '' : beginning,
    isGone,
    comments: isRoot ? (commentCounts.get(row.id) ?? 0) : null,
    sameAs: original ? otherEnd(original, context) : null,
    answers,
    answeredBy,
  };
}

/** The passage around the linking words; the words alone, where the passage stands above them already. */
function quoteOf(row: ConversationRow, linkText: string, shown: string): LinkingWords | null {
  const quote = linkingWords(row.text, linkText);
  return quote && shown.includes(quote.before + quote.words + quote.after) ? { ...quote, before: '', after: '' } : quote;
}

/** A message on this page, or else in its thread. */
function otherEnd(row: ConversationRow, { isShown }: EventContext): OtherEnd {
  const isComment = row.id !== row.threadId;
  const { name } = speakerOf(row);
  return {
    href: isShown.has(row.id) ? `#${anchorOf(row.id)}` : `/threads/${row.id}`,
    name,
    site: name === row.sourceTitle ? null : row.sourceTitle,
    isComment,
  };
}

/** Events come in the order of time, so that those of one day stand together. */
function daysOf(events: readonly EventView[], timezone: string): ConversationView['days'] {
  const days = new Map<string, { day: Date; events: EventView[] }>();
  for (const event of events) {
    const key = formatInstant(event.at, 'day', timezone);
    const day = days.get(key);
    if (day) day.events.push(event);
    else days.set(key, { day: event.at, events: [event] });
  }
  return [...days.values()];
}

function frameOf(lead: ConversationRow, sites: number, threads: number, threadId: number): PageFrame {
  const headline = excerptOf(headlineOf(lead).text, 80);
  return {
    title: `The conversation about ${headline}`,
    description: `${countOf(threads, 'thread', 'threads')} on ${countOf(sites, 'site', 'sites')} that link to each other or say the same, in the order of time`,
    path: `/conversations/${threadId}`,
    feeds: [],
    standalone: false,
  };
}
