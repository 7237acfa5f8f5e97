import { formatInstant } from '../pages/instants.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { webUrl } from '../pages/web-url.js';
import { countOf, excerptOf } from '../pages/words.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import type { Affiliation } from '../sources/source.entity.js';
import { listKeys } from './lists.js';
import { type MeasureGroup, measureGroups } from './measure.view.js';
import type { Coverage } from './measures/message.js';
import type { Verdict } from './measures/verdict.js';
import type { Span } from './period.js';
import { periodView, type PeriodView } from './period.view.js';
import { affiliationsFor, type Person, type Portrait, type VolumeKey } from './portrait.js';
import { questionsView, type QuestionsView } from './questions.view.js';
import type { KnownPeriod, ListedRow, SourceRow } from './sources.query.js';
import { type Link, volumeView, type VolumeView } from './volume.view.js';

export const THREADS_SHOWN = 10;
const PEOPLE_SHOWN = 10;

export interface SourceView {
  page: PageFrame;
  firstRun: FirstRun | null;
  title: string;
  platform: string;
  siteUrl: string | null;
  isSample: boolean;
  mark: Mark;
  author: string | null;
  wholeHref: string | null;
  history: { mark: Mark; author: string | null; when: string; evidenceUrl: string | null; note: string | null }[];
  period: PeriodView;
  /** Where it spoke under several affiliations: the figures are of one. */
  voices: { label: string; href: string; isCurrent: boolean }[];
  verdict: Verdict;
  coverage: string;
  isCut: boolean;
  own: Link | null;
  signed: Link | null;
  groups: MeasureGroup[];
  volume: VolumeView;
  answered: Link[];
  answering: Link[];
  threads: { href: string; headline: Headline; messages: Link; own: number }[];
  unanswered: QuestionsView;
}

export interface SourceFacts {
  source: SourceRow;
  authorName: string | null;
  span: Span;
  portrait: Portrait;
  coverage: Coverage;
  isCut: boolean;
  voices: readonly Affiliation[];
  voice: Affiliation | null;
  /** People as they sign, by their keys. */
  names: ReadonlyMap<string, string>;
  periods: readonly KnownPeriod[];
  /** The messages that are quoted: open questions, and the beginnings of threads. */
  listed: ReadonlyMap<number, ListedRow>;
  chart: string | null;
  /** What may be missing from its bars. */
  gaps: ReadonlyMap<string, string>;
  zone: string;
}

export function sourceView(facts: SourceFacts): SourceView {
  const { source, authorName, span, portrait, coverage, zone } = facts;
  const at = { period: span.name, author: authorName, voice: facts.voice };
  const hrefOf = (list: string) => hrefOfList(source.slug, { ...at, list });
  const { engagement } = portrait;
  return {
    page: frameOf(facts),
    firstRun: null,
    title: source.title,
    platform: source.platform,
    siteUrl: webUrl(source.siteUrl),
    isSample: source.isSample === 1,
    mark: markOf(facts.voice ?? affiliationsFor(source, facts.periods)(authorName, span.until - 1)),
    author: authorName,
    wholeHref: authorName === null ? null : hrefOfSource(source.slug, { ...at, author: null }),
    history: facts.periods.map((period) => historyView(period, zone)),
    period: periodView(span, zone, (name) => hrefOfSource(source.slug, { ...at, period: name })),
    voices: (facts.voice === null ? [] : facts.voices).map((voice) => ({
      label: markOf(voice).label,
      href: hrefOfSource(source.slug, { ...at, voice }),
      isCurrent: voice === facts.voice,
    })),
    verdict: engagement.verdict,
    coverage: coverageText(coverage),
    isCut: facts.isCut,
    own: linkOf(portrait.own, 'message of its own', 'messages of its own', hrefOf(listKeys.own)),
    signed: linkOf(portrait.signed, 'comment', 'comments', hrefOf(listKeys.signed)),
    groups: measureGroups(engagement.measures, hrefOf),
    volume: volumeView({
      rows: portrait.volume,
      chart: facts.chart,
      gaps: facts.gaps,
      period: span.name,
      labelOf,
      hrefOf: (bucket, key) => hrefOf(listKeys.volume(bucket, key)),
    }),
    answered: portrait.answered
      .slice(0, PEOPLE_SHOWN)
      .map((person) => personView(person, facts.names, hrefOf(listKeys.answered(person.key)))),
    answering: portrait.answering
      .slice(0, PEOPLE_SHOWN)
      .map((person) => personView(person, facts.names, hrefOf(listKeys.answering(person.key)))),
    threads: portrait.threads.slice(0, THREADS_SHOWN).flatMap(({ threadId, ids, own }) => {
      const root = facts.listed.get(threadId);
      const messages = { text: countOf(ids.length, 'message', 'messages'), href: hrefOf(listKeys.thread(threadId)) };
      return root ? [{ href: `/threads/${threadId}`, headline: headlineOf(root), messages, own }] : [];
    }),
    unanswered: questionsView(engagement.unanswered, facts.listed, hrefOf(listKeys.unanswered)),
  };
}

export function labelOf(key: VolumeKey): string {
  return key === 'others' ? 'Others, in its threads' : markOf(key).label;
}

/** What of a source is shown: its place in addresses. */
export interface Shown {
  period: string;
  author: string | null;
  voice: Affiliation | null;
}

export function hrefOfSource(slug: string, shown: Shown): string {
  return `/sources/${slug}?${parametersOf(shown)}`;
}

export function hrefOfList(slug: string, { list, ...shown }: Shown & { list: string }): string {
  return `/sources/${slug}/posts?${new URLSearchParams({ list }).toString()}&${parametersOf(shown)}`;
}

function parametersOf({ period, author, voice }: Shown): string {
  return new URLSearchParams({ period, ...(author === null ? {} : { author }), ...(voice === null ? {} : { voice }) }).toString();
}

export function coverageText({ share, days, covered }: Coverage): string {
  if (share === null) return 'None of its feeds was polled in this time.';
  return `Its feeds were read in full on ${covered} of ${countOf(days, 'day', 'days')} (${Math.floor(share * 100)} %).`;
}

function frameOf({ source, authorName, span, portrait, voice }: SourceFacts): PageFrame {
  const who = authorName === null ? source.title : `${authorName}, ${source.title}`;
  return {
    title: `${excerptOf(who, 80)}: who speaks, and who is answered`,
    description: `${who}: ${portrait.engagement.verdict.word}. ${portrait.engagement.verdict.because}`,
    path: hrefOfSource(source.slug, { period: span.name, author: authorName, voice }),
    feeds: [],
    standalone: false,
  };
}

function historyView(
  { affiliation, authorName, fromAt, untilAt, evidenceUrl, note }: KnownPeriod,
  zone: string,
): SourceView['history'][number] {
  const from = fromAt === null ? '' : `from ${formatInstant(new Date(fromAt), 'day', zone)}`;
  const until = untilAt === null ? '' : `until ${formatInstant(new Date(untilAt), 'day', zone)}`;
  return {
    mark: markOf(affiliation),
    author: authorName,
    when: `${from} ${until}`.trim() || 'at all times',
    evidenceUrl: webUrl(evidenceUrl),
    note,
  };
}

function personView({ key, ids }: Person, names: ReadonlyMap<string, string>, href: string): Link {
  return { text: `${names.get(key) ?? 'A source that we read'}: ${countOf(ids.length, 'message', 'messages')}`, href };
}

function linkOf(ids: readonly number[], one: string, many: string, href: string): Link | null {
  return ids.length === 0 ? null : { text: countOf(ids.length, one, many), href };
}
