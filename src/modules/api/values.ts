import { z } from 'zod';

/** PostgreSQL refuses a larger number with an error; nothing has it anyway. */
const ID_MAX = 2_147_483_647;

/** A number in an address. */
export function numberOf(what: string) {
  return z.coerce
    .number()
    .int()
    .min(1)
    .max(ID_MAX)
    .describe(`The number of ${what}`)
    .meta({ examples: [42] });
}

/** A name in an address. */
export function slugOf(what: string, example: string) {
  return z
    .string()
    .min(1)
    .max(300)
    .describe(`The slug of ${what}`)
    .meta({ examples: [example] });
}

/** A text as it may be asked for. */
export function wordOf(what: string, charactersMax = 600) {
  return z.string().trim().min(1).max(charactersMax).optional().describe(what);
}

/** What a query says of something that is either so or not: everything in an address is text. */
export function yesOrNo(what: string) {
  return z
    .enum(['true', 'false'], 'Either true or false.')
    .transform((text) => text === 'true')
    .default(false)
    .describe(what);
}

/** How many there are of something, in an answer. */
export function count(what: string, example: number) {
  return z
    .int()
    .describe(what)
    .meta({ examples: [example] });
}
