import { DateTime } from 'luxon';
import { periodText } from '../affiliations/affiliations.text.js';
import type { AffiliationEntity } from '../affiliations/affiliation.entity.js';
import { choice, field, type FieldView } from '../pages/field.view.js';
import type { Problems } from '../pages/form.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { type Mark, markOf } from '../sources/affiliation.view.js';
import { AFFILIATIONS, type SourceEntity } from '../sources/source.entity.js';
import { filterOf, listHref } from './feeds.filter.js';
import type { SourceFigures } from './source-care.js';
import type { PeriodTyped, SourceTyped } from './source.form.js';

export interface SourceAdminView {
  page: PageFrame;
  firstRun: null;
  title: string;
  action: string;
  publicHref: string;
  feedsHref: string;
  feeds: string;
  messages: string;
  createdAt: Date;
  isRevoiced: boolean;
  said: string | null;
  /** What it was before the change that is told of. */
  undo: { name: string; value: string }[] | null;
  fields: FieldView[];
  periods: { id: number; mark: Mark; author: string | null; when: string; evidenceUrl: string | null; note: string | null }[];
  periodFields: FieldView[];
  trouble: string | null;
}

/** What came of a form, or nothing yet. */
export interface SourceState {
  said?: string | undefined;
  before?: SourceTyped;
  typed?: SourceTyped;
  problems?: Problems<SourceTyped>;
  period?: PeriodTyped;
  periodProblems?: Problems<PeriodTyped>;
  trouble?: string;
}

const VOICES = Object.fromEntries(AFFILIATIONS.map((affiliation) => [affiliation, markOf(affiliation).label]));
export const NO_PERIOD: PeriodTyped = { voice: 'unknown', author: '', from: '', until: '', evidence: '', note: '' };

export function sourceAdminView(
  source: SourceEntity,
  figures: SourceFigures,
  periods: readonly AffiliationEntity[],
  state: SourceState,
  zone: string,
): SourceAdminView {
  const { slug, title, createdAt, revoiceAfterAt } = source;
  const typed = state.typed ?? typedSource(source);
  return {
    page: privatePage(title, `The source ${title}, to administer.`),
    firstRun: null,
    title,
    action: `/admin/sources/${slug}`,
    publicHref: `/sources/${slug}`,
    feedsHref: listHref(filterOf({ source: slug })),
    feeds: countOf(figures.feeds, 'feed', 'feeds'),
    messages: `${countOf(figures.posts, 'post', 'posts')}, ${countOf(figures.comments, 'comment', 'comments')}`,
    createdAt,
    isRevoiced: revoiceAfterAt !== null,
    said: state.said ?? null,
    undo: state.before ? Object.entries(state.before).map(([name, value]) => ({ name, value })) : null,
    fields: sourceFields(typed, state.problems ?? {}),
    periods: periods.map((row) => ({
      id: row.id,
      mark: markOf(row.affiliation),
      author: row.authorName,
      when: periodText(row, zone),
      evidenceUrl: row.evidenceUrl,
      note: row.note,
    })),
    periodFields: periodFields(state.period ?? NO_PERIOD, state.periodProblems ?? {}),
    trouble: state.trouble ?? null,
  };
}

/** What it is, as the form would say it. */
export function typedSource({ title, siteUrl, platform, affiliation }: SourceEntity): SourceTyped {
  return { title, siteUrl: siteUrl ?? '', platform, affiliation };
}

/** What was set, as the form would say it: the way back for whoever has removed it. */
export function typedPeriod({ affiliation, authorName, fromAt, untilAt, evidenceUrl, note }: AffiliationEntity, zone: string): PeriodTyped {
  const dayOf = (at: Date | null) => (at === null ? '' : (DateTime.fromJSDate(at, { zone }).toISODate() ?? ''));
  return {
    voice: affiliation,
    author: authorName ?? '',
    from: dayOf(fromAt),
    until: dayOf(untilAt),
    evidence: evidenceUrl ?? '',
    note: note ?? '',
  };
}

function sourceFields({ title, siteUrl, platform, affiliation }: SourceTyped, problems: Problems<SourceTyped>): FieldView[] {
  return [
    field('title', 'Title', { value: title, maxLength: 300, problem: problems.title ?? null }),
    field('siteUrl', 'Site', {
      value: siteUrl,
      type: 'url',
      isRequired: false,
      maxLength: 2_000,
      hint: 'What is said to this address is said to the source.',
      problem: problems.siteUrl ?? null,
    }),
    field('platform', 'What it runs on', {
      value: platform,
      maxLength: 40,
      hint: 'Such as wordpress; web, where that is not known.',
      problem: problems.platform ?? null,
    }),
    choice('affiliation', 'Whose voice it is', VOICES, affiliation, {
      hint: 'Where no date and no author below says otherwise.',
      problem: problems.affiliation ?? null,
    }),
  ];
}

function periodFields({ voice, author, from, until, evidence, note }: PeriodTyped, problems: Problems<PeriodTyped>): FieldView[] {
  const line = (name: keyof PeriodTyped, label: string, more: Partial<FieldView>) =>
    field(name, label, { isRequired: false, problem: problems[name] ?? null, ...more });
  return [
    choice('voice', 'Whose voice', VOICES, voice, { problem: problems.voice ?? null }),
    line('author', 'Of one author alone', {
      value: author,
      maxLength: 200,
      hint: 'The name under which they sign there. Left empty: the source as a whole.',
    }),
    line('from', 'The first day', { value: from, type: 'date', hint: 'Left empty: ever before.' }),
    line('until', 'The first day on which it no longer holds', { value: until, type: 'date', hint: 'Left empty: for ever.' }),
    line('evidence', 'Where one can see for oneself', { value: evidence, type: 'url', maxLength: 2_000 }),
    line('note', 'What is to be known besides', { value: note, rows: 2, maxLength: 2_000 }),
  ];
}
