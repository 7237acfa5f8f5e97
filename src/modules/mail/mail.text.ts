import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import type { MailState } from './outgoing-mail.entity.js';
import type { OutboxRows, TroubleRow } from './outbox.query.js';
import type { SubscriberEntity } from './subscriber.entity.js';

/** What became of mails, in words. */
export const MAIL_STATES: Record<MailState, string> = {
  waiting: 'waiting to be sent',
  leased: 'being sent',
  'handed-over': 'handed over, without an answer so far',
  sent: 'sent',
  delayed: 'sent, and still on their way when the server last wrote',
  bounced: 'sent, and came back',
  skipped: 'left out, because there was nothing in them for their reader',
  refused: 'refused by the server for good',
  expired: 'given up after three days',
  perhaps: 'perhaps sent: Hustings stopped before it heard the answer',
  dropped: 'dropped, because their reader gets no mail any more',
};

export const OFF = 'No mail is sent: set SMTP_URL and MAIL_FROM to switch it on.\n';

export function statusText({ mails, subscribers, troubles }: OutboxRows, isOn: boolean, zone: string): string {
  const of = (wanted: string) => subscribers.find(({ state }) => state === wanted)?.count ?? 0;
  return [
    ...(isOn ? [] : [OFF]),
    `${countOf(of('active'), 'subscriber', 'subscribers')}; ${of('waiting')} without a yes so far, ${of('off')} switched off.\n`,
    ...(mails.length === 0
      ? ['The outbox is empty.\n']
      : mails.map(({ state, count }) => `${String(count).padStart(8)}  ${MAIL_STATES[state]}\n`)),
    ...(troubles.length === 0 ? [] : ['\nThe newest that had trouble:\n', ...troubles.map((row) => troubleText(row, zone))]),
  ].join('');
}

export function subscribersText(subscribers: readonly SubscriberEntity[], zone: string): string {
  if (subscribers.length === 0) return 'Nobody subscribes. They do so at /subscribe.\n';
  const lines = subscribers.map(({ address, frequency, entities, state, reason, createdAt }) => {
    const what = entities.length === 0 ? 'whole editions' : entities.join(', ');
    const since = formatInstant(createdAt, 'day', zone);
    return `${address}  ${state}, every ${frequency}: ${what}; since ${since}${reason === null ? '' : `\n  ${reason}`}\n`;
  });
  return `${lines.join('')}\n${countOf(subscribers.length, 'subscriber', 'subscribers')}.\n`;
}

/** For `--json`. Scripts hold on to these names. */
export function subscriberOutput({ address, frequency, entities, state, reason, createdAt }: SubscriberEntity) {
  return { address, frequency, entities, state, reason, createdAt };
}

function troubleText({ address, about, state, attempts, nextAt, answer }: TroubleRow, zone: string): string {
  const next = nextAt === null ? '' : `; tried again ${formatInstant(new Date(nextAt), 'moment', zone)}`;
  return `  ${about} to ${address}: ${MAIL_STATES[state]}, ${countOf(attempts, 'try', 'tries')}${next}\n    ${answer ?? ''}\n`;
}
