import type { PageFrame } from '../pages/page.view.js';
import { countOf, excerptOf } from '../pages/words.js';
import { markOf } from '../sources/affiliation.view.js';
import { AFFILIATIONS } from '../sources/source.entity.js';
import type { AddField, AddProblems } from './add.form.js';
import { habitOf } from './habit.js';
import type { Offer, OfferedFeed } from './offer.js';
import type { Insight, KnownAs } from './preview.js';
import { voiceOf } from './voice-guess.js';

const ENTRIES_SHOWN = 10;
const TITLE_CHARS = 120;

export interface AddView {
  page: PageFrame;
  firstRun: null;
  typed: string;
  /** Why nothing can be added from this address. */
  problem: string | null;
  found: FoundView | null;
}

interface FoundView {
  sealed: string;
  title: string;
  siteUrl: string | null;
  platform: string | null;
  what: string;
  notes: string[];
  feeds: FeedOffered[];
  others: FeedOffered[];
  form: { title: string; tags: string; affiliations: { value: string; label: string; isChosen: boolean }[]; isGuessed: boolean };
  problems: Record<AddField, string | null>;
}

interface FeedOffered {
  place: number;
  url: string;
  title: string;
  isComments: boolean;
  format: string | null;
  isChosen: boolean;
  known: { href: string; text: string } | null;
  habit: string | null;
  threads: string | null;
  entries: { title: string; at: Date | null }[];
  warnings: string[];
}

/** What was typed into the form for what was found. */
export interface ChoiceTyped {
  title: string;
  affiliation: string;
  tags: string;
  feeds: ReadonlySet<number>;
  problems: AddProblems;
}

export interface FoundFacts {
  sealed: string;
  offer: Offer;
  insights: readonly Insight[];
  known: ReadonlyMap<string, KnownAs>;
  notes: readonly string[];
  typed: ChoiceTyped | null;
}

export function addView(typed: string, problem: string | null, found: FoundView | null): AddView {
  const page = {
    title: 'Add a feed',
    description: 'Look at what an address holds, and add its feeds.',
    path: null,
    feeds: [],
    standalone: false,
  };
  return { page, firstRun: null, typed, problem, found };
}

export function foundView({ sealed, offer, insights, known, notes, typed }: FoundFacts, now: Date, zone: string): FoundView {
  const guess = voiceOf(offer);
  const affiliation = typed?.affiliation ?? guess ?? 'unknown';
  const feeds = offer.feeds.map((feed, place) =>
    feedOffered({
      feed,
      place,
      insight: insights.find(({ url }) => url === feed.url) ?? null,
      known: known.get(feed.url) ?? null,
      isChosen: typed === null ? place < offer.read : typed.feeds.has(place),
      now,
      zone,
    }),
  );
  return {
    sealed,
    title: offer.title,
    siteUrl: offer.siteUrl,
    platform: offer.platform,
    what: whatWords(offer),
    notes: [...notes],
    feeds: feeds.slice(0, offer.read),
    others: feeds.slice(offer.read),
    form: {
      title: typed?.title ?? offer.title,
      tags: typed?.tags ?? '',
      affiliations: AFFILIATIONS.map((value) => ({ value, label: markOf(value).label, isChosen: value === affiliation })),
      isGuessed: typed === null && guess !== null,
    },
    problems: { title: null, affiliation: null, tags: null, feed: null, ...typed?.problems },
  };
}

function whatWords({ feeds, read }: Offer): string {
  const [first] = feeds;
  if (first?.reader) return `An account, which is asked of ${first.reader} with its replies`;
  const comments = feeds.slice(0, read).filter(({ role }) => role === 'comments').length;
  const posts = read - comments;
  if (posts === 0) return 'A feed of comments';
  return comments === 0 ? 'A feed' : 'A feed, and the feed of its comments';
}

interface OfferedFacts {
  feed: OfferedFeed;
  place: number;
  insight: Insight | null;
  known: KnownAs | null;
  isChosen: boolean;
  now: Date;
  zone: string;
}

function feedOffered({ feed, place, insight, known, isChosen, now, zone }: OfferedFacts): FeedOffered {
  const entries = insight?.entries ?? [];
  const threads = entries.filter(({ commentsFeedUrl }) => commentsFeedUrl !== null).length;
  return {
    place,
    // What an API is asked is no address for people.
    url: feed.reader === null ? feed.url : (feed.siteUrl ?? feed.url),
    title: feed.title ?? feed.url,
    isComments: feed.role === 'comments',
    format: feed.format,
    isChosen,
    known: known && { href: `/admin/feeds/${known.id}`, text: knownText(known) },
    habit: insight === null ? null : habitOf(entries.map(({ publishedAt }) => publishedAt), now, zone), // prettier-ignore
    threads: threads === 0 || feed.role === 'comments' ? null : threadsText(threads, entries.length),
    entries: entries.slice(0, ENTRIES_SHOWN).map(({ title, text, publishedAt }) => ({
      title: title ?? (excerptOf(text, TITLE_CHARS) || 'Without words'),
      // A date that comes from another thread is one all the same.
      at: publishedAt && new Date(publishedAt),
    })),
    warnings: insight?.warnings ?? [],
  };
}

function threadsText(threads: number, entries: number): string {
  const who = threads === entries ? 'Each of its entries names' : `${countOf(threads, 'entry names', 'entries name')}`;
  return `${who} a feed of its own comments: it is polled for as long as its thread is alive.`;
}

function knownText({ state, sourceTitle }: KnownAs): string {
  if (state === 'removed') return `It was removed from “${sourceTitle}”. Adding it brings it back.`;
  return state === 'paused' ? `It is there already, under “${sourceTitle}”, and paused.` : `It is there already, under “${sourceTitle}”.`;
}
