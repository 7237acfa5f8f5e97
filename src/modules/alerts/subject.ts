import { z } from 'zod';
import { ROLES } from '../mentions/watched.js';

export const ALERT_KINDS = ['entity', 'query', 'spike', 'question', 'edit', 'silence'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const EDITS = ['any', 'edited', 'removed'] as const;

/** An answer within two days is what a body can be asked for: the same time after which a question counts in its figures. */
export const USUAL_HOURS = 48;
const HOURS_MAX = 24 * 28;

const slug = z.string().trim().min(1).max(200).nullable().default(null);

const fields = z.object({
  entity: slug,
  /** A watched search. */
  watch: slug,
  source: slug,
  /** What the message does with the entity; null for anything. */
  role: z
    .enum(ROLES, `It is one of ${ROLES.join(', ')}.`)
    .nullable()
    .default(null),
  /** How long a question has waited. */
  hours: z.coerce
    .number('Write a number of hours.')
    .int('Write whole hours.')
    .min(1, 'Wait for an hour at least.')
    .max(HOURS_MAX, `Wait for ${HOURS_MAX} hours at most.`)
    .default(USUAL_HOURS),
  edits: z.enum(EDITS, `It is one of ${EDITS.join(', ')}.`).default('any'),
  /** Also tell of feeds that cannot be read. */
  unread: z.boolean().default(true),
});

/** What an alert is on, beside its kind. What its kind does not ask for stands there and says nothing. */
export type Subject = z.output<typeof fields>;
export type SubjectField = keyof Subject;

/** Which fields a kind asks for. `one`: one of them must be given; `may`: one at most may be. */
export const ASKED: Record<AlertKind, { one: SubjectField[]; may: SubjectField[]; more: SubjectField[] }> = {
  entity: { one: ['entity'], may: [], more: ['role'] },
  query: { one: ['watch'], may: [], more: [] },
  spike: { one: ['entity', 'watch'], may: [], more: [] },
  question: { one: [], may: ['entity', 'source'], more: ['hours'] },
  edit: { one: [], may: ['entity', 'source'], more: ['edits'] },
  silence: { one: [], may: ['source'], more: ['unread'] },
};

export type SubjectResult = { ok: true; subject: Subject } | { ok: false; problems: Partial<Record<SubjectField, string>> };

/** In: what a form or a command says. What belongs to another kind is left out. Never throws. */
export function subjectOf(kind: AlertKind, said: Record<string, unknown>): SubjectResult {
  const { one, may, more } = ASKED[kind];
  const wanted = [...one, ...may, ...more];
  const given = Object.fromEntries(wanted.flatMap((name) => (isSaid(said[name]) ? [[name, said[name]]] : [])));
  const { data, error } = fields.safeParse(given);
  if (error) {
    const problems: Partial<Record<SubjectField, string>> = {};
    for (const { path, message } of error.issues) problems[path[0] as SubjectField] ??= message;
    return { ok: false, problems };
  }
  const named = [...one, ...may].filter((name) => data[name] !== null);
  const [first] = [...one, ...may];
  if (first !== undefined && one.length > 0 && named.length === 0) return { ok: false, problems: { [first]: `Say which ${first}.` } };
  if (named[1] !== undefined) return { ok: false, problems: { [named[1]]: `Choose ${named.join(' or ')}, not both.` } };
  return { ok: true, subject: data };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
