import type { PageFrame } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { ROLES } from '../mentions/watched.js';
import { channelWords, KIND_LABELS, mannersWords, standing, subjectWords } from './alert.words.js';
import { type AlertProblems, saidBy, USUAL_GROUP_MINUTES, USUAL_HOURLY_LIMIT } from './alert.form.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { ListedAlert, ListedChannel } from './alerts.query.js';
import type { Candidate } from './candidate.js';
import { ALERT_KINDS, EDITS, USUAL_HOURS } from './subject.js';

const PREVIEWED = 10;
const EDIT_LABELS: Record<(typeof EDITS)[number], string> = { any: 'Edits and removals', edited: 'Edits alone', removed: 'Removals alone' };

/** What can be chosen, with what is shown of it. */
export interface Choices {
  entities: readonly { slug: string; name: string }[];
  watches: readonly { slug: string; name: string }[];
  sources: readonly { slug: string; name: string }[];
}

/** What was typed into the form, with what is wrong with it, and what it would have told. */
export interface Typed {
  said: Record<string, string>;
  isUnread: boolean;
  /** Numbers of places that are ticked to be removed. */
  removed: number[];
  problems: AlertProblems;
  found: readonly Candidate[] | null;
}

/** An alert that is changed, and where it is told so far. */
export interface Changing {
  rule: AlertRuleEntity;
  channels: readonly ListedChannel[];
  zone: string;
}

interface Option {
  value: string;
  label: string;
  isChosen: boolean;
}

interface Choice {
  name: string;
  label: string;
  /** What no choice means. */
  none: string | null;
  options: Option[];
  problem: string | null;
}

interface Field {
  name: string;
  label: string;
  value: string;
  hint: string | null;
  type: string;
  problem: string | null;
}

export interface FormView {
  title: string;
  action: string;
  button: string;
  /** Back to what is changed. */
  backHref: string | null;
  kept: { id: number; label: string; standing: string; isRemoved: boolean }[];
  removedProblem: string | null;
  name: Field;
  kind: Choice;
  subject: Choice[];
  hours: Field;
  isUnread: boolean;
  places: Field[];
  manners: Field[];
  preview: { summary: string; events: { title: string; sentence: string; quote: string | null; at: Date; href: string }[] } | null;
}

export interface AlertsView {
  page: PageFrame;
  firstRun: null;
  alerts: {
    name: string;
    href: string;
    subject: string;
    manners: string;
    events: string;
    lastAt: Date | null;
    isPaused: boolean;
    places: string | null;
  }[];
  form: FormView | null;
  isFormFirst: boolean;
}

/** @param form null for whoever may add nothing, who is not told either to whom things are told */
export function alertsView(listed: readonly ListedAlert[], form: FormView | null, isFormFirst: boolean): AlertsView {
  return {
    page: { title: 'Alerts', description: 'What is told at once, as it happens.', path: '/alerts', feeds: [], standalone: false },
    firstRun: null,
    alerts: listed.map(({ rule, events, lastAt, channels }) => ({
      name: rule.name,
      href: hrefOfAlert(rule.slug),
      subject: sentenceOf(subjectWords(rule.kind, rule.about)),
      manners: mannersWords(rule),
      events: countOf(events, 'event', 'events'),
      lastAt: lastAt === null ? null : new Date(lastAt),
      isPaused: rule.isPaused === 1,
      places: form === null ? null : channels.length === 0 ? 'Its feed alone' : countOf(channels.length, 'place', 'places'),
    })),
    form,
    isFormFirst,
  };
}

/** The form as an alert would have filled it in. */
export function typedBy(rule: AlertRuleEntity): Typed {
  return { said: saidBy(rule), isUnread: rule.about.unread, removed: [], problems: {}, found: null };
}

/** @param changing null for one that is added */
export function alertFormView(typed: Typed, choices: Choices, changing: Changing | null): FormView {
  const { isUnread, removed, problems, found } = typed;
  const href = changing && hrefOfAlert(changing.rule.slug);
  return {
    title: changing ? 'Change it' : 'Add an alert',
    action: href === null ? '/alerts' : `${href}/edit`,
    button: changing ? 'Save it' : 'Add it',
    backHref: href,
    kept: (changing?.channels ?? []).map((listed) => ({
      id: listed.channel.id,
      label: channelWords(listed.channel),
      standing: standing(listed, changing?.zone ?? ''),
      isRemoved: removed.includes(listed.channel.id),
    })),
    removedProblem: problems.removed ?? null,
    ...fieldsOf(typed, choices),
    isUnread,
    preview: found && {
      summary: `In the last 7 days it would have told of ${countOf(found.length, 'event', 'events')}.${found.length > PREVIEWED ? ` The newest ${PREVIEWED}:` : ''}`,
      events: [...found]
        .reverse()
        .slice(0, PREVIEWED)
        .map(({ title, sentence, quote, at, href }) => ({ title, sentence, quote, at, href })),
    },
  };
}

type Fields = Pick<FormView, 'name' | 'kind' | 'subject' | 'hours' | 'places' | 'manners'>;

function fieldsOf({ said, problems }: Typed, { entities, watches, sources }: Choices): Fields {
  const field = (name: string, label: string, more: Partial<Field> = {}): Field => ({
    name,
    label,
    value: said[name] ?? '',
    hint: null,
    type: 'text',
    problem: problems[name as keyof AlertProblems] ?? null,
    ...more,
  });
  const choice = (name: string, label: string, none: string | null, options: Choices['entities']): Choice => ({
    name,
    label,
    none,
    options: options.map((each) => ({ value: each.slug, label: each.name, isChosen: said[name] === each.slug })),
    problem: problems[name as keyof AlertProblems] ?? null,
  });
  /** What is chosen stays so where it stands on no list: because there are too many, or because it is gone. */
  const named = (name: string, label: string, none: string, options: Choices['entities']): Choice => {
    const slug = said[name] ?? '';
    const isListed = slug === '' || options.some((each) => each.slug === slug);
    return choice(name, label, none, isListed ? options : [...options, { slug, name: slug }]);
  };
  const plain = (values: readonly string[]) => values.map((value) => ({ slug: value, name: value }));
  const kinds = ALERT_KINDS.map((kind) => ({ slug: kind, name: KIND_LABELS[kind] }));
  const edits = EDITS.map((each) => ({ slug: each, name: EDIT_LABELS[each] }));
  return {
    name: field('name', 'Name'),
    kind: choice('kind', 'Tell when', null, kinds),
    subject: [
      named('entity', 'Entity: for mentions, spikes, questions and edits', 'None', entities),
      choice('role', 'Where it is mentioned as', 'Anything', plain(ROLES)),
      named('watch', 'Watch: for what it finds, and for spikes', 'None', watches),
      named('source', 'Source: for questions, edits and silence', 'Any', sources),
      choice('edits', 'Of edits: which', null, edits),
    ],
    hours: field('hours', 'A question may wait for so many hours', { value: said.hours ?? String(USUAL_HOURS), type: 'number' }),
    places: [
      field('mail', 'By mail to', { hint: 'Who reads there is asked first. Several with blanks between.', type: 'text' }),
      field('webhook', 'To webhooks at', { hint: 'Signed as Standard Webhooks says; the secret is shown once.' }),
      field('chat', 'To chats at', { hint: 'Incoming webhooks of Slack, Mattermost or Matrix.' }),
    ],
    manners: [
      field('quietFrom', 'Nothing from', { hint: 'Such as 22:00; empty for never.', type: 'time' }),
      field('quietUntil', 'until', { type: 'time' }),
      field('groupMinutes', 'As one what happens within so many minutes', {
        value: said.groupMinutes ?? String(USUAL_GROUP_MINUTES),
        type: 'number',
      }),
      field('hourlyLimit', 'So many times an hour at most', { value: said.hourlyLimit ?? String(USUAL_HOURLY_LIMIT), type: 'number' }),
    ],
  };
}

export function hrefOfAlert(slug: string): string {
  return `/alerts/${slug}`;
}

export function sentenceOf(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
