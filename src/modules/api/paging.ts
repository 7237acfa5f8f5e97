import { z } from 'zod';

export const PAGE_MAX = 200;
const PAGE = 50;

/** A part of a list. `next`: the address of the part after it; null at the end. */
export interface Part<Item> {
  items: Item[];
  next: string | null;
}

export function partOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .describe('The address of the next part; null where this is the last')
      .meta({ examples: [null] }),
  });
}

/**
 * How a list is read in parts. A cursor says after which item a part begins, by what the list is ordered by (`key`): what is added or
 * removed meanwhile moves nothing.
 */
export function paging<Key extends z.ZodType>(key: Key) {
  return {
    limit: z.coerce
      .number(`A whole number from 1 to ${PAGE_MAX}.`)
      .int(`A whole number from 1 to ${PAGE_MAX}.`)
      .min(1, `A whole number from 1 to ${PAGE_MAX}.`)
      .max(PAGE_MAX, `A whole number from 1 to ${PAGE_MAX}.`)
      .default(PAGE)
      .describe('How many at most'),
    after: z
      .string()
      .transform((text, context): z.output<Key> => {
        const read = key.safeParse(decoded(text));
        if (read.success) return read.data;
        context.addIssue({ code: 'custom', message: 'This is no cursor of this list. Leave it out to begin with the first.' });
        return z.NEVER;
      })
      .optional()
      .describe('From `next` of the part before'),
  };
}

/** From one more than was asked for: a part, whose `next` is the cursor, from which the address is made on its way out. */
export function partFrom<Item>(found: readonly Item[], limit: number, keyOf: (last: Item) => unknown): Part<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last !== undefined && found.length > limit ? encoded(keyOf(last)) : null };
}

type Key = readonly (string | number)[];

/** A place in a list of numbers that is at hand as a whole, and the number that stands there. */
export const placed = z.tuple([z.int().min(0), z.int()]);

/** Of such a list. What was removed meanwhile has left its place. */
export function partOfIds(
  ids: readonly number[],
  { limit, after }: { limit: number; after?: z.output<typeof placed> | undefined },
): Part<number> {
  const found = after ? ids.indexOf(after[1]) : -1;
  const begin = found >= 0 ? found + 1 : (after?.[0] ?? 0);
  return partFrom(ids.slice(begin, begin + limit + 1), limit, (id) => [ids.indexOf(id), id]);
}

/** Of a list that is at hand as a whole, put in the order of its keys, of which each is another. */
export function partAfter<Item, Own extends Key>(
  all: readonly Item[],
  { limit, after }: { limit: number; after?: Own | undefined },
  keyOf: (item: Item) => Own,
): Part<Item> {
  const sorted = [...all].sort((a, b) => compare(keyOf(a), keyOf(b)));
  const rest = after === undefined ? sorted : sorted.filter((item) => compare(keyOf(item), after) > 0);
  return partFrom(rest.slice(0, limit + 1), limit, keyOf);
}

/** By code units and by size: the same on every machine, whatever the database makes of letters. */
function compare(a: Key, b: Key): number {
  for (const [place, one] of a.entries()) {
    const other = b[place]!;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

export function encoded(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
