import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import { channelWords, deliveryWords, mannersWords, standing, subjectWords } from './alert.words.js';
import type { ListedAlert, ListedChannel, LoggedDelivery } from './alerts.query.js';
import type { Saved, Tested } from './alerts.service.js';
import type { Candidate } from './candidate.js';

const PREVIEWED = 10;

/** For `--json`. Scripts hold on to these names. No address of the web and no secret is among them. */
export function alertOutput({ rule, events, lastAt, channels }: ListedAlert) {
  const { slug, name, kind, about, quietFrom, quietUntil, groupMinutes, hourlyLimit, isPaused, createdAt } = rule;
  return {
    slug,
    name,
    kind,
    about,
    quietFrom,
    quietUntil,
    groupMinutes,
    hourlyLimit,
    isPaused: isPaused === 1,
    events,
    lastAt: lastAt === null ? null : new Date(lastAt),
    channels: channels.map(({ id, kind: channelKind, label, state, reason }) => ({ id, kind: channelKind, to: label, state, reason })),
    createdAt,
  };
}

export function alertListText(alerts: readonly ListedAlert[], zone: string): string {
  if (alerts.length === 0) return 'There is no alert yet. Add one with: hustings alerts add NAME --on KIND\n';
  const width = Math.min(48, Math.max(...alerts.map(({ rule }) => rule.slug.length)));
  const lines = alerts.map(({ rule, events, lastAt, channels }) => {
    const last = lastAt === null ? '' : `, the last ${formatInstant(new Date(lastAt), 'moment', zone)}`;
    const paused = rule.isPaused === 1 ? 'paused; ' : '';
    const places = channels.length === 0 ? 'its feed alone' : channels.map(channelWords).join(', ');
    return `${rule.slug.padEnd(width)}  ${paused}${subjectWords(rule.kind, rule.about)}: ${countOf(events, 'event', 'events')}${last}\n${' '.repeat(width)}  ${places}\n`;
  });
  return `${lines.join('')}\n${countOf(alerts.length, 'alert', 'alerts')}.\n`;
}

export function alertText({ rule, events }: ListedAlert, channels: readonly ListedChannel[], baseUrl: string, zone: string): string {
  const lines = [
    `${rule.name} (${rule.slug})${rule.isPaused === 1 ? ', paused' : ''}`,
    `  On ${subjectWords(rule.kind, rule.about)}.`,
    `  ${mannersWords(rule)}`,
    `  ${countOf(events, 'event', 'events')} so far: ${baseUrl}/alerts/${rule.slug}, ${baseUrl}/alerts/${rule.slug}.atom`,
    ...channels.map((listed) => `  Place ${listed.channel.id}, ${channelWords(listed.channel)}. ${standing(listed, zone)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What was added or changed (`done`); a secret is printed here, and nowhere else. */
export function alertSavedText(done: string, { secrets, asked }: Extract<Saved, { ok: true }>): string {
  return [
    `${done}\n`,
    ...secrets.map(({ label, secret }) => `The secret by which ${label} knows that it is us, shown this once:\n  ${secret}\n`),
    ...asked.map((label) => `${label} gets a mail first, and nothing else before its reader has said yes.\n`),
  ].join('');
}

/** @param would what would be done */
export function previewText(would: string, found: readonly Candidate[], zone: string): string {
  const head = `${would} In the last 7 days it would have told of ${countOf(found.length, 'event', 'events')}.\n`;
  const lines = found.slice(-PREVIEWED).map(({ title, sentence, at }) => `  ${formatInstant(at, 'moment', zone)}  ${title}: ${sentence}\n`);
  const more = found.length - lines.length;
  return `${head}${more > 0 ? `  … and ${more} before:\n` : ''}${lines.join('')}`;
}

export function testedText({ told, asked }: Tested): string {
  if (told === 0 && asked === 0) return 'There is no place that could be told: nobody was sent anything.\n';
  const places =
    told === 0
      ? ''
      : `A test goes to ${countOf(told, 'place', 'places')} within seconds, where the server runs. See what came of it: hustings alerts log\n`;
  return `${places}${asked === 0 ? '' : `${countOf(asked, 'address', 'addresses')} had not said yes, and will be asked again.\n`}`;
}

/** For `--json`. */
export function deliveryOutput({ delivery, channel, events }: LoggedDelivery) {
  const { messageId, kind, state, attempts, nextAt, answer, tries, createdAt, settledAt } = delivery;
  return {
    id: messageId,
    to: channel.label,
    channel: channel.kind,
    kind,
    events,
    state,
    attempts,
    nextAt,
    answer,
    tries,
    createdAt,
    settledAt,
  };
}

export function logText(log: readonly LoggedDelivery[], zone: string): string {
  if (log.length === 0) return 'Nothing was to be told so far.\n';
  const at = (instant: Date) => formatInstant(instant, 'moment', zone);
  return log
    .map(({ delivery, channel, events }) => {
      const { kind, state, createdAt, nextAt, tries, answer } = delivery;
      const next = state === 'waiting' && nextAt !== null ? `; next ${at(nextAt)}` : '';
      const told = tries.map((each) => `  ${at(new Date(each.at))}  ${each.answer}\n`);
      const last = answer !== null && answer !== tries.at(-1)?.answer ? [`  ${answer}\n`] : [];
      return `${at(createdAt)}  ${channelWords(channel)}, ${deliveryWords(kind, state, events)}${next}\n${[...told, ...last].join('')}`;
    })
    .join('');
}
