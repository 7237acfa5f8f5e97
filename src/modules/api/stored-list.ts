import { z } from 'zod';

/** What came of a list that was brought in as a whole: a catalogue, a codebook. */
export const isStored = z
  .boolean()
  .describe('Something was stored')
  .meta({ examples: [true] });

/** What a row that could not be read is known by. */
export function badRowsOf<Known extends z.ZodRawShape>(known: Known) {
  return z
    .array(z.object({ row: z.int(), ...known, problems: z.array(z.string()) }))
    .describe('Rows that could not be read, by their number in the file, from 1')
    .meta({ examples: [[]] });
}
