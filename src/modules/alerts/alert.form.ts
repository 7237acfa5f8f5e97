import { z } from 'zod';
import { parseAddress } from '../accounts/mail-address.js';
import { urlRefusal } from '../fetch/urls.js';
import type { ChannelKind } from './alert-channel.entity.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { ALERT_KINDS, type AlertKind, type Subject, type SubjectField, subjectOf } from './subject.js';

const NAME_MAX = 100;
export const USUAL_GROUP_MINUTES = 5;
export const USUAL_HOURLY_LIMIT = 6;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Where an alert is told: an address, and what it is compared by. */
export interface DraftChannel {
  kind: ChannelKind;
  target: string;
  key: string;
  label: string;
}

/** An alert as a person asks for it. */
export interface AlertDraft {
  name: string;
  kind: AlertKind;
  about: Subject;
  channels: DraftChannel[];
  quietFrom: string | null;
  quietUntil: string | null;
  groupMinutes: number;
  hourlyLimit: number;
}

export type AlertField =
  'name' | 'kind' | 'mail' | 'webhook' | 'chat' | 'removed' | 'quietFrom' | 'quietUntil' | 'groupMinutes' | 'hourlyLimit' | SubjectField;
export type AlertProblems = Partial<Record<AlertField, string>>;
export type AlertDraftResult = { ok: true; draft: AlertDraft } | { ok: false; problems: AlertProblems };

const clock = z
  .string()
  .trim()
  .transform((text) => text || null)
  .nullable()
  .default(null)
  .refine((text) => text === null || CLOCK.test(text), 'Write a time of day such as 22:00.');

const number = (least: number, most: number, usual: number) =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.coerce
      .number('Write a number.')
      .int('Write a whole number.')
      .min(least, `It is ${least} at least.`)
      .max(most, `It is ${most} at most.`)
      .default(usual),
  );

const lines = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((said) =>
    [said]
      .flat()
      .flatMap((text) => text.split(/[\s,]+/))
      .filter((text) => text !== ''),
  );

const form = z.object({
  name: z
    .string('Give it a name, such as Dredging.')
    .trim()
    .min(1, 'Give it a name, such as Dredging.')
    .max(NAME_MAX, `A name may have ${NAME_MAX} characters.`)
    .regex(/[\p{L}\p{N}]/u, 'A name needs a letter or a digit.'),
  kind: z.enum(ALERT_KINDS, `Say what it is on: ${ALERT_KINDS.join(', ')}.`),
  mail: lines,
  webhook: lines,
  chat: lines,
  quietFrom: clock,
  quietUntil: clock,
  groupMinutes: number(0, 1440, USUAL_GROUP_MINUTES),
  hourlyLimit: number(1, 60, USUAL_HOURLY_LIMIT),
});

/** In: what a form or a command says. Never throws. */
export function alertDraftOf(said: Record<string, unknown>): AlertDraftResult {
  const { data, error } = form.safeParse(said);
  const problems: AlertProblems = {};
  for (const { path, message } of error?.issues ?? []) problems[path[0] as AlertField] ??= message;
  const kind = ALERT_KINDS.find((each) => each === said.kind);
  const subject = kind && subjectOf(kind, said);
  if (subject && !subject.ok) Object.assign(problems, subject.problems);
  if (!data || !subject?.ok) return { ok: false, problems };
  const { name, quietFrom, quietUntil, groupMinutes, hourlyLimit } = data;
  if (quietFrom !== null && quietUntil === null) problems.quietUntil = 'Say when they end, too.';
  if (quietFrom === null && quietUntil !== null) problems.quietFrom = 'Say when they begin, too.';
  if (quietFrom !== null && quietFrom === quietUntil)
    problems.quietUntil = 'Quiet hours that last all day would tell nothing. Pause it instead.';
  const channels: DraftChannel[] = [];
  for (const channelKind of ['mail', 'webhook', 'chat'] as const)
    for (const text of data[channelKind]) {
      const read = channelKind === 'mail' ? mailChannel(text) : webChannel(channelKind, text);
      if (typeof read === 'string') problems[channelKind] ??= read;
      else if (!channels.some(({ kind: known, key }) => known === channelKind && key === read.key)) channels.push(read);
    }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, draft: { name, kind: data.kind, about: subject.subject, channels, quietFrom, quietUntil, groupMinutes, hourlyLimit } };
}

/** What a form says of an alert as it is. Its places stand apart: where they lead cannot be shown. */
export function saidBy({ name, kind, about, quietFrom, quietUntil, groupMinutes, hourlyLimit }: AlertRuleEntity): Record<string, string> {
  const { entity, watch, source, role, hours, edits } = about;
  const said = { name, kind, entity, watch, source, role, hours, edits, quietFrom, quietUntil, groupMinutes, hourlyLimit };
  return Object.fromEntries(Object.entries(said).map(([field, value]) => [field, value === null ? '' : String(value)]));
}

function mailChannel(text: string): DraftChannel | string {
  const parsed = parseAddress(text);
  return parsed
    ? { kind: 'mail', target: parsed.address, key: parsed.key, label: parsed.address }
    : 'This is no address of mail. Write one such as ada@example.org.';
}

/** Its path is often a key: the host alone is shown. */
function webChannel(kind: 'webhook' | 'chat', text: string): DraftChannel | string {
  if (!URL.canParse(text)) return 'This is no address. Write one such as https://example.org/hook.';
  const refusal = urlRefusal(text);
  if (refusal) return `This address cannot be used: ${refusal.message}`;
  const url = new URL(text);
  url.hash = '';
  return { kind, target: url.href, key: url.href, label: url.host };
}
