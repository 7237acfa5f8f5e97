import { z } from 'zod';
import { PERIOD_KINDS, type PeriodKind } from '../digests/period.js';
import { type MailAddress, parseAddress } from '../accounts/mail-address.js';

const ENTITIES_MAX = 50;

/** What somebody wants to be sent. */
export interface Wishes {
  frequency: PeriodKind;
  /** Slugs; none for whole editions. */
  entities: string[];
}

export interface Subscription extends Wishes {
  address: MailAddress;
}

/** What is wrong with what was typed, by the field. */
export type Problems = Partial<Record<'address' | 'frequency' | 'entities', string>>;

export type FormResult<Value> = { ok: true; value: Value } | { ok: false; problems: Problems };

const ADDRESS_PROBLEM = 'Write one address, such as ada@example.org.';

const wishes = z.object({
  frequency: z.enum(PERIOD_KINDS, 'Choose how often it is to come.'),
  scope: z.enum(['all', 'some']).default('all'),
  // One tick comes as a text, several as a list.
  entities: z
    .union([z.string().transform((slug) => [slug]), z.array(z.string())])
    .default([])
    .transform((slugs) => [...new Set(slugs)])
    .refine((slugs) => slugs.length <= ENTITIES_MAX, `Choose ${ENTITIES_MAX} at most, or whole editions.`),
});

const subscription = wishes.extend({
  address: z.string(ADDRESS_PROBLEM).transform((text, context) => {
    const address = parseAddress(text);
    if (address) return address;
    context.addIssue({ code: 'custom', message: ADDRESS_PROBLEM });
    return z.NEVER;
  }),
});

/** In: the body of the form. `known` are the slugs that there are. Never throws. */
export function readSubscription(body: unknown, known: ReadonlySet<string>): FormResult<Subscription> {
  const { data, error } = subscription.safeParse(body);
  return data ? withEntities(data, known) : { ok: false, problems: problemsOf(error) };
}

export function readWishes(body: unknown, known: ReadonlySet<string>): FormResult<Wishes> {
  const { data, error } = wishes.safeParse(body);
  return data ? withEntities(data, known) : { ok: false, problems: problemsOf(error) };
}

/** Robots fill in every field; people do not see this one. */
export function isByRobot(body: unknown): boolean {
  const { website } = (body ?? {}) as { website?: unknown };
  return website !== undefined && website !== '';
}

type Ticked = { scope: 'all' | 'some'; entities: string[] };

/** What has been removed since the form was loaded is left out. */
function withEntities<Value extends Ticked>({ scope, ...value }: Value, known: ReadonlySet<string>): FormResult<Omit<Value, 'scope'>> {
  if (scope === 'all') return { ok: true, value: { ...value, entities: [] } };
  const entities = value.entities.filter((slug) => known.has(slug));
  if (entities.length > 0) return { ok: true, value: { ...value, entities } };
  return { ok: false, problems: { entities: 'Tick at least one, or choose whole editions.' } };
}

function problemsOf(error: z.ZodError): Problems {
  const problems: Problems = {};
  for (const { path, message } of error.issues) problems[path[0] as keyof Problems] ??= message;
  return problems;
}
