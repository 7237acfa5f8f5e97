import { type PageFrame, privatePage } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { MAIL_STATES } from './mail.text.js';
import type { OutboxRows } from './outbox.query.js';
import type { SubscriberEntity, SubscriberState } from './subscriber.entity.js';

const PER_PAGE = 50;
const STATES: Record<SubscriberState, string> = { active: 'Gets mail', waiting: 'Has not said yes yet', off: 'Switched off' };

export interface SubscribersFilter {
  q: string;
  state: SubscriberState | '';
  page: number;
}

export interface SubscribersView {
  page: PageFrame;
  firstRun: null;
  /** False where this installation sends no mail. */
  isOn: boolean;
  said: string | null;
  figures: string;
  mails: { count: number; text: string }[];
  troubles: { what: string; state: string; tries: string; nextAt: Date | null; answer: string }[];
  q: string;
  states: { value: string; label: string; isChosen: boolean }[];
  isNarrow: boolean;
  total: number;
  rows: { id: number; address: string; state: string; isOff: boolean; reason: string | null; what: string; createdAt: Date }[];
  pages: { from: number; to: number; page: number; pages: number; previousHref: string | null; nextHref: string | null } | null;
  previewHref: string | null;
}

export interface SubscribersFacts {
  subscribers: readonly SubscriberEntity[];
  outbox: OutboxRows;
  filter: SubscribersFilter;
  isOn: boolean;
  previewHref: string | null;
  said: string | null;
}

export function subscribersFilterOf({ q, state, page }: Record<string, unknown>): SubscribersFilter {
  return {
    q: typeof q === 'string' ? q.trim().slice(0, 200) : '',
    state: (Object.keys(STATES) as SubscriberState[]).find((each) => each === state) ?? '',
    page: typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
  };
}

export function subscribersView({ subscribers, outbox, filter, isOn, previewHref, said }: SubscribersFacts): SubscribersView {
  const found = subscribers.filter(
    ({ addressKey, state }) => addressKey.includes(filter.q.toLowerCase()) && (filter.state === '' || state === filter.state),
  );
  const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
  const page = Math.min(filter.page, pages);
  const from = (page - 1) * PER_PAGE;
  const shown = found.slice(from, from + PER_PAGE);
  const of = (wanted: SubscriberState) => outbox.subscribers.find(({ state }) => state === wanted)?.count ?? 0;
  const hrefOf = (to: number) =>
    `/admin/subscribers?${new URLSearchParams({ q: filter.q, state: filter.state, page: String(to) }).toString()}`;
  return {
    page: privatePage('Subscribers', 'Who gets editions by mail, and how the outbox stands.'),
    firstRun: null,
    isOn,
    said,
    figures: `${countOf(of('active'), 'subscriber', 'subscribers')}; ${of('waiting')} without a yes so far, ${of('off')} switched off.`,
    mails: outbox.mails.map(({ state, count }) => ({ count, text: MAIL_STATES[state] })),
    troubles: outbox.troubles.map(({ about, address, state, attempts, nextAt, answer }) => ({
      what: `${about} to ${address}`,
      state: MAIL_STATES[state],
      tries: countOf(attempts, 'try', 'tries'),
      nextAt: nextAt === null ? null : new Date(nextAt),
      answer: answer ?? '',
    })),
    q: filter.q,
    states: ['', ...(Object.keys(STATES) as SubscriberState[])].map((value) => ({
      value,
      label: value === '' ? 'All states' : STATES[value as SubscriberState],
      isChosen: value === filter.state,
    })),
    isNarrow: filter.q !== '' || filter.state !== '',
    total: found.length,
    rows: shown.map(lineOf),
    pages:
      pages === 1
        ? null
        : {
            ...{ from: from + 1, to: from + shown.length, page, pages },
            previousHref: page > 1 ? hrefOf(page - 1) : null,
            nextHref: page < pages ? hrefOf(page + 1) : null,
          },
    previewHref,
  };
}

function lineOf({ id, address, state, reason, frequency, entities, createdAt }: SubscriberEntity): SubscribersView['rows'][number] {
  const what = `every ${frequency}: ${entities.length === 0 ? 'whole editions' : entities.join(', ')}`;
  return { id, address, state: STATES[state], isOff: state === 'off', reason, what, createdAt };
}
