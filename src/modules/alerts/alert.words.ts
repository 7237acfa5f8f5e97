import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import type { AlertChannelEntity } from './alert-channel.entity.js';
import type { DeliveryKind, DeliveryState } from './alert-delivery.entity.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { ListedChannel } from './alerts.query.js';
import type { AlertKind, Subject } from './subject.js';

export const KIND_LABELS: Record<AlertKind, string> = {
  entity: 'Somebody is mentioned',
  query: 'A watch finds something',
  spike: 'More than usual is said',
  question: 'A question stays without an answer',
  edit: 'Something is edited or removed',
  silence: 'A feed falls silent',
};

const STATES: Record<DeliveryState, string> = {
  waiting: 'to be told',
  leased: 'being told',
  'handed-over': 'handed over, without an answer so far',
  sent: 'told',
  delayed: 'on its way still',
  bounced: 'came back',
  refused: 'refused for good',
  expired: 'given up after three days',
  perhaps: 'perhaps told',
  dropped: 'dropped',
};

const CHANNELS: Record<AlertChannelEntity['kind'], string> = { mail: 'mail to', webhook: 'webhook at', chat: 'chat at' };

/** What an alert is on, as a sentence would say it; names are slugs. */
export function subjectWords(kind: AlertKind, about: Subject): string {
  const { entity, watch, source, role, hours, edits, unread } = about;
  switch (kind) {
    case 'entity':
      return `messages that mention ${entity}${role === null ? '' : `, with the role ${role}`}`;
    case 'query':
      return `what the watch ${watch} finds`;
    case 'spike':
      return entity === null ? `more than usual of what the watch ${watch} finds` : `more mentions of ${entity} than usual`;
    case 'question':
      return `questions to ${entity ?? source ?? 'any body'} without an answer after ${countOf(hours, 'hour', 'hours')}`;
    case 'edit': {
      const act = { any: 'edits and removals', edited: 'edits', removed: 'removals' }[edits];
      if (source !== null) return `${act} at ${source}`;
      return entity === null ? `${act} at any source` : `${act} of what mentions ${entity}`;
    }
    case 'silence':
      return `feeds of ${source ?? 'any source'} that fall silent${unread ? ', or cannot be read' : ''}`;
  }
}

export function mannersWords({ quietFrom, quietUntil, groupMinutes, hourlyLimit }: AlertRuleEntity): string {
  const grouped = groupMinutes === 0 ? 'At once' : `What happens within ${countOf(groupMinutes, 'minute', 'minutes')} as one`;
  const quiet = quietFrom === null || quietUntil === null ? '' : `; nothing from ${quietFrom} to ${quietUntil}`;
  return `${grouped}; ${countOf(hourlyLimit, 'time', 'times')} an hour at most${quiet}.`;
}

export function channelWords({ kind, label }: Pick<AlertChannelEntity, 'kind' | 'label'>): string {
  return `${CHANNELS[kind]} ${label}`;
}

/** How a place stands, with what waits for it. */
export function standing({ channel, pending }: ListedChannel, zone: string): string {
  const state = {
    active: 'Is told.',
    waiting: 'Is told nothing before its reader has said yes to a mail.',
    off: `Is told nothing any more: ${channel.reason ?? ''}`,
  }[channel.state];
  if (pending === null) return state;
  const waits = `${countOf(pending.events, 'event waits', 'events wait')}`;
  if (pending.gathering.isDue) return `${state} ${waits}, and will be told within seconds.`;
  const { why, until } = pending.gathering;
  const reasons = {
    grouping: 'for others',
    quiet: 'for the end of quiet hours',
    limit: 'for the next hour',
    before: 'until what is being told has been',
  };
  const at = until === null ? '' : ` (${formatInstant(until, 'moment', zone)})`;
  return `${state} ${waits} ${reasons[why]}${at}.`;
}

export function deliveryWords(kind: DeliveryKind, state: DeliveryState, events: number): string {
  const what = kind === 'alert' ? countOf(events, 'event', 'events') : kind === 'test' ? 'a test' : 'the question whether it is wanted';
  return `${what}: ${STATES[state]}`;
}
