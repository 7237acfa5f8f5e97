import { type NoticeView, noticeView as noticeViewOf } from '../pages/notice.view.js';
import { PERIOD_KINDS, type PeriodKind } from '../digests/period.js';
import type { PageFrame } from '../pages/page.view.js';
import type { EntityChoice } from './followed.query.js';
import type { SubscriberEntity } from './subscriber.entity.js';
import type { Problems } from './subscription.form.js';

const FREQUENCIES: Record<PeriodKind, string> = { day: 'Every day', week: 'Every week', month: 'Every month' };

/** What stands in the fields. */
export interface Typed {
  address: string;
  frequency: string;
  isSome: boolean;
  entities: ReadonlySet<string>;
}

/** The fields that both forms have. */
interface FieldsView {
  frequencies: { value: PeriodKind; label: string; isChosen: boolean }[];
  isSome: boolean;
  entities: { slug: string; name: string; isChosen: boolean }[];
  problems: Required<{ [Field in keyof Problems]: string | null }>;
}

export interface SubscribeView extends FieldsView {
  page: PageFrame;
  firstRun: null;
  /** False where this installation sends no mail. */
  isOn: boolean;
  address: string;
}

export interface PreferencesView extends FieldsView {
  page: PageFrame;
  firstRun: null;
  address: string;
  /** Why nothing is sent at present; null where it is. */
  off: string | null;
  isSaved: boolean;
  unsubscribeHref: string;
}

/** In: what an address or a form says. */
export function typedOf(said: unknown): Typed {
  const { address, frequency, scope, entities, entity } = (said ?? {}) as Record<string, unknown>;
  const slugs = [entities, entity].flat().filter((slug) => typeof slug === 'string');
  return {
    address: typeof address === 'string' ? address.slice(0, 300) : '',
    frequency: typeof frequency === 'string' ? frequency : 'day',
    isSome: scope === undefined ? slugs.length > 0 : scope === 'some',
    entities: new Set(slugs),
  };
}

export function typedBy({ address, frequency, entities }: SubscriberEntity): Typed {
  return { address, frequency, isSome: entities.length > 0, entities: new Set(entities) };
}

export function subscribeView(choices: readonly EntityChoice[], typed: Typed, problems: Problems, isOn: boolean): SubscribeView {
  const page = frame(
    'The digest by mail',
    'What government and public said to each other, in the mail every day, week or month.',
    '/subscribe',
  );
  return { page, firstRun: null, isOn, address: typed.address, ...fieldsOf(choices, typed, problems) };
}

export function preferencesView(
  subscriber: SubscriberEntity,
  choices: readonly EntityChoice[],
  typed: Typed,
  { problems = {}, isSaved = false, unsubscribeHref }: { problems?: Problems; isSaved?: boolean; unsubscribeHref: string },
): PreferencesView {
  const { address, state, reason } = subscriber;
  const off = state === 'off' ? (reason ?? '') : null;
  const page = frame('What you get by mail', 'How often the digest comes, and what is in it.', null);
  return { page, firstRun: null, address, off, isSaved, unsubscribeHref, ...fieldsOf(choices, typed, problems) };
}

export function noticeView(
  title: string,
  heading: string,
  paragraphs: string[],
  more: Partial<Pick<NoticeView, 'button' | 'way'>> = {},
): NoticeView {
  return noticeViewOf('By mail', title, heading, paragraphs, more);
}

function fieldsOf(choices: readonly EntityChoice[], typed: Typed, { address, frequency, entities }: Problems): FieldsView {
  return {
    frequencies: PERIOD_KINDS.map((value) => ({ value, label: FREQUENCIES[value], isChosen: value === typed.frequency })),
    isSome: typed.isSome,
    entities: choices.map(({ slug, name }) => ({ slug, name, isChosen: typed.entities.has(slug) })),
    problems: { address: address ?? null, frequency: frequency ?? null, entities: entities ?? null },
  };
}

function frame(title: string, description: string, path: string | null): PageFrame {
  return { title, description, path, feeds: [], standalone: false };
}
