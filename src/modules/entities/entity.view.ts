import type { Painted } from '../engagement/hearing.js';
import { listKeys } from '../engagement/lists.js';
import { measureGroups, type MeasureGroup } from '../engagement/measure.view.js';
import type { Verdict } from '../engagement/measures/verdict.js';
import { daysOfSpan, type Span } from '../engagement/period.js';
import { periodView, type PeriodView } from '../engagement/period.view.js';
import type { Person } from '../engagement/portrait.js';
import { questionsView, type QuestionsView } from '../engagement/questions.view.js';
import { coverageText, hrefOfSource } from '../engagement/source.view.js';
import type { ListedRow, SourceRow } from '../engagement/sources.query.js';
import { type Link, volumeView, type VolumeView } from '../engagement/volume.view.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { feedLinks } from '../posts/feed-response.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { findingView, type FindingView } from '../spikes/finding.view.js';
import type { Finding } from '../spikes/spike.js';
import { hrefOfEntity, hrefOfMentions, labelOf } from './hrefs.js';
import type { Mentioned } from './mentioned.js';
import { aboutKeys } from './mentioned-lists.js';
import { namesOf, type NameView } from './names.view.js';

export const THREADS_SHOWN = 10;
const LINES_SHOWN = 10;

export interface EntityView {
  page: PageFrame;
  firstRun: FirstRun | null;
  name: string;
  kind: string | null;
  dates: string | null;
  names: NameView[];
  /** How far, while earlier posts are still being looked through; null when all were. */
  rematched: string | null;
  feedHref: string;
  /** All that mentions it, in the days that are shown. */
  exports: Link[];
  period: PeriodView;
  isCut: boolean;
  mentions: Link | null;
  voices: Link[];
  roles: Link[];
  findings: FindingView[];
  volume: VolumeView;
  sources: (Link & { mark: Mark; isOwn: boolean })[];
  people: Link[];
  beside: { name: string; href: string; messages: Link }[];
  threads: { href: string; headline: Headline; size: string; messages: Link }[];
  /** What it says itself; null where no source of its own is read. */
  own: OwnView | null;
  unanswered: QuestionsView;
  addressed: Link | null;
}

/** Conversing or broadcasting: what a body does in its own sources. */
export interface OwnView {
  sources: { title: string; href: string; mark: Mark }[];
  voices: { label: string; href: string; isCurrent: boolean }[];
  verdict: Verdict;
  coverage: string;
  isCut: boolean;
  messages: Link | null;
  groups: MeasureGroup[];
  answered: Link[];
  answering: Link[];
}

export interface EntityFacts {
  entity: EntityEntity;
  span: Span;
  isCut: boolean;
  mentioned: Mentioned;
  findings: readonly Finding[];
  ownSources: readonly SourceRow[];
  painted: Painted;
  /** Others that are mentioned beside it. */
  others: ReadonlyMap<number, { slug: string; name: string }>;
  listed: ReadonlyMap<number, ListedRow>;
  chart: string | null;
  /** What may be missing from its bars. */
  gaps: ReadonlyMap<string, string>;
  zone: string;
}

export function entityView(facts: EntityFacts): EntityView {
  const { entity, span, mentioned, painted, zone } = facts;
  const shown = { period: span.name, voice: painted.voice };
  const hrefOf = (list: string) => hrefOfMentions(entity.slug, { ...shown, list });
  const messages = (ids: readonly number[], list: string): Link => ({
    text: countOf(ids.length, 'message', 'messages'),
    href: hrefOf(list),
  });
  const named = ({ text, href }: Link, name: string): Link => ({ text: `${name}: ${text}`, href });
  const roles = mentioned.roles.filter(({ ids }) => ids.length > 0);
  const own = new Set(facts.ownSources.map(({ id }) => id));
  return {
    page: frameOf(facts),
    firstRun: null,
    name: entity.name,
    kind: entity.kind,
    dates: datesOf(entity),
    names: namesOf(entity),
    rematched: rematchedOf(entity),
    feedHref: `/entities/${entity.slug}.atom`,
    exports: exportsOf(entity.slug, span, zone),
    period: periodView(span, zone, (name) => hrefOfEntity(entity.slug, { ...shown, period: name })),
    isCut: facts.isCut,
    mentions: mentioned.ids.length === 0 ? null : messages(mentioned.ids, aboutKeys.all),
    voices: mentioned.voices.map(({ key, ids }) => named(messages(ids, aboutKeys.voice(key)), labelOf(key))),
    roles: roles.map(({ role, ids }) => named(messages(ids, aboutKeys.role(role)), role)),
    findings: facts.findings.map((finding) => findingView(finding, hrefOf(aboutKeys.finding(finding)), zone)),
    volume: volumeView({
      rows: mentioned.volume,
      chart: facts.chart,
      gaps: facts.gaps,
      period: span.name,
      labelOf,
      hrefOf: (bucket, key) => hrefOf(aboutKeys.volume(bucket, key)),
    }),
    sources: mentioned.sources.slice(0, LINES_SHOWN).map(({ sourceId, title, voice, ids }) => ({
      ...named(messages(ids, aboutKeys.source(sourceId, voice)), title),
      mark: markOf(voice),
      isOwn: own.has(sourceId),
    })),
    people: mentioned.people.slice(0, LINES_SHOWN).map(({ key, name, ids }) => named(messages(ids, aboutKeys.person(key)), name)),
    beside: mentioned.beside.slice(0, LINES_SHOWN).flatMap(({ entityId, ids }) => {
      const other = facts.others.get(entityId);
      return other ? [{ name: other.name, href: `/entities/${other.slug}`, messages: messages(ids, aboutKeys.beside(entityId)) }] : [];
    }),
    threads: threadViews(facts, hrefOf),
    own: facts.ownSources.length === 0 ? null : ownView(facts, hrefOf),
    unanswered: questionsView(painted.unanswered, facts.listed, hrefOf(listKeys.unanswered)),
    addressed: roles.flatMap(({ role, ids }) => (role === 'addressed' ? [messages(ids, aboutKeys.role(role))] : []))[0] ?? null,
  };
}

function frameOf({ entity, span, mentioned, painted }: EntityFacts): PageFrame {
  return {
    title: `${entity.name}: who talks about it`,
    description: `${countOf(mentioned.ids.length, 'message mentions', 'messages mention')} ${entity.name}: by whose voice, in which threads, and what it answers.`,
    path: hrefOfEntity(entity.slug, { period: span.name, voice: painted.voice }),
    feeds: feedLinks(`/entities/${entity.slug}`, `${entity.name}: the newest mentions`),
    standalone: false,
  };
}

function ownView({ entity, span, ownSources, painted }: EntityFacts, hrefOf: (list: string) => string): OwnView {
  const { portrait, voices, voice, coverage } = painted;
  const personView = ({ key, ids }: Person, href: string): Link => ({
    text: `${painted.names.get(key) ?? 'A source that we read'}: ${countOf(ids.length, 'message', 'messages')}`,
    href,
  });
  return {
    sources: ownSources.map((source) => ({
      title: source.title,
      href: hrefOfSource(source.slug, { period: span.name, author: null, voice: null }),
      mark: markOf(source.affiliation),
    })),
    voices: (voice === null ? [] : voices).map((each) => ({
      label: markOf(each).label,
      href: `${hrefOfEntity(entity.slug, { period: span.name, voice: each })}#engagement`,
      isCurrent: each === voice,
    })),
    verdict: portrait.engagement.verdict,
    coverage: coverageText(coverage),
    isCut: painted.isCut,
    messages:
      portrait.own.length === 0
        ? null
        : { text: countOf(portrait.own.length, 'message of its own', 'messages of its own'), href: hrefOf(listKeys.own) },
    groups: measureGroups(portrait.engagement.measures, hrefOf),
    answered: portrait.answered.slice(0, LINES_SHOWN).map((person) => personView(person, hrefOf(listKeys.answered(person.key)))),
    answering: portrait.answering.slice(0, LINES_SHOWN).map((person) => personView(person, hrefOf(listKeys.answering(person.key)))),
  };
}

function threadViews({ mentioned, listed }: EntityFacts, hrefOf: (list: string) => string): EntityView['threads'] {
  return mentioned.threads.slice(0, THREADS_SHOWN).flatMap(({ threadId, people, replies, ids }) => {
    const root = listed.get(threadId);
    if (!root) return [];
    return [
      {
        href: `/threads/${threadId}`,
        headline: headlineOf(root),
        size: `${countOf(people, 'person', 'people')}, ${countOf(replies, 'comment', 'comments')}`,
        messages: { text: countOf(ids.length, 'message', 'messages'), href: hrefOf(aboutKeys.thread(threadId)) },
      },
    ];
  });
}

function datesOf({ from, until }: EntityEntity): string | null {
  if (from === null && until === null) return null;
  return [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ');
}

function rematchedOf({ rematchAfterId, rematchUntilId }: EntityEntity): string | null {
  if (rematchAfterId === null) return null;
  return `${rematchUntilId ? Math.min(100, Math.floor((100 * rematchAfterId) / rematchUntilId)) : 0} %`;
}

/** As a search, whose days begin at midnight: the first is whole. */
function exportsOf(slug: string, span: Span, zone: string): Link[] {
  const days = daysOfSpan(span, zone);
  const q = span.name === 'all' ? `entity:${slug}` : `entity:${slug} after:${days.from} before:${dayAfter(days.until)}`;
  const href = (format: string) => `/search.${format}?${new URLSearchParams({ q }).toString()}`;
  return [
    { text: 'NDJSON', href: href('ndjson') },
    { text: 'CSV', href: href('csv') },
  ];
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
