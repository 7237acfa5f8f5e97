import { splitByVoice } from '../affiliations/split.js';
import { COVERAGE_LEAST } from '../engagement/measures/verdict.js';
import { gapWords } from '../engagement/gaps.js';
import { coverageText, hrefOfList, hrefOfSource } from '../engagement/source.view.js';
import type { ListedRow } from '../engagement/sources.query.js';
import { formatInstant, type InstantStyle } from '../pages/instants.js';
import { countOf, excerptOf, formatNumber } from '../pages/words.js';
import { headlineOf, type Headline } from '../posts/headline.js';
import { speakerOf, type Speaker } from '../posts/speaker.js';
import { voiceCondition } from '../search/facets.js';
import { hrefOf as searchHrefOf } from '../search/search.view.js';
import { markOf, type Mark } from '../sources/affiliation.view.js';
import { type FindingView, findingView } from '../spikes/finding.view.js';
import type { AnsweringRow } from './answering.query.js';
import type { ChangesRows, VoiceCount } from './changes.query.js';
import { daysOf, type Period } from './period.js';
import type { SectionRows } from './sections.query.js';
import { styleIn } from './story.view.js';
import type { TalkedAboutRow } from './talked-about.query.js';
import type { GapRow } from './unread.query.js';
import { movedText } from './usual.view.js';

/** A number with the messages that it counts. */
interface Counted {
  text: string;
  href: string;
}

export interface TalkedAboutView {
  name: string;
  href: string;
  messages: Counted;
  /** The same by whose voice. */
  voices: Counted[];
  moved: string;
  findings: FindingView[];
}

export interface AnsweringView {
  title: string;
  href: string;
  mark: Mark;
  /** `answered 3 of 12 so far`; null where nothing was said to it. */
  figure: Counted | null;
  says: string;
}

export interface QuestionView {
  href: string;
  who: string;
  source: string;
  at: Date;
  style: InstantStyle;
  excerpt: string;
}

export interface ChangedView {
  href: string;
  speaker: Speaker;
  /** Null for what was removed: its words are not listed. */
  headline: Headline | null;
  source: string;
  at: Date;
  style: InstantStyle;
}

export interface SectionsView {
  talkedAbout: { lines: TalkedAboutView[]; more: number };
  answering: {
    lines: AnsweringView[];
    /** Sources that could not be read throughout: of their answers nothing is said. */
    unread: { title: string; href: string; coverage: string }[];
  } | null;
  questions: { total: number; newest: QuestionView[]; oldest: QuestionView[] };
  edited: { told: string; lines: ChangedView[] } | null;
  removed: { told: string; lines: ChangedView[] } | null;
  unread: {
    lines: { title: string; href: string; mark: Mark; host: string; polls: number }[];
    more: number;
    /** A sentence on sources that were read, and of which something may be missing all the same; null where there are none. */
    incomplete: string | null;
    isEmpty: boolean;
  };
}

/** @param dates the condition that finds what was said in the period */
export function sectionsView(rows: SectionRows, period: Period, dates: string): SectionsView {
  const { talkedAbout, answering, changes, unread } = rows;
  const incomplete = incompleteText(unread.gaps ?? [], period);
  return {
    talkedAbout: { lines: talkedAbout.rows.map((row) => talkedAboutView(row, period, dates)), more: talkedAbout.more },
    answering: answering.sources.length === 0 ? null : answeringViews(answering.sources, period),
    questions: {
      total: answering.questions.total,
      newest: answering.questions.newest.map((row) => questionView(row, period)),
      oldest: answering.questions.oldest.map((row) => questionView(row, period)),
    },
    edited: editedView(changes, period),
    removed: removedView(changes, period),
    unread: {
      lines: unread.rows.map(({ slug, title, affiliation, host, polls }) => ({
        title,
        href: `/sources/${slug}`,
        mark: markOf(affiliation),
        host,
        polls,
      })),
      more: unread.more,
      incomplete,
      isEmpty: unread.rows.length === 0 && incomplete === null,
    },
  };
}

function incompleteText(gaps: readonly GapRow[], { from, until, zone }: Period): string | null {
  const whole = { key: 'all', title: '', from: from.getTime(), until: until.getTime() };
  const words = gapWords(gaps, [whole], (at) => formatInstant(new Date(at), 'moment', zone)).get('all');
  return words === undefined ? null : `${words}. More came between two looks at a feed than it shows at once.`;
}

function talkedAboutView({ slug, name, voices, earlier, findings }: TalkedAboutRow, period: Period, dates: string): TalkedAboutView {
  const hrefFor = (condition: string) => searchHrefOf(`entity:${slug} ${condition}${dates}`, 'date', null);
  const messages = voices.reduce((sum, each) => sum + each.messages, 0);
  return {
    name,
    href: `/entities/${slug}`,
    messages: { text: countOf(messages, 'message', 'messages'), href: hrefFor('') },
    voices: splitByVoice(voices, ({ voice }) => voice).map(({ voice, items }) => ({
      text: `${voice === null ? 'readers' : markOf(voice).label} ${formatNumber(items.reduce((sum, each) => sum + each.messages, 0))}`,
      href: hrefFor(`${voiceCondition(voice)} `),
    })),
    moved: movedText(messages, earlier, period),
    findings: findings.map((finding) => findingView(finding, hrefFor(''), period.zone)),
  };
}

function answeringViews(rows: readonly AnsweringRow[], period: Period): SectionsView['answering'] {
  const isCovered = ({ coverage: { share } }: AnsweringRow) => share !== null && share >= COVERAGE_LEAST;
  return {
    lines: rows.filter(isCovered).map((row) => answeringView(row, period)),
    unread: rows
      .filter((row) => !isCovered(row))
      .map(({ slug, title, coverage }) => ({
        title,
        href: hrefOfSource(slug, { period: daysOf(period), author: null, voice: null }),
        coverage: coverageText(coverage),
      })),
  };
}

function answeringView({ slug, title, affiliation, asked, answered, open, isCut }: AnsweringRow, period: Period): AnsweringView {
  const shown = { period: daysOf(period), author: null, voice: null };
  const says = [
    ...(asked > 0 ? [] : ['Nothing was said to it.']),
    ...(open > 0 ? [`${countOf(open, 'question waits', 'questions wait')}.`] : []),
    ...(isCut ? ['There was more than could be looked at.'] : []),
  ];
  return {
    title,
    href: hrefOfSource(slug, shown),
    mark: markOf(affiliation),
    figure:
      asked > 0
        ? {
            text: `answered ${formatNumber(answered)} of ${formatNumber(asked)} so far`,
            href: hrefOfList(slug, { ...shown, list: 'answered-share/among' }),
          }
        : null,
    says: says.join(' '),
  };
}

function questionView(row: ListedRow, period: Period): QuestionView {
  return {
    href: `/threads/${row.id}`,
    who: speakerOf(row).name,
    source: row.sourceTitle,
    at: new Date(row.sortAt),
    style: styleIn(period),
    excerpt: excerptOf(row.text, 200),
  };
}

function editedView({ edited, editedBy }: ChangesRows, period: Period): SectionsView['edited'] {
  if (edited.length === 0) return null;
  return {
    told: byVoice(editedBy),
    lines: edited.map((row) => ({
      href: `/posts/${row.id}/revisions`,
      speaker: speakerOf(row),
      headline: headlineOf(row),
      source: row.sourceTitle,
      at: new Date(row.at),
      style: styleIn(period),
    })),
  };
}

function removedView({ removed, removedBy }: ChangesRows, period: Period): SectionsView['removed'] {
  if (removed.length === 0) return null;
  return {
    told: byVoice(removedBy),
    lines: removed.map((row) => ({
      href: `/threads/${row.threadId}${row.threadId === row.id ? '' : `#post-${row.id}`}`,
      speaker: speakerOf(row),
      headline: null,
      source: row.sourceTitle,
      at: new Date(row.at),
      style: styleIn(period),
    })),
  };
}

/** `12: Civil service 2, readers 10` */
function byVoice(counts: readonly VoiceCount[]): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = splitByVoice(counts, ({ voice }) => voice).flatMap(({ voice, items }) =>
    items.map(({ count }) => `${voice === null ? 'readers' : markOf(voice).label} ${formatNumber(count)}`),
  );
  return `${countOf(total, 'message', 'messages')}: ${parts.join(', ')}`;
}
